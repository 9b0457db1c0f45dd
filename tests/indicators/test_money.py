"""Money at the border, by head: a truck with three charges, sums beside rows, free hours, tariffs that change."""

import datetime as dt
from math import sqrt

import polars as pl
import pytest
from scipy.stats import t

from crossgauge.indicators.money import (
    SCHEMA,
    cost_by_side,
    money_by,
    needing_rows,
    paid_by_unit,
    payments,
    with_costs,
)
from crossgauge.indicators.tfi import tfi2

MONDAY = dt.datetime(2023, 1, 2)
DAY = MONDAY.date()


def charge(name, usd, per="unit", **told):
    """A charge on trucks at the Kazakh post, all year."""
    usual = {
        "crossing": "khorgos", "post": "kz", "chain": "truck", "charge": name, "name": name, "payer": "carrier",
        "payee": "customs", "official": True, "usd": float(usd), "per": per, "stage": "", "free_h": 0.0,
        "first_day": dt.date(2023, 1, 1), "last_day": dt.date(2023, 12, 31),
    }  # fmt: skip
    return {**usual, **told}


def charges(*rows):
    return pl.DataFrame(rows, schema=SCHEMA)


class Trucks:
    """Trucks by (replica, stages as (post, label, hours)); each starts on Monday at midnight. 18 t, one driver."""

    def __init__(self, *trucks, outcome="through"):
        visits, stages = [], []
        for unit, (replica, passed) in enumerate(trucks):
            told = {
                "replica": replica,
                "unit": unit,
                "crossing": "khorgos",
                "chain": "truck",
                "direction": "west",
            }
            now = MONDAY
            for post, label, hours in passed:
                end = now + dt.timedelta(hours=hours)
                stages.append(
                    {
                        **told,
                        "post": post,
                        "stage": label,
                        "entered": now,
                        "left": end,
                        "stage_h": float(hours),
                    }
                )
                now = end
            visits.append(
                {
                    **told,
                    "load": 0,
                    "teu": 0.0,
                    "mass_t": 18.0,
                    "persons": 1.0,
                    "left": now,
                    "outcome": outcome,
                }
            )
        self.visits, self.stages = pl.DataFrame(visits), pl.DataFrame(stages)

    @property
    def flows(self):
        """The sums that a run records beside the rows."""
        by = ["replica", "day", "crossing", "chain", "direction"]
        through = self.visits.filter(pl.col("outcome") == "through").with_columns(
            pl.col("left").dt.date().alias("day")
        )
        return through.group_by(by, maintain_order=True).agg(
            pl.len().alias("units"),
            pl.col("load").sum().alias("loads"),
            pl.col("teu", "mass_t", "persons").sum(),
        )

    @property
    def dwells(self):
        by = ["replica", "day", "crossing", "chain", "direction", "post", "stage"]
        return (
            self.stages.with_columns(pl.col("left").dt.date().alias("day"))
            .group_by(by, maintain_order=True)
            .agg(pl.len().alias("units"), pl.col("stage_h").sum())
        )

    def pay(self, table, rows=True):
        return payments(
            table,
            self.flows,
            self.dwells,
            self.visits if rows else self.visits.head(0),
            self.stages if rows else self.stages.head(0),
        )


WAY = (("cn", "export check", 2), ("kz", "import check", 1), ("kz", "examination", 5))


def test_a_truck_with_three_charges_pays_their_sum_at_the_post():
    """50 to enter, 2 a tonne for 18 t, 30 for the examination: 116 USD; nothing is known of the other side."""
    truck = Trucks((1, WAY))
    table = charges(
        charge("entry", 50),
        charge("weight", 2, "tonne"),
        charge("exam", 30, stage="examination", payee="broker"),
    )

    side = tfi2(with_costs(truck.stages, truck.visits, table), truck.visits)

    assert side.select("post", "mean", "trips").rows() == [("kz", 116.0, 1)]


def test_a_truck_that_is_not_examined_does_not_pay_for_it():
    trucks = Trucks((1, WAY), (1, WAY[:2]))
    table = charges(charge("exam", 30, stage="examination"))

    side = tfi2(with_costs(trucks.stages, trucks.visits, table), trucks.visits)

    assert side["mean"].to_list() == [15.0]
    assert trucks.pay(table)["usd"].to_list() == [30.0]


def test_hours_within_the_free_time_cost_nothing():
    """Parking for 10 USD an hour beyond 4 hours at the post: 1 + 5 hours pay for 2, one hour for none."""
    trucks = Trucks((1, WAY), (1, WAY[:2]))
    table = charges(charge("parking", 10, "hour", free_h=4.0))

    each = paid_by_unit(table, trucks.visits, trucks.stages)

    assert sorted(each["usd"].to_list()) == [0.0, 20.0]
    assert trucks.pay(table)["usd"].to_list() == [20.0]


def test_free_time_counts_anew_at_every_pass_of_its_stage():
    """Two passes of 3 h, each with 2 h free, pay for an hour each."""
    truck = Trucks((1, (("kz", "yard", 3), ("kz", "check", 1), ("kz", "yard", 3))))
    table = charges(charge("yard", 7, "hour", free_h=2.0, stage="yard"))

    costs = with_costs(truck.stages, truck.visits, table)["cost_usd"]

    assert truck.pay(table)["usd"].to_list() == [14.0]
    assert costs.to_list() == [7.0, 0.0, 7.0]


@pytest.mark.parametrize(
    "told",
    [
        {"per": "unit"},
        {"per": "tonne"},
        {"per": "person"},
        {"per": "hour"},
        {"per": "hour", "stage": "examination"},
        {"per": "unit", "stage": "examination"},
    ],
)
def test_what_the_sums_give_is_what_the_rows_add_up_to(told):
    """Linear charges are exact without rows, in every replica."""
    trucks = Trucks((1, WAY), (1, WAY[:2]), (2, WAY), (2, (("kz", "examination", 30),)))
    table = charges(charge("x", 3, **told))

    sums = trucks.pay(table, rows=False)
    rows = paid_by_unit(table, trucks.visits, trucks.stages)

    assert needing_rows(table) == []
    assert sums["usd"].sum() > 0
    assert dict(sums.select("replica", "usd").rows()) == dict(
        rows.group_by("replica").agg(pl.col("usd").sum()).rows()
    )


def test_charges_that_need_rows_are_not_known_without_them_and_say_so():
    trucks = Trucks((1, WAY), (2, WAY))
    table = charges(
        charge("entry", 50),
        charge("parking", 10, "hour", free_h=4.0),
        charge("dues", 1, "tonne", stage="examination"),
    )
    first = trucks.stages.filter(pl.col("replica") == 1)

    paid = payments(table, trucks.flows, trucks.dwells, trucks.visits, first)

    assert needing_rows(table) == ["khorgos.parking", "khorgos.dues"]
    assert {(row["replica"], row["charge"]): row["usd"] for row in paid.iter_rows(named=True)} == {
        (1, "entry"): 50.0,
        (2, "entry"): 50.0,
        (1, "parking"): 20.0,
        (2, "parking"): None,
        (1, "dues"): 18.0,
        (2, "dues"): None,
    }
    assert money_by(paid)["usd"].to_list() == [88.0]
    assert money_by(paid)["replicas"].to_list() == [1]


def test_a_truck_that_turns_away_pays_for_its_stages_and_hours_only():
    truck = Trucks((1, WAY), outcome="balked")
    table = charges(charge("entry", 50), charge("exam", 30, stage="examination"), charge("stay", 1, "hour"))

    each = paid_by_unit(table, truck.visits, truck.stages)

    assert dict(each.select("charge", "usd").rows()) == {"exam": 30.0, "stay": 6.0}


def test_each_day_has_its_price():
    """20 USD until Monday, 25 from Tuesday: one truck leaves on each."""
    trucks = Trucks((1, WAY), (1, (("kz", "import check", 30),)))
    table = charges(charge("entry", 20, last_day=DAY), charge("entry", 25, first_day=DAY + dt.timedelta(1)))

    paid = trucks.pay(table)

    assert paid["usd"].to_list() == [45.0]
    assert sorted(paid_by_unit(table, trucks.visits, trucks.stages)["usd"].to_list()) == [20.0, 25.0]


def test_cost_of_a_side_has_an_interval_between_replicas():
    """One of two trucks is examined in the first replica, both in the second: 15 and 30 USD a truck."""
    trucks = Trucks((1, WAY), (1, WAY[:2]), (2, WAY), (2, WAY))
    table = charges(charge("exam", 30, stage="examination"))

    side = cost_by_side(trucks.pay(table, rows=False), trucks.flows)

    row = side.row(0, named=True)
    half = t.ppf(0.975, 1) * sqrt(((15 - 22.5) ** 2 + (30 - 22.5) ** 2) / 1) / sqrt(2)
    assert (row["post"], row["usd_unit"], row["replicas"]) == ("kz", 22.5, 2)
    assert row["usd_unit_pm"] == pytest.approx(half)
    assert row["usd_t"] == pytest.approx(22.5 / 18)
    assert row["usd_teu"] is None


def test_money_goes_from_payer_to_payee_official_or_not():
    trucks = Trucks((1, WAY), (2, WAY))
    table = charges(
        charge("entry", 50),
        charge("tea", 5, official=False),
        charge("papers", 12, payer="shipper", payee="broker"),
    )

    told = money_by(trucks.pay(table))

    assert told.select("year", "payer", "payee", "official", "usd", "usd_pm").rows() == [
        (2023, "carrier", "customs", True, 50.0, 0.0),
        (2023, "carrier", "customs", False, 5.0, 0.0),
        (2023, "shipper", "broker", True, 12.0, 0.0),
    ]


def test_nobody_passed_nobody_paid():
    """In the third replica buses had rows and no truck came: trucks paid nothing there, which is known."""
    trucks = Trucks((1, WAY), (2, WAY))
    table = charges(charge("parking", 10, "hour", free_h=4.0))
    third = pl.lit(3, pl.Int64).alias("replica")
    none = pl.lit(0, pl.UInt32).alias("units")
    flows = pl.concat([trucks.flows, trucks.flows.head(1).with_columns(third, none)], how="vertical_relaxed")
    bus = trucks.stages.head(1).with_columns(third, pl.lit("bus").alias("chain"))

    paid = payments(table, flows, trucks.dwells, trucks.visits, pl.concat([trucks.stages, bus]))

    assert paid["usd"].to_list() == [20.0, 20.0, 0.0]
