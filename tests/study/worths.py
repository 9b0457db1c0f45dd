"""Small worlds whose hours are worth something: two countries by hand, and a chain over a crossing or two."""

import numpy as np

from crossgauge.model.randomness import Constant
from crossgauge.model.worth import Cargo, Country, Flow, GoodsClass, Part, Route, Valuation, Visits
from crossgauge.study.worth.hours import Hours

WAYS = ("west", "east")
NOTHING = Constant(0.0)


def hours_saved(change_h, buffer_h=0.0, *, replicas=1, tonnes=(1.0,), base_h=30.0, spread=0.0):
    """Trucks both ways over as many crossings as there are tonnes, all of which gain the same hours.

    `spread`: each replica's change is larger than the one before by this part.
    """
    crossings = [f"gate-{n}" for n in range(len(tonnes))]
    cells = tuple((at, way, "truck") for at in crossings for way in WAYS)
    shape = (replicas, len(cells))
    factor = 1.0 + spread * np.arange(replicas)[:, None]
    change = np.broadcast_to(np.repeat(np.atleast_1d(change_h), shape[1] // np.size(change_h)), shape) * factor
    buffer = np.full(shape, buffer_h)
    base, slow = np.full(shape, base_h), np.full(shape, base_h + 40.0)
    return Hours(
        cells=cells,
        base_h=base,
        other_h=base + change,
        base_slow_h=slow,
        other_slow_h=slow + change + buffer,
        tonnes=np.broadcast_to(np.repeat(tonnes, 2), shape).astype(float),
        persons=np.full(shape, 1000.0),
    )


def two_countries(*, day, share, elasticity, reliability=NOTHING, abroad=(10.0, 10.0), output=100.0, visits=None):
    """Home and away of equal products; each route carries one class of goods."""
    return Valuation(
        id="two",
        home="H",
        elasticity=elasticity,
        reliability=reliability,
        countries=tuple(Country(id=name, gdp=output, output=Constant(1.0)) for name in "HA"),
        goods=(GoodsClass(id="things", day=day),),
        cargoes=tuple(
            Cargo(
                id=f"trucks-{way}",
                unit_class="truck",
                direction=way,
                mode="road",
                tonne=Constant(1.0),
                goods=(Part(id="things", share=1.0),),
            )
            for way in WAYS
        ),
        routes=tuple(Route(id=f"A-{way}", partner="A", direction=way, mode="road", share=share) for way in WAYS),
        visits=() if visits is None else (Visits(id="truck", elasticity=visits),),
        flows=(
            Flow(exporter="H", importer="A", value=abroad[0], assumed="by hand"),
            Flow(exporter="A", importer="H", value=abroad[1], assumed="by hand"),
        ),
    )
