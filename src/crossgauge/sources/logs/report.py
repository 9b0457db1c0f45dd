"""What became of a log's rows: read, mended, dropped, and why, row by row. Nothing is silent."""

from dataclasses import dataclass, field

import polars as pl

from crossgauge.errors import Fault
from crossgauge.sources.logs.limits import MOST_SHOWN
from crossgauge.sources.logs.reading import ROW
from crossgauge.units import shown

MENDED, DROPPED, CENSORED = "mended", "dropped", "censored"
STAMP = "a date and time"  # what a stamp is, as reports and faults say it
ROWS = {"row": pl.Int64, "column": pl.String, "found": pl.String, "reason": pl.String, "action": pl.String}


@dataclass(slots=True)
class Report:
    """What a reading did.

    file            name of the log
    rows_read       rows below the header, or events
    records         stages that came of them, at one place each
    parts           what was mended, dropped and censored; `rows` puts them together
    faults          what keeps the log from being read; raised together
    """

    file: str
    rows_read: int = 0
    records: int = 0
    parts: list[pl.DataFrame] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def note(self, rows: pl.Series, column: str, found: pl.Series | str, reason: str, action: str) -> None:
        """Write down what became of some rows. found : what stood there, one for each row or one for all."""
        if len(rows):
            texts = pl.lit(found) if isinstance(found, str) else found.cast(pl.String)
            part = pl.DataFrame({"row": rows.cast(pl.Int64)}).with_columns(
                column=pl.lit(column), found=texts, reason=pl.lit(reason), action=pl.lit(action)
            )
            self.parts.append(part)

    def fault(self, row: int | None, wrong: str, expected: str) -> None:
        """Write down what keeps the log from being read."""
        self.faults.append(Fault(self.file if row is None else f"{self.file}:{row}", wrong, expected))

    def unreadable(self, frame: pl.DataFrame, column: str, wants: str, tolerate: float, of: int) -> None:
        """Rows whose text is none of what the column holds: mended where few, a fault where more than `tolerate`.

        frame : `#row` and the text, `found`, of the rows. of : rows that have a text. wants : such as 'a number'.
        """
        if frame.height <= tolerate * of:
            self.note(frame[ROW], column, frame["found"], f"not {wants}: left out", MENDED)
            return
        for row, found in frame.select(ROW, "found").head(MOST_SHOWN).iter_rows():
            self.fault(row, f"{column} is {shown(str(found))}", f"Expected {wants}.")
        more = f"{frame.height:,} of {of:,} rows hold no {wants.partition(' ')[2]}"
        self.fault(None, f"{column}: {more}", f"Expected at most {tolerate:.0%}: `tolerate` in the map.")

    @property
    def unread(self) -> pl.Series:
        """Rows with a stamp that could not be read."""
        rows = [part["row"] for part in self.parts if part["reason"][0].startswith(f"not {STAMP}")]
        return pl.concat(rows) if rows else pl.Series("row", dtype=pl.Int64)

    @property
    def rows(self) -> pl.DataFrame:
        """Row by row: `row` in the file, `column`, what was `found`, the `reason` and the `action`."""
        parts = [pl.DataFrame(schema=ROWS), *self.parts]
        return pl.concat(parts).sort("row", maintain_order=True)

    @property
    def counts(self) -> pl.DataFrame:
        """How many rows by action, column and reason, most first."""
        keys = ["action", "column", "reason"]
        counted = self.rows.group_by(keys).agg(pl.len().alias("rows"))
        return counted.sort(["rows", *keys], descending=[True, False, False, False])

    @property
    def rows_dropped(self) -> int:
        """Rows of which nothing is left."""
        return self.rows.filter(pl.col("action") == DROPPED)["row"].n_unique()
