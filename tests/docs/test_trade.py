"""The figures of docs/trade.md are those of the facts."""

import re
from pathlib import Path

import pytest

from crossgauge.reference import folder
from crossgauge.study.trade.explain import explain
from crossgauge.views.look import svg
from crossgauge.views.trade import growth_figure, series_figure

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "trade.md").read_text(encoding="utf-8")
FOUND = explain(folder())
TOTALS = {row["year"]: row["total"] for row in FOUND.series.iter_rows(named=True)}


def row(words: str) -> list[float]:
    """The numbers in the cells behind a cell with these words."""
    line = next(line for line in PAGE.splitlines() if line.startswith("|") and f"| {words} |" in line)
    cells = line.split(f"| {words} |")[1].replace("−", "-")
    return [float(text) for text in re.findall(r"[-+]?\d+(?:\.\d+)?", cells)]


def test_accounts_of_the_page_are_those_that_are_computed():
    for name in ("ways", "trend"):
        for one in FOUND.accounts[name].iter_rows(named=True):
            assert row(one["part"]) == pytest.approx([one[key] / 1e3 for key in ("change", "low", "high")], abs=0.006)


def test_books_of_the_page_are_those_of_the_facts():
    some = FOUND.series.filter(FOUND.series["year"].is_in([2014, 2019, 2022, 2023, 2024]))

    assert row("China's exports, bn USD") == pytest.approx((some["exports"] / 1e3).to_list(), abs=0.006)
    assert row("recorded by Kazakhstan as imports") == pytest.approx((some["mirror_exports"] / 1e3).to_list(), abs=0.006)
    assert row("ratio") == pytest.approx(some["exports_ratio"].to_list(), abs=0.006)


def test_growth_by_books_is_as_the_page_says():
    books = explain(folder(), 2019, 2024).accounts["books"]["change"].to_list()

    assert f"+{books[1] / 1e3:.1f} and +{books[2] / 1e3:.1f} bn USD from 2019 to 2024" in PAGE


def test_pictures_of_the_page_are_those_that_are_drawn():
    ends = ((2020, TOTALS[2020]), (2024, TOTALS[2024]))

    # Numbers within a picture may differ in the last digit between machines: words do not.
    words = re.compile(r"<text[^>]*>([^<]*)</text>")
    for name, text in (("series", svg(series_figure(FOUND.series))), ("growth", svg(growth_figure(FOUND.accounts, *ends)))):
        shown = (DOCS / "images" / f"trade-{name}.svg").read_text(encoding="utf-8")
        assert words.findall(shown) == words.findall(text)
        assert words.findall(shown)
