"""Pictures of what a study found of a pipeline: the pressure along it, and what takes time."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from crossgauge.errors import RunImpossible
from crossgauge.model.network import Network
from crossgauge.model.pipelines import length_m
from crossgauge.views.batches import batch_figure
from crossgauge.views.pictures import Picture
from crossgauge.views.pipes import Heading, clock_figure, profile_figure
from crossgauge.views.retold import retold
from crossgauge.views.words import called, count, number, word, written

Study = Any  # what `study.pipes.study_line` gives


def of_line(study: Study, network: Network | None = None, language: str = "en") -> Picture:
    """The pressure along a pipeline with what is out, and with every station running.

    study : of `study.pipes.study_line`; network : whose places have names in other languages
    """
    names = names_of(network, language)
    return Picture(
        profile_figure(
            study.profile,
            study.intact,
            [(name, at_m / 1e3) for name, at_m in study.stations],
            study.outage.stations,
            [(at_m / 1e3, names.get(name, name)) for at_m, name in study.places],
            study.line.delivery_pa / 1e6,
            Heading(title=title_of(study, language), told=told_of(study, language), source=foot(network, language)),
            language,
        )
    )


def takes_time(study: Study) -> bool:
    """Whether a study tells of a trip or of batches, which `of_outage` draws."""
    return bool(study.times.courses) or study.times.batches.height > 0


def of_outage(study: Study, network: Network | None = None, language: str = "en") -> Picture:
    """How long a gas line bears a trip, or where batches of oil are and how tanks fill; arguments as of `of_line`.

    Raises RunImpossible for a line with neither.
    """
    if study.times.courses:
        return Picture(trip(study, foot(network, language), language))
    if not takes_time(study):
        wrong = f"line '{study.line.id}' has no stations that trip and no batches"
        raise RunImpossible(f"{wrong}: nothing of it takes time. Expected a line with some.")
    pumped = amount(min(study.asked or study.capacity, study.carried), study, language)
    heading = Heading(
        title=title_of(study, language),
        told=word("pipes.pumped", language, amount=pumped),
        source=foot(network, language),
    )
    tanks = study.times.tanks_h, study.line.storage_t / 1e3
    return Picture(batch_figure(study.times.batches, length_m(study.line) / 1e3, tanks, heading, language))


def trip(study: Study, source: str, language: str) -> Any:
    """The figure of the trip asked for, or of the hardest."""
    mine = study.times.clocks.filter(study.times.clocks["out"] == study.times.tripped)
    clocks = {row["flow"]: (row["hours"], retold(row["breaks"], language)) for row in mine.iter_rows(named=True)}
    first = next(iter(clocks.values()))[0]
    asked = {"line": called(study.line, language), "name": study.times.tripped}
    if first is None:
        title = word("pipes.trip.holds", language, **asked)
    else:
        title = word("pipes.trip.breaks", language, **asked, hours=number(first, language))
    told = word("pipes.trip.told", language)
    if (back := study.times.recovery_h) is not None:
        told += " " + word("pipes.trip.recovery", language, hours=number(back, language))
    return clock_figure(study.times.courses, clocks, Heading(title=title, told=told, source=source), language)


def title_of(study: Study, language: str = "en") -> str:
    """What the picture of a line shows, in a sentence."""
    line, out = called(study.line, language), out_words(study, language)
    whole = amount(study.capacity, study, language)
    if not out:
        return word("pipes.title.whole", language, line=line, amount=whole)
    if np.isnan(study.carried):
        return word("pipes.title.nothing", language, line=line, out=out)
    return word("pipes.title.out", language, line=line, out=out, carried=digits(study.carried, language), amount=whole)


def told_of(study: Study, language: str) -> str:
    """What its lines mean, and what ends the capacity."""
    if study.steady is None:
        solid = word("pipes.told.nothing", language)
    else:
        delivered = study.steady.amount / (1e9 if study.line.fluid == "gas" else 1e6)
        solid = word("pipes.told.solid", language, amount=amount(delivered, study, language))
    ends = retold(study.binding.removeprefix("nothing passes: "), language)
    return f"{solid} {word('pipes.told.dashed', language, binding=ends)}"


def out_words(study: Study, language: str) -> str:
    """What is out: 'kp4, 1 unit of kp2'; nothing if everything runs."""
    parts = [*study.outage.stations]
    parts += [count("pipes.units", n, language, name=name) for name, n in study.outage.units.items()]
    return ", ".join(parts)


def amount(value: float, study: Study, language: str) -> str:
    """A yearly amount of a line with its unit and base."""
    told = digits(value, language)
    if study.line.fluid == "gas":
        return word("pipes.amount.bcm", language, value=told, base=retold(study.line.base, language))
    return word("pipes.amount.mt", language, value=told)


def digits(value: float, language: str = "en") -> str:
    """Three digits of an amount.

    >>> digits(18.98), digits(10.14, "ru"), digits(0.5)
    ('19.0', '10,1', '0.500')
    """
    return written(f"{value:#.3g}".removesuffix("."), language)


def foot(network: Network | None, language: str) -> str:
    """What stands below: the network, and what is assumed."""
    source = "" if network is None else word("pipes.source", language, network=called(network, language)) + " "
    return source + word("pipes.assumed", language)


def names_of(network: Network | None, language: str) -> Mapping[str, str]:
    """Names of places by their English ones."""
    return {one.name: called(one, language) for one in network.places} if network else {}
