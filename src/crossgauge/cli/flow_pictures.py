"""Map and Sankey figure of flows: the tables in the words that the pictures want."""

import polars as pl

from crossgauge.cli.flow_answers import Asked
from crossgauge.model.corridors import Section
from crossgauge.model.flows import Passage
from crossgauge.model.joins import PASSAGE, SECTION
from crossgauge.views import flowmap, sankey

LEAST = 0.01  # places of a Sankey figure with less of all tonnes are 'others'


def source_of(asked: Asked) -> str:
    """What a picture rests on."""
    return (
        f"{asked.network.id}, {asked.flowed.days} days from {asked.flowed.start}, {asked.flowed.method}, gap "
        f"{asked.flowed.answer.certificate.relative_gap:.0e}; demand is partly assumed (docs/flows.md). Crossgauge."
    )


def title_of(asked: Asked) -> str:
    """The network, and the scenario if there is one."""
    return (asked.network.name or asked.network.id) + (f": {asked.scenario}" if asked.scenario else "")


def map_of(asked: Asked) -> str:
    """The map as SVG text."""
    net, answer = asked.flowed.net, asked.flowed.answer
    mt: dict[str, float] = {}
    masses = [one.mass_t for one in net.goods]
    marks: dict[str, tuple[str, float, bool]] = {}
    crossings = {one.id: f"{one.name.split(' – ')[0]} {one.mode}" for one in asked.network.crossings}
    closed = {one.id for one in asked.network.passages if net.term.shut.get(one.id, 0.0) >= 1}
    for a, join in enumerate(net.joins):
        tonnes = float(answer.flow[:, a] @ masses) * asked.flowed.hours / 1e6
        if join.kind == SECTION and isinstance(join.element, Section):
            mt[join.element.id] = mt.get(join.element.id, 0.0) + tonnes
        elif join.kind == PASSAGE and isinstance(join.element, Passage) and join.element.crossing:
            place = min(join.element.start, join.element.end)
            before = marks.get(join.element.crossing, (place, 0.0, True))
            shut = before[2] and join.element.id in closed
            marks[join.element.crossing] = (before[0], before[1] + tonnes, shut)
    stretches = [
        flowmap.Stretch(one.start, one.end, one.mode, mt[one.id], one.via)
        for one in asked.network.sections
        if mt.get(one.id, 0.0) > 1e-6
    ]
    return flowmap.picture(
        {place.id: place for place in asked.network.places},
        stretches,
        [flowmap.Mark(place, crossings[name], tonnes, shut) for name, (place, tonnes, shut) in marks.items()],
        {"title": title_of(asked), "source": source_of(asked)},
    )


def sankey_of(asked: Asked) -> str:
    """The Sankey figure as SVG text."""
    from crossgauge.study.flow_ways import ways

    names = {place.id: place.name.split(" (")[0] for place in asked.network.places}
    by = {one.id: one.name for one in asked.network.passages}
    by |= {one.id: one.name for one in asked.network.crossings}
    by |= {"sea": "by sea alone", "land": "other land ways"}
    table = ways(asked.flowed).group_by("from", "by", "to", maintain_order=True).agg(pl.col("tonnes").sum())
    few = {side: small(table, side) for side in ("from", "to")}
    unit, size = ("Mt", 1e6) if table["tonnes"].sum() >= 5e6 else ("kt", 1e3)
    bands = [
        (
            "others" if one in few["from"] else names[one],
            by[border],
            "others" if other in few["to"] else names[other],
            tonnes / size,
        )
        for one, border, other, tonnes in table.rows()
    ]
    return sankey.picture(bands, {"title": f"{title_of(asked)}, {unit}", "source": source_of(asked)})


def small(table: pl.DataFrame, side: str) -> set[str]:
    """Places that make up less than LEAST of all tonnes."""
    sums = table.group_by(side).agg(pl.col("tonnes").sum())
    return set(sums.filter(pl.col("tonnes") < LEAST * pl.col("tonnes").sum())[side])
