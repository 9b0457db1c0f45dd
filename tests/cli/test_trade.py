"""The verb trade: tables, JSON, files, and errors without a traceback."""

import json

import pytest

from cli.post import call
from engines.trade.worlds import gravity_rows

CODES = ("KAZ", "CHN", "UZB", "KGZ", "TJK", "TKM")
WORLD = "exporter,importer,value\n" + "".join(
    f"{a},{b},{100 if a == b else 3 + len(a + b) + i - j}\n" for i, a in enumerate(CODES) for j, b in enumerate(CODES)
)
CHANGES = "exporter,importer,cost_percent\nCHN,KAZ,-2±0.5\nKAZ,CHN,-2±0.5\n"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "world.csv").write_text(WORLD)
    (tmp_path / "changes.csv").write_text(CHANGES)
    i, j, t, flow, x = gravity_rows(n=6, periods=2, seed=3)
    rows = zip(i, j, t, flow, x[:, 0], x[:, 2], strict=True)
    panel = "\n".join(f"{CODES[a]},{CODES[b]},{2018 + c},{v},{d},{g}" for a, b, c, v, d, g in rows)
    (tmp_path / "panel.csv").write_text(f"exporter,importer,year,value,log_distance,agreement\n{panel}\n")
    return tmp_path


def test_trade_without_a_verb_explains_the_seed_figures(capsys):
    code, out, err = call(capsys, "trade")

    assert (code, err) == (0, "")
    for words in (
        "2022: 31.2 bn USD", "44.4 %", "nearly 45 %", "recorded there", "Kyrgyzstan", "trains at Horgos", "by road",
        "at the pace of before", "What this tells, and what it does not", "T-roadshare-2024",
    ):  # fmt: skip
        assert words in out


def test_growth_between_other_years_is_explained_with_pictures_and_tables(capsys, here):
    code, out, err = call(capsys, "trade", "explain", "--from", "2019", "--to", "2024", "--out", "found")

    assert (code, err) == (0, "")
    assert "exports that it does not" in out
    assert {path.name for path in (here / "found").iterdir()} == {
        "trade.json", "series.csv", "partners.csv", "goods.csv", "books.csv", "trend.csv", "series.svg", "growth.svg",
    }  # fmt: skip


def test_explanation_as_json_says_the_same_and_nothing_else(capsys):
    code, out, err = call(capsys, "trade", "explain", "--json")
    found = json.loads(out)

    assert (code, err) == (0, "")
    assert round(found["seed"]["total"]) == 31174
    assert sum(row["change"] for row in found["accounts"]["ways"]) == pytest.approx(found["growth"], rel=1e-4)


def test_gravity_is_told_with_errors_intervals_and_what_was_left_out(capsys):
    code, out, err = call(
        capsys, "trade", "estimate", "panel.csv", "--on", "log_distance,agreement", "--fixed", "exporter-year,pair"
    )

    assert code == 2
    assert "log_distance is collinear with the fixed effects pair" in err

    code, out, err = call(capsys, "trade", "estimate", "panel.csv", "--on", "log_distance,agreement")

    assert (code, err) == (0, "")
    for words in ("95% interval", "agreement", "36 clusters by pair", "pseudo R²", "of 72 rows"):
        assert words in out


def test_gravity_is_kept_and_told_as_json(capsys, here):
    code, out, err = call(
        capsys, "trade", "estimate", "panel.csv", "--on", "log_distance", "--level", "0.9", "--json", "--out", "kept"
    )

    assert (code, err) == (0, "")
    assert json.loads(out) == json.loads((here / "kept" / "trade.json").read_text())
    assert {path.name for path in (here / "kept").iterdir()} == {"trade.json", "estimates.csv", "dropped.csv"}


def test_three_readings_stand_side_by_side_with_intervals(capsys, here):
    code, out, err = call(
        capsys, "trade", "counterfactual", "world.csv", "--changes", "changes.csv", "--draws", "40",
        "--elasticity", "5±1", "--out", "found",
    )  # fmt: skip

    assert (code, err) == (0, "")
    for words in ("partial", "conditional", "full", "real income, full", "90 % of 40 draws", "Kazakhstan", "["):
        assert words in out
    assert {path.name for path in (here / "found").iterdir()} == {
        "trade.json", "countries.csv", "pairs.csv", "effects.svg",
    }  # fmt: skip


def test_sure_numbers_say_that_they_have_no_interval(capsys, here):
    (here / "changes.csv").write_text(CHANGES.replace("±0.5", ""))

    code, out, _ = call(
        capsys, "trade", "counterfactual", "world.csv", "--changes", "changes.csv", "--elasticity", "5"
    )

    assert code == 0
    assert "Nothing is uncertain here" in out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--elasticity", "-5"], "--elasticity is '-5'. Expected it without its sign, above 0: 5."),
        (["--closure", "ratios"], "--closure is 'ratios'. Did you mean 'ratio'?"),
        (["--draws", "1"], "--draws is 1. Expected 2 or more"),
        (["--year", "2022"], "has no column 'year'"),
        (["--out", "."], "is not empty. Expected a new folder"),
    ],
)
def test_wrong_option_is_told(capsys, options, words):
    code, out, err = call(capsys, "trade", "counterfactual", "world.csv", "--changes", "changes.csv", *options)

    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


def test_every_fault_of_a_table_is_told_at_once(capsys, here):
    (here / "world.csv").write_text(WORLD.replace("UZB,UZB,100", "UZB,UZB,0").replace("TJK,KAZ", "TJK,KZA", 1) + "KAZ,KAZ,1\n")

    code, out, err = call(capsys, "trade", "counterfactual", "world.csv", "--changes", "changes.csv")

    assert (code, out) == (2, "")
    for words in ("3 faults", "UZB has no trade at home", "Did you mean 'KAZ'?", "KAZ, KAZ stands in line 2 already"):
        assert words in err


def test_years_out_of_order_are_told(capsys):
    code, out, err = call(capsys, "trade", "--from", "2024", "--to", "2020")

    assert (code, out) == (2, "")
    assert "the earlier first" in err
