"""Studies as the page reads them, from the files that their verbs wrote: comparisons, investments, flows, worth."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from crossgauge.app.errors import without_paths
from crossgauge.app.names import Names, names_of, scenario_name, scenario_names
from crossgauge.app.results import (
    COMPARISON,
    INVESTMENT,
    WORTH,
    opened,
    read_json,
    runs_within,
)
from crossgauge.app.shapes import studies as shapes
from crossgauge.app.shapes.words import Interval, Texts
from crossgauge.app.texts import said, word_of
from crossgauge.app.told_runs import NOTHING
from crossgauge.app.workspace import WITHIN, Workspace
from crossgauge.errors import CrossgaugeError, NotFound, ResultsUnreadable
from crossgauge.indicators.differences import amount
from crossgauge.indicators.figures import METRICS
from crossgauge.indicators.intervals import LEVEL
from crossgauge.tables.manifest import NAME
from crossgauge.views.words import LANGUAGES, written

Told = Mapping[str, Any]
Called = Mapping[str, Texts]  # scenarios by id (`names.scenario_names`)
FILES = {"comparison": COMPARISON, "investment": INVESTMENT, "worth": WORTH, "flows": NAME}


def file_of(here: Workspace, study: str, kind: str) -> Told:
    """What the file of a study says. Raises NotFound for another kind, ResultsUnreadable."""
    folder = here.folder_of(study)
    if not (folder / FILES[kind]).is_file():
        raise NotFound(
            kind, study[:100], [name for name in here.results() if (here.runs / name / FILES[kind]).is_file()]
        )
    return read_json(folder / FILES[kind])


@contextmanager
def as_written(study: str, file: str) -> Iterator[None]:
    """Turn what a file lacks into ResultsUnreadable: another version wrote it, or it was changed."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ResultsUnreadable(f"{study}: {file} is not what this version writes. Run it again.") from None


def study_row(here: Workspace, study: str, kind: str) -> shapes.StudyRow:
    """The row of a study in the list; one that cannot be read says why."""
    plain = Texts(en=study, zh=study, ru=study, kk=study)
    empty: dict[str, Any] = {"scenarios": [], "start": None, "days": None, "replicas": None}
    try:
        with as_written(study, FILES[kind]):
            told = row_told(scenario_names(here), file_of(here, study, kind), kind)
            return shapes.StudyRow(id=study, kind=kind, readable=True, message="", **told)
    except CrossgaugeError as error:
        message = without_paths(str(error), here)
    return shapes.StudyRow(id=study, kind=kind, readable=False, message=message, title=plain, **empty)


def row_told(known: Called, told: Told, kind: str) -> dict[str, Any]:
    """What the list tells of a study."""
    period = {
        "start": told.get("start", told.get("from")),
        "days": told.get("days"),
        "replicas": told.get("replicas"),
    }
    if kind == "comparison":
        others = [name for name in told["networks"] if name != told["base"]]
        title = said("study.comparison", base=scenario_name(known, str(told["base"])), others=listed(known, others))
        return {**period, "title": title, "scenarios": [told["base"], *others]}
    if kind == "investment":
        projects = sorted({name for row in told["projects"] for name in row["portfolio"]})
        title = said("study.investment", name=str(told["programme"]))
        return {**period, "start": None, "title": title, "scenarios": projects}
    scenario = str(told.get("scenario") or "base")
    return {**period, "title": said(f"study.{kind}", name=scenario_name(known, scenario)), "scenarios": [scenario]}


def listed(known: Called, names: Sequence[str]) -> Texts:
    """Scenarios one after the other."""
    found = [scenario_name(known, name) for name in names]
    return Texts(**{word: ", ".join(str(getattr(one, word)) for one in found) for word in LANGUAGES})


def comparison_told(
    here: Workspace, study: str, metric: str, crossing: str, limit: int, offset: int
) -> shapes.Comparison:
    """Differences of a comparison, of a metric and crossing where asked, and what closures leave behind."""
    with as_written(study, COMPARISON):
        return tell_comparison(here, study, metric, crossing, limit, offset)


def tell_comparison(
    here: Workspace, study: str, metric: str, crossing: str, limit: int, offset: int
) -> shapes.Comparison:
    """A comparison as its file tells it."""
    told = file_of(here, study, "comparison")
    runs = {name: f"{study}{WITHIN}{name}" for name in runs_within(here, study)}
    names = names_in(here, runs.get(str(told["base"]), ""))
    rows = [
        row
        for row in told["differences"]
        if metric in ("", row["metric"]) and crossing in ("", row["crossing"])
    ]
    return shapes.Comparison(
        id=study,
        base=told["base"],
        scenarios=[name for name in told["networks"] if name != told["base"]],
        runs=runs,
        start=told["start"],
        days=told["days"],
        seed=told["seed"],
        replicas=told["replicas"],
        metric=told["metric"],
        stopped=told["stopped"]["words"],
        warmup=told["warmup"]["words"],
        differences=[difference_told(row, names) for row in rows[offset : offset + limit]],
        total=len(rows),
        offset=offset,
        limit=limit,
        recoveries=[shapes.Recovery(values=row) for row in told["recoveries"]],
    )


def names_in(here: Workspace, run: str) -> Names:
    """The names of a run, none where it cannot be read."""
    try:
        return names_of(opened(here, run))
    except CrossgaugeError:
        return Names()


def difference_told(row: Told, names: Names) -> shapes.Difference:
    """A paired difference with its intervals and verdict."""
    name = (
        names.queue(row["crossing"], row["resource"])
        if row["resource"]
        else names.unit_class(row["unit_class"])
    )
    return shapes.Difference(
        **{
            word: row[word]
            for word in ("scenario", "crossing", "direction", "unit_class", "resource", "metric")
        },
        name=name,
        unit=METRICS[row["metric"]].unit,
        base=row["base"],
        other=row["other"],
        difference=Interval(mean=row["difference"], low=row["low"], high=row["high"]),
        joint=Interval(mean=row["difference"], low=row["low_all"], high=row["high_all"]),
        n=row["n"],
        p_holm=row["p_holm"],
        found=is_found(row),
        same=row["same"],
        verdict=verdict_told(row),
    )


def is_found(row: Told) -> bool:
    """Whether a difference is found, by Holm."""
    return not row["same"] and row["p_holm"] is not None and row["p_holm"] < 1.0 - LEVEL


def verdict_told(row: Told) -> Texts:
    """`indicators.differences.verdict` in four languages."""
    if row["base"] is None or row["other"] is None:
        return word_of("verdict.scenario" if row["base"] is None else "verdict.base")
    if not row["same"] and row["n"] < 2:
        return word_of("verdict.few")
    if row["same"] or not is_found(row):
        return word_of("verdict.none")
    metric, size = METRICS[row["metric"]], row["difference"]
    ends = (row["low_all"], row["high_all"]) if size > 0 else (-row["high_all"], -row["low_all"])
    word = metric.more if size > 0 else metric.less
    return said(
        f"verdict.{word}",
        size=amounts(abs(size)),
        unit=word_of(f"verdict.unit.{metric.unit}"),
        low=amounts(ends[0]),
        high=amounts(ends[1]),
    )


def amounts(value: float) -> Texts:
    """A number with as many digits as help, as each language writes it."""
    text = amount(value)
    return Texts(
        **{language: text if language == "en" else written(text, language) for language in LANGUAGES}
    )


def investment_told(here: Workspace, study: str, limit: int, offset: int) -> shapes.InvestmentTold:
    """Which projects first, with the marginal curve."""
    with as_written(study, INVESTMENT):
        return tell_investment(here, study, file_of(here, study, "investment"), limit, offset)


def tell_investment(here: Workspace, study: str, told: Told, limit: int, offset: int) -> shapes.InvestmentTold:
    """An investment study as its file tells it."""
    known = scenario_names(here)
    return shapes.InvestmentTold(
        id=study,
        programme=told["programme"],
        first_year=told["from"],
        budget_usd=told["budget_usd"],
        **{word: told[word] for word in ("years", "discount", "central", "benchmarks", "days", "replicas", "seed")},
        robust=told["robust"],
        portfolios=[portfolio_told(known, row) for row in told["portfolios"][offset : offset + limit]],
        total=len(told["portfolios"]),
        offset=offset,
        limit=limit,
        projects=[portfolio_told(known, row) for row in told["projects"]],
        curve=[
            shapes.MarginalStep(
                budget_usd=row["budget_usd"], projects=row["portfolio"], npv_usd=row["npv_usd"],
                benefits_usd=row["benefits_usd"],
            )
            for row in told["curve"]
        ],
    )  # fmt: skip


def portfolio_told(known: Called, row: Told) -> shapes.Portfolio:
    """A portfolio with its figures."""
    figures = ("npv_usd", "benefits_usd", "of_hours_usd", "of_money_usd", "eirr", "benefit_cost_ratio")
    return shapes.Portfolio(
        projects=row["portfolio"],
        names=[scenario_name(known, name) for name in row["portfolio"]],
        cost_usd=row["cost_usd"],
        beats_next=row["beats_next"],
        interaction_usd=row["interaction"],
        **{name: around(row[name]) for name in figures},
    )


def around(figure: Told) -> Interval:
    """Mean and 95 % interval out of mean and half width."""
    mean, half = figure["mean"], figure["pm"]
    if mean is None:
        return NOTHING
    return Interval(
        mean=mean, low=None if half is None else mean - half, high=None if half is None else mean + half
    )
