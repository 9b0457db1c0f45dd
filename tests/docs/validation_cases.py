"""Which tests docs/validation.md shows, section by section."""

from docs.validation_case import Case

THEORY, OPEN = "engines.test_theory", "engines.test_theory_open"
PIPES, GRAVITY = "engines.pipes.test_published", "engines.trade.test_gravity"
FLOWS, CURVES, CPMM = "published.test_flows", "engines.flows.test_curves", "published.test_cpmm"

QUEUES = (
    Case(THEORY, "test_mean_wait_before_service", "Pollaczek–Khinchine, Erlang C, Crommelin", ("mean wait, min",), drawn=True),
    Case(THEORY, "test_regular_arrivals_wait_less", "D/M/1", ("mean wait, min",), drawn=True),
    Case(THEORY, "test_erlang_loss", "Erlang B", ("share turned away",), drawn=True),
    Case(THEORY, "test_finite_waiting_room", "M/M/1/5", ("share turned away",), drawn=True),
    Case(THEORY, "test_reneging", "M/M/3 with patience", ("share that gives up", "mean line"), drawn=True),
    Case(THEORY, "test_two_priorities", "Cobham", ("stay of the urgent, min", "stay of the others, min"), sets=("in turn", "interrupting"), drawn=True),
    Case(THEORY, "test_breakdowns", "Avi-Itzhak and Naor", ("mean stay, min",), drawn=True),
    Case(THEORY, "test_departure_slots", "bulk service", ("mean wait, min",), drawn=True),
    Case(THEORY, "test_forming_batches", "by hand", ("mean wait, min",), drawn=True),
    Case(THEORY, "test_fork_and_join", "Flatto and Hahn; Nelson and Tantawi", ("mean stay, min",), drawn=True),
    Case(THEORY, "test_saturated_line", "Hunt 1956", ("items a minute",), sets=("2 stations", "3 stations", "4 stations", "3 stations, 1 place between", "3 stations, 2 places between"), drawn=True),
    Case(THEORY, "test_machine_repair", "finite source", ("machines away",), drawn=True),
    Case(OPEN, "test_jackson_network", "Jackson 1957", tuple(f"units at station {n}" for n in "123"), drawn=True),
    Case(OPEN, "test_arrivals_in_groups", "M[X]/M/1", ("mean wait, min",), drawn=True),
    Case(OPEN, "test_service_in_groups_of_exactly_four", "bulk service", ("mean wait, min",), drawn=True),
)
NETWORKS = (
    Case(FLOWS, "test_braess_bypass_makes_everyone_later", "Braess 1968", ("minutes without the bypass", "minutes with it", "units on it")),
    Case(FLOWS, "test_braess_price_of_anarchy", "Braess 1968", ("best total, min", "price of anarchy")),
    Case(FLOWS, "test_pigou_price_of_anarchy_is_four_thirds", "Pigou 1920", ("price of anarchy",)),
    Case(CURVES, "test_one_server_waits_as_in_m_m_1", "M/M/1", ("wait in services",), sets=("load 0.1", "load 0.5", "load 0.8", "load 0.95")),
    Case(CURVES, "test_constant_service_halves_the_wait_as_in_m_d_1", "M/D/1", ("wait in services at load 0.9",)),
)
LINES = (
    Case(
        PIPES, "test_loop_of_eight_nodes_with_an_ideal_gas", "Srinivasan and others 2023",
        (*[f"pressure at node {n}, Pa" for n in (2, 3, 4, 5, 7, 8)], "flow of pipe 4, kg/s", "flow of pipe 2, kg/s"),
    ),
    Case(
        PIPES, "test_loop_of_eight_nodes_with_the_gas_law_of_the_cnga", "Srinivasan and others 2023",
        (*[f"pressure at node {n}, simple law, Pa" for n in (2, 4, 5, 8)], *[f"pressure at node {n}, CNGA, Pa" for n in (4, 5)], "flow of pipe 4, simple law, kg/s", "flow of pipe 4, CNGA, kg/s"),
    ),
    Case(PIPES, "test_one_pipe_in_steady_flow", "by hand", ("pressure at the end, Pa",)),
    Case(PIPES, "test_one_pipe_when_the_offtake_rises_and_falls", "published run of 122 km", tuple(f"pressure after {h} h, bar" for h in (8.002, 10.002, 14.8, 15.203, 16.003, 17.203, 24))),
    Case(PIPES, "test_friction_of_colebrook_and_white", "Colebrook 1939", ("friction factor",)),
    Case(PIPES, "test_textbook_formulas", "GPSA 2004", ("flow, m³/s",), sets=("Panhandle A", "Panhandle B", "Weymouth")),
    Case(PIPES, "test_power_of_a_field_compressor", "Menon 2005", ("shaft power, hp", "driver's power, hp")),
    Case(PIPES, "test_work_of_isentropic_compression", "by hand", ("work, J/mol",)),
    Case(PIPES, "test_water_pipes_of_openmodelica", "OpenModelica", ("pressure at the end, bar",), sets=("water, 2 km", "water, 10 km", "water, 3 km")),
    Case(PIPES, "test_oil_at_twenty_million_tonnes_a_year", "Darcy–Weisbach; Austin and Palfrey 1963", ("head lost, m/km", "linefill, m³", "transit, days", "interface, m³")),
    Case(PIPES, "test_linepack_of_the_trunk_line", "reported", ("linepack, kg",)),
)  # fmt: skip
TRADE = (
    Case(GRAVITY, "test_counts_of_a_clinical_trial_as_published", "Dobson 1990, as R fits it", ("coefficient of the second outcome", "coefficient of the third", "deviance")),
    Case(GRAVITY, "test_what_separated_zeros_leave_is_the_published_fit", "Correia, Guimarães and Zylkin 2019", ("coefficient of x1", "of x3", "of x4")),
)
CORRIDORS = (
    Case(CPMM, "test_standing_time_per_500_km_follows_from_both_speeds", "CAREC CPMM", ("standing in 500 km, h", "share of time standing", ""),
        only=(3, 6, 8, 11, 13, 15), sets=("all roads 2022", "all railways 2022", "Kazakhstan, road 2022", "Kazakhstan, rail 2022", "China, road 2022", "China, rail 2022")),
)  # fmt: skip
SECTIONS = {
    "Queues and stages: the event kernel": QUEUES,
    "Flows over networks": NETWORKS,
    "Gas and oil lines": LINES,
    "Trade": TRADE,
    "Corridor indicators": CORRIDORS,
}
