"""A test whose figures docs/validation.md shows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """A test whose figures are shown.

    figures : what each compared figure is, in the order in which the test compares; '' is not shown
    only    : positions of the parameter sets that are shown; none: all
    sets    : how each shown parameter set is told; none: as in the name of the test
    drawn   : figures are means over replicas, compared by `assert_mean`
    """

    module: str
    test: str
    source: str
    figures: tuple[str, ...]
    only: tuple[int, ...] = ()
    sets: tuple[str, ...] = ()
    drawn: bool = False
