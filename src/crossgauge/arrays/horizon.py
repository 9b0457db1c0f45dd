"""The time of a run: dates of the network's clock as kernel ticks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crossgauge.engines.events.state import TICKS_PER_SECOND

HOUR = 3_600 * TICKS_PER_SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """First instant (tick 0, warm-up included), first recorded tick and last tick of a run."""

    clock: str
    first_day: date
    start: date
    days: int
    epoch: datetime
    record_from: int
    until: int

    def tick_of(self, instant: datetime) -> int:
        """Ticks from the first instant of the run to an aware instant; may lie outside the run."""
        return round((instant - self.epoch).total_seconds() * TICKS_PER_SECOND)

    def midnight(self, day: date) -> int:
        """Tick of the first instant of a day of the network's clock."""
        return self.tick_of(local_instant(day, 0.0, self.clock))


def local_instant(day: date, since_midnight_s: float, clock: str) -> datetime:
    """The instant at which the clocks of a place show this time of day (may be above 24 h: the next day)."""
    wall = datetime.combine(day, time()) + timedelta(seconds=since_midnight_s)
    return wall.replace(tzinfo=ZoneInfo(clock)).astimezone(UTC)


def horizon_of(clock: str, start: date, days: int, warmup_days: int) -> Horizon:
    """The horizon of a run of `days` whole days from `start`, warmed up before.

    >>> h = horizon_of("Asia/Shanghai", date(2023, 1, 1), 365, 30)
    >>> h.first_day.isoformat(), h.record_from // HOUR, h.until // HOUR
    ('2022-12-02', 720, 9480)
    """
    first_day = start - timedelta(days=warmup_days)
    epoch = local_instant(first_day, 0.0, clock)
    plain = Horizon(
        clock=clock, first_day=first_day, start=start, days=days, epoch=epoch, record_from=0, until=0
    )
    return Horizon(
        clock=clock,
        first_day=first_day,
        start=start,
        days=days,
        epoch=epoch,
        record_from=plain.midnight(start),
        until=plain.midnight(start + timedelta(days=days)),
    )
