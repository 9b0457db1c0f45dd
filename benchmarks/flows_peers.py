"""The same questions of benchmarks/flows.py to others: AequilibraE's bi-conjugate Frank-Wolfe, the arc model on HiGHS."""

import logging
import os

import highspy
import numpy as np
import pandas as pd
import scipy.sparse as sp

os.environ["AEQ_SHOW_PROGRESS"] = "FALSE"  # its bars would be measured too
PLENTY = 20_000  # iterations; the gap ends it


def aequilibrae_graph(network):
    """Links and trips as AequilibraE reads them; nodes count from 1, ends are centroids."""
    from aequilibrae.matrix import AequilibraeMatrix
    from aequilibrae.paths import Graph

    links, demands = network.links, network.commodities
    n = len(links.tail)
    zones = np.unique(np.concatenate([demands.origin, demands.destination]))
    graph = Graph()
    graph.network = pd.DataFrame(
        {
            "link_id": np.arange(1, n + 1),
            "a_node": links.tail + 1,
            "b_node": links.head + 1,
            "direction": 1,
            "free_flow_time": links.parameters[:, 0],
            "rise": links.parameters[:, 1],
            "power": links.parameters[:, 2],
            "capacity": links.parameters[:, 3],
            "id": np.arange(1, n + 1),
        }
    )
    graph.prepare_graph(zones + 1)
    graph.set_graph("free_flow_time")
    graph.set_blocked_centroid_flows(not network.through.all())
    trips = AequilibraeMatrix()
    trips.create_empty(zones=len(zones), matrix_names=["trips"], memory_only=True)
    trips.index = zones + 1
    table = np.zeros((len(zones), len(zones)))
    at = [np.searchsorted(zones, ends) for ends in (demands.origin, demands.destination)]
    np.add.at(table, tuple(at), demands.demand)
    trips.matrices[:, :, 0] = table
    trips.computational_view(["trips"])
    return graph, trips


def assign_by_aequilibrae(graph, trips, gap):
    """Bi-conjugate Frank-Wolfe to a relative gap; returns the gap it reached and its iterations."""
    from aequilibrae.paths import TrafficAssignment, TrafficClass

    logging.getLogger("aequilibrae").setLevel(logging.ERROR)
    assignment = TrafficAssignment()
    assignment.set_classes([TrafficClass("all", graph, trips)])
    assignment.set_vdf("BPR")
    assignment.set_vdf_parameters({"alpha": "rise", "beta": "power"})
    assignment.set_capacity_field("capacity")
    assignment.set_time_field("free_flow_time")
    assignment.set_algorithm("bfw")
    assignment.max_iter = PLENTY
    assignment.rgap_target = gap
    assignment.set_cores(1)
    assignment.execute()
    return float(assignment.assignment.rgap), int(assignment.assignment.iter)


def arc_model_by_origin(network, seconds):
    """The multi-commodity programme over link flows, commodities of one origin as one; None if time runs out."""
    links, demands = network.links, network.commodities
    m, n, k = len(links.tail), len(network.through), len(demands.demand)
    origins, group = np.unique(demands.origin, return_inverse=True)
    g = len(origins)
    both, sign = np.concatenate([links.tail, links.head]), np.concatenate([np.ones(m), -np.ones(m)])
    incidence = sp.csr_matrix((sign, (both, np.tile(np.arange(m), 2))), shape=(n, m))
    rows = [group * n + ends for ends in (demands.origin, demands.destination)]
    ends = (np.concatenate(rows), np.tile(np.arange(k), 2))
    plus = np.concatenate([np.ones(k), -np.ones(k)])
    unmet = sp.csr_matrix((plus, ends), shape=(g * n, k))
    supply = np.bincount(ends[0], plus * np.tile(demands.demand, 2), g * n)
    shared = sp.hstack([sp.eye(m)] * g + [sp.csr_matrix((m, k))])
    matrix = sp.vstack([sp.hstack([sp.block_diag([incidence] * g), unmet]), shared]).tocsc()
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = m * g + k, n * g + m
    lp.col_cost_ = np.concatenate([np.tile(links.parameters[:, 0], g), demands.penalty])
    lp.col_lower_, lp.col_upper_ = np.zeros(m * g + k), np.full(m * g + k, highspy.kHighsInf)
    lp.row_lower_ = np.concatenate([supply, np.full(m, -highspy.kHighsInf)])
    lp.row_upper_ = np.concatenate([supply, links.capacity])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("time_limit", float(seconds))
    highs.passModel(lp)
    highs.run()
    done = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return highs.getInfo().objective_function_value if done else None
