"""The pictures of a line's study, with what stands above and below them."""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from crossgauge.model.pipelines import length_m
from crossgauge.study.pipes.told import base_words
from crossgauge.views.batches import batch_picture
from crossgauge.views.pipes import Heading, clock_picture, profile_picture

if TYPE_CHECKING:
    from crossgauge.study.pipes import LineStudy

ASSUMED = "Spacing, power and pumps of stations are assumed; see crossgauge facts --assumed."


def title_of(study: "LineStudy") -> str:
    """What a picture shows, in a sentence."""
    name = study.line.name
    if not study.outage.words:
        return f"{name} carries {amount(study.capacity)} {base_words(study)} with every station running"
    if np.isnan(study.carried):
        return f"{name} with {study.outage.words} out: nothing passes"
    carried = f"carries {amount(study.carried)} of {amount(study.capacity)} {base_words(study)}"
    return f"{name} with {study.outage.words} out {carried}"


def amount(value: float) -> str:
    """Three digits of a yearly amount.

    >>> amount(18.98), amount(10.14), amount(0.5)
    ('19.0', '10.1', '0.500')
    """
    return f"{value:#.3g}".removesuffix(".")


def pictures(study: "LineStudy", source: str) -> dict[str, str]:
    """SVG texts by file name: the pressure along the line, and what takes time."""
    if study.steady is None:
        at = "Nothing passes"
    else:
        scale = 1e9 if study.line.fluid == "gas" else 1e6
        at = f"Solid: with {amount(study.steady.amount / scale)} {base_words(study)} delivered"
    ends = study.binding.removeprefix("nothing passes: ")
    told = f"{at}. Dashed: every station running. What ends the capacity: {ends}."
    foot = f"{source} {ASSUMED}"
    found = {
        "profile.svg": profile_picture(
            study.profile,
            study.intact,
            [(name, at_m / 1e3) for name, at_m in study.stations],
            study.outage.stations,
            [(at_m / 1e3, name) for at_m, name in study.places],
            study.line.delivery_pa / 1e6,
            Heading(title=title_of(study), told=told, source=foot),
        )
    }
    if study.times.courses:
        found["clock.svg"] = trip_picture(study, foot)
    elif study.times.batches.height:
        tanks = study.times.tanks_h, study.line.storage_t / 1e3
        words = (
            f"With {amount(min(study.asked or study.capacity, study.carried))} {base_words(study)} pumped in."
        )
        heading = Heading(title=title_of(study), told=words, source=foot)
        found["clock.svg"] = batch_picture(study.times.batches, length_m(study.line) / 1e3, tanks, heading)
    return found


def trip_picture(study: "LineStudy", foot: str) -> str:
    """The clock of the trip asked for, or of the hardest."""
    mine = study.times.clocks.filter(pl.col("out") == study.times.tripped)
    clocks = {row["flow"]: (row["hours"], row["breaks"]) for row in mine.iter_rows(named=True)}
    first = next(iter(clocks.values()))[0]
    after = "breaks no limit" if first is None else f"breaks a limit after {first:.0f} h"
    back = study.times.recovery_h
    recovery = "" if back is None else f" An outage of 12 h is made good {back:.0f} h after the return."
    heading = Heading(
        title=f"{study.line.name}: a trip of {study.times.tripped} {after}",
        told=f"Delivery goes on as before, from the linepack; dashed: lowest pressure allowed there.{recovery}",
        source=foot,
    )
    return clock_picture(study.times.courses, clocks, heading)
