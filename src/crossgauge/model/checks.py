"""Rules that a network must keep, one function each; a network built in Python is checked by the same."""

from crossgauge.errors import Fault
from crossgauge.model.network import Network


def check_network(network: Network) -> tuple[Fault, ...]:
    """All faults of a network, each with the dotted path of what is wrong."""
    return ()
