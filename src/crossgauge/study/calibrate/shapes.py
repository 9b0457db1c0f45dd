"""A fitted law and what was seen, as lines to draw."""

from dataclasses import dataclass
from math import nan

import numpy as np

from crossgauge.study.calibrate.durations import HOUR, DurationFit
from crossgauge.study.calibrate.findings import Finding
from crossgauge.study.calibrate.laws import log_density, survival
from crossgauge.study.calibrate.samples import Floats, Sample, survival_steps

MOST_BINS, N_POINTS = 40, 400
WIDE = 10.0  # right edge over median, above which time is drawn on a logarithmic axis
KEPT = 0.005  # share of the law that may lie beyond the right edge


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Lines of one duration; times in hours.

    at, density, survival   (n_points,)  of the law, NaN where there is none
    law, n, n_open          as a project declares it; durations seen, and those of them still open
    logarithmic             whether time is drawn on a logarithmic axis, and densities for it
    edges, seen             (n_bins + 1,), (n_bins,)  bins, and the density that Kaplan and Meier give them
    steps, share            (n_times,)  the Kaplan–Meier curve, just after each step
    cuts                    (n_still,)  where those still open were cut
    """

    title: str
    law: str
    n: int
    n_open: int
    logarithmic: bool
    at: Floats
    density: Floats
    survival: Floats
    edges: Floats
    seen: Floats
    steps: Floats
    share: Floats
    cuts: Floats


def shape_of(finding: Finding) -> Shape | None:
    """The lines of a duration that was fitted; None for other findings and samples of nothing."""
    fit = finding.fit
    if not isinstance(fit, DurationFit) or len(fit.sample.ended) < 2 or not finding.law:
        return None
    sample, law = fit.sample, finding.pooled.law if finding.pooled else fit.law
    steps, share = survival_steps(sample)
    width = float(max(steps[-1], sample.still.max(initial=0.0))) * 1.02
    grid = np.linspace(0.0, width, 4_001)[1:]
    if law is not None:
        beyond = np.flatnonzero(survival(law, grid) < KEPT)
        width = float(grid[beyond[0]]) if len(beyond) else width
    width = max(width, float(np.quantile(sample.ended, 0.99)) * 1.05)
    wide = width > WIDE * float(np.median(sample.ended))
    first = max(float(np.quantile(sample.ended, 0.002)) * 0.8, sample.grain_s / 2.0) if wide else 0.0
    at = np.geomspace(first, width, N_POINTS) if wide else np.linspace(0.0, width, N_POINTS + 1)[1:]
    edges = edges_of(sample, first, width)
    left = np.append(1.0, share)[np.searchsorted(steps, edges, side="left")]
    bins = np.diff(np.log(edges)) if wide else np.diff(edges) / HOUR
    smooth = law is not None and fit.name != "constant"
    return Shape(
        title=finding.what,
        law=finding.law,
        n=fit.n,
        n_open=fit.n_censored,
        logarithmic=wide,
        at=at / HOUR,
        density=np.exp(log_density(law, at)) * (at if wide else HOUR)
        if smooth and law
        else np.full(N_POINTS, nan),
        survival=survival(law, at) if law else np.full(N_POINTS, nan),
        edges=edges / HOUR,
        seen=-np.diff(left) / bins,
        steps=steps / HOUR,
        share=share,
        cuts=sample.still / HOUR,
    )


def edges_of(sample: Sample, first: float, width: float) -> Floats:
    """Edges of a histogram, s: equal ratios where `first` is above 0, else equal bins of whole grains of the log."""
    n_bins = int(min(max(2.0 * sample.n ** (1 / 3), 6), MOST_BINS))  # Rice's rule
    if first > 0.0:
        return np.geomspace(first, width, n_bins + 1)
    step = width / n_bins
    if sample.grain_s < 1.0:
        return np.linspace(0.0, width, n_bins + 1)
    step = max(round(step / sample.grain_s), 1) * sample.grain_s  # else every other bin would be higher
    edges = np.arange(0.0, width + step, step) + sample.grain_s / 2.0
    edges[0] = 0.0
    return np.asarray(edges, np.float64)
