"""The marginal curve says what it was given, and the same figures are the same bytes."""

from xml.etree import ElementTree

import pytest

from crossgauge.views.marginal import MarginalChart, MarginalStep, chart, draw, scale_of


def told(*steps, budget=2e9):
    return MarginalChart(
        title="Build a + b",
        note="The best portfolio under each budget.",
        source="Simulated.",
        steps=[MarginalStep(budget=b, npv=n, benefits=s, label=name) for b, n, s, name in steps],
        budget=budget,
    )


NOTHING = (0.0, 0.0, 0.0, "nothing")
CURVE = told(NOTHING, (0.4e9, 1e9, 1.5e9, "a"), (1.2e9, 1.6e9, 2.9e9, "a + b"))


def texts_of(figure):
    return [text.get_text() for owner in (figure, *figure.axes) for text in owner.texts]


def test_every_step_is_named_with_its_budget():
    said = "\n".join(texts_of(draw(CURVE)))

    assert "1  0.4: a\n2  1.2: a + b" in said
    assert "budget 2 bn USD" in said


def test_stairs_are_as_high_as_the_best_portfolio():
    benefits, worth = draw(CURVE).axes[0].patches

    assert worth.get_data().values.tolist() == pytest.approx([0.0, 1.0, 1.6])
    assert benefits.get_data().values.tolist() == pytest.approx([0.0, 1.5, 2.9])
    assert worth.get_data().edges[:-1].tolist() == pytest.approx([0.0, 0.4, 1.2])


@pytest.mark.parametrize(("budget", "unit"), [(2e9, "bn USD"), (5e6, "m USD"), (900.0, "USD")])
def test_axes_have_the_unit_that_fits(budget, unit):
    assert scale_of(told(NOTHING, budget=budget))[1] == unit


def test_nothing_worth_building_is_a_picture_too():
    assert "net present value" in "\n".join(texts_of(draw(told(NOTHING))))


def test_the_same_figures_are_the_same_bytes():
    text = chart(CURVE)

    assert text == chart(CURVE)
    ElementTree.fromstring(text)
