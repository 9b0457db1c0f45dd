"""What people see in Chinese and Kazakh has no English word in it: heads and feet of pictures come from the catalogue."""

import re
from datetime import date
from math import inf
from types import SimpleNamespace as Of

import numpy as np
import polars as pl
import pytest

import crossgauge as cg
from crossgauge.model.projects import DemandCase, Programme, Project
from crossgauge.reference import folder
from crossgauge.study.trade.explain import explain
from crossgauge.tables.pipes import HOLDS
from crossgauge.views.retold import retold
from views.test_languages import Panel, words_of

OWN = {  # units, ids, formulas, and what is called so everywhere
    "MPa", "MAOP", "CPMM", "TFI", "TEU", "FEU", "GDP", "USD", "Crossgauge", "crossgauge", "assumed", "facts", "n", "p",
    "Hill", "kp", "a", "b", "x", "lognormal", "mean", "h", "sd", "csv", "fits", "docs", "flows", "md", "e",
    "C", "Kaplan", "Meier", "UN", "Comtrade", "WITS", "series", "Holm", "km", "dev",
}  # fmt: skip
NAMES = (("zh", "名"), ("kk", "Атау"), ("ru", "Имя"))
LANGUAGES = ("zh", "kk", "ru")


def element(**told):
    return Of(id="x", name="English", names=NAMES, **told)


def milestone(**changes):
    band = Of(median=99.0, low=(97.0, 95.0, 92.0), high=(101.0, 103.0, 107.0))
    days = np.arange(1.0, 366.0)
    spread = np.outer(np.maximum(days - 60, 0), [1.0, 2.0, 3.0])
    mark = Of(day=date(2023, 3, 1), count=1200, fact="a.b", ends_year=False)
    told = {
        "counter": Of(name="Horgos railway port", things="trains"), "count": 2000, "year": 2023, "reached": 0.9,
        "as_of": date(2023, 3, 1), "marks": (mark,), "date": band, "before": band,
        "earlier": Of(median=10.0, low=(9.0, 8.0, 7.0), high=(11.0, 12.0, 13.0)),
        "fan": Of(median=20 * days, low=20 * days[:, None] - spread, high=20 * days[:, None] + spread),
    }  # fmt: skip
    return Of(**(told | changes))


NEVER = Of(median=inf, low=(inf,) * 3, high=(inf,) * 3)
LATER = Of(median=-10.0, low=(-11.0, -12.0, -13.0), high=(-9.0, -8.0, -7.0))


def investment(search=None):
    project = Project(id="a", name="English", names=NAMES, scenario="x", cost=4e8, life=9.0, service=2030)
    programme = Programme(
        id="x", name="English", names=NAMES, first_year=2023, years=25, discount=0.05, benchmarks=(2026,), projects=(project,),
        demands=(DemandCase(id="middle", scenario="x"),),
    )  # fmt: skip
    steps = [Of(budget=0.0, npv=0.0, benefits=0.0, portfolio=()), Of(budget=4e8, npv=1e9, benefits=1.5e9, portfolio=("a",))]
    best = Of(portfolio=("a",), worth=Of(npv=np.array([1e9])))
    return Of(programme=programme, best=best, budget=2e9, central="middle", replicas=2, seed=1, curve=steps, search=search)


def tornado_rows(*names):
    row = {"low_value": "1", "high_value": "2", "low": -1.0, "high": 1.5, "low_pm": 0.1, "high_pm": 0.2, "touches": True}
    return pl.DataFrame([{"parameter": name} | row for name in names])


def worth():
    inputs = (
        "elasticity of trade to its cost", "worth of an hour of buffer, in hours of mean", "value of a day, all goods",
        "gross output over GDP, all countries", "value of a tonne: English", "share of trade with x, west by road",
        "elasticity of visits to hours: bus", "luck of a year: hours saved in one replica or another",
    )  # fmt: skip
    row = {f"{name}_musd{end}": 3.0 + k for name in ("full", "partial") for k, end in enumerate(("_low", "", "_high"))}
    return Of(
        declared=Of(countries=(element(),), cargoes=(element(),), home="x"), trade=pl.DataFrame([row]), full=4.0, partial=3.0,
        closure="ratio", told=Of(days=7, start="2023-03-01"), replicas=2, seed=1, tornado=tornado_rows(*inputs),
    )  # fmt: skip


def sensitivity(figure):
    network = element(crossings=(element(),), classes=(element(),))
    return Of(metric=f"x.west.x.{figure}", unit="h", base=4.0, replicas=2, table=tornado_rows("a.b")), network


def line(fluid="gas", **changes):
    profile = pl.DataFrame({"km": [0.0, 100.0], "pressure_mpa": [9.0, 6.0], "maop_mpa": [9.81, 9.81]})
    course = pl.DataFrame({"hour": [0.0, 10.0], "where": "delivery", "pressure_mpa": [7.0, 4.0], "least_mpa": 5.0})
    clocks = pl.DataFrame({"out": ["kp4"], "flow": ["full"], "hours": [6.0], "breaks": ["suction of kp5 is at its lowest"]})
    told = {
        "line": element(fluid=fluid, base="standard 20 °C", delivery_pa=6e6, storage_t=1e5, segments=(Of(length_m=1e5),)),
        "profile": profile, "intact": profile, "outage": Of(stations=("kp4",), units={"kp2": 1}), "carried": 19.0,
        "capacity": 25.0, "asked": 20.0, "steady": Of(amount=19e9), "stations": (("kp4", 0.0),), "places": ((0.0, "English"),),
        "binding": "delivery pressure is at its lowest; kp3 has no more power",
        "times": Of(tripped="kp4", clocks=clocks, courses={"full": course}, recovery_h=18.0, batches=pl.DataFrame(), tanks_h=None),
    }  # fmt: skip
    return Of(**(told | changes))


NETWORK = element(places=(element(),))
OIL = Of(
    courses={}, tanks_h=141.0,
    batches=pl.DataFrame({"batch": [1], "grade": ["Kumkol crude"], "enters_d": [0.0], "arrives_d": [7.3]}),
)  # fmt: skip
TRADE = explain(folder())
V = cg.views
PICTURES = {
    "milestone": lambda language: V.of_milestone(milestone(), language),
    "milestone, later": lambda language: V.of_milestone(milestone(earlier=LATER), language),
    "milestone, none yet": lambda language: V.of_milestone(milestone(marks=(), earlier=None, before=None), language),
    "milestone, unlikely": lambda language: V.of_milestone(milestone(date=NEVER, reached=0.2), language),
    "milestone, never": lambda language: V.of_milestone(milestone(date=NEVER, reached=0.0), language),
    "investment": lambda language: V.of_investment(investment(), language),
    "investment, searched": lambda language: V.of_investment(investment(search=True), language),
    "worth": lambda language: V.of_worth(worth(), ("base", "second-track"), language),
    **{
        f"sensitivity, {figure}": lambda language, figure=figure: V.of_sensitivity(
            *sensitivity(figure), days=7, language=language
        )
        for figure in ("border_h", "p95_h", "lost", "queue")
    },
    "fits": lambda language: V.of_fits([Panel()], "x.csv", language),
    "line": lambda language: V.of_line(line(), NETWORK, language),
    "line, all run": lambda language: V.of_line(line(outage=Of(stations=(), units={})), NETWORK, language),
    "line, nothing passes": lambda language: V.of_line(line(carried=np.nan, steady=None), NETWORK, language),
    "outage": lambda language: V.of_outage(line(), NETWORK, language),
    "trade": lambda language: V.of_trade(TRADE.series, language),
    "growth": lambda language: V.of_growth(TRADE, 2020, 2024, language),
    "batches": lambda language: V.of_outage(line("oil", times=OIL), NETWORK, language),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_has_no_english_word(kind, language):
    words = set(re.findall(r"[A-Za-z]+", words_of(PICTURES[kind](language).svg)))

    assert words - OWN == set()


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_shows_itself_and_is_a_figure(kind):
    picture = PICTURES[kind]("en")

    assert picture._repr_html_().startswith("<div")
    assert picture._repr_svg_() == PICTURES[kind]("en").svg
    assert picture.figure.get_figwidth() > 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_limits_a_pipeline_is_said_in_every_language(language):
    """The sentences are those of `tables.pipes`: a new one needs its words."""
    held = [text.format("kp3") for text in HOLDS.values()]
    broken = ["delivery pressure is at its lowest", "friction takes all pressure behind km 40", "the oil would boil behind km 7"]

    said = [retold(text, language) for text in (*held, *broken, "no station runs before it", "the line is refused", "nothing")]

    assert set(re.findall(r"[A-Za-z]+", " ".join(said))) - {"kp", "km"} == set()
