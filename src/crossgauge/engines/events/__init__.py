"""The event kernel: a `Program` in, a `Trace` out (docs/semantics.md).

Equations and their sources: docs/theory/events.md.
"""
