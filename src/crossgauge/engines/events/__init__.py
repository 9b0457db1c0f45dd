"""The event kernel: a `Program` in, a `Trace` out (docs/semantics.md)."""
