"""Steady gas in a meshed network: Newton on pressures and flows, started by linear theory.

Unknown are the pressure at every node, the flow in every pipe and compressor, and what enters where pressure is held.
Equations: continuity at nodes, the potential lost along pipes, the ratio across compressors, the held pressures.
Without the start, Newton diverges on networks of a hundred nodes.
"""

import warnings

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.linalg import MatrixRankWarning, spsolve

from crossgauge.engines.pipes.friction import friction_factor
from crossgauge.engines.pipes.gas_laws import density, potential, pressure_of
from crossgauge.engines.pipes.state import (
    CHOKED,
    NOBODY,
    PASSES,
    REFUSED,
    UNSOLVED,
    Float64s,
    Gas,
    GasNetwork,
    NetworkState,
)

SWEEPS = 12
MOST_STEPS = 40
ENOUGH = 1e-10  # of a pressure, of the largest flow, and of the largest potential


def solve_network(gas: Gas, network: GasNetwork) -> NetworkState:
    """Pressures and flows of a network; CHOKED where a pressure would not stay above zero, else UNSOLVED.

    Every part must hang together with a node of held pressure, else UNSOLVED; lengths or diameters not above zero give
    REFUSED. Raises nothing. Source of the start: linear theory of Wood and Charles (1972).

    >>> from crossgauge.engines.pipes.gas_laws import gas_of_z
    >>> nothing = np.array([], int)
    >>> network = GasNetwork(
    ...     np.array([0]), np.array([1]), np.array([122e3]), np.array([1.422]), np.array([1e-5]), np.array([0.01065]),
    ...     nothing, nothing, nothing.astype(float), np.array([8.4e6, np.nan]), np.array([0.0, 401.52]),
    ... )
    >>> (solve_network(gas_of_z(0.016, 285.11), network).pressure_pa / 1e6).round(3).tolist()
    [8.4, 7.868]
    """
    if not (np.all(network.length_m > 0) and np.all(network.diameter_m > 0) and np.all(network.ratio > 0)):
        return _none(network, REFUSED, NOBODY, 0)
    with np.errstate(all="ignore"):
        flow = _linear_theory(gas, network)
        if flow is None:
            return _none(network, UNSOLVED, NOBODY, 0)
        return _newton(gas, network, *flow)


def _newton(
    gas: Gas, network: GasNetwork, pressure: Float64s, pipe: Float64s, lifted: Float64s
) -> NetworkState:
    n, n_pipes, n_ratios = len(pressure), len(pipe), len(lifted)
    source = np.zeros(n)
    for step in range(MOST_STEPS):
        resistance = _resistances(gas, network, pipe)
        wrong, jacobian = _equations(gas, network, resistance, pressure, pipe, lifted, source)
        change = _solved(jacobian, -wrong)
        if change is None or not np.all(np.isfinite(change)):
            break
        falling = change[:n] < 0
        # A pressure may lose at most half of itself in one step, so that it stays above zero on the way.
        room = np.min(-0.5 * pressure[falling] / change[:n][falling], initial=1.0)
        pressure = pressure + room * change[:n]
        pipe = pipe + room * change[n : n + n_pipes]
        lifted = lifted + room * change[n + n_pipes : n + n_pipes + n_ratios]
        source = source + room * change[n + n_pipes + n_ratios :]
        if (
            room == 1.0
            and _holds(gas, wrong, pressure, pipe)
            and np.abs(change[:n] / pressure).max() < ENOUGH
        ):
            return NetworkState(PASSES, NOBODY, pressure, pipe, lifted, step + 1)
    lowest = int(np.argmin(pressure))
    if pressure[lowest] < 1e-2 * np.nanmax(network.pressure_pa):
        return _none(network, CHOKED, lowest, MOST_STEPS)
    return _none(network, UNSOLVED, NOBODY, MOST_STEPS)


def _holds(gas: Gas, wrong: Float64s, pressure: Float64s, pipe: Float64s) -> bool:
    """Whether the equations held before the last step: flow by flow, potential by potential.

    A pipe that hardly flows has hardly a fall of potential; its flow is known no better than rounding allows.
    """
    n, m = len(pressure), len(pipe)
    flow_ok = np.abs(wrong[:n]).max() < ENOUGH * max(np.abs(pipe).max(initial=0.0), 1.0)
    fall_ok = np.abs(wrong[n : n + m]).max(initial=0.0) < ENOUGH * float(np.max(potential(gas, pressure)))
    return bool(flow_ok and fall_ok and np.abs(wrong[n + m :]).max() < ENOUGH * pressure.max())


def _equations(
    gas: Gas,
    network: GasNetwork,
    resistance: Float64s,
    p: Float64s,
    pipe: Float64s,
    lifted: Float64s,
    source: Float64s,
) -> tuple[Float64s, coo_array]:
    """What is left over, and its derivatives: rows continuity, pipes, ratios, held pressures."""
    n, m, k = len(p), len(pipe), len(lifted)
    start, end = network.pipe_from, network.pipe_to
    low, high = network.compressor_from, network.compressor_to
    held = np.flatnonzero(~np.isnan(network.pressure_pa))
    pipes, ratios = np.arange(m), np.arange(k)
    balance = np.where(np.isnan(network.pressure_pa), -network.withdrawal_kg_per_s, 0.0) + source
    np.subtract.at(balance, start, pipe)
    np.add.at(balance, end, pipe)
    np.subtract.at(balance, low, lifted)
    np.add.at(balance, high, lifted)
    fall = potential(gas, p[start]) - potential(gas, p[end]) - resistance * pipe * np.abs(pipe)
    lift = p[high] - network.ratio * p[low]
    free = np.flatnonzero(np.isnan(network.pressure_pa))
    fixed = np.where(np.isnan(network.pressure_pa), source, p - network.pressure_pa)
    ones = np.ones
    rows = [start, end, low, high, np.arange(n), n + pipes, n + pipes, n + pipes, n + m + ratios, n + m + ratios,
            n + m + k + held, n + m + k + free]  # fmt: skip
    columns = [n + pipes, n + pipes, n + m + ratios, n + m + ratios, n + m + k + np.arange(n), start, end, n + pipes,
               high, low, held, n + m + k + free]  # fmt: skip
    least = 1e-6 * (1 + np.abs(pipe).max(initial=0.0))
    values = [-ones(m), ones(m), -ones(k), ones(k), ones(n), density(gas, p[start]), -density(gas, p[end]),
              -2 * resistance * np.maximum(np.abs(pipe), least), ones(k), -network.ratio,
              ones(len(held)), ones(len(free))]  # fmt: skip
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    size = 2 * n + m + k
    return np.concatenate([balance, fall, lift, fixed]), coo_array(entries, shape=(size, size))


def _linear_theory(gas: Gas, network: GasNetwork) -> tuple[Float64s, Float64s, Float64s] | None:
    """Pressures and flows to start from: potentials lost in proportion to flow, flows of two sweeps averaged.

    Ratios act on potentials as squares, which is exact for a constant Z.
    """
    n, m, k = len(network.pressure_pa), len(network.length_m), len(network.ratio)
    held = ~np.isnan(network.pressure_pa)
    given = np.where(held, potential(gas, np.where(held, network.pressure_pa, 1.0)), 0.0)
    pipe = np.full(m, max(float(np.abs(network.withdrawal_kg_per_s).max(initial=0.0)), 1.0))
    lifted, levels = np.zeros(k), given
    scale = float(given.max())
    for sweep in range(SWEEPS):
        resistance = _resistances(gas, network, pipe) * np.maximum(np.abs(pipe), 1e-3) / scale
        pipes, ratios, nodes = np.arange(m), np.arange(k), np.arange(n)
        start, end = network.pipe_from, network.pipe_to
        low, high = network.compressor_from, network.compressor_to
        free = nodes[~held]
        rows = [n + pipes, n + pipes, n + pipes, n + m + ratios, n + m + ratios, nodes[held]]
        columns = [start, end, n + pipes, high, low, nodes[held]]
        values = [np.ones(m), -np.ones(m), -resistance, np.ones(k), -(network.ratio**2), np.ones(held.sum())]
        for node, column, sign in ((start, n + pipes, -1.0), (end, n + pipes, 1.0),
                                   (low, n + m + ratios, -1.0), (high, n + m + ratios, 1.0)):  # fmt: skip
            at = ~held[node]
            rows.append(node[at])
            columns.append(column[at])
            values.append(np.full(at.sum(), sign))
        right = np.zeros(n + m + k)
        right[nodes[held]] = given[held] / scale
        right[free] = network.withdrawal_kg_per_s[free]
        entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
        found = _solved(coo_array(entries, shape=(n + m + k, n + m + k)), right)
        if found is None or not np.all(np.isfinite(found)):
            return None
        levels = found[:n] * scale
        pipe = found[n : n + m] if sweep == 0 else (pipe + found[n : n + m]) / 2
        lifted = found[n + m :]
    floor = 1e-4 * scale  # a level below zero says that Newton must look from above
    return np.array([pressure_of(gas, max(level, floor)) for level in levels]), pipe, lifted


def _resistances(gas: Gas, network: GasNetwork, flow: Float64s) -> Float64s:
    """Potential lost over flow squared, (n_pipes,), Pa kg/m³ per (kg/s)²."""
    area = np.pi * network.diameter_m**2 / 4
    factor = network.friction.copy()
    for i in np.flatnonzero(np.isnan(factor)):
        reynolds = max(abs(flow[i]), 1e-3) * network.diameter_m[i] / (area[i] * gas.viscosity_pa_s)
        factor[i] = friction_factor(reynolds, network.roughness_m[i] / network.diameter_m[i])
    resistance: Float64s = factor * network.length_m / (2 * network.diameter_m * area**2)
    return resistance


def _solved(matrix: coo_array, right: Float64s) -> Float64s | None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", MatrixRankWarning)
        try:
            found: Float64s = spsolve(matrix.tocsc(), right)
        except MatrixRankWarning:
            return None
    return found


def _none(network: GasNetwork, limit: int, at: int, steps: int) -> NetworkState:
    n, m, k = len(network.pressure_pa), len(network.length_m), len(network.ratio)
    return NetworkState(limit, at, np.full(n, np.nan), np.full(m, np.nan), np.full(k, np.nan), steps)


def network_capacity(gas: Gas, network: GasNetwork, pressure_min_pa: Float64s) -> tuple[float, int]:
    """The largest multiple of the withdrawals that keeps every node's least pressure, and the node that breaks next.

    pressure_min_pa (n_nodes,). NaN and the node if not even a millionth passes; the node is NOBODY where the network
    itself has no state. Raises nothing.
    """

    def breaks(times: float) -> int | None:
        state = solve_network(gas, network._replace(withdrawal_kg_per_s=times * network.withdrawal_kg_per_s))
        if state.limit != PASSES:
            return int(state.limit_at)
        short = state.pressure_pa / pressure_min_pa
        return int(np.argmin(short)) if short.min() < 1 - 1e-9 else None

    low, high = 1e-6, 1.0
    node = breaks(low)
    if node is not None:
        return np.nan, node
    while (at := breaks(high)) is None and high < 1e6:
        low, high = high, 2 * high
    node = at
    while high - low > 1e-8 * high:
        middle = (low + high) / 2
        at = breaks(middle)
        if at is None:
            low = middle
        else:
            high, node = middle, at
    return low, NOBODY if node is None else node
