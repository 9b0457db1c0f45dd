"""A hundred scenarios of the reference network, each built, solved and tabulated: seconds.

Each scenario limits one border to 50 loads a day and values time otherwise. All of the way from the declaration to
the table of borders is timed, by the wall and of the CPU; reading the project is not.

    python benchmarks/flow_scenarios.py
"""

import time
from dataclasses import replace

import crossgauge
from crossgauge.study.flow_tables import border_flows
from crossgauge.study.flows import METHODS, flows

SCENARIOS = 100


def scenario(network, number):
    """One border narrowed, every value of time between 0.8 and 1.2 of its own."""
    factor = 0.8 + 0.4 * number / SCENARIOS
    narrowed = network.passages[number % 20].id
    return replace(
        network,
        goods=tuple(
            replace(one, time_value_usd_per_h=one.time_value_usd_per_h * factor) for one in network.goods
        ),
        passages=tuple(
            replace(one, capacity=50.0) if one.id == narrowed else one for one in network.passages
        ),
    )


def main():
    network = crossgauge.reference()
    for method in METHODS:
        flows(network, method=method)  # compiles
        wall, cpu, worst = time.perf_counter(), time.process_time(), 0.0
        for number in range(SCENARIOS):
            answer = flows(scenario(network, number), method=method)
            border_flows(answer)
            worst = max(worst, answer.answer.certificate.relative_gap)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(
            f"{method:12s} {SCENARIOS} scenarios  {wall:6.1f} s wall  {cpu:6.1f} s CPU  worst gap {worst:.1e}"
        )


if __name__ == "__main__":
    main()
