"""Gas and oil lines: line solves and capacity searches a second, and the same trunk line in pandapipes beside them.

pandapipes (extra `pipes-peer`, apart from the others: it wants pandas below 3) solves the line of stations with set
discharge pressures, eleven segments; so does the engine. Without it, only the engine is measured.

    PYTHONPATH=src python benchmarks/pipes.py
"""

import time
import warnings

import numpy as np

from crossgauge.engines.pipes.batches import track_batches
from crossgauge.engines.pipes.gas_laws import gas_of_z
from crossgauge.engines.pipes.gas_line import (
    example_line,
    gas_capacity,
    none_out,
    outages_up_to,
    solve_gas_line,
)
from crossgauge.engines.pipes.oil_line import example_oil_line
from crossgauge.engines.pipes.outages import outage_year
from crossgauge.engines.pipes.state import Batches, Grades
from crossgauge.engines.pipes.transient import held, simulate_gas_line

SEGMENTS, SEGMENT_M, HOUR = 11, 150e3, 3_600.0
N = 200_000
PEER_FLOWS = np.linspace(300.0, 560.0, 14)


def seconds(work, times=3):
    """The fastest of a few runs, wall clock and this process's own, with compilation before."""
    work()
    best = (np.inf, np.inf)
    for _ in range(times):
        wall, own = time.perf_counter(), time.process_time()
        work()
        best = min(best, (time.perf_counter() - wall, time.process_time() - own))
    return best


def told(name, count, unit, timing):
    wall, own = timing
    print(f"{name:44} {count / wall:14,.0f} {unit} (of own processor time: {count / own:,.0f})")
    return count / wall


def engine():
    """The engine's phases; returns line solves a second."""
    gas, line = gas_of_z(0.0172, 288.15, 0.83), example_line(SEGMENTS, SEGMENT_M)
    flow, out = np.random.default_rng(1).uniform(300.0, 550.0, N), none_out(line)
    rate = told(
        "gas: line solves, 11 stations and segments",
        N,
        "a second",
        seconds(lambda: solve_gas_line(gas, line, flow, out)),
    )
    sets = outages_up_to(SEGMENTS)
    many = np.tile(sets, (20, 1))
    told(
        "gas: capacity searches, intact to two out",
        len(many),
        "a second",
        seconds(lambda: gas_capacity(gas, line, many)),
    )
    year = seconds(
        lambda: outage_year(
            lambda m: gas_capacity(gas, line, m).flow,
            np.full(11, 970 * HOUR),
            np.full(11, 30 * HOUR),
            years=200,
        )
    )
    print(f"{'gas: 200 years of random outages, hourly':44} {year[0]:14.2f} s")
    never = np.full(SEGMENTS, np.inf)
    trip = np.where(np.arange(SEGMENTS) == 4, HOUR, np.inf)
    course = seconds(
        lambda: simulate_gas_line(gas, line, held(line, 500.0), trip, never, until_s=72 * HOUR, step_s=300.0)
    )
    print(f"{'gas: 72 hours of a trip, steps of 300 s':44} {course[0]:14.2f} s")
    oil = example_oil_line()
    grades = Grades(np.array([845.0, 830.0]), np.array([12e-6, 8e-6]))
    sent = Batches(np.tile([0, 1], 6), np.full(12, 1e5), np.full(12, 1.0))
    batches = seconds(lambda: track_batches(oil, grades, sent, 0, oil.stations.pumps))
    print(f"{'oil: 12 batches of 100,000 m³, 962 km':44} {batches[0]:14.2f} s")
    return rate


def trunk_in_pandapipes(pp):
    """Eleven pipes, a pressure control before each but the first, one section a pipe."""
    net = pp.create_empty_network(fluid="lgas")
    nodes = pp.create_junctions(net, 2 * SEGMENTS, pn_bar=98.1, tfluid_k=288.15)
    pp.create_ext_grid(net, nodes[0], p_bar=98.1 - 1.01325, t_k=288.15)
    for i in range(SEGMENTS):
        if i:
            pp.create_pressure_control(
                net,
                nodes[2 * i - 1],
                nodes[2 * i],
                controlled_junction=nodes[2 * i],
                controlled_p_bar=98.1 - 1.01325,
            )
        pp.create_pipe_from_parameters(
            net,
            nodes[2 * i],
            nodes[2 * i + 1],
            length_km=SEGMENT_M / 1e3,
            inner_diameter_mm=1182.0,
            k_mm=0.01,
            sections=1,
        )
    pp.create_sink(net, nodes[-1], mdot_kg_per_s=500.0)
    return net


def peer():
    """Line solves a second of pandapipes, None where it is not installed."""
    try:
        import pandapipes as pp
    except ImportError:
        return None
    net = trunk_in_pandapipes(pp)

    def solve():
        for flow in PEER_FLOWS:
            net.sink.loc[0, "mdot_kg_per_s"] = flow
            pp.pipeflow(
                net, friction_model="colebrook", mode="hydraulics", max_iter_hyd=100, tol_p=1e-6, tol_m=1e-6
            )

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rate = told(
            f"pandapipes {pp.__version__}: the same line", len(PEER_FLOWS), "a second", seconds(solve, 2)
        )
    theirs = net.res_junction.p_bar.to_numpy()[1] + 1.01325
    segment, middle = example_line(1, SEGMENT_M), float(theirs + 98.1) / 2
    z = np.ravel(net.fluid.get_property("compressibility", middle))[0]
    viscosity = np.ravel(net.fluid.get_viscosity(288.15))[0]
    gas = gas_of_z(np.ravel(net.fluid.get_molar_mass())[0] / 1_000, 288.15, z, viscosity_pa_s=viscosity)
    ours = solve_gas_line(gas, segment, PEER_FLOWS[-1:], none_out(segment)).end_pa[0, 0] / 1e5
    print(
        f"{'end of a segment at 560 kg/s, theirs, ours':44} {theirs:14.2f} bar, {ours:.2f} bar with their Z halfway"
    )
    return rate


def main():
    ours, theirs = engine(), peer()
    if theirs is None:
        print(
            "pandapipes is not installed here: pip install 'crossgauge[pipes-peer]' in an environment of its own"
        )
    else:
        print(f"{'engine over pandapipes':44} {ours / theirs:14,.0f} times")


if __name__ == "__main__":
    main()
