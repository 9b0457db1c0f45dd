"""What people see. Pictures and pages are brought when first asked for, so that words alone are quick."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crossgauge.views.pictures import (
        Page,
        Picture,
        as_brief,
        of_differences,
        of_hours,
        of_network,
        of_run,
        of_tornado,
        of_trips,
    )

__all__ = [
    "of_run",
    "of_network",
    "of_hours",
    "of_differences",
    "of_trips",
    "of_tornado",
    "as_brief",
    "Picture",
    "Page",
]


def __getattr__(name: str) -> Any:
    """A picture by its name."""
    if name not in __all__:
        raise AttributeError(f"module 'crossgauge.views' has no attribute '{name}'")
    return getattr(import_module("crossgauge.views.pictures"), name)
