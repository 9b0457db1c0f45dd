"""An investment study on a terminal: projects alone, portfolios ranked, and what is right whatever the demand."""

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from crossgauge.cli.report import console

if TYPE_CHECKING:
    from crossgauge.model.projects import Programme
    from crossgauge.study.invest.investing import Investment, Ranked
    from crossgauge.study.invest.portfolios import Portfolio

BRIEF = 10


def print_investment(found: "Investment", every: bool) -> None:
    """Print the tables and the robust choices."""
    out, programme = console(), found.programme
    last = programme.first_year + programme.years - 1
    title = f"{programme.name or programme.id}: {usd(found.budget)} to build"
    out.print(Text(title, style="bold"), soft_wrap=True)
    years = " and ".join(
        filter(None, (", ".join(map(str, programme.benchmarks[:-1])), str(programme.benchmarks[-1])))
    )
    out.print(
        Text(
            f"Demand '{found.central}', {programme.first_year} to {last}, {100 * programme.discount:g} % a year;"
            f" {found.replicas} replicas. ± is half of a 95 % interval over replicas: it does not cover costs, values"
            f" of time or growth. {years} simulated ({programme.days} days); years between by the straight line, others"
            " as the nearest.",
            style="dim",
        ),
        soft_wrap=True,
    )
    out.print(Text(assumed_line(programme), style="yellow"), soft_wrap=True)
    out.print(Text("\nEach project alone", style="bold"))
    out.print(ranked_table(found.single, False))
    shown = found.ranked if every else found.ranked[:BRIEF]
    out.print(Text("\nPortfolios within the budget", style="bold"))
    out.print(ranked_table(shown, True))
    out.print(Text(counted(found, len(shown)), style="dim"), soft_wrap=True)
    print_robust(found)
    print_outgrown(found)


def assumed_line(programme: "Programme") -> str:
    """How much of what decides is no fact."""
    told = {entry.path for entry in programme.provenance if entry.assumed}
    costs = [f"projects.{one.id}.cost" for one in programme.projects]
    values = [f"values.{one.id}.amount" for one in programme.values]
    parts = (
        f"{sum(path in told for path in paths)} of {len(paths)} {word}"
        for word, paths in (("costs", costs), ("values of time", values))
    )
    return f"{' and '.join(parts)} are assumed, as the file says why."


def counted(found: "Investment", n_shown: int) -> str:
    """What stands behind the ranking."""
    more = f" {len(found.ranked) - n_shown} more: --all." if len(found.ranked) > n_shown else ""
    if found.search is None:
        return f"All {found.n} feasible portfolios were simulated, {len(found.ranked)} of them within the budget.{more}"
    search, selected = found.search, found.search.selected
    sure = (
        f"selected with a probability of {selected.probability:.0%} to be the best of them where it is ahead by"
        f" {usd(selected.indifference)} or more"
        if isfinite(selected.probability)
        else "leading when replicas ended, so without a stated probability"
    )
    rest = (
        f" By the surrogate no other exceeds {usd(search.candidates.rest)}."
        if isfinite(search.candidates.rest)
        else ""
    )
    return (
        f"Too many portfolios to simulate all: the first is {sure}, among the {len(selected.replicas)} best by a"
        f" surrogate of projects and pairs. Its bound on all is {usd(search.candidates.bound)}, and it was wrong by"
        f" {usd(search.error)} at most.{rest}{more}"
    )


def ranked_table(rows: Sequence["Ranked"], portfolios: bool) -> Table:
    """A row a portfolio."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("portfolio" if portfolios else "project", overflow="fold", ratio=1, min_width=18)
    for name in ("cost, m USD", "NPV, m USD", "EIRR", "benefit/cost"):
        table.add_column(name, justify="right", no_wrap=True)
    if portfolios:
        table.add_column("interaction", justify="right", no_wrap=True)
    table.add_column("beats next", justify="right", no_wrap=True)
    for row in rows:
        cells = [
            name_of(row.portfolio),
            bare(row.cost) if row.cost else "0",
            millions(row),
            share(row),
            ratio(row),
        ]
        if portfolios:
            cells.append(f"{100 * row.interaction:+.1f} %" if len(row.portfolio) > 1 else "")
        table.add_row(*cells, f"{row.beats_next:.2f}" if isfinite(row.beats_next) else "")
    return table


def name_of(portfolio: "Portfolio") -> str:
    """A portfolio as the table names it."""
    return " + ".join(portfolio) or "nothing"


def millions(row: "Ranked") -> str:
    """Net present value with its interval."""
    from crossgauge.study.invest.told import interval

    mean, pm = interval(row.worth.npv)
    return f"{bare(mean)} ± {bare(pm)}" if row.portfolio else "0"


def share(row: "Ranked") -> str:
    """The rate of return with its interval; a dash where some replica has none."""
    from crossgauge.study.invest.told import interval

    mean, pm = interval(row.worth.eirr)
    return f"{100 * mean:.1f} % ± {100 * pm:.1f}".replace("-", "−") if isfinite(mean) else "–"


def ratio(row: "Ranked") -> str:
    """The benefit–cost ratio with its interval."""
    from crossgauge.study.invest.told import interval

    mean, pm = interval(row.worth.ratio)
    return f"{mean:.2f} ± {pm:.2f}".replace("-", "−") if isfinite(mean) else "–"


def print_robust(found: "Investment") -> None:
    """Print which portfolio is right whatever the demand."""
    out, choice = console(), found.robust
    out.print(Text("\nWhatever the demand", style="bold"))
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("choice", overflow="fold", min_width=16)
    table.add_column("portfolio", overflow="fold", ratio=1)
    for case in choice.best:
        table.add_column(f"behind if {case}", justify="right", no_wrap=True)
    rows = [("least regret", choice.minimax), ("best on average", choice.on_average)]
    rows += [(f"best if {case}", one) for case, one in choice.best.items()]
    for words, portfolio in rows:
        regrets = [usd(choice.regret[portfolio][case]) for case in choice.best]
        table.add_row(words, name_of(portfolio), *regrets)
    out.print(table)
    worst = max(choice.regret[choice.minimax].values())
    out.print(
        Text(
            f"Least regret (minimax): {name_of(choice.minimax)} is never more than {usd(worst)} behind the best. Best"
            f" on average: {name_of(choice.on_average)}, {usd(choice.means[choice.on_average])}.",
        ),
        soft_wrap=True,
    )


def print_outgrown(found: "Investment") -> None:
    """Print where the hours depend on how long one looks."""
    by_crossing: dict[str, list[str]] = {}
    for setting, crossing in found.outgrown:
        by_crossing.setdefault(crossing, []).append(f"{setting.demand} {setting.year}")
    if by_crossing:
        places = "; ".join(f"{crossing} ({', '.join(when)})" for crossing, when in by_crossing.items())
        words = (
            f"\nWhere nothing is built, queues grow on and on at {places}. Hours saved there are those of"
            f" {found.programme.warmup + found.programme.days} days that begin without a queue: a longer look gives"
            " more, and traffic that stays away gives less."
        )
        console().print(Text(words, style="yellow"), soft_wrap=True)


def usd(value: float) -> str:
    """An amount as one writes it.

    >>> usd(2.0e9), usd(45.25e6), usd(-3.2e6), usd(0.0), usd(1_520.0)
    ('2 bn USD', '45.2 m USD', '−3.2 m USD', '0', '1,520 USD')
    """
    size = abs(value)
    if size < 0.5:
        return "0"
    if size >= 1e9:
        text = f"{size / 1e9:.3g} bn USD"
    else:
        text = f"{size / 1e6:,.{0 if size >= 1e8 else 1}f} m USD" if size >= 1e5 else f"{size:,.0f} USD"
    return f"−{text}" if value < 0 else text


def bare(value: float) -> str:
    """Millions of USD without their unit.

    >>> bare(2.0e9), bare(45.25e6), bare(-3.2e6), bare(0.0)
    ('2,000', '45.2', '−3.2', '0.0')
    """
    return f"{value / 1e6:,.{0 if abs(value) >= 1e8 else 1}f}".replace("-", "−")
