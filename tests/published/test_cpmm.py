"""Figures that CAREC's CPMM published, beside our formulas. Ids are those of the facts, cpmm.*."""

import datetime as dt

import polars as pl
import pytest

from crossgauge.indicators.corridor import tfi3, tfi4, trips
from crossgauge.indicators.speed import hours_per_section, stop_hours_per_section, stop_share
from crossgauge.indicators.tfi import tfi1

# cpmm.<key>.SWD and .SWOD in km/h; cpmm.derived.<key>.stop500 in h and the share of the time in it
SPEEDS = [
    ("all.road.2019", 22.6, 43.6, 10.7, 0.48),
    ("all.road.2020", 22.7, 42.9, 10.4, 0.47),
    ("all.road.2021", 21.5, 41.6, 11.2, 0.48),
    ("all.road.2022", 23.4, 42.0, 9.5, 0.44),
    ("all.rail.2019", 19.0, 45.0, 15.2, 0.58),
    ("all.rail.2020", 16.8, 42.2, 17.9, 0.60),
    ("all.rail.2022", 12.4, 53.9, 31.0, 0.77),
    ("kaz.road.2021", 28.6, 49.9, 7.5, 0.43),
    ("kaz.road.2022", 31.2, 51.1, 6.2, 0.39),
    ("kaz.rail.2020", 15.3, 65.2, 25.0, 0.77),
    ("kaz.rail.2021", 8.9, 49.0, 46.0, 0.82),
    ("kaz.rail.2022", 10.4, 57.9, 39.4, 0.82),
    ("prc.road.2021", 22.3, 78.8, 16.1, 0.72),
    ("prc.road.2022", 26.1, 83.5, 13.2, 0.69),
    ("prc.rail.2021", 14.6, 64.5, 26.5, 0.77),
    ("prc.rail.2022", 13.5, 82.4, 31.0, 0.84),
]
# cpmm.<key>.TFI1_out, .TFI1_in and .TFI1, h: the mean over sides is one of all records, between the two
SIDES = [
    ("kaz.road.2022", 4.0, 4.6, 4.3),
    ("kaz.rail.2020", 8.9, 54.4, 48.6),
    ("kaz.rail.2021", 11.4, 61.8, 57.2),
    ("kaz.rail.2022", 6.8, 78.0, 67.4),
    ("prc.road.2020", 9.5, 1.5, 7.1),
    ("prc.road.2021", 27.8, 2.3, 23.3),
    ("prc.rail.2020", 18.7, 17.5, 18.3),
    ("prc.rail.2021", 64.7, 149.6, 83.8),
    ("prc.rail.2022", 33.9, 53.7, 35.4),
]
MIDNIGHT = dt.datetime(2022, 1, 1)


def hours(value: float) -> dt.datetime:
    return MIDNIGHT + dt.timedelta(hours=value)


def trip(swd: float, swod: float, km: float = 500.0, cost_usd: float | None = None) -> pl.DataFrame:
    """Stops of a trip that moves at `swod`, stands once half way, and is as slow as `swd` in all."""
    moves, stands = km / swod, km / swd - km / swod
    return pl.DataFrame(
        {
            "replica": 1,
            "unit": "A",
            "unit_class": "any",
            "direction": "",
            "moving": False,
            "entered": [hours(0), hours(moves / 2), hours(moves + stands)],
            "left": [hours(0), hours(moves / 2 + stands), hours(moves + stands)],
            "distance_km": [0.0, km / 2, km],
            "cost_usd": [None, cost_usd, None],
            "mass_t": [20.0, 20.0, 20.0],
        }
    )


@pytest.mark.parametrize(("key", "swd", "swod", "stop_h", "share"), SPEEDS)
def test_standing_time_per_500_km_follows_from_both_speeds(
    key: str, swd: float, swod: float, stop_h: float, share: float
):
    """cpmm.formula.stopshare: stop hours per 500 km = 500 (1/SWD - 1/SWOD); as printed, to a tenth of an hour."""
    assert round(stop_hours_per_section(swd, swod), 1) == pytest.approx(stop_h, abs=0.051)
    assert stop_share(swd, swod) == pytest.approx(share, abs=0.0051)
    assert hours_per_section(swd) * stop_share(swd, swod) == pytest.approx(stop_hours_per_section(swd, swod))


@pytest.mark.parametrize(("key", "swd", "swod", "stop_h", "share"), SPEEDS)
def test_trip_sheet_of_such_a_trip_gives_the_speeds_back(
    key: str, swd: float, swod: float, stop_h: float, share: float
):
    """cpmm.def.TFI4: SWD = distance / total time, SWOD = distance / time in motion."""
    found = trips(trip(swd, swod))
    speeds = {row["measure"]: row for row in tfi4(found).iter_rows(named=True)}

    assert found["stop_h"][0] == pytest.approx(stop_h, abs=0.051)
    for measure, value in (("SWD", swd), ("SWOD", swod)):
        assert round(speeds[measure]["mean"], 1) == round(speeds[measure]["total"], 1) == value


def test_worked_check_of_kazakhstan_rail_2022():
    """500 km take 48.1 h, of which 8.6 h moving and 39.4 h standing (cpmm.kaz.rail.2022)."""
    found = trips(trip(10.4, 57.9, cost_usd=883.0))

    assert found.select("total_h", "move_h", "stop_h").row(0) == pytest.approx((48.1, 8.6, 39.4), abs=0.05)
    # cpmm.kaz.rail.2022.TFI3: what 20 t paid over 500 km is TFI3 itself
    assert tfi3(found)["mean"].to_list() == pytest.approx([883.0])


def test_section_cost_is_for_20_tonnes_and_500_km():
    """cpmm.formula.TFI3: C (500/L) (20/W)."""
    long = trip(20.0, 40.0, km=1_000.0, cost_usd=883.0).with_columns(pl.lit(40.0).alias("mass_t"))

    assert tfi3(trips(long))["mean"].to_list() == pytest.approx([883.0 / 4])


@pytest.mark.parametrize(("key", "out_h", "in_h", "all_h"), SIDES)
def test_each_side_of_a_border_is_a_record_of_its_own(key: str, out_h: float, in_h: float, all_h: float):
    """cpmm.def.TFI1: outbound and inbound apart; the national mean is over all records, so it lies between."""
    share = (all_h - in_h) / (out_h - in_h)  # of records that are outbound
    n_out = round(100 * share)
    records = [("out", out_h)] * n_out + [("in", in_h)] * (100 - n_out)
    stages = pl.DataFrame(
        {
            "replica": 1,
            "unit": [str(k) for k in range(100)],
            "crossing": key,
            "chain": "",
            "direction": "",
            "post": [post for post, _ in records],
            "stage": "all",
            "entered": [hours(0)] * 100,
            "left": [hours(value) for _, value in records],
        }
    )

    found = tfi1(stages)

    assert 0 < share < 1
    assert dict(found.select("post", "mean").iter_rows()) == pytest.approx({"in": in_h, "out": out_h})
    total = (found["mean"] * found["trips"]).sum() / 100
    assert total == pytest.approx(all_h, abs=0.005 * abs(out_h - in_h))


def test_speed_of_rail_2021_cannot_be_what_is_printed():
    """cpmm.all.rail.2021.SWD is 38.0 beside SWOD 41.6, of low confidence: 1.1 h of standing in 500 km, where one
    border took 51.9 h (TFI1). The formula tells it."""
    assert stop_hours_per_section(38.0, 41.6) < 1.2
