"""The figures of docs/validation.md: the tests' published cases run again, and what they compare written down.

A case is a test. It is called as pytest would call it, while `pytest.approx` and `assert_mean` of its module note both
sides of what they compare. `python -m docs.validation` in `tests/` writes the page anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from docs.validation_case import Case
from docs.validation_cases import SECTIONS

PATH = Path(__file__).parents[2] / "docs" / "validation.md"
HEAD = """# Validation

Figures of theory and of publications beside ours. The tests named on the right compare them each time that they are run, and this
page is written by running them (`make docs`). ± is half of a 95 % interval over replicas; the tests themselves allow what
chance does once in 10,000, since their seeds are fixed. A difference without ± is one of numbers, not of luck.
"""
LUCK = """Cases share their seed, and with it their luck: in those
of one server, seed 20 waits little. Ten seeds together wait 3.980 ± 0.025 min in M/M/1, where 4 is published
(`engines/test_theory.py::test_ten_seeds_together_wait_as_theory_says`)."""
TAIL = """## What is not in these tables

- **Other engines**: SimPy and Ciw simulate the same models with the same answers (`tests/against/`); pyfixest fits the same
  gravity (`tests/engines/trade/`).
- **The plain twin**: the kernel and a slow reading of [the law](semantics.md) agree event by event on drawn networks
  (`tests/engines/test_twin.py`).
- **Public collections** of road networks and network design (Sioux Falls, Anaheim, Canad), which are not ours to ship: where
  `CROSSGAUGE_CASES` points to them, `tests/published/test_flows.py` holds objectives to the digits that are published.
- **The reference network** beside observed figures: [what is modelled](reference-network.md), [fitted](calibration.md),
  [corridors](corridors.md), [milestones](milestones.md). There the misses are, and they are larger.
- **Ten classic models** by the whole way from YAML to tables: [classic models](classic-models.md).
- What nobody has published cannot be held against anything: `crossgauge facts --assumed` lists it.
"""
HEADS = "| what | published | ours | difference | test |\n|---|---|---|---|---|"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what is published, and what comes out here with half of its 95 % interval (0 where nothing is drawn)."""

    published: float
    ours: float
    half: float = 0.0


class Noted:
    """Stands for `pytest.approx(expected, …)` and notes what it is compared with."""

    __array_ufunc__ = None  # or arrays would compare element by element
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, real: Any, expected: Any, seen: list[Figure]) -> None:
        self.real, self.expected, self.seen = real, expected, seen

    def __eq__(self, found: Any) -> bool:
        pairs = zip(np.atleast_1d(self.expected).tolist(), np.atleast_1d(found).tolist(), strict=True)
        self.seen.extend(Figure(float(published), float(ours)) for published, ours in pairs)
        return bool(self.real == found)


class Watched:
    """The module `pytest` as a test sees it, with an `approx` that notes."""

    def __init__(self, seen: list[Figure]) -> None:
        self.seen = seen

    def __getattr__(self, name: str) -> Any:
        return getattr(pytest, name)

    def approx(self, expected: Any, **allowed: Any) -> Noted:
        return Noted(pytest.approx(expected, **allowed), expected, self.seen)


def calls_of(test: Any) -> list[tuple[str, dict[str, Any]]]:
    """The calls that pytest makes of a test: the id behind its name, and the arguments."""
    marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    if not marks:
        return [("", {})]
    (mark,) = marks
    names, rows = mark.args[0], mark.args[1]
    names = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    found = []
    for position, row in enumerate(rows):
        values = row if len(names) > 1 else (row,)
        ids = mark.kwargs.get("ids") or ["-".join(str(getattr(one, "__name__", one)) for one in values)] * len(rows)
        found.append((f"[{ids[position] if mark.kwargs.get('ids') else ids[0]}]", dict(zip(names, values, strict=True))))
    return found


def figures_of(case: Case) -> Iterator[tuple[str, list[Figure]]]:
    """The id of every call of a case, and the figures that it compared. Raises AssertionError where the test fails."""
    module = import_module(case.module)
    test, calls = getattr(module, case.test), calls_of(getattr(module, case.test))
    for position in case.only or range(len(calls)):
        told, arguments = calls[position]
        seen: list[Figure] = []

        judge = getattr(module, "assert_mean", None)

        def note_mean(values: Any, expected: float, judge: Any = judge, seen: list[Figure] = seen) -> None:
            values = np.asarray(values, float)
            half = stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
            seen.append(Figure(float(expected), float(values.mean()), float(half)))
            judge(values, expected)

        with pytest.MonkeyPatch.context() as patch:
            if case.drawn:
                patch.setattr(module, "assert_mean", note_mean)
            else:
                patch.setattr(module, "pytest", Watched(seen))
            test(**arguments)
        yield told, seen


def rows_of(case: Case) -> Iterator[tuple[str, Figure]]:
    """The row of every figure that is shown, and the figure. Raises AssertionError where a test compares more or less."""
    path = case.module.replace(".", "/") + ".py"
    for position, (told, seen) in enumerate(figures_of(case)):
        assert len(seen) == len(case.figures), f"{case.test}{told} compares {len(seen)} figures"
        which = case.sets[position] if case.sets else told.strip("[]")
        for name, figure in zip(case.figures, seen, strict=True):
            if name:
                what = f"{which}: {name}" if which else name
                yield f"| {what} ({case.source}) | {shown(figure)} | `{path}::{case.test}{told}` |", figure


def shown(figure: Figure) -> str:
    """Published, ours and the difference, as cells."""
    ours = f"{figure.ours:.4g} ± {figure.half:.2g}" if figure.half else f"{figure.ours:.8g}"
    off = round(100 * (figure.ours / figure.published - 1), 2 if figure.half else 4) + 0.0  # no minus before zero
    cells = f"{figure.published:.8g} | {ours} | {off:+.{2 if figure.half else 4}f} %"
    return cells.replace("+0.0000 %", "0.0000 %").replace("-", "−")


def page() -> str:
    """The whole page, every case run anew."""
    parts, drawn = [HEAD], []
    for section, cases in SECTIONS.items():
        rows = [row for case in cases for row in rows_of(case)]
        drawn += [figure for _, figure in rows if figure.half]
        parts.append(f"## {section}\n\n{HEADS}\n" + "\n".join(row for row, _ in rows) + "\n")
    held = sum(abs(figure.ours - figure.published) <= figure.half for figure in drawn)
    parts.insert(1, f"Of {len(drawn)} intervals {held} hold the published figure. {LUCK}\n")
    return "\n".join([*parts, TAIL])


if __name__ == "__main__":
    PATH.write_text(page(), "utf-8")
