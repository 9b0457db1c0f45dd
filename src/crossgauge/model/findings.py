"""How a rule says what it found."""

from collections.abc import Collection, Iterator
from zoneinfo import ZoneInfo

from crossgauge.errors import Fault, nearest
from crossgauge.model.crossings import Chain, Crossing
from crossgauge.model.network import Network
from crossgauge.model.paths import Path, said
from crossgauge.units import shown

Faults = Iterator[Fault]
MOST_ZONE = 100  # characters of the name of a time zone: of one with many parts, each is looked for as a package


def fault(path: Path, wrong: str, expected: str) -> Fault:
    """A fault at a dotted path, said in words."""
    return Fault(".".join(path), f"{said(path)} {wrong}", expected)


def reference(path: Path, what: str, asked: str, known: Collection[str]) -> Faults:
    """A fault if the id asked for is not known; an empty one asks for nothing."""
    if asked and asked not in known:
        article = "an" if what[0] in "aeiou" else "a"
        expected = f"Expected the id of {article} {what}. {nearest(asked, known)}"
        yield fault(path, f"is '{asked}', which is no {what}", expected)


def zone_of(name: str) -> ZoneInfo:
    """The time zone of a name. Raises ValueError, OSError, LookupError where there is none.

    >>> zone_of("Asia/Almaty").key
    'Asia/Almaty'
    """
    if len(name) > MOST_ZONE:
        raise ValueError(name)
    return ZoneInfo(name)


def clock(path: Path, name: str) -> Faults:
    """A fault if this is no time zone."""
    try:
        if name:
            zone_of(name)
    except (ValueError, OSError, LookupError):
        expected = "Expected one such as 'Asia/Almaty' or 'UTC'."
        yield fault(path, f"is {shown(name)}, which is no time zone", expected)


def crossings(network: Network) -> Iterator[tuple[Path, Crossing]]:
    """Every crossing with its path."""
    for crossing in network.crossings:
        yield ("crossings", crossing.id), crossing


def chains(network: Network) -> Iterator[tuple[Path, Crossing, Chain]]:
    """Every chain with its path and crossing."""
    for path, crossing in crossings(network):
        for chain in crossing.chains:
            yield (*path, "chains", chain.id), crossing, chain
