"""What all tests share: draws of hypothesis are the same on every machine, nothing reads the user's settings."""

import os

from hypothesis import HealthCheck, settings

os.environ["MPLBACKEND"] = "Agg"
os.environ["NO_COLOR"] = "1"

# A flaky test is a defect: examples come from the test's name, and a slow machine is no failure.
settings.register_profile(
    "house", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")
