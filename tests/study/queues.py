"""One server before one queue, as a network: the waits have closed forms."""

from datetime import UTC, date, datetime, timedelta

from crossgauge.model.calendars import Closure
from crossgauge.model.crossings import Chain, Crossing, Post, Resource
from crossgauge.model.demand import Arrivals, Replay
from crossgauge.model.fleet import TrafficClass
from crossgauge.model.network import Network
from crossgauge.model.places import Place
from crossgauge.model.randomness import Constant, Exponential
from crossgauge.model.steps import Stage, Use

HOUR = 3_600.0
YEAR_H = 365 * 24.0
START = date(2023, 1, 1)


def one_queue(service, arrivals, days=28, closures=()):
    """A crossing 'post' whose trucks are served one by one."""
    return Network(
        id="queue",
        start=START,
        end=START + timedelta(days=days - 1),
        places=(Place(id="hill", name="Hill", latitude=44.0, longitude=80.0),),
        classes=(TrafficClass(id="truck", name="truck", kind="truck"),),
        closures=closures,
        crossings=(
            Crossing(
                id="post",
                name="Post",
                mode="road",
                posts=(Post(id="kz", name="West", place="hill", country="KZ", clock="UTC"),),
                resources=(Resource(id="officer", kind="officers", post="kz", count=1),),
                chains=(
                    Chain(
                        id="truck",
                        unit_class="truck",
                        direction="west",
                        arrivals=(arrivals,),
                        steps=(Stage(stage="check", post="kz"), Use(use="officer", duration=service)),
                    ),
                ),
            ),
        ),
    )


def m_m_1(service_h, an_hour=1.0, days=28):
    """Poisson arrivals, exponential service; hours in it on the mean: 1 / (1 / service - rate)."""
    counts = ((2023, an_hour * YEAR_H), (2024, an_hour * YEAR_H))
    return one_queue(Exponential(service_h * HOUR), Arrivals(count=counts), days)


def d_d_1(service_h, every_h, days, closed=None):
    """A unit every so many hours, each served for as long; `closed` from a day to a day of the run."""
    instants = tuple(
        datetime(2023, 1, 1, tzinfo=UTC) + timedelta(hours=every_h * (n + 0.5))
        for n in range(int(days * 24 / every_h))
    )
    closures = ()
    if closed:
        first, last = (datetime(2023, 1, 1) + timedelta(days=day) for day in closed)
        closures = (Closure(id="shut", of=("post",), start=first, end=last),)
    return one_queue(Constant(service_h * HOUR), Replay(instants=instants), days, closures)
