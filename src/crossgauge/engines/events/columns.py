"""How the columns of the world lie in memory: their types, and which of them share the lines of a row."""

from crossgauge.engines.events.world import World

FLOATS = {"parameter", "values", "share", "dispersion", "day_spread", "used", "day_factor", "expected", "gap",
          "some_uniform", "some_first", "some_second", "some_normal", "some_tail"}  # fmt: skip
KEYS = {"step_key", "stretch_key", "failure_key", "batch_key", "source_key", "unit_stream", "gap_stream",
        "identity", "run_key", "some_stream", "some_identity"}  # fmt: skip


def fields_between(first: str, last: str) -> tuple[str, ...]:
    """Names of the columns from one to another."""
    return World._fields[World._fields.index(first) : World._fields.index(last) + 1]


# Fields of one thing lie side by side, on few lines of the cache: first and last column, words of a row.
UNIT_COLUMNS = fields_between("at", "n_inside")
UNIT_WORDS = 32
ROWS = (
    (UNIT_COLUMNS, UNIT_WORDS),
    (fields_between("discipline", "line_end"), 16),
    (fields_between("head", "longest_now"), 8),
    (fields_between("record", "gone"), 16),
    (fields_between("passed_now", "stood_now"), 4),
)
ROW_OF = {name: (columns[0], i, words) for columns, words in ROWS for i, name in enumerate(columns)}
