"""Distributions out of text, without evaluating it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossgauge.model.randomness import (
    Beta,
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    Triangular,
    Uniform,
    Weibull,
    mean_of,
    pert,
)
from crossgauge.sources.quantities import FORMS, NAMES, distribution, usage
from crossgauge.units import NotAQuantity

HOUR = 3_600.0


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2 h", Constant(2 * HOUR)),
        ("constant(2 h)", Constant(2 * HOUR)),
        ("exponential(mean 2 h)", Exponential(2 * HOUR)),
        ("lognormal(mean 2 h, cv 0.4)", Lognormal(2 * HOUR, 0.4)),
        ("lognormal( cv 0.4 ,mean 2h )", Lognormal(2 * HOUR, 0.4)),
        ("gamma(mean 2 h, cv 0.4)", Gamma(2 * HOUR, 0.4)),
        ("erlang(mean 2 h, phases 4)", Gamma(2 * HOUR, 0.5)),
        ("weibull(mean 2 h, shape 1.5)", Weibull(2 * HOUR, 1.5)),
        ("triangular(1 h, 2 h, 4 h)", Triangular(HOUR, 2 * HOUR, 4 * HOUR)),
        ("triangular(low 1 h, mode 2 h, high 4 h)", Triangular(HOUR, 2 * HOUR, 4 * HOUR)),
        ("uniform(30 min, 1 h)", Uniform(1_800.0, HOUR)),
        ("pert(1 h, 2 h, 4 h)", pert(HOUR, 2 * HOUR, 4 * HOUR)),
        ("beta(low 1 h, high 3 h, alpha 2, beta 3)", Beta(HOUR, 3 * HOUR, 2.0, 3.0)),
        ("column(file.csv, minutes, unit min)", Empirical((60.0, 120.0), "file.csv, minutes")),
        (
            "mixture(0.9: mixture(0.5: 1 min, 50 %: exponential(mean 1 h)), 0.1: 20 min)",
            Mixture(
                (0.9, 0.1), (Mixture((0.5, 0.5), (Constant(60.0), Exponential(HOUR))), Constant(1_200.0))
            ),
        ),
    ],
)
def test_a_text_is_the_distribution_that_it_names(text, meant):
    """Docs: Values."""
    assert distribution(text, "s", lambda file, column: (1.0, 2.0)) == meant


@pytest.mark.parametrize("name", NAMES)
def test_the_usage_in_errors_is_itself_right(name):
    """What an error recommends can be read, in time and without a unit."""
    for unit in ("s", "1"):
        assert isinstance(distribution(usage(name, unit), unit, lambda file, column: (1.0,)), Distribution)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "Expected a time such as '18 h' or '90 min'."),
        ("lognormal", "It is written as lognormal(mean 2 h, cv 0.4)."),
        ("lognormal(2 h, 0.4)", "Expected it as lognormal(mean 2 h, cv 0.4)."),
        ("lognormal(mean 0 h, cv 0.4)", "Expected a mean above 0."),
        ("lognormal(mean 2 h, cv -1)", "Expected cv above 0, between 0.000001 and 1000000."),
        ("lognormal(mean 2 h, mean 3 h)", "Expected it as lognormal(mean 2 h, cv 0.4)."),
        ("erlang(mean 2 h, phases 2.5)", "Expected phases to be a whole number such as 3."),
        ("uniform(3 h, 1 h)", "Expected low <= high."),
        ("pert(1 h, 1 h, 1 h)", "Expected low <= mode <= high, and low < high."),
        ("beta(low 1 h, high 3 h, alpha 0, beta 3)", "Expected alpha and beta above 0."),
        ("mixture(1 h, 2 h)", "Expected it as mixture(0.9: lognormal(mean 2 min, cv 0.3), 0.1: 20 min)."),
        ("mixture(1.5: 1 h, -0.5: 2 h)", "Expected shares that add to 1."),
        ("uniform(1 h, 3 h))", "Expected as many ')' as '('."),
        ("column(a.csv, b)", "Expected it as column(file.csv, minutes, unit min)."),
        ("column(a.csv, b, unit km)", "Expected it as column(file.csv, minutes, unit min). There are: "),
        ("__import__('os').system('ls')", "Expected a time such as '18 h' or '90 min'."),
    ],
)
def test_a_wrong_text_is_told_what_was_expected(text, expected):
    """Bounds and forms."""
    with pytest.raises(NotAQuantity) as error:
        distribution(text, "s", lambda file, column: ())

    assert expected in error.value.expected


def test_mixtures_in_each_other_are_bounded():
    """A text of a thousand mixtures does not exhaust the stack."""
    with pytest.raises(NotAQuantity, match="MOST_NESTED"):
        distribution("mixture(1:" * 1000 + "1 h" + ")" * 1000, "s")


PIECES = st.sampled_from(
    [*NAMES, "(", ")", ",", ":", " ", "mean", "cv", "low", "1 h", "0.5", "-3", "1e400", "nan", "%"]
)


@given(st.text(max_size=30) | st.lists(PIECES, max_size=12).map("".join))
def test_any_text_is_a_sound_distribution_or_told(text):
    """Never another exception, never a negative or endless mean."""
    try:
        drawn = distribution(text, "s", lambda file, column: (1.0,))
    except NotAQuantity:
        return

    assert 0 <= mean_of(drawn) < math.inf


@given(name=st.sampled_from(sorted(FORMS)), numbers=st.lists(st.floats(0, 1e6), min_size=4, max_size=4))
def test_a_form_with_any_numbers_is_sound_or_told(name, numbers):
    """The bounds leave nothing through whose mean is not a time."""
    words = [
        f"{key} {number:.6f}{' min' if kind == 'quantity' else ''}"
        for (key, kind), number in zip(FORMS[name], numbers, strict=False)
    ]
    try:
        drawn = distribution(f"{name}({', '.join(words)})", "s")
    except NotAQuantity:
        return

    assert 0 <= mean_of(drawn) < math.inf
