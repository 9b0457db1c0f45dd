"""What a brief recommends, drawn from the results by stated rules and nothing else.

Each rule is a function: figures in, one `Advice` out or none. A brief prints the rule beside its sentence.
"""

from collections.abc import Sequence
from typing import Any

import polars as pl

from crossgauge.indicators.briefing import Advice, Change

FULL = 0.85  # a resource that is so much in use while open is short itself; below it the queue comes in bursts
GATES = ("hours", "quota", "paths", "slots")
HALF = 0.5
FEW_REPLICAS = 5


def waits(found: pl.DataFrame) -> Advice:
    """Rule `waits`: the crossing where most hours are waited, and its part of all; `nobody` where none are.

    found : of `border.queues`; batches are left out, as who waits for a train to fill waits for others to come

    >>> rows = {"crossing": ["a", "b", "b"], "kind": ["lanes", "lanes", "batch"], "queued_h": [30.0, 10.0, 99.0]}
    >>> waits(pl.DataFrame(rows)).figures
    {'crossing': 'a', 'share': 0.75}
    """
    by_crossing = (
        found.filter((pl.col("kind") != "batch") & (pl.col("crossing").cast(pl.String) != ""))
        .group_by(pl.col("crossing").cast(pl.String), maintain_order=True)
        .agg(pl.col("queued_h").sum())
        .sort("queued_h", descending=True, maintain_order=True)
    )
    total = float(by_crossing["queued_h"].sum())
    if total <= 0:
        return Advice(rule="nobody")
    crossing, queued = by_crossing.row(0)
    return Advice(rule="waits", figures={"crossing": crossing, "share": queued / total})


def binds(row: dict[str, Any]) -> Advice:
    """Rules `gate`, `full`, `bursts`: what most hours are waited for at a crossing, and of which sort it is.

    row : of `border.binding_constraints`. A gate (hours, quota, paths, slots) is a matter of agreement; what is in
    use for 85 % of its open time or more is short itself; else units come in bursts.

    >>> binds({"crossing": "a", "resource": "q", "kind": "quota", "post": "", "share": 0.4, "utilisation": None}).rule
    'gate'
    >>> binds({"crossing": "a", "resource": "q", "kind": "cranes", "post": "", "share": 0.4, "utilisation": 0.85}).rule
    'full'
    """
    use = row["utilisation"]
    rule = "gate" if row["kind"] in GATES else "full" if use is not None and use >= FULL else "bursts"
    kept = {name: row[name] for name in ("crossing", "resource", "kind", "post", "share", "utilisation")}
    return Advice(rule=rule, figures=kept)


def prefers(changes: Sequence[Change], scenario: str) -> Advice:
    """Rules `for`, `against`, `weigh`, `undecided`, `few`: what paired differences of border hours say of a scenario.

    Only differences that Holm finds at 5 % among all classes at all crossings count: some shorter and none longer
    speak for it, some longer and none shorter against, both are to be weighed, none is no difference shown.
    """
    shorter = [one for one in changes if one.verdict == "shorter"]
    longer = [one for one in changes if one.verdict == "longer"]
    told = {"scenario": scenario, "n_shorter": len(shorter), "n_longer": len(longer), "n": len(changes)}
    if changes and all(one.verdict == "few" for one in changes):
        return Advice(rule="few", figures=told)
    if not shorter and not longer:
        return Advice(rule="undecided", figures=told)
    rule = "weigh" if shorter and longer else "for" if shorter else "against"
    most = max((*shorter, *longer), key=lambda one: abs(one.difference or 0.0))
    return Advice(rule=rule, figures=told | {"change": most})


def reaches(changes: Sequence[Change], crossing: str) -> Advice | None:
    """Rules `there`, `elsewhere`: whether a scenario shortens the hours at the crossing where most are waited.

    None where it shortens nothing at all.
    """
    shorter = [one for one in changes if one.verdict == "shorter"]
    if not shorter:
        return None
    there = [one for one in shorter if one.crossing == crossing]
    rule = "there" if there else "elsewhere"
    most = min(there or shorter, key=lambda one: one.difference or 0.0)
    return Advice(rule=rule, figures={"crossing": crossing, "change": most})


def trust(n_held: int, n_checked: int) -> Advice | None:
    """Rules `holds`, `doubt`: how many observed figures that did not go in lie in what one simulated year may give.

    Where fewer than half do, levels are to be read with care, and differences before them. None: nothing to check.

    >>> trust(9, 12).rule, trust(5, 12).rule, trust(0, 0)
    ('holds', 'doubt', None)
    """
    if n_checked == 0:
        return None
    rule = "holds" if n_held >= HALF * n_checked else "doubt"
    return Advice(rule=rule, figures={"n_held": n_held, "n_checked": n_checked})


def sure(replicas: int) -> Advice | None:
    """Rule `replicas`: with fewer than five, intervals are wide and may mislead.

    >>> sure(8) is None, sure(2).figures
    (True, {'n': 2})
    """
    return None if replicas >= FEW_REPLICAS else Advice(rule="replicas", figures={"n": replicas})
