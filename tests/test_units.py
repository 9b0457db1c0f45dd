"""Text to SI and back: one table of units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossgauge.units import EXAMPLES, UNITS, NotAQuantity, number, read, write


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("18 h", "s", 64_800.0),
        ("47min", "s", 2_820.0),
        ("90 s", "s", 90.0),
        ("2 d", "s", 172_800.0),
        ("1 week", "s", 604_800.0),
        ("2 h 30 min", "s", 9_000.0),
        ("836 km", "m", 836_000.0),
        ("1520 mm", "m", 1.52),
        ("20 t", "t", 20.0),
        ("3 kt", "t", 3_000.0),
        ("1.5 Mt", "t", 1_500_000.0),
        ("110 TEU", "TEU", 110.0),
        ("55 FEU", "TEU", 110.0),
        ("110", "TEU", 110.0),
        ("12 %", "fraction", 0.12),
        ("0.12", "fraction", 0.12),
        ("36 km/h", "m/s", 10.0),
        ("20 Mt/year", "t/year", 20_000_000.0),
        ("20 Mt / year", "t/year", 20_000_000.0),
        ("30 persons", "1", 30.0),
        ("90_000", "1", 90_000.0),
        ("5 USD", "USD", 5.0),
    ],
)
def test_a_quantity_is_read_in_si(text, unit, value):
    """Docs: Values."""
    assert read(text, unit) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "unit", "said"),
    [
        ("18 hh", "s", "is '18 hh'. Expected a time such as '18 h' or '90 min'. Did you mean '18 h'?"),
        ("18 H", "s", "is '18 H'. Expected a time such as '18 h' or '90 min'. Did you mean '18 h'?"),
        ("18", "s", "is '18'. Expected a time such as '18 h' or '90 min'. It has no unit."),
        ("18 mins", "s", "is '18 mins'. Expected a time such as '18 h' or '90 min'. Did you mean '18 min'?"),
        ("h", "s", "is 'h'. Expected a time such as '18 h' or '90 min'."),
        ("1 h -5 min", "s", "is '1 h -5 min'. Expected a time such as '18 h' or '90 min'."),
        ("20 mt", "t", "is '20 mt'. Expected a mass such as '20 t' or '3 kt'. Did you mean '20 Mt'?"),
        ("6 h", "1", "is '6 h'. Expected a number without a unit, such as 6."),
        ("1,5 h", "s", "is '1,5 h'. Expected a time such as '18 h' or '90 min'."),
        ("1e999 h", "s", "is '1e999 h'. Expected a time such as '18 h' or '90 min', smaller."),
    ],
)
def test_a_wrong_quantity_is_told_with_the_nearest_unit(text, unit, said):
    """What is there, what was expected, the nearest right thing."""
    with pytest.raises(NotAQuantity) as error:
        read(text, unit)

    assert str(error.value) == said


@pytest.mark.parametrize("text", ["nan", "inf", "1e999", "1 000", "0x10", "", "--1", "1_", "٣"])
def test_what_is_no_finite_number_is_told(text):
    """Neither infinities nor other scripts."""
    with pytest.raises(NotAQuantity):
        number(text)


@given(unit=st.sampled_from(sorted(UNITS)), value=st.floats(0, 1e9) | st.integers(0, 10**9).map(float))
def test_what_is_written_reads_back(unit, value):
    """`write` and `read` are each other's way back."""
    assert read(write(value, unit), unit) == pytest.approx(value, rel=1e-12)


@given(
    text=st.text(max_size=12) | st.from_regex(r"[0-9]{1,3}[.e_-]?[0-9]? ?[a-zA-Z%/]{0,4}"),
    unit=st.sampled_from(sorted(UNITS)),
)
def test_any_text_is_a_number_or_told(text, unit):
    """Never another exception."""
    try:
        assert isinstance(read(text, unit), float)
    except NotAQuantity as error:
        assert error.expected.startswith("Expected ")


def test_every_unit_has_an_example_that_reads():
    """What errors recommend is itself right."""
    for unit, example in EXAMPLES.items():
        shown = example.split("such as ")[1].split(" or ")[0].strip("'")
        assert read(shown, unit) > 0
