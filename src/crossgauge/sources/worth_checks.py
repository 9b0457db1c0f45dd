"""Rules of a declared chain from hours to trade: one function a rule, each fault at its line."""

from collections import defaultdict
from math import fsum, isfinite

from crossgauge.errors import nearest
from crossgauge.model.network import Network
from crossgauge.model.paths import Path
from crossgauge.model.randomness import Distribution, mean_of
from crossgauge.model.worth import Valuation, ends_of
from crossgauge.sources.investments_checks import NEARLY, line
from crossgauge.sources.reading import Reading
from crossgauge.units import shown


def check_worth(reading: Reading, declared: Valuation, network: Network) -> None:
    """Notes every rule that is broken."""
    for rule in (enough, countries_known, goods_known, within_bounds, shares_of_trade, carried, at_home, evidence):
        rule(reading, declared)
    classes_known(reading, declared, network)


def note(reading: Reading, path: Path, wrong: str, expected: str) -> None:
    """Note a fault at the line of what the path names."""
    reading.fault(path, line(reading, *path), wrong, expected)


def enough(reading: Reading, declared: Valuation) -> None:
    """There are two countries, and something of every other collection but visits."""
    for collection, least in (("countries", 2), ("goods", 1), ("cargoes", 1), ("routes", 1)):
        if len(getattr(declared, collection)) < least:
            wrong = "has nothing in it" if least == 1 else "has fewer than two"
            note(reading, (collection,), wrong, f"Expected {least} at least.")


def countries_known(reading: Reading, declared: Valuation) -> None:
    """The home and the partners are countries, and not the same."""
    known = [country.id for country in declared.countries]
    if declared.home not in known:
        wrong = f"is {shown(declared.home)}"
        note(reading, ("worth", "home"), wrong, f"Expected a country. {nearest(declared.home, known)}")
    others = [name for name in known if name != declared.home]
    ways = (declared.exports, declared.imports)
    for route in declared.routes:
        path = ("routes", route.id, "partner")
        if route.partner not in others:
            expected = f"Expected another country than home. {nearest(route.partner, others)}"
            note(reading, path, f"is {shown(route.partner)}", expected)
        if route.direction not in ways:
            expected = f"Expected a direction of trade: {ways[0]} or {ways[1]}."
            note(reading, ("routes", route.id, "direction"), f"is {shown(route.direction)}", expected)
    if declared.exports == declared.imports:
        wrong = f"is {shown(declared.exports)}, as imports"
        note(reading, ("worth", "exports"), wrong, "Expected two directions.")


def goods_known(reading: Reading, declared: Valuation) -> None:
    """The goods of a cargo are classes of goods, and make a whole."""
    known = [one.id for one in declared.goods]
    for cargo in declared.cargoes:
        for part in cargo.goods:
            if part.id not in known:
                expected = f"Expected a class of goods. {nearest(part.id, known)}"
                note(reading, ("cargoes", cargo.id, "goods", part.id), "is no class of goods", expected)
        total = fsum(part.share for part in cargo.goods)
        if abs(total - 1.0) > NEARLY:
            wrong = f"adds up to {100 * total:.6g} %"
            note(reading, ("cargoes", cargo.id, "goods"), wrong, "Expected shares that make 100 %.")


def within_bounds(reading: Reading, declared: Valuation) -> None:
    """Elasticities, outputs and values of a tonne are above zero; nothing rises without end where that has no sense."""
    above: list[tuple[Path, Distribution]] = [(("worth", "elasticity"), declared.elasticity)]
    above += [(("countries", one.id, "output"), one.output) for one in declared.countries]
    above += [(("cargoes", one.id, "tonne"), one.tonne) for one in declared.cargoes]
    for path, distribution in above:
        low, _ = ends_of(distribution)
        if mean_of(distribution) <= 0 or (low <= 0 and isfinite(ends_of(distribution)[1])):
            wrong = f"can be {low:g}"
            note(reading, path, wrong, "Expected values above 0 only.")


def shares_of_trade(reading: Reading, declared: Valuation) -> None:
    """Routes of one partner and direction take no more than all of its trade, even at their highest."""
    sums: dict[tuple[str, str], list[float]] = defaultdict(list)
    for route in declared.routes:
        high = ends_of(route.share)[1]
        path = ("routes", route.id, "share")
        if not isfinite(high):
            expected = "Expected a distribution with ends, as uniform(10 %, 30 %)."
            note(reading, path, "has no upper end", expected)
            continue
        sums[route.partner, route.direction].append(high)
        total = fsum(sums[route.partner, route.direction])
        if total > 1.0 + NEARLY:
            wrong = f"brings the routes {route.direction} with {route.partner} to {100 * total:.4g} % of its trade"
            note(reading, path, wrong, "Expected at most 100 %, at the upper ends.")


def carried(reading: Reading, declared: Valuation) -> None:
    """Every route has a cargo of its mode and direction."""
    there = {(cargo.mode, cargo.direction) for cargo in declared.cargoes}
    for route in declared.routes:
        if (route.mode, route.direction) not in there:
            wrong = f"goes by {route.mode} {route.direction}, which no cargo does"
            note(reading, ("routes", route.id), wrong, "Expected a cargo of the same mode and direction.")


def at_home(reading: Reading, declared: Valuation) -> None:
    """A country has more output than it sells abroad, even at the lower end of its output."""
    for country in declared.countries:
        abroad = fsum(flow.value for flow in declared.flows if flow.exporter == country.id)
        least = (ends_of(country.output)[0] or mean_of(country.output)) * country.gdp
        if abroad >= least:
            wrong = f"leaves no trade at home: {least / 1e9:.4g} bn USD of output, {abroad / 1e9:.4g} bn sold abroad"
            note(reading, ("countries", country.id, "output"), wrong, "Expected more output than exports.")


def evidence(reading: Reading, declared: Valuation) -> None:
    """Every number of the chain says where it came from."""
    told = {entry.path for entry in declared.provenance if entry.fact or entry.assumed}
    paths: list[Path] = [("worth", "elasticity"), ("worth", "reliability")]
    paths += [("countries", one.id, word) for one in declared.countries for word in ("gdp", "output")]
    paths += [("goods", one.id, "day") for one in declared.goods]
    paths += [("cargoes", one.id, "tonne") for one in declared.cargoes]
    paths += [("routes", one.id, "share") for one in declared.routes]
    paths += [("visits", one.id, "elasticity") for one in declared.visits]
    paths += [("cargoes", one.id, "goods") for one in declared.cargoes]
    for path in paths:
        if ".".join(path) not in told:
            expected = "Expected {value: …, fact: id} or {value: …, assumed: why}."
            note(reading, path, "does not say where it came from", expected)


def classes_known(reading: Reading, declared: Valuation, network: Network) -> None:
    """Cargoes and visits are of classes of the network, in directions that it has."""
    known = [one.id for one in network.classes]
    ways = sorted({chain.direction for at in network.crossings for chain in at.chains})
    for cargo in declared.cargoes:
        if cargo.unit_class not in known:
            expected = f"Expected a class of traffic. {nearest(cargo.unit_class, known)}"
            note(reading, ("cargoes", cargo.id, "class"), f"names {shown(cargo.unit_class)}", expected)
        if cargo.direction not in ways:
            expected = f"Expected a direction of the network. {nearest(cargo.direction, ways)}"
            note(reading, ("cargoes", cargo.id, "direction"), f"is {shown(cargo.direction)}", expected)
    for one in declared.visits:
        if one.id not in known:
            expected = f"Expected a class of traffic. {nearest(one.id, known)}"
            note(reading, ("visits", one.id), "is of no class", expected)
