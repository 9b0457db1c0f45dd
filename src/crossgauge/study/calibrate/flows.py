"""The flows of which a log tells: first entries of each chain's units, fitted as arrivals."""

from datetime import date

import polars as pl

from crossgauge.model.crossings import Chain, Crossing
from crossgauge.model.demand import Arrivals
from crossgauge.model.network import Network
from crossgauge.sources.edits import Edit
from crossgauge.study.calibrate.arrivals import ArrivalsFit, fit_arrivals
from crossgauge.study.calibrate.durations import Parameter
from crossgauge.study.calibrate.evenness import Spread
from crossgauge.study.calibrate.findings import Finding
from crossgauge.study.calibrate.matching import Matched, folded, stages_of
from crossgauge.study.calibrate.stays import rows_of

NAN = float("nan")


def flow_findings(
    network: Network,
    records: pl.DataFrame,
    found: Matched,
    file: str,
    days: tuple[date, date],
    n_draws: int,
    seed: int,
) -> list[Finding]:
    """A finding for each chain with a source of its own and rows in the log. days : first and last whole day."""
    made = []
    for crossing in network.crossings:
        for chain in crossing.chains:
            keys = found.chains.get((crossing.id, chain.id), ())
            if not keys or not chain.arrivals:
                continue
            rows = rows_of(records, keys)
            one = chain.arrivals[0]
            declared = one if isinstance(one, Arrivals) else Arrivals(count=((days[0].year, 1.0),))
            came = rows.group_by("unit", maintain_order=True).agg(pl.col("entered").min())["entered"].sort()
            fit = fit_arrivals(
                came.to_list(), declared.clock or network.clock, *days,
                declared=declared, n_draws=n_draws, seed=seed,
            )  # fmt: skip
            why = left_alone(crossing, chain, found, rows)
            made.append(flow_finding(crossing, chain, declared, fit, why, file))
    return made


def left_alone(crossing: Crossing, chain: Chain, found: Matched, rows: pl.DataFrame) -> str:
    """Why what was found cannot be this chain's arrivals; '' if it can."""
    if len(chain.arrivals) != 1 or not isinstance(chain.arrivals[0], Arrivals):
        return "the chain has a timetable, a log or several sources"
    others = [
        other for (where, other), keys in found.chains.items()
        if where == crossing.id and other != chain.id and set(keys) & set(found.chains[where, chain.id])
    ]  # fmt: skip
    if others:
        return f"the log does not tell it from {', '.join(others)}. Expected class and direction"
    first = next(stages_of(chain.steps), "")
    seen = {folded(word) for word in rows["stage"].unique()}
    if first and folded(first) not in seen and "" not in seen:
        return f"the log does not have the chain's first stage, '{first}', into which units arrive"
    return ""


def flow_finding(
    crossing: Crossing, chain: Chain, declared: Arrivals, fit: ArrivalsFit, why: str, file: str
) -> Finding:
    """The arrivals of one chain, with what is to be written."""
    path = ("crossings", crossing.id, "chains", chain.id, "arrivals")
    parameters: tuple[Parameter, ...] = ()
    if fit.arrivals is not None:
        counts = [
            Parameter(
                name=str(year), value=units, low=units * (1 - fit.margin), high=units * (1 + fit.margin)
            )
            for year, units in fit.count
        ]
        parameters = (*counts, told("dispersion", fit.dispersion), told("day_spread", fit.day_spread))
        if fit.trend[0] == fit.trend[0]:
            parameters += (
                Parameter(name="trend a year", value=fit.trend[0], low=fit.trend[1], high=fit.trend[2]),
            )
    why = why or (fit.why if fit.arrivals is None else "")
    source = f"fitted to {file}, n = {fit.n}, {fit.first} to {fit.last}"
    edits = () if why or fit.arrivals is None else edits_of(path, declared, fit, source)
    return Finding(
        path=path, kind="arrivals", n=fit.n, n_censored=0, law=law_of(fit), parameters=parameters, p=NAN,
        before=", ".join(f"{year}: {count:g}" for year, count in declared.count),
        verdict=f"left as it is: {why}" if why else fit.why or "counted", edits=edits, fit=fit,
    )  # fmt: skip


def told(name: str, spread: Spread | None) -> Parameter:
    """A figure of evenness as a parameter."""
    assert spread is not None
    return Parameter(name=name, value=spread.value, low=spread.low, high=spread.high)


def law_of(fit: ArrivalsFit) -> str:
    """Which shapes were found."""
    if fit.arrivals is None:
        return ""
    shapes = {"months": fit.months, "weekdays": fit.weekdays, "hours": fit.day_hours}
    found = [name for name, weights in shapes.items() if len(set(weights)) > 1]
    return f"by rate, {'shaped by ' + ', '.join(found) if found else 'even'}"


def edits_of(path: tuple[str, ...], declared: Arrivals, fit: ArrivalsFit, source: str) -> tuple[Edit, ...]:
    """What of the arrivals is written: what the log shows and the project says otherwise."""
    arrivals = fit.arrivals
    assert arrivals is not None
    counts = dict(declared.count) | {
        year: float(f"{units / (declared.share or 1.0):.4g}") for year, units in arrivals.count
    }
    kept = [str(year) for year in counts if year not in dict(arrivals.count)]
    years = f"{source}; {', '.join(kept)} as before" if kept else source
    told_counts = ", ".join(f"{year}: {count:.10g}" for year, count in sorted(counts.items()))
    edits = [Edit(path=(*path, "count"), value=f"{{{told_counts}}}", assumed=years)]
    lists = {"months": (declared.months, arrivals.months), "weekdays": (declared.weekdays, arrivals.weekdays),
             "hours": (declared.day_hours, arrivals.day_hours)}  # fmt: skip
    edits += [
        Edit(path=(*path, word), value=f"[{', '.join(f'{weight:g}' for weight in now)}]", assumed=source)
        for word, (before, now) in lists.items()
        if now != before
    ]
    for word in ("dispersion", "day_spread"):
        if getattr(arrivals, word) != getattr(declared, word):
            edits.append(Edit(path=(*path, word), value=f"{getattr(arrivals, word):g}", assumed=source))
    return tuple(edits)
