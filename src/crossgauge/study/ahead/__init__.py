"""From who is where now: the next hours, with intervals, and how often such forecasts hold."""
