"""What is asked of a line: which line, which stations or units are out, which year; each checked, the nearest told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crossgauge.errors import NotFound, RunImpossible
from crossgauge.model.changes import network_on
from crossgauge.model.network import Network
from crossgauge.model.pipelines import Pipeline, nominated


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """Stations out as a whole, and units out of others."""

    stations: tuple[str, ...] = ()
    units: Mapping[str, int]

    @property
    def words(self) -> str:
        """'kp4, 1 unit of kp2', or '' if everything runs."""
        parts = [*self.stations]
        parts += [f"{n} {'unit' if n == 1 else 'units'} of {name}" for name, n in self.units.items()]
        return ", ".join(parts)


def line_called(network: Network, name: str) -> Pipeline:
    """The line of that id. Raises NotFound with the nearest."""
    for line in network.pipelines:
        if line.id == name:
            return line
    raise NotFound("pipeline", name, [line.id for line in network.pipelines])


def outage_of(line: Pipeline, asked: Sequence[str]) -> Outage:
    """What 'kp4' (the station) and 'kp4:2' (two of its units) mean. Raises NotFound, RunImpossible.

    Units beyond its spares and its running ones are the station as a whole.
    """
    known = {station.id: station for station in line.stations}
    whole: list[str] = []
    units: dict[str, int] = {}
    for text in asked:
        name, colon, count = (part.strip() for part in text.partition(":"))
        if name not in known:
            raise NotFound(f"station of '{line.id}'", name, known)
        if colon and not (count.isdecimal() and int(count) > 0):
            raise RunImpossible(f"'{text}' takes out '{count}' units. Expected a count, as '{name}:1'.")
        if not colon or int(count) >= known[name].units + known[name].spare:
            whole.append(name)
        else:
            units[name] = units.get(name, 0) + int(count)
    if len(set(whole)) < len(whole) or set(whole) & set(units):
        raise RunImpossible(f"a station of '{line.id}' is taken out twice. Expected each once.")
    return Outage(stations=tuple(whole), units=units)


def year_of(line: Pipeline, asked: int | None) -> int | None:
    """The year asked for, else the last one nominated. Raises RunImpossible for one that is not nominated."""
    years = [one.year for one in line.nominations]
    if asked is None:
        return max(years, default=None)
    if nominated(line, asked) is None:
        told = f"It has {', '.join(map(str, sorted(years)))}." if years else "It has none."
        raise RunImpossible(f"line '{line.id}' has no nomination for {asked}. {told}")
    return asked


def state_of(network: Network, year: int | None) -> Network:
    """The network as it is in the middle of a year, agreements in force."""
    return network if year is None else network_on(network, date(year, 7, 1))
