"""The pipeline engine: gas and oil lines in numbers in, what passes and why not more out (`state`).

Equations and their sources: docs/theory/pipes.md.
"""
