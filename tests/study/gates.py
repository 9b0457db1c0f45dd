"""A road gate of two checks, and a formula in its place, to fit parameters whose truth is known."""

from datetime import date

import numpy as np

from crossgauge.model.agreements import Agreement, Change
from crossgauge.model.changes import target_of
from crossgauge.model.crossings import Chain, Crossing, Post, Resource
from crossgauge.model.demand import Arrivals
from crossgauge.model.facts import Fact, Measure
from crossgauge.model.fleet import TrafficClass
from crossgauge.model.network import Network
from crossgauge.model.places import Place
from crossgauge.model.randomness import Lognormal, mean_of
from crossgauge.model.steps import Stage, Use

MINUTE = 60.0
EXIT = "crossings.gate.chains.truck.steps.exit.for"
ENTRY = "crossings.gate.chains.truck.steps.entry.for"
LANES = "crossings.gate.resources.kz-lanes.count"
FREE = (f"{EXIT}=10 min..20 min", f"{ENTRY}=8 min..18 min")


def gate(exit_min=12.0, entry_min=10.0, lanes=1, facts=()):
    """Trucks of 2022 and 2023 through one lane out and some lanes in; in 2023 a dated change adds a lane out."""
    steps = (
        Stage(stage="exit", post="cn"),
        Use(use="cn-lanes", duration=Lognormal(exit_min * MINUTE, 0.5), label="exit"),
        Stage(stage="entry", post="kz"),
        Use(use="kz-lanes", duration=Lognormal(entry_min * MINUTE, 0.5), label="entry"),
    )
    return Network(
        id="gate",
        clock="Asia/Almaty",
        start=date(2022, 1, 1),
        end=date(2022, 12, 31),
        places=(Place(id="hill", name="Hill", latitude=44.0, longitude=80.0),),
        classes=(TrafficClass(id="truck", name="truck", kind="truck"),),
        crossings=(
            Crossing(
                id="gate",
                name="Gate",
                mode="road",
                posts=(
                    Post(id="cn", name="East", place="hill", country="CN", clock="Asia/Shanghai"),
                    Post(id="kz", name="West", place="hill", country="KZ", clock="Asia/Almaty"),
                ),
                resources=(
                    Resource(id="cn-lanes", name="lanes", post="cn", kind="lanes", count=1),
                    Resource(id="kz-lanes", name="lanes", post="kz", kind="lanes", count=lanes),
                ),
                chains=(
                    Chain(
                        id="truck",
                        unit_class="truck",
                        direction="west",
                        arrivals=(Arrivals(count=((2022, 20_000.0), (2023, 20_000.0))),),
                        steps=steps,
                    ),
                ),
            ),
        ),
        agreements=(
            Agreement(
                id="lane-2023",
                name="One lane more",
                start=date(2023, 1, 1),
                changes=(Change(path="crossings.gate.resources.cn-lanes.count", verb="set", value=2),),
            ),
        ),
        facts=facts,
    )


def hours_fact(post, value, year=2022, confidence="high"):
    """Mean hours at a post in a year, stated to a millionth."""
    return Fact(
        id=f"{post}.{year}",
        subject="gate",
        quantity="hours",
        value=f"{value:.6f}",
        unit="h",
        period=str(year),
        confidence=confidence,
        source="counted by hand",
        role="check",
        measure=Measure(
            what="hours", crossing="gate", post=post, start=date(year, 1, 1), end=date(year, 12, 31)
        ),
    )


class Formula:
    """Stands for the simulator: hours at both posts as a function of the two checks, with luck of each replica.

    luck : relative standard deviation of one year; `hours` of (exit, entry) in minutes gives those of both posts.
    """

    def __init__(self, hours, replicas, luck, seed):
        self.hours, self.runs = hours, 0
        self.noise = 1.0 + luck * np.random.default_rng(seed).standard_normal((2, replicas))

    def figures(self, network):
        self.runs += 1
        minutes = [mean_of(target_of(network, path).value) / MINUTE for path in (EXIT, ENTRY)]
        both = np.asarray(self.hours(*minutes))[:, None] * self.noise
        return {"cn.2022": tuple(both[0]), "kz.2022": tuple(both[1])}
