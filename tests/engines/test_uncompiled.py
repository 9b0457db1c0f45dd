"""The kernel's source means the same with compilation off (the house, habit 7)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_stories_hold_where_nothing_is_compiled():
    stories = str(Path(__file__).with_name("test_stories.py"))
    script = [sys.executable, "-m", "pytest", "-q", "--numprocesses=0", "-p", "no:cacheprovider", stories]

    told = subprocess.run(
        script, env={**os.environ, "NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True, check=False
    )

    assert told.returncode == 0, told.stdout[-2000:]
