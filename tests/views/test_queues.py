"""The picture of a run."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from crossgauge.model.randomness import Constant
from crossgauge.study.run import run
from crossgauge.views.queues import draw, message, picture
from study.small import small_network


@pytest.fixture(scope="module")
def results():
    return run(small_network(), replicas=2, workers=1, warmup_days=2)


def test_the_picture_is_svg_and_the_same_twice(results):
    text = picture(results)

    assert ET.fromstring(text).tag.endswith("svg")
    assert text == picture(results)


def test_the_title_says_where_the_hours_go(results):
    assert message(results, results.resources) == "Most hours were waited at Hill Road, for opening hours"


def test_there_is_a_queue_and_a_bar_chart_for_each_crossing(results):
    assert len(draw(results).axes) == 4


def test_no_two_texts_lie_on_each_other(results):
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure = draw(results)
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    texts = [*figure.texts, *[text for axes in figure.axes for text in axes.texts if text.get_text()]]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]

    for number, (left, box) in enumerate(boxes):
        for right, other in boxes[number + 1 :]:
            assert not box.overlaps(other), f"{left!r} lies on {right!r}"


@pytest.mark.parametrize("days", [1, 400])
def test_short_and_long_periods_are_drawn(days):
    results = run(small_network(), days=days, replicas=1, workers=1, warmup_days=0, record="counts")

    assert "<svg" in picture(results)


def test_stages_that_nobody_passed_are_left_out():
    """A short run ends before a train is over the line: that stage has no mean, and the picture is drawn."""
    network = small_network()
    slow = replace(network.links[0], running_time=Constant(40 * 3600.0))
    results = run(replace(network, links=(slow,)), days=1, replicas=1, workers=1, warmup_days=0)

    assert "<svg" in picture(results)
