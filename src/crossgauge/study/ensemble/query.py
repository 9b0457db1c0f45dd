"""SQL over an ensemble's tables, read-only: a query sees these tables and no other file."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from crossgauge.errors import RunImpossible
from crossgauge.study.ensemble.folder import MEANS, SAMPLES, read_plan
from crossgauge.study.ensemble.pieces import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "2GB"
MOST_QUERY_S = 60.0
MOST_ROWS = 1_000_000  # of an answer
HINT = "queries need DuckDB, which is not installed. Install it with: pip install 'crossgauge[query]'"


def query(folder: str | Path, sql: str, *, within_s: float = MOST_QUERY_S) -> pl.DataFrame:
    """The answer to one SELECT over flows, dwells, resources, histograms, samples and means.

    The first four have the columns of a run's tables (`tables.schema`) without `day`, and `scenario` and `sample`.
    While an ensemble still runs, its finished networks are seen. Raises RunImpossible: no SELECT, faults in it, more
    than MOST_QUERY_S, MEMORY or MOST_ROWS, a file that is not the ensemble's.
    """
    place = Path(folder)
    read_plan(place)
    with connected(place) as connection:
        return answer(connection, sql, within_s)


@contextmanager
def connected(folder: Path) -> Iterator["DuckDBPyConnection"]:
    """A database in memory with the tables as views. Raises RunImpossible without DuckDB."""
    try:
        import duckdb
    except ImportError:
        raise RunImpossible(HINT) from None
    connection = duckdb.connect(":memory:")
    try:
        files = files_of(folder)
        for name, paths in files.items():
            if paths:
                listed = ", ".join(quoted(path) for path in paths)
                connection.execute(
                    f"CREATE VIEW {name} AS SELECT * FROM read_parquet([{listed}], hive_partitioning = true,"
                    " hive_types = {'scenario': VARCHAR, 'sample': BIGINT})"
                    if name in TABLES
                    else f"CREATE VIEW {name} AS SELECT * FROM read_parquet([{listed}])"
                )
        allowed = ", ".join(quoted(path) for paths in files.values() for path in paths)
        for setting in (
            f"memory_limit = '{MEMORY}'",
            "temp_directory = ''",
            "autoinstall_known_extensions = false",
            "autoload_known_extensions = false",
            f"allowed_paths = [{allowed}]",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            connection.execute(f"SET {setting}")
        yield connection
    finally:
        connection.close()


def files_of(folder: Path) -> dict[str, list[Path]]:
    """The files of each table; links are left out, as they may lead elsewhere."""
    root = folder.resolve()
    found = {table: sorted(root.glob(f"{table}/scenario=*/sample=*/replicas-*.parquet")) for table in TABLES}
    found.update({name.removesuffix(".parquet"): [root / name] for name in (SAMPLES, MEANS)})
    return {
        table: [path for path in paths if path.is_file() and path.resolve() == path]
        for table, paths in found.items()
    }


def quoted(path: Path) -> str:
    """A path as a text of SQL.

    >>> quoted(Path("a'b"))
    "'a''b'"
    """
    return "'" + str(path).replace("'", "''") + "'"


def answer(connection: "DuckDBPyConnection", sql: str, within_s: float) -> pl.DataFrame:
    """What a SELECT gives. Raises RunImpossible."""
    import duckdb

    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise RunImpossible(f"the query cannot be read: {first_line(error)}") from None
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise RunImpossible("the query is not one SELECT. Expected such as: select * from means")
    timer = threading.Timer(within_s, connection.interrupt)
    timer.start()
    try:
        cursor = connection.execute(statements[0])
        rows = cursor.fetchmany(MOST_ROWS + 1)
    except duckdb.InterruptException:
        raise RunImpossible(f"the query took longer than {within_s:g} s (MOST_QUERY_S).") from None
    except duckdb.OutOfMemoryException:
        raise RunImpossible(f"the query needs more than {MEMORY} of memory. Ask for fewer rows.") from None
    except duckdb.Error as error:
        raise RunImpossible(f"the query fails: {first_line(error)}") from None
    finally:
        timer.cancel()
    if len(rows) > MOST_ROWS:
        raise RunImpossible(
            f"the answer has more than {MOST_ROWS} rows (MOST_ROWS). Sum them, or add a limit."
        )
    return frame_of(rows, [column[0] for column in cursor.description or ()])


def frame_of(rows: list[Any], names: list[str]) -> pl.DataFrame:
    """Rows as a frame; names that come twice are told apart."""
    unique: list[str] = []
    for name in names:
        unique.append(name if name not in unique else f"{name}_{len(unique)}")
    return pl.DataFrame(rows, schema=unique, orient="row", infer_schema_length=None)


def first_line(error: Exception) -> str:
    """What an error says, in a line."""
    return " ".join(str(error).split("\n\n")[0].split())
