"""Compiled formulas are made anew when any file of the engine has changed."""

import subprocess
import sys

import pytest

from crossgauge.engines.pipes.compiled import SOURCES, compiled, sources_print


def test_print_changes_with_any_file(tmp_path):
    (tmp_path / "a.py").write_text("one = 1\n")
    (tmp_path / "b.py").write_text("two = 2\n")
    before = sources_print(tmp_path)

    (tmp_path / "b.py").write_text("two = 3\n")

    assert sources_print(tmp_path) != before
    assert sources_print(tmp_path) == sources_print(tmp_path)


def plus_one(x):
    return x + 1.0


def test_what_is_kept_is_stamped_with_all_sources():
    made = compiled(plus_one)
    if not hasattr(made, "py_func"):
        pytest.skip("compilation is off")

    assert made._cache._cache_file._source_stamp[1] == SOURCES
    assert made(1.0) == 2.0


def test_engine_runs_uncompiled():
    """The same source, without numba's compiler."""
    code = (
        "import numpy as np\n"
        "from crossgauge.engines.pipes.gas_laws import cnga_gas\n"
        "from crossgauge.engines.pipes.gas_line import example_line, gas_capacity, none_out\n"
        "line = example_line(1)\n"
        "print(round(float(gas_capacity(cnga_gas(0.0172, 288.15), line, none_out(line)).flow[0]), 6))\n"
    )
    environment = {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": ":".join(sys.path)}

    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip().startswith("737.9")
