"""The charges of a network, or of finished results, as the table that `indicators.money` eats."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import polars as pl

from crossgauge.errors import RunImpossible
from crossgauge.indicators.money import SCHEMA, payments
from crossgauge.model.network import Network
from crossgauge.model.tariffs import tariffs_of
from crossgauge.study.run import input_hash
from crossgauge.tables.store import Results


def charges_of(network: Network, start: date, days: int) -> pl.DataFrame:
    """The charges of a network in a period, a row for each chain and state (`indicators.money.SCHEMA`)."""
    return pl.DataFrame([asdict(row) for row in tariffs_of(network, start, days)], schema=SCHEMA)


def charges_in(results: Results, network: Network | None = None) -> pl.DataFrame:
    """The charges that results were made with, or another network's on the same simulation.

    network : one that differs in its charges only. Raises RunImpossible where more would have to be simulated anew.
    """
    told = results.manifest
    if network is None:
        return frame_of(told["labels"].get("charges", ()))
    if input_hash(network) != told["input"]:
        raise RunImpossible(
            f"network '{network.id}' differs from that of {results.folder} by more than its charges. Run it anew."
        )
    return charges_of(network, date.fromisoformat(told["start"]), int(told["days"]))


def frame_of(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """The charges out of a manifest."""
    days = ("first_day", "last_day")
    return pl.DataFrame(
        [{**row, **{day: date.fromisoformat(row[day]) for day in days}} for row in rows], schema=SCHEMA
    )


def payments_of(results: Results, charges: pl.DataFrame) -> pl.DataFrame:
    """USD of each charge by replica, year and chain of a run (`indicators.money.payments`)."""
    return payments(charges, results.flows, results.dwells, results.visits, results.stages)
