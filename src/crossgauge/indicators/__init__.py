"""Pure functions: tables in, table out.

Equations and their sources: docs/theory/indicators.md and docs/theory/statistics.md.
"""
