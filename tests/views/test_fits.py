"""The picture of a calibration: its lines say what was seen, and the same findings give the same bytes."""

from xml.etree import ElementTree

import numpy as np
import pytest
from scipy.integrate import trapezoid

from crossgauge.study.calibrate import fit_duration
from crossgauge.study.calibrate.findings import Finding
from crossgauge.study.calibrate.shapes import shape_of
from crossgauge.views.fits import MOST_ROWS, picture


def finding(hours, censored=None) -> Finding:
    """A finding of some durations."""
    fit = fit_duration(hours, censored, n_draws=0)
    return Finding(
        path=("crossings", "road", "chains", "west", "steps", "check", "for"), kind="duration", n=fit.n,
        n_censored=fit.n_censored, law=fit.text, before="", parameters=fit.parameters, p=1.0, verdict="", edits=(), fit=fit,
    )  # fmt: skip


@pytest.mark.parametrize("scale", [0.3, 1.5], ids=["on a plain axis", "on a logarithmic axis"])
def test_bars_hold_the_share_that_the_axis_shows(scale):
    """The area of the bars is the share of the sample within the edges; that of the density, of the law."""
    hours = np.random.default_rng(1).lognormal(0, scale, 500)

    shape = shape_of(finding(hours))

    bins = np.diff(np.log(shape.edges)) if shape.logarithmic else np.diff(shape.edges)
    inside = np.mean((hours >= shape.edges[0]) & (hours < shape.edges[-1]))
    along = np.log(shape.at) if shape.logarithmic else shape.at
    assert shape.logarithmic == (scale > 1)
    assert (shape.seen * bins).sum() == pytest.approx(inside, abs=2 / 500)
    assert trapezoid(shape.density, along) == pytest.approx(shape.survival[0] - shape.survival[-1], abs=2e-3)


def test_seen_curve_falls_to_the_share_still_there():
    hours = [1.0] * 15 + [2.0] * 15 + [3.0] * 10

    shape = shape_of(finding(hours, [False] * 30 + [True] * 10))

    assert shape.share.tolist() == pytest.approx([25 / 40, 10 / 40])
    assert shape.cuts.tolist() == [3.0] * 10


def test_picture_is_svg_with_a_row_a_duration_and_equal_each_time():
    luck = np.random.default_rng(2)
    shapes = [
        shape_of(finding(luck.lognormal(0, 0.4, 60))),
        shape_of(finding(luck.exponential(1, 60), luck.random(60) < 0.2)),
    ]

    once, again = picture(shapes, "gate.csv"), picture(shapes, "gate.csv")

    root = ElementTree.fromstring(once)
    axes = [node for node in root.iter() if node.get("id", "").startswith("axes_")]
    assert once == again
    assert len(axes) == 2 * len(shapes)


def test_picture_of_many_durations_tells_that_there_are_more():
    shape = shape_of(finding(np.random.default_rng(3).lognormal(0, 0.4, 60)))

    root = ElementTree.fromstring(picture([shape] * (MOST_ROWS + 2), "gate.csv"))

    axes = [node for node in root.iter() if node.get("id", "").startswith("axes_")]
    assert len(axes) == 2 * MOST_ROWS


def test_constant_is_drawn_by_its_survival():
    shape = shape_of(finding([2.0] * 25))

    assert np.isnan(shape.density).all()
    assert ElementTree.fromstring(picture([shape], "gate.csv")) is not None
