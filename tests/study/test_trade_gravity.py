"""Gravity of a panel in a file: as the slow plain reading finds it, and refused in words where nothing is told."""

import numpy as np
import polars as pl
import pytest
from scipy import stats

from crossgauge.errors import ProjectFaulty
from crossgauge.sources.trade import read_panel
from crossgauge.study.trade.gravity import codes_of, estimate_gravity
from crossgauge.tables.trade import DROPPED, ESTIMATES
from engines.trade.twin import dummies, poisson, sandwich
from engines.trade.worlds import TRUE, gravity_rows

CODES = ("KAZ", "CHN", "UZB", "KGZ", "TJK", "TKM", "RUS", "DEU", "POL", "TUR", "IRN", "IND", "JPN", "KOR", "USA")
TERMS = ["log(distance)", "contiguity", "agreement", "foreign"]
EFFECTS = ["exporter-year", "importer-year"]


def panel(tmp_path, terms=TERMS, groups=(*EFFECTS, "pair"), extra=None, **world):
    i, j, t, flow, x = gravity_rows(**{"n": 8, "periods": 2, "seed": 3} | world)
    frame = pl.DataFrame(
        {
            "exporter": [CODES[a] for a in i], "importer": [CODES[a] for a in j], "year": 2018 + t, "value": flow,
            "distance": np.exp(x[:, 0]), "contiguity": x[:, 1], "agreement": x[:, 2], "foreign": x[:, 3],
        }
    )  # fmt: skip
    if extra is not None:
        frame = frame.with_columns(extra)
    frame.write_csv(tmp_path / "panel.csv")
    return read_panel(tmp_path / "panel.csv", list(terms), list(groups))


def why(one, fixed, cluster="pair"):
    with pytest.raises(ProjectFaulty) as raised:
        estimate_gravity(one, fixed, cluster)
    return [fault.wrong for fault in raised.value.faults]


@pytest.mark.parametrize("fixed", [EFFECTS, ["exporter", "importer", "year"], []])
def test_file_gives_what_poisson_on_every_dummy_gives(tmp_path, fixed):
    one = panel(tmp_path, groups=(*EFFECTS, "exporter", "importer", "year", "pair"))
    effect = [codes_of(one.frame, one.groups[name]) for name in fixed] or [np.zeros(one.frame.height, int)]
    x = one.frame.select(f"on {term}" for term in TERMS).to_numpy()
    flow, cluster = one.frame["value"].to_numpy(), codes_of(one.frame, one.groups["pair"])

    found = estimate_gravity(one, fixed, "pair")

    design = np.hstack([x, dummies(effect)])
    beta, fitted = poisson(flow, design)
    error = np.sqrt(np.diag(sandwich(flow, fitted, design, cluster)))[:4]
    assert found.estimates["coefficient"].to_numpy() == pytest.approx(beta[:4], abs=1e-7)
    assert found.estimates["standard_error"].to_numpy() == pytest.approx(error, rel=1e-6)
    half = stats.t.ppf(0.975, 63) * error
    assert found.estimates["low"].to_numpy() == pytest.approx(beta[:4] - half, abs=1e-6)
    likelihood = stats.poisson.logpmf(flow, fitted).sum() / stats.poisson.logpmf(flow, flow.mean()).sum()
    assert found.mcfadden == pytest.approx(1 - likelihood, abs=1e-9)
    assert found.fit == pytest.approx(np.corrcoef(flow, fitted)[0, 1] ** 2, abs=1e-9)


def test_known_elasticities_are_found(tmp_path):
    """Each within four of its errors: one chance in 4,000 that any is not, were the truth the centre."""
    found = estimate_gravity(panel(tmp_path, n=15, periods=4, seed=1), EFFECTS, "pair").estimates

    off = (found["coefficient"].to_numpy() - TRUE) / found["standard_error"].to_numpy()
    assert (np.abs(off) < 4).all()
    assert found["standard_error"].max() < 0.35


def test_per_cent_of_one_more_is_told_for_what_is_no_logarithm(tmp_path):
    found = estimate_gravity(panel(tmp_path), EFFECTS, "pair").estimates

    assert found["percent"][0] is None
    assert found["percent"][2] == pytest.approx(100 * np.expm1(found["coefficient"][2]))


def test_rows_that_are_left_out_are_told_with_line_and_reason(tmp_path):
    still = pl.when(pl.col("exporter") == "TJK", pl.col("year") == 2018).then(0.0).otherwise(pl.col("value")).alias("value")

    found = estimate_gravity(panel(tmp_path, extra=still), EFFECTS, "pair")

    gone = found.dropped.filter(exporter="TJK", year="2018")
    assert found.dropped.columns == [column.name for column in DROPPED]
    assert found.estimates.columns == [column.name for column in ESTIMATES]
    assert gone["reason"].unique().to_list() == ["no trade"]
    assert gone.height == 8
    assert found.kept == found.rows - found.dropped.height
    lines = (tmp_path / "panel.csv").read_text().splitlines()
    assert all(lines[line - 1].startswith("TJK") for line in gone["line"])


def test_separated_zero_is_left_out_and_told(tmp_path):
    """A dummy that stands on zeros alone, but for one effect, has no finite estimate with them."""
    shut = ((pl.col("exporter") == "KAZ") & (pl.col("importer") == "CHN")).cast(pl.Float64).alias("shut")
    value = pl.when(shut == 1, pl.col("year") == 2018).then(0.0).otherwise(pl.col("value")).alias("value")
    once = pl.when(shut == 1, pl.col("year") == 2018).then(1.0).otherwise(0.0).alias("shut")

    told = why(panel(tmp_path, ["agreement", "shut"], extra=[value, once]), EFFECTS)

    assert told == ["shut varies only among zeros that it fits without limit: its estimate has no end"]


@pytest.mark.parametrize(
    ("terms", "fixed", "extra", "wrong"),
    [
        (["log(distance)", "agreement"], [*EFFECTS, "pair"], None,
         "log(distance) is collinear with the fixed effects pair: within them nothing of it is left"),
        (["late"], EFFECTS, (pl.col("year") == 2019).cast(pl.Float64).alias("late"),
         "late is collinear with the fixed effects exporter-year: within them nothing of it is left"),
        (["foreign", "home"], EFFECTS, (3 - 3 * pl.col("foreign")).alias("home"),
         "home is collinear with the terms before it (foreign), fixed effects taken out"),
        (["one"], EFFECTS, pl.lit(2.0).alias("one"), "one is 2 in every row that is kept"),
    ],
)  # fmt: skip
def test_term_that_something_tells_is_refused_with_who_tells_it(tmp_path, terms, fixed, extra, wrong):
    told = why(panel(tmp_path, terms, extra=extra), fixed)

    assert told == [wrong]


def test_effects_that_tell_a_term_only_together_are_all_named(tmp_path):
    both = (pl.col("exporter").str.len_chars() + pl.col("exporter").rank("dense") + pl.col("importer").rank("dense")).alias("x")

    told = why(panel(tmp_path, ["x"], groups=("exporter", "importer", "pair"), extra=both), ["exporter", "importer"])

    assert told == ["x is collinear with the fixed effects exporter and importer: within them nothing of it is left"]


def test_one_cluster_is_refused(tmp_path):
    same = pl.lit("all").alias("region")

    told = why(panel(tmp_path, groups=(*EFFECTS, "region"), extra=same), EFFECTS, "region")

    assert told == ["region makes fewer than two clusters of the rows that are kept"]
