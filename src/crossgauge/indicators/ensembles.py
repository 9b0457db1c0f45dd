"""Means of an ensemble with their intervals, and how much of the spread is the samples', how much luck."""

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crossgauge.indicators.figures import KEY
from crossgauge.indicators.intervals import half_width

Float64s = NDArray[np.float64]
SCHEMA = {
    **dict.fromkeys(("scenario", *KEY), pl.String),
    **dict.fromkeys(("samples", "replicas"), pl.Int64),
    **dict.fromkeys(("mean", "pm", "samples_sd", "luck_sd", "samples_share", "low", "high"), pl.Float64),
}


@dataclass(frozen=True, slots=True)
class Split:
    """Variance of one year of one sample, parted: from sample to sample, and from replica to replica.

    `luck` is what replicas have in common in all samples, and what is left: luck that other values turn otherwise.
    """

    samples: float
    luck: float

    @property
    def share(self) -> float:
        """The part of the samples, 0 to 1; NaN where nothing varies."""
        whole = self.samples + self.luck
        return self.samples / whole if whole > 0 else nan


def split_variance(values: Float64s) -> Split:
    """The parts of the variance of `values` (n_samples, n_replicas), all of whose samples meet the same luck.

    Two-way random effects without repetition: expected mean squares solved for their variances, those below 0 taken
    as 0 (Searle, Casella and McCulloch, Variance Components, 1992, chapter 4). NaN for fewer than two of either.

    >>> split_variance(np.array([[1.0, 3.0], [5.0, 7.0]]))
    Split(samples=8.0, luck=2.0)
    """
    samples, replicas = values.shape
    if min(samples, replicas) < 2:
        return Split(nan, nan)
    mean = values.mean()
    by_sample, by_replica = values.mean(axis=1), values.mean(axis=0)
    rest = values - by_sample[:, None] - by_replica[None, :] + mean
    of_rest = float((rest**2).sum()) / ((samples - 1) * (replicas - 1))
    of_samples = replicas * float(by_sample.var(ddof=1))
    of_replicas = samples * float(by_replica.var(ddof=1))
    return Split(
        max(0.0, (of_samples - of_rest) / replicas), max(0.0, (of_replicas - of_rest) / samples) + of_rest
    )


def ensemble_means(figures: pl.DataFrame) -> pl.DataFrame:
    """A row for each scenario and figure: mean, interval, and with samples their spread.

    figures : `indicators.figures.figures`, with `scenario` and `sample`
    mean, pm : over replicas of the mean over samples, and half of its 95 % interval: it tells of luck alone, for just
               these samples; null for one replica. Replicas in which no unit passed are left out
    low, high : least and greatest mean of a sample, over its replicas
    samples_sd, luck_sd, samples_share : `split_variance`; null where a value is missing, or without samples
    """
    rows = []
    ordered = figures.sort("scenario", *KEY, "sample", "replica", maintain_order=True)
    for key, frame in ordered.group_by(["scenario", *KEY], maintain_order=True):
        known = frame.filter(pl.col("value").is_not_null())
        samples, replicas = frame["sample"].n_unique(), frame["replica"].n_unique()
        by_replica = (
            known.group_by("replica", maintain_order=True).agg(pl.col("value").mean())["value"].to_numpy()
        )
        by_sample = (
            known.group_by("sample", maintain_order=True).agg(pl.col("value").mean())["value"].to_numpy()
        )
        whole = known.height == samples * replicas and samples > 1
        split = (
            split_variance(known["value"].to_numpy().reshape(samples, replicas)) if whole else Split(nan, nan)
        )
        n = len(by_replica)
        rows.append(
            (
                *key,
                samples,
                n,
                float(by_replica.mean()) if n else nan,
                half_width(float(by_replica.std(ddof=1)), n) if n > 1 else nan,
                sqrt(split.samples),
                sqrt(split.luck),
                split.share,
                float(by_sample.min()) if n and samples > 1 else nan,
                float(by_sample.max()) if n and samples > 1 else nan,
            )
        )
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").fill_nan(None)
