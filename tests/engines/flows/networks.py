"""Small networks on which flows are judged, and the published ones where the environment points."""

import os
import re
from pathlib import Path

import numpy as np
import pytest

from crossgauge.engines.flows import declare as d

CASES = os.environ.get("CROSSGAUGE_CASES")
needs_cases = pytest.mark.skipif(
    not CASES,
    reason="CROSSGAUGE_CASES does not say where the published networks are; they are not ours to ship",
)


def parallel(curves, demand=1.0, **penalty):
    """Links side by side from 0 to 1."""
    n = len(curves)
    return d.flows_of(
        2, d.links_of([0] * n, [1] * n, curves), d.commodities_of([0], [1], [demand], **penalty)
    )


def braess(bypass=True):
    """Braess (1968): nodes 0 to 3, six units from 0 to 3."""
    curves = [
        d.linear_curve(0, 10),
        d.linear_curve(50, 1),
        d.linear_curve(50, 1),
        d.linear_curve(0, 10),
        d.linear_curve(10, 1),
    ]
    network = d.flows_of(
        4, d.links_of([0, 0, 1, 2, 1], [1, 2, 3, 3, 2], curves), d.commodities_of([0], [3], [6.0])
    )
    return network if bypass else closing(network, 4)


def closing(network, link):
    """The network with one link shut for every class."""
    passes = network.classes.passes.copy()
    passes[:, link] = False
    return network._replace(classes=network.classes._replace(passes=passes))


def ring(n_nodes, n_links, n_commodities, seed, curve=None, n_classes=1, **penalty):
    """A ring, so that everyone reaches everyone, with chords; curves rise."""
    rng = np.random.default_rng(seed)
    around = np.arange(n_nodes)
    tail = np.concatenate([around, rng.integers(0, n_nodes, n_links - n_nodes)])
    head = np.concatenate([(around + 1) % n_nodes, rng.integers(0, n_nodes, n_links - n_nodes)])
    head = np.where(head == tail, (head + 1) % n_nodes, head)
    origin = rng.integers(0, n_nodes, n_commodities)
    destination = (origin + rng.integers(1, n_nodes, n_commodities)) % n_nodes
    demand = rng.uniform(1, 5, n_commodities)
    curves = [(curve or rising)(rng) for _ in range(n_links)]
    capacity = np.round(rng.uniform(0.3, 1.5, n_links) * demand.sum(), 1)
    classes = d.classes_of(
        n_links,
        load=rng.uniform(0.5, 2, n_classes),
        hour_value=rng.uniform(0.5, 2, n_classes),
        own_cost=rng.uniform(0, 3, (n_classes, n_links)),
    )
    commodities = d.commodities_of(
        origin, destination, demand, goods_class=rng.integers(0, n_classes, n_commodities), **penalty
    )
    return d.flows_of(n_nodes, d.links_of(tail, head, curves, capacity), commodities, classes)


def rising(rng):
    return d.bpr_curve(rng.uniform(1, 5), rng.uniform(2, 8), power=float(rng.choice([1, 2, 4])))


def queueing(rng):
    return d.queue_curve(
        servers=int(rng.integers(1, 5)),
        service_h=rng.uniform(0.1, 0.6),
        variation=rng.uniform(0.3, 2),
        free_h=rng.uniform(0.5, 3),
        period_h=float(rng.choice([24.0, 720.0])),
        open_h=float(rng.choice([10.0, 24.0])),
    )


def constant(rng):
    return d.constant_curve(float(rng.integers(1, 20)))


def road_network(name):
    """A road network of the public collection: nodes below the first through node are ends only."""
    folder = Path(CASES) / "tntp"
    told, table = (folder / f"{name}_net.tntp").read_text().split("<END OF METADATA>")
    number = {key: int(value) for key, value in re.findall(r"<([A-Z ]+)>\s*(\d+)", told)}
    rows = [row.replace(";", " ").split() for row in table.splitlines() if row.strip() and "~" not in row]
    a = np.array(rows, dtype=float)
    curves = [d.bpr_curve(free, capacity, rise, power) for capacity, free, rise, power in a[:, [2, 4, 5, 6]]]
    links = d.links_of(a[:, 0].astype(int) - 1, a[:, 1].astype(int) - 1, curves)
    trips = (folder / f"{name}_trips.tntp").read_text().split("<END OF METADATA>")[1]
    demands = [
        (int(block.split()[0]) - 1, int(to) - 1, float(flow))
        for block in trips.split("Origin")[1:]
        for to, flow in re.findall(r"(\d+)\s*:\s*([\d.]+)\s*;", block)
        if float(flow) > 0 and int(to) != int(block.split()[0])
    ]
    network = d.flows_of(number["NUMBER OF NODES"], links, d.commodities_of(*zip(*demands, strict=True)))
    return network._replace(through=np.arange(number["NUMBER OF NODES"]) >= number["FIRST THRU NODE"] - 1)


def known_flows(name):
    """Best-known loads of the collection, by (tail, head)."""
    rows = (Path(CASES) / "tntp" / f"{name}_flow.tntp").read_text().splitlines()[1:]
    return {(int(r[0]) - 1, int(r[1]) - 1): float(r[2]) for row in rows if (r := row.split())}


def design_case(name):
    """A network and the cost of having each link, from the Canad collection's format of arcs and demands."""
    rows = [row.split() for row in (Path(CASES) / "canad" / f"{name}.dow").read_text().splitlines()[1:]]
    n_nodes, n_links, n_commodities = map(int, rows[0])
    arcs = np.array(rows[1 : 1 + n_links], dtype=float)
    demands = np.array(rows[1 + n_links : 1 + n_links + n_commodities], dtype=float)
    ends, asked = arcs[:, :2].astype(int) - 1, demands[:, :2].astype(int) - 1
    links = d.links_of(*ends.T, [d.constant_curve(cost) for cost in arcs[:, 2]], arcs[:, 3])
    return d.flows_of(n_nodes, links, d.commodities_of(*asked.T, demands[:, 2])), arcs[:, 4]
