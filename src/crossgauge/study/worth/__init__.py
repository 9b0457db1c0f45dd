"""What hours at the border are worth: from two networks over the same luck to trade, income and visits."""

from crossgauge.study.worth.valuing import Worth, valued, worth

__all__ = ["Worth", "valued", "worth"]
