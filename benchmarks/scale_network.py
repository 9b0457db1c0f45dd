"""A synthetic Eurasian network of any size: crossings in the shapes of the reference's eight, and links between them.

Nothing in it is observed. A crossing is a copy of one of the reference's, in turn: its chains, steps and laws stay;
arrivals, resources, opening hours and the days of dated changes are drawn. Growth is nought, so that ten years are
ten times one. Around the crossings a plane of countries, each with a gauge of its own, is triangulated: roads and
railways within a country, crossings between two. The same seed gives the same network.
"""

from collections import Counter
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from functools import cache

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Delaunay

import crossgauge
from crossgauge.model.agreements import Agreement
from crossgauge.model.calendars import Closure
from crossgauge.model.corridors import Section
from crossgauge.model.facts import Provenance
from crossgauge.model.flows import OriginDemand, Transfer
from crossgauge.model.network import Network
from crossgauge.model.places import Place
from crossgauge.model.randomness import Lognormal

NODES, LINKS, DEMANDS = 5, 25, 5  # for a crossing: 200 crossings have 1,000 nodes, 5,000 links, 1,000 demands
WHY = "drawn by benchmarks/scale_network.py, of no place in the world"
HOUR = 3_600.0
KM = 1_000.0
WEST, EAST, SOUTH, NORTH = 20.0, 120.0, 35.0, 60.0
KM_A_DEGREE = 111.2  # of a great circle; degrees of longitude are taken at 48 degrees north
NARROW, BROAD = 1.435, 1.52


def scale_network(crossings, seed=1):
    """The network of so many crossings."""
    rng = np.random.default_rng(seed)
    base = shapes()
    ground = plane(rng, crossings)
    copies = [copied(base, number, rng) for number in range(crossings)]
    sides = borders(rng, ground, copies)
    places, sections = laid(rng, ground, copies, sides, LINKS * crossings)
    joined = Network(
        id=f"scale-{crossings}",
        name=f"Synthetic network of {crossings} crossings",
        clock=base.clock,
        start=base.start,
        end=base.end,
        consists=base.consists,
        classes=base.classes,
        goods=goods(base),
        places=places,
        sections=sections,
        transfers=terminals(ground, sections),
        demand=demand(rng, ground, sections, copies, DEMANDS * crossings),
        agreements=common(base),
    )
    own = ("links", "calendars", "crossings", "passages", "closures", "agreements", "provenance")
    told = {name: getattr(joined, name) + tuple(x for one in copies for x in one[name]) for name in own}
    more = tuple(
        Provenance(path=f"{head}.{one.id}.{word}", text="", assumed=WHY)
        for head, word, rows in (("sections", "length", sections), ("demand", "months", joined.demand))
        for one in rows
    )
    return replace(joined, **told | {"provenance": told["provenance"] + more})


@cache
def shapes():
    """The network whose crossings are copied."""
    return crossgauge.reference()


def copied(base, number, rng):
    """One crossing with all that it alone has, under names of its own."""
    crossing = base.crossings[number % len(base.crossings)]
    links = [one for one in base.links if one.id in named(crossing, "link")]
    stems = {one.place for one in crossing.posts} | {end for one in links for end in (one.start, one.end)}
    calendars = {one.id for one in base.calendars}
    shift = timedelta(days=int(rng.integers(0, 28)))

    def new(word):
        return f"{word}-{number:03d}"

    def renamed(value):
        return told_anew(value, {"place": stems, "link": {one.id for one in links}, "calendar": calendars}, new)

    def moved(change):
        head, name, *rest = change.path.split(".")
        value = new(change.value) if rest[-1] == "hours" and change.value in calendars else change.value
        return replace(change, path=".".join([head, new(name), *rest]), value=value)

    agreements = tuple(
        replace(
            one,
            id=new(one.id),
            start=one.start if one.start == date.min else one.start + shift,
            end=one.end and one.end + shift,
            changes=tuple(map(moved, changes)),
        )
        for one in base.agreements
        if (changes := [c for c in one.changes if c.path.split(".")[:2] == ["crossings", crossing.id]])
    )
    used = named(crossing, "calendar") | {
        c.value for one in base.agreements for c in one.changes if c.path.endswith(".hours")
    }
    made = renamed(crossing)
    return {
        "stems": stems,
        "mode": crossing.mode,
        "new": new,
        "places": [one for one in base.places if one.id in stems],
        "links": tuple(replace(renamed(one), id=new(one.id)) for one in links),
        "calendars": tuple(
            later(replace(one, id=new(one.id)), rng.integers(-2, 3) * 0.5 * HOUR)
            for one in base.calendars
            if one.id in used
        ),
        "crossings": (perturbed(replace(made, id=new(crossing.id)), rng),),
        "passages": passages(base, crossing, stems, new),
        "closures": tuple(
            Closure(id=new(one.id), of=(new(crossing.id),), start=one.start, end=one.end, reason=one.reason)
            for one in base.closures
            if crossing.id in one.of
        ),
        "agreements": agreements,
        "provenance": tuple(
            Provenance(path=".".join(["crossings", new(crossing.id), *words[2:]]), text="", assumed=WHY)
            for one in base.provenance
            if (words := one.path.split("."))[:2] == ["crossings", crossing.id]
        ),
    }


def named(value, kind):
    """The ids of a kind that a declared value refers to."""
    found = set()
    told_anew(value, {kind: None}, lambda word: found.add(word) or word)
    return found


def told_anew(value, words, new):
    """A declared value with ids renamed; `words` by kind: those that are renamed, None for all."""
    if isinstance(value, tuple):
        return tuple(told_anew(one, words, new) for one in value)
    if not is_dataclass(value):
        return value
    changed = {}
    for entry in fields(value):
        now, kind = getattr(value, entry.name), entry.metadata.get("refers")
        if kind in words and isinstance(now, str) and (words[kind] is None or now in words[kind]):
            changed[entry.name] = new(now)
        elif isinstance(now, tuple) or is_dataclass(now):
            changed[entry.name] = told_anew(now, words, new)
    return replace(value, **changed)


def perturbed(crossing, rng):
    """Fewer arrivals, more of the resources: no queue grows for ten years."""

    def fewer(one):
        count = dict(one.count).get(2023, one.count[-1][1])
        return replace(one, count=((2023, float(round(count * rng.uniform(0.7, 1.0)))),), growth=0.0)

    return replace(
        crossing,
        resources=tuple(
            one if one.stock else replace(one, count=round(one.count * rng.uniform(1.0, 1.3)))
            for one in crossing.resources
        ),
        chains=tuple(
            replace(one, arrivals=tuple(fewer(flow) if hasattr(flow, "growth") else flow for flow in one.arrivals))
            for one in crossing.chains
        ),
    )


def later(calendar, shift_s):
    """A calendar shifted within its days; as it is where a period would leave its day."""
    shifted = [(one.start_s + shift_s, one.end_s + shift_s) for one in calendar.periods]
    if any(begin < 0 or end > 24 * HOUR for begin, end in shifted):
        return calendar
    periods = tuple(
        replace(one, start_s=begin, end_s=end)
        for one, (begin, end) in zip(calendar.periods, shifted, strict=True)
    )
    return replace(calendar, periods=periods)


def common(base):
    """Changes of what crossings share."""
    found = []
    for one in base.agreements:
        changes = tuple(change for change in one.changes if change.path.startswith("classes."))
        if changes:
            found.append(Agreement(id=one.id, name=one.name, start=one.start, end=one.end, changes=changes))
    return tuple(found)


def goods(base):
    """Boxes by rail, trucks by road; a load that is not carried costs as much as a very long way."""
    known = {one.id: one for one in base.goods}
    return (
        replace(known["manufactures"], id="boxes", modes=("rail",), returns="", penalty_usd=20_000.0),
        replace(known["truck-east"], id="trucks", returns="", penalty_usd=20_000.0),
    )


def passages(base, crossing, stems, new):
    """The ways of containers and trucks over a crossing."""
    kinds = {"rail": ("boxes", "containers"), "road": ("trucks", "trucks")}
    found = []
    for one in base.passages:
        if one.crossing == crossing.id and kinds[one.mode][1] in one.id and {one.start, one.end} <= stems:
            found.append(
                replace(
                    one, id=new(one.id), start=new(one.start), end=new(one.end), crossing=new(crossing.id),
                    goods=(kinds[one.mode][0],), preference_usd=0.0,
                )
            )  # fmt: skip
    return tuple(found)


def plane(rng, crossings):
    """Nodes, the country of each, the gauge of each country, and edges between neighbours."""
    count = NODES * crossings
    xy = np.column_stack([rng.uniform(WEST, EAST, count), rng.uniform(SOUTH, NORTH, count)]).round(4)
    n_countries = max(2, round(np.sqrt(2 * crossings)))
    capitals = xy[rng.choice(count, n_countries, replace=False)]
    country = np.argmin(((xy[:, None] - capitals) ** 2).sum(axis=2), axis=1)
    corners = Delaunay(xy).simplices
    pairs = np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])
    edges = np.unique(np.sort(pairs, axis=1), axis=0)
    gauge = np.where(np.arange(n_countries) % 2 == 0, NARROW, BROAD)
    return {"xy": xy, "country": country, "gauge": gauge, "edges": edges}


def code(country):
    """Two letters of no country: X and another."""
    return "XQ"[country // 26] + chr(ord("A") + country % 26)


def km_between(one, other):
    """Kilometres over ground."""
    east, north = (np.asarray(other) - one) * KM_A_DEGREE
    return float(np.hypot(east * np.cos(np.radians(48.0)), north))


def borders(rng, ground, copies):
    """For each crossing the nodes on its first and second side; by rail the gauge is narrow on the first."""
    country, gauge = ground["country"], ground["gauge"]
    over = ground["edges"][country[ground["edges"][:, 0]] != country[ground["edges"][:, 1]]]
    over = over[rng.permutation(len(over))]
    breaks = [
        (a, b) if gauge[country[a]] == NARROW else (b, a)
        for a, b in over
        if gauge[country[a]] != gauge[country[b]]
    ]
    ways = {"rail": breaks, "road": [tuple(pair) for pair in over], "foot": [tuple(pair) for pair in over]}
    taken = Counter()
    sides = []
    for one in copies:
        rows = ways[one["mode"]]
        sides.append(rows[taken[one["mode"]] % len(rows)])
        taken[one["mode"]] += 1
    return sides


def laid(rng, ground, copies, sides, wanted):
    """All places, and sections within countries and to the crossings, as many as wanted where there is room."""
    xy, country, gauge = ground["xy"], ground["country"], ground["gauge"]
    places = [
        Place(id=f"n{k:05d}", name=f"Node {k}", country=code(country[k]), kind="city", latitude=float(y), longitude=float(x))
        for k, (x, y) in enumerate(xy)
    ]  # fmt: skip
    spots = {one.id: (one.longitude, one.latitude) for one in places}
    ways = []
    for one, (first, second) in zip(copies, sides, strict=True):
        middle = (xy[first] + xy[second]) / 2
        for place in one["places"]:
            node = first if place.country == "CN" else second
            spot = middle + (xy[node] - middle) * rng.uniform(0.01, 0.05)
            made = replace(
                place, id=one["new"](place.id), country=code(country[node]), latitude=round(float(spot[1]), 4),
                longitude=round(float(spot[0]), 4), unlocode="",
            )  # fmt: skip
            places.append(made)
            spots[made.id] = tuple(spot)
            if any(made.id in (way.start, way.end) for way in one["passages"]):
                ways.append((f"n{node:05d}", made.id, one["mode"], node))
    inner = [(a, b) for a, b in ground["edges"] if country[a] == country[b]]
    inner = [inner[k] for k in rng.permutation(len(inner))]
    for mode in ("road", "rail"):
        ways += [(f"n{a:05d}", f"n{b:05d}", mode, a) for a, b in inner[: max(0, wanted - len(ways))]]
    sections = tuple(
        section(f"{mode}-{start}-{end}", start, end, mode, code(country[node]), gauge[country[node]],
                km_between(spots[start], spots[end]) * rng.uniform(1.1, 1.4))
        for start, end, mode, node in ways
    )  # fmt: skip
    return tuple(places), sections


def section(name, start, end, mode, country, gauge_m, km):
    """A stretch of railway or road, as in the reference."""
    rail = mode == "rail"
    return Section(
        id=name, start=start, end=end, mode=mode, country=country, length_m=max(1.0, round(km)) * KM,
        gauge_m=float(gauge_m) if rail else None,
        speed=Lognormal((57.6 if rail else 43.2) / 3.6, 0.1),
        halts=Lognormal((4.0 if rail else 8.0) * HOUR, 0.5),
        cost_usd_per_km=1.0 if rail else 0.5, emission_g_per_tkm=28.0 if rail else 80.0,
    )  # fmt: skip


def terminals(ground, sections):
    """Loading wherever a line ends or begins at a node."""
    found = []
    for mode, hours, cost in (("rail", 24.0, 150.0), ("road", 6.0, 60.0)):
        at = sorted({end for one in sections if one.mode == mode for end in (one.start, one.end) if end[0] == "n" and end[1:].isdigit()})
        found.append(
            Transfer(id=f"loading-{mode}", at=tuple(at), start="ground", end=mode, time=Lognormal(hours * HOUR, 0.5), cost_usd=cost)
        )  # fmt: skip
    return tuple(found)


def demand(rng, ground, sections, copies, count):
    """Demand between nodes that lines and crossings of the mode join, in amounts that leave the borders room."""
    found = []
    names = [f"n{k:05d}" for k in range(len(ground["xy"]))]
    joined = {goods: groups(names, sections, copies, mode) for goods, mode in (("boxes", "rail"), ("trucks", "road"))}
    for number in range(count):
        kind = "boxes" if number % 2 else "trucks"
        group = joined[kind]
        start, end = rng.choice(group, 2, replace=False)
        amount = round(float(rng.gamma(2.0, 4_000.0)) + 10.0)
        told = {"teu": ((2023, float(2 * amount)),)} if kind == "boxes" else {"trucks": ((2023, float(amount)),)}
        months = tuple(float(weight) for weight in rng.integers(80, 121, 12))
        found.append(OriginDemand(id=f"d{number:05d}", start=str(start), end=str(end), goods=kind, months=months, **told))
    return tuple(found)  # fmt: skip


def groups(names, sections, copies, mode):
    """The nodes of the largest part that is joined by a mode."""
    ways = [(one.start, one.end) for one in sections if one.mode == mode]
    ways += [(one.start, one.end) for copy in copies for one in copy["passages"] if one.mode == mode]
    position = {name: k for k, name in enumerate(dict.fromkeys([*names, *(end for way in ways for end in way)]))}
    tail, head = np.array([[position[end] for end in way] for way in ways]).T
    size = len(position)
    _, part = connected_components(coo_array((np.ones(len(tail)), (tail, head)), shape=(size, size)), directed=False)
    ended = {end for way in ways for end in way}
    inside = [name for name in names if name in ended]
    biggest = Counter(int(part[position[name]]) for name in inside).most_common(1)[0][0]
    return [name for name in inside if part[position[name]] == biggest]
