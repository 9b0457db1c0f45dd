"""Worths of portfolios: asked for, simulated where they are not known, appraised by year of the horizon."""

from collections.abc import Callable, Sequence

import numpy as np

from crossgauge.study.invest.appraisal import Float64s, Worth, by_year, worth_of
from crossgauge.study.invest.benchmarks import Benchmarks, Progress
from crossgauge.study.invest.portfolios import Portfolio, in_service, stages_of

Key = tuple[Portfolio, str, int]


class Assessor:
    """Worths by portfolio, demand case and number of replicas."""

    def __init__(self, benchmarks: Benchmarks) -> None:
        self.benchmarks, self.programme = benchmarks, benchmarks.programme
        self.known: dict[Key, Worth] = {}

    def bring_to(
        self, portfolios: Sequence[Portfolio], demands: Sequence[str], replicas: int, tell: Progress
    ) -> None:
        """Simulate what portfolios need: what is in service of them, year by year."""
        stages = stages_of(self.programme.projects, portfolios)
        self.benchmarks.bring_to(stages, self.benchmarks.settings(demands), replicas, tell)

    def worth(self, portfolio: Portfolio, demand: str, replicas: int) -> Worth:
        """The worth of a portfolio that has been simulated."""
        key = portfolio, demand, replicas
        if key not in self.known:
            chosen = [one for one in self.programme.projects if one.id in portfolio]
            hours, money = self._by_year(portfolio, demand, replicas)
            self.known[key] = worth_of(self.programme, chosen, hours, money)
        return self.known[key]

    def _by_year(self, portfolio: Portfolio, demand: str, replicas: int) -> tuple[Float64s, Float64s]:
        """USD of hours and money saved by year, (n_replicas, n_years): of what is in service that year."""
        programme = self.programme
        hours, money = (np.zeros((replicas, programme.years)) for _ in range(2))
        years = range(programme.first_year, programme.first_year + programme.years)
        serving = [in_service(programme.projects, portfolio, year) for year in years]
        for stage in dict.fromkeys(serving):
            if stage:
                at = [place for place, one in enumerate(serving) if one == stage]
                for total, values in zip((hours, money), self._saved(stage, demand, replicas), strict=True):
                    total[:, at] = values[:, at]
        return hours, money

    def _saved(self, stage: Portfolio, demand: str, replicas: int) -> list[Float64s]:
        programme = self.programme
        rows = [
            self.benchmarks.saved(stage, setting, replicas) for setting in self.benchmarks.settings([demand])
        ]
        return [
            by_year(programme.first_year, programme.years, programme.benchmarks, np.array(values))
            for values in zip(*rows, strict=True)
        ]


def share_of(tell: Progress, first: float, last: float) -> Callable[[float], None]:
    """Progress of a part as progress of the whole."""
    return lambda fraction: tell(first + (last - first) * fraction)
