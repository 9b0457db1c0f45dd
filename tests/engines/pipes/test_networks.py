"""Meshed gas networks: laws that hold for any, and what has no state."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossgauge.engines.pipes import state as s
from crossgauge.engines.pipes.gas_laws import potential
from crossgauge.engines.pipes.gas_line import none_out, solve_gas_line
from crossgauge.engines.pipes.gas_network import network_capacity, solve_network
from crossgauge.engines.pipes.state import GasNetwork
from engines.pipes.lines import GAS, eight_nodes, gas_of_gravity, pipe_line

EMPTY = np.array([], int)


@st.composite
def grids(draw):
    """A square of streets, three by three, fed at one corner; some streets narrow."""
    edges = [(3 * r + c, 3 * r + c + 1) for r in range(3) for c in range(2)]
    edges += [(3 * r + c, 3 * r + c + 3) for r in range(2) for c in range(3)]
    n = len(edges)

    def column(low, high, size):
        return np.array(draw(st.lists(st.floats(low, high), min_size=size, max_size=size)))

    flip = np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    start, end = np.array(edges).T
    start, end = np.where(flip, end, start), np.where(flip, start, end)
    held = np.full(9, np.nan)
    held[0] = 7e6
    return GasNetwork(
        start, end, column(5e3, 60e3, n), column(0.4, 1.2, n), column(1e-5, 5e-5, n), np.full(n, np.nan),
        EMPTY, EMPTY, np.array([]), held, column(0.0, 12.0, 9),
    )  # fmt: skip


@given(grids())
@settings(max_examples=30)
def test_mass_is_conserved_at_nodes_and_potential_round_loops(network):
    """Kirchhoff's laws, from the answer alone."""
    state = solve_network(GAS, network)

    assert state.limit == s.PASSES
    balance = -network.withdrawal_kg_per_s
    np.subtract.at(balance, network.pipe_from, state.pipe_kg_per_s)
    np.add.at(balance, network.pipe_to, state.pipe_kg_per_s)
    assert np.abs(balance[1:]).max() < 1e-8
    assert np.all(state.pressure_pa > 0)
    fall = potential(GAS, state.pressure_pa[network.pipe_from]) - potential(
        GAS, state.pressure_pa[network.pipe_to]
    )
    assert np.all(fall * state.pipe_kg_per_s >= -1e-6 * np.abs(fall).max())


@given(grids(), st.integers(0, 11))
@settings(max_examples=20)
def test_a_pipe_drawn_the_other_way_gives_the_same(network, pipe):
    start, end = network.pipe_from.copy(), network.pipe_to.copy()
    start[pipe], end[pipe] = end[pipe], start[pipe]

    there, back = (
        solve_network(GAS, network),
        solve_network(GAS, network._replace(pipe_from=start, pipe_to=end)),
    )

    assert back.pressure_pa == pytest.approx(there.pressure_pa, rel=1e-9)
    assert back.pipe_kg_per_s[pipe] == pytest.approx(-there.pipe_kg_per_s[pipe], abs=1e-6)


def test_a_chain_of_pipes_is_the_line():
    line = pipe_line(9e6, 1e6, [60e3, 80e3], [1.0, 0.9], [1e-5, 2e-5])
    held = np.array([9e6, np.nan, np.nan])
    network = GasNetwork(
        np.array([0, 1]), np.array([1, 2]), line.pipes.length_m, line.pipes.diameter_m, line.pipes.roughness_m,
        np.full(2, np.nan), EMPTY, EMPTY, np.array([]), held, np.array([0.0, 0.0, 250.0]),
    )  # fmt: skip

    of_line = solve_gas_line(GAS, line, np.array([250.0]), none_out(line))

    assert solve_network(GAS, network).pressure_pa[1:] == pytest.approx(of_line.end_pa[0], rel=1e-9)


def test_a_demand_that_no_pressure_can_meet_has_no_numbers():
    """Another solver reports a pressure below zero here."""
    network = eight_nodes()

    state = solve_network(
        gas_of_gravity(0.6, 288.706), network._replace(withdrawal_kg_per_s=9 * network.withdrawal_kg_per_s)
    )

    assert state.limit in (s.CHOKED, s.UNSOLVED)
    assert np.isnan(state.pressure_pa).all()


def test_an_island_without_a_held_pressure_has_no_state():
    network = eight_nodes()

    state = solve_network(GAS, network._replace(pressure_pa=np.full(8, np.nan)))

    assert state.limit == s.UNSOLVED


def test_zero_diameter_is_refused():
    network = eight_nodes()

    state = solve_network(GAS, network._replace(diameter_m=network.diameter_m * 0))

    assert state.limit == s.REFUSED


def test_capacity_of_a_network_names_the_node_that_breaks():
    gas, least = gas_of_gravity(0.6, 288.706), np.full(8, 2.5e6)
    network = eight_nodes()

    times, node = network_capacity(gas, network, least)

    state = solve_network(gas, network._replace(withdrawal_kg_per_s=times * network.withdrawal_kg_per_s))
    assert np.all(state.pressure_pa >= least * (1 - 1e-6))
    assert state.pressure_pa[node] == pytest.approx(2.5e6, rel=1e-5)
