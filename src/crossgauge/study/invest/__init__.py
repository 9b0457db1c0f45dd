"""Which projects first under a budget: benefits simulated over the same luck, portfolios ranked and selected."""

from crossgauge.study.invest.investing import Investment, beats, invest

__all__ = ["Investment", "beats", "invest"]
