"""The trade engine: gravity estimated, and what a change of trade costs does to trade, prices and income.

panel.panel_of(exporter, importer, period, flow, regressor, pair=)   a `state.Panel` of rows of trade
panel.domestic_faults(exporter, importer, period, flow)              countries without trade with themselves
ppml.estimate(panel)                                                 elasticities with clustered errors
ppml.intervals(fit, level=)                                          their intervals
equilibrium.effects(trade, cost_change, elasticity, closure=)        partial, conditional and full side by side
draws.effects_over(trade, cost_changes, elasticities, closure=)      the same over draws of the elasticity

Countries, periods and pairs are positions; a trade table has exporters as rows and importers as columns.

Equations and their sources: docs/theory/trade.md.
"""
