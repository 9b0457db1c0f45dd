"""What people see. Pictures and pages are brought when first asked for, so that words alone are quick."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crossgauge.views.answers import (
        of_effects,
        of_fits,
        of_growth,
        of_investment,
        of_milestone,
        of_sensitivity,
        of_timeline,
        of_trade,
        of_worth,
    )
    from crossgauge.views.flows import of_flows, of_ways
    from crossgauge.views.lines import of_line, of_outage
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
    "of_flows",
    "of_ways",
    "of_line",
    "of_outage",
    "of_milestone",
    "of_investment",
    "of_worth",
    "of_sensitivity",
    "of_tornado",
    "of_fits",
    "of_trade",
    "of_growth",
    "of_effects",
    "of_timeline",
    "as_brief",
    "Picture",
    "Page",
]
HOMES = {
    **dict.fromkeys(("of_flows", "of_ways"), "flows"),
    **dict.fromkeys(("of_line", "of_outage"), "lines"),
    **dict.fromkeys(
        (
            "of_milestone",
            "of_investment",
            "of_worth",
            "of_sensitivity",
            "of_fits",
            "of_trade",
            "of_growth",
            "of_effects",
            "of_timeline",
        ),
        "answers",
    ),
}


def __getattr__(name: str) -> Any:
    """A picture by its name."""
    if name not in __all__:
        raise AttributeError(f"module 'crossgauge.views' has no attribute '{name}'")
    return getattr(import_module(f"crossgauge.views.{HOMES.get(name, 'pictures')}"), name)
