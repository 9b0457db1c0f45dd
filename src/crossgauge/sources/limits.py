"""How much a project folder may hold. Errors name the limit by its name here."""

MOST_FILES = 2_000
MOST_FILE_BYTES = 20_000_000
MOST_YAML_BYTES = 4_000_000
MOST_TOTAL_BYTES = 100_000_000
MOST_DEPTH = 24  # lists and mappings in each other
MOST_ELEMENTS = 400_000  # values in the folder, aliases counted each time
MOST_ALIASES = 1_000  # in one file
MOST_ROWS = 1_000_000  # of a CSV file
MOST_COLUMNS = 200
MOST_TEXT = 20_000  # characters of one value
MOST_NESTED = 6  # mixtures in each other
MOST_PARTS = 100  # arguments of one distribution
MOST_SCENARIOS = 1_000  # files in the folder `scenarios` of a project
MOST_TRADE_BYTES = 200_000_000  # of a CSV file of trade
MOST_TRADE_ROWS = 3_000_000
MOST_COUNTRIES = 300  # of a table of the world's trade; work grows with their square
MOST_FAULTS_OF_A_KIND = 5  # rows that are shown; the rest are counted
