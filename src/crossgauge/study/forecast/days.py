"""The days on which a rate may differ: long holidays and weekends of China, whose trains are counted."""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

import holidays
import numpy as np
from numpy.typing import NDArray

LONG = 6  # days off in a row: Spring Festival and the October week, and little else


class Days(NamedTuple):
    """Days from a first one: 1.0 on those of a long holiday, 1.0 on Saturdays and Sundays.

    holiday, weekend  (n_days,) float64
    """

    holiday: NDArray[np.float64]
    weekend: NDArray[np.float64]


@lru_cache(maxsize=32)
def days_between(first: date, last: date) -> Days:
    """The days from the first to the last one, both included.

    Official days off, with those moved to join them, as announced for past years; of years not yet announced the
    statutory days. Source: the notices of the State Council as kept by the library `holidays`.

    >>> int(days_between(date(2024, 2, 1), date(2024, 2, 29)).holiday.sum())  # 9 to 17 February
    9
    """
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    margin = timedelta(2 * LONG)
    official = holidays.country_holidays("CN", years=range((first - margin).year, (last + margin).year + 1))

    def off(day: date) -> bool:
        return day in official or day.weekday() >= 5

    holiday = np.zeros(len(days))
    for place, day in enumerate(days):
        if off(day):
            start, end = day, day
            while off(start - timedelta(1)):
                start -= timedelta(1)
            while off(end + timedelta(1)):
                end += timedelta(1)
            holiday[place] = (end - start).days + 1 >= LONG
    return Days(holiday, np.array([float(day.weekday() >= 5) for day in days]))
