"""How much a file of another's format may hold. Errors name the limit by its name here."""

MOST_GEO_BYTES = 200_000_000  # of a GeoPackage or GeoJSON
MOST_FEATURES = 200_000  # points and lines in it
MOST_POSITIONS = 1_000_000  # of one line
MOST_STEPS = 500_000_000  # of SQLite's machine while a GeoPackage is read
MOST_LOCODE_BYTES = 50_000_000  # of one part of the code list
MOST_LOCODES = 500_000
MOST_OMX_BYTES = 2_000_000_000
MOST_ZONES = 5_000
MOST_MATRICES = 200
MOST_DEMANDS = 20_000  # pairs of places with loads
MOST_GASLIB_BYTES = 50_000_000
MOST_GAS_ELEMENTS = 100_000  # nodes and connections
MOST_XML_DEPTH = 20
MOST_EVENTS = 20_000_000  # of an event log that is written
SHOWN = 12  # names of one kind that a note tells
