"""What a facility hauls in a year, as loads of a chain, and what a change of its output changes there.

A facility's hauls are a part of the traffic that is declared. When its output becomes `m` times as much, the loads
of a chain become `(others + m · its own)`, so that the share of the chain's arrivals is scaled by that over what was.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from crossgauge.model.agreements import Change
from crossgauge.model.changes import apply_changes, network_on
from crossgauge.model.crossings import Chain
from crossgauge.model.demand import Arrivals, yearly_count
from crossgauge.model.facilities import Facility, Haul
from crossgauge.model.flows import OriginDemand, amount_in, amounts_of
from crossgauge.model.network import Network
from crossgauge.model.randomness import mean_of


def mass_t(facility: Facility, haul: Haul) -> float:
    """Tonnes of a haul in a year, all of it.

    >>> kits = Haul(id="k", name="Kits", way="in", mode="rail", mass_t=1.5, share=0.5, crossing="x", load_t=7.5)
    >>> plant = Facility(id="a", name="A", place="b", latitude=0, longitude=0, makes="car", output=1000, hauls=(kits,))
    >>> mass_t(plant, kits), crossing_t(plant, kits), loads(plant, kits)
    (1500.0, 750.0, 100.0)
    """
    return facility.output * haul.mass_t


def crossing_t(facility: Facility, haul: Haul) -> float:
    """Tonnes of it in a year that cross the border, or come by the line."""
    return mass_t(facility, haul) * haul.share


def loads(facility: Facility, haul: Haul) -> float:
    """Containers, wagons or trucks in a year over the border; 0 of what goes otherwise."""
    return crossing_t(facility, haul) / haul.load_t if haul.crossing and haul.load_t else 0.0


def chain_of(network: Network, haul: Haul) -> Chain | None:
    """The chain by which a haul comes to the border; None where there is none of that name."""
    for crossing in network.crossings:
        for chain in crossing.chains:
            if (crossing.id, chain.id) == (haul.crossing, haul.chain):
                return chain
    return None


def loads_a_unit(network: Network, chain: Chain) -> float:
    """Containers or wagons of a train of the chain; 1 for what carries none."""
    found = next((one for one in network.classes if one.id == chain.unit_class), None)
    return 1.0 if found is None or found.load is None else mean_of(found.load)


def chain_loads(network: Network, chain: Chain, year: int) -> float:
    """Loads that come by a chain in a year, of arrivals by rate."""
    units = sum(yearly_count(one, year) * one.share for one in chain.arrivals if isinstance(one, Arrivals))
    return units * loads_a_unit(network, chain)


def consequences(network: Network, changes: Sequence[Change], day: date | None) -> tuple[Change, ...]:
    """What else changes with the outputs of facilities among `changes`: arrivals at borders, demand between places.

    day : on whose state of the network, and in whose year, the parts are reckoned; none: as declared, in the last
          year that arrivals tell of
    """
    own = [one for one in changes if one.path.startswith("facilities.") and one.path.endswith(".output")]
    if not own:
        return ()
    state = network if day is None else network_on(network, day)
    year = last_year(network) if day is None else day.year
    after = {one.id: one for one in apply_changes(state, own).facilities}
    more: dict[tuple[str, str], float] = defaultdict(float)
    demanded: dict[str, float] = defaultdict(float)
    demands = {one.id: one for one in state.demand}
    for facility in state.facilities:
        for haul in facility.hauls:
            rise = loads(after[facility.id], haul) - loads(facility, haul)
            more[haul.crossing, haul.chain] += rise
            whole = sum(carried(state, demands[name], year) for name in haul.demand)
            for name in haul.demand if whole > 0 else ():
                demanded[name] += rise / whole
    return (*_arrivals(state, more, year), *_demand(demands, demanded))


def last_year(network: Network) -> int:
    """The last year of which arrivals tell a count."""
    chains = (chain for crossing in network.crossings for chain in crossing.chains)
    demands = (one for chain in chains for one in chain.arrivals if isinstance(one, Arrivals))
    return max((year for one in demands for year, _ in one.count), default=date.min.year)


def carried(network: Network, demand: OriginDemand, year: int) -> float:
    """Loads of a demand in a year."""
    measure, _ = amounts_of(demand)
    goods = next((one for one in network.goods if one.id == demand.goods), None)
    if goods is None or not measure:
        return 0.0
    one = {"tonnes": goods.mass_t, "teu": goods.teu, "trucks": goods.trucks, "persons": goods.persons}[measure]
    return amount_in(demand, year) / one if one > 0 else 0.0


def _arrivals(network: Network, more: dict[tuple[str, str], float], year: int) -> list[Change]:
    """Shares of arrivals scaled by what comes more, of chains that anything comes by."""
    made = []
    for crossing in network.crossings:
        for chain in crossing.chains:
            rise, before = more.get((crossing.id, chain.id), 0.0), chain_loads(network, chain, year)
            if rise == 0.0 or before <= 0.0:
                continue
            factor = max(1.0 + rise / before, 0.0)
            made += [
                Change(
                    path=f"crossings.{crossing.id}.chains.{chain.id}.arrivals.{nth}.share",
                    verb="scale",
                    value=factor,
                )
                for nth, one in enumerate(chain.arrivals)
                if isinstance(one, Arrivals)
            ]
    return made


def _demand(demands: dict[str, OriginDemand], rises: dict[str, float]) -> list[Change]:
    """Amounts between places scaled alike."""
    return [
        Change(path=f"demand.{name}.{amounts_of(demands[name])[0]}", verb="scale", value=max(1.0 + rise, 0.0))
        for name, rise in rises.items()
        if rise != 0.0
    ]
