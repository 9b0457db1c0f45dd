"""Every error of the house: where it is, what is there, what was expected, and the nearest right thing.

    CrossgaugeError
    ├── ProjectFaulty     a project folder, file or network with faults, all of them at once
    ├── RunImpossible     a run that cannot start: dates, replicas, a folder that exists
    ├── RunStuck          a simulation in which units wait for ever
    ├── CalibrationImpossible free parameters that no fact can tell, or facts that cannot be fitted
    ├── ForecastImpossible a milestone that no mark tells of, or that has passed
    ├── ResultsUnreadable a results folder that is missing, half or of another version
    └── NotFound          an id that is not there, with what is near
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


class CrossgaugeError(Exception):
    """Anything that Crossgauge tells its user; `exit_code` is what the shell gets."""

    exit_code = 2


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong: where (file:line or path), what is there, what was expected."""

    where: str
    wrong: str
    expected: str

    def __str__(self) -> str:
        return f"{self.where}: {self.wrong}\n    {self.expected}"


def as_fault(error: CrossgaugeError, where: str) -> Fault:
    """An error as a fault of what stands at `where`: its first sentence is what is wrong, the rest what was expected.

    >>> as_fault(NotFound("scenario", "twin", ["twins"]), "works.yaml:3")
    Fault(where='works.yaml:3', wrong="no scenario is called 'twin'", expected="Did you mean 'twins'?")
    """
    wrong, _, expected = str(error).partition(". ")
    return Fault(where, wrong, expected or "Expected one that can be read.")


class ProjectFaulty(CrossgaugeError):
    """A declaration with faults. `.faults` has every `Fault`."""

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.name = name
        self.faults = tuple(faults)
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__(f"{name} has {count}:\n" + "\n".join(str(fault) for fault in self.faults))


class RunImpossible(CrossgaugeError):
    """A run that cannot start; the message says what to change."""


class RunStuck(CrossgaugeError):
    """A simulation in which units wait for what can never come; the message names them."""

    exit_code = 3


class ForecastImpossible(CrossgaugeError):
    """A milestone that no mark tells of, or that has passed; the message says what is known."""


class CalibrationImpossible(CrossgaugeError):
    """Free parameters that no fact can tell, or facts that cannot be fitted; the message says which."""


class ResultsUnreadable(CrossgaugeError):
    """A results folder that is missing, half written or of another version."""


class NotFound(CrossgaugeError):
    """An id that is not there; `read` is the page that says how to write one.

    >>> str(NotFound("investment file", "", [], read="docs/how-to-invest.md"))
    'no investment file is named. There are none. How to write one: docs/how-to-invest.md'
    """

    def __init__(self, what: str, asked: str, known: Iterable[str], read: str = "") -> None:
        self.asked = asked
        named = f"no {what} is called '{asked}'" if asked or not read else f"no {what} is named"
        known = tuple(known)
        how = f" How to write one: {read}" if read and not known else ""
        super().__init__(f"{named}. {nearest(asked, known)}{how}")


def nearest(asked: str, known: Iterable[str]) -> str:
    """The nearest right words, as a sentence to end an error with.

    >>> nearest("aktogai", ["aktogay", "dostyk"])
    "Did you mean 'aktogay'?"
    >>> nearest("x", ["aktogay", "dostyk"])
    'There are: aktogay, dostyk.'
    """
    names = sorted(set(known))
    close = get_close_matches(asked, names, n=1, cutoff=0.6)
    if close:
        return f"Did you mean '{close[0]}'?"
    if not names:
        return "There are none."
    shown = ", ".join(names[:12])
    return f"There are: {shown}{', …' if len(names) > 12 else ''}."
