"""Flows on a network: a `state.Flows` in, a `state.Assignment` out, each with its certificate.

equilibrium.equilibrium(network, gap=, rounds=, warm=)      each unit on its cheapest way, waits included
equilibrium.system_optimum(network, gap=, rounds=, warm=)   least load-hours of all together
equilibrium.all_or_nothing(network)                         cheapest ways at no load
columns.least_cost(network, gap=, rounds=)                  within capacities; worth of capacity; empties back
design.least_design(network, fixed_cost, ...)               which links to build
stochastic.stochastic_equilibrium(network, theta=, ...)     path-size logit
months.over_months(network, months)                         the network in time, with storage
cut.cut_links(network, answer, commodity)                   where unmet demand is cut off
curves.times(links, load)                                   time on links, derivatives, integral
declare                                                     short ways to fill the arrays by hand

Equations and their sources: docs/theory/flows.md.
"""
