"""How much a log may hold. Errors name the limit by its name here."""

MOST_LOG_BYTES = 1_000_000_000  # of the file, packed files after unpacking
MOST_LOG_ROWS = 20_000_000
MOST_LOG_COLUMNS = 500
MOST_SHEET_CELLS = 40_000_000  # of a workbook, from the first to the last row and column
MOST_MAP_BYTES = 100_000
MOST_XES_DEPTH = 20  # elements in each other
MOST_XES_TEXT = 20_000  # characters of one attribute
MOST_SHOWN = 5  # rows that one fault names
EARLIEST_YEAR, LATEST_YEAR = 1950, 2100  # of a stamp that is believed
