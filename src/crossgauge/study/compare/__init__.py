"""Two or more networks compared over the same luck."""

from crossgauge.study.compare.comparing import Comparison, compare

__all__ = ["Comparison", "compare"]
