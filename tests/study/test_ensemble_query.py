"""SQL over an ensemble: the tables and nothing else."""

import sys

import pytest

from crossgauge.errors import RunImpossible
from crossgauge.study.ensemble import ensemble
from crossgauge.study.ensemble.folder import tables_of
from crossgauge.study.ensemble.query import query
from study.small_ensemble import ASKED, REPLICAS, networks


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return ensemble(networks(), tmp_path_factory.mktemp("query") / "it's here", **ASKED, workers=1).folder


def test_a_query_sees_every_scenario_sample_and_replica(folder):
    found = query(folder, "select scenario, sample, sum(units) from flows group by all order by all")

    units = [
        (scenario, sample, tables_of(folder, scenario, sample, REPLICAS)["flows"]["units"].sum())
        for scenario in ("base", "wide")
        for sample in (1, 2)
    ]
    assert found.rows() == units


def test_every_table_is_there(folder):
    for table in ("flows", "dwells", "resources", "histograms", "samples", "means"):
        assert query(folder, f"select count(*) from {table}").item() > 0


def test_values_of_samples_join_to_what_came_of_them(folder):
    sql = """
        select s.value lanes, avg(r.capacity) open from samples s join resources r using (sample)
        where s.path = 'crossings.road.resources.lanes.count' and r.resource = 'lanes' group by all order by all
    """

    (few, few_open), (many, many_open) = query(folder, sql).rows()

    assert few_open / many_open == pytest.approx(few / many)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_text('{secret}')",
        "select * from read_csv('{secret}')",
        "select * from '{secret}'",
        "select * from glob('{folder}/*')",
        "select * from read_text('{folder}/plan.json')",
        "select * from read_parquet('{folder}/../secret.parquet')",
    ],
)
def test_no_other_file_can_be_read(folder, sql, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("word\nmelon\n")
    plain = str(folder).replace("'", "''")

    with pytest.raises(RunImpossible, match="Permission Error"):
        query(folder, sql.format(secret=secret, folder=plain))


@pytest.mark.parametrize(
    "sql",
    [
        "copy flows to '{target}'",
        "attach '{target}' as other",
        "set enable_external_access = true",
        "reset lock_configuration",
        "install httpfs",
        "create table mine as select 1",
        "select 1; select 2",
        "",
    ],
)
def test_nothing_but_one_select_is_done(folder, sql, tmp_path):
    with pytest.raises(RunImpossible, match="not one SELECT"):
        query(folder, sql.format(target=tmp_path / "stolen"))

    assert list(tmp_path.iterdir()) == []


def test_a_link_that_leads_out_of_the_folder_is_not_followed(folder, tmp_path):
    """A folder from somebody else may hold links."""
    other = tmp_path / "theirs"
    place = other / "flows" / "scenario=base" / "sample=0"
    place.mkdir(parents=True)
    (other / "plan.json").write_text("{}")
    real = next(folder.glob("flows/scenario=base/sample=1/*.parquet"))
    (place / "replicas-0001-0003.parquet").symlink_to(real)

    with pytest.raises(RunImpossible, match="flows does not exist"):
        query(other, "select * from flows")


def test_a_query_without_end_is_ended(folder):
    with pytest.raises(RunImpossible, match=r"longer than 0\.2 s"):
        query(folder, "select sum(a.range * b.range) from range(10000000000) a, range(1000) b", within_s=0.2)


def test_an_answer_too_large_for_memory_or_reader_is_refused(folder, monkeypatch):
    monkeypatch.setattr("crossgauge.study.ensemble.query.MOST_ROWS", 10)

    with pytest.raises(RunImpossible, match="more than 10 rows"):
        query(folder, "select * from histograms")


def test_faults_in_sql_are_told_in_a_line(folder):
    with pytest.raises(RunImpossible, match="cannot be read: Parser Error"):
        query(folder, "selec")
    with pytest.raises(RunImpossible, match='Did you mean "flows"'):
        query(folder, "select * from flowz")


def test_no_ensemble_and_no_duckdb_are_told(folder, tmp_path, monkeypatch):
    with pytest.raises(RunImpossible, match="no ensemble"):
        query(tmp_path, "select 1")
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(RunImpossible, match=r"pip install 'crossgauge\[query\]'"):
        query(folder, "select 1")
