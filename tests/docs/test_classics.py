"""Ten classic models in the process language, each beside its known answer (docs/classic-models.md).

The answers are computed here: in closed form, from the Markov chain, or by a slow plain simulation. What the
page shows is what this test computes: `python -m docs.test_classics` in `tests/` writes its figures anew.
"""

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import exp, factorial, sqrt
from pathlib import Path
from statistics import fmean, stdev

import numpy as np
import polars as pl
import pytest
from scipy.sparse import coo_array
from scipy.sparse.linalg import spsolve
from scipy.special import stdtrit

from crossgauge import read
from crossgauge.arrays.compile import compile_network
from crossgauge.engines.events.run import run_part
from crossgauge.tables.tabulate import tabulate

DOCS = Path(__file__).parents[2] / "docs"
PATH = DOCS / "classic-models.md"
PAGE = PATH.read_text("utf-8")
KHINCHINE = "Pollaczek–Khinchine"
REPLICAS, SEED, WARMUP_DAYS = 20, 1, 30
ALPHA = 1e-4  # of each model: one false alarm in a thousand seeds for all ten

Frames = dict[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean with its standard error; an exact value has none and endless degrees of freedom."""

    mean: float
    error: float = 0.0
    freedom: float = float("inf")

    def half_width(self, level: float) -> float:
        if self.error == 0.0:
            return 0.0
        return float(stdtrit(self.freedom, 0.5 + level / 2)) * self.error


def figure_of(values: list[float]) -> Figure:
    return Figure(fmean(values), stdev(values) / sqrt(len(values)), len(values) - 1)


def stationary(start: tuple[int, ...], rates: Callable[..., Iterable[tuple[tuple[int, ...], float]]]):
    """Probabilities of the states of a Markov chain, found by walking from one of them."""
    place, states, rows = {start: 0}, [start], []
    for state in states:
        for after, rate in rates(*state):
            if after not in place:
                place[after] = len(states)
                states.append(after)
            rows += [(place[after], place[state], rate), (place[state], place[state], -rate)]
    to, of, rate = np.array(rows).T
    n = len(states)
    kept = to < n - 1  # the last balance follows from the others; in its place the probabilities add to 1
    to, of, rate = (
        np.append(to[kept], [n - 1] * n),
        np.append(of[kept], range(n)),
        np.append(rate[kept], [1.0] * n),
    )
    share = spsolve(coo_array((rate, (to, of)), shape=(n, n)).tocsc(), np.eye(1, n, n - 1)[0])
    return dict(zip(states, share, strict=True))


def erlang_c_wait(arrivals: float, service: float, servers: int) -> float:
    """Mean wait of M/M/c, `arrivals` a minute, `service` minutes (Erlang 1917)."""
    a = arrivals * service
    all_busy = a**servers / factorial(servers) * servers / (servers - a)
    share = all_busy / (sum(a**n / factorial(n) for n in range(servers)) + all_busy)
    return share * service / (servers - a)


def percent_driving_on() -> float:
    """M/D/1 with three places to wait: the chain of what a washed car leaves behind."""
    load, room = 8 / 60 * 6, 4
    came = [exp(-load) * load**n / factorial(n) for n in range(room)]
    step = np.zeros((room, room))
    for left in range(room):
        stay = max(left - 1, 0)
        step[left, stay : room - 1] = came[: room - 1 - stay]
        step[left, room - 1] = 1 - step[left].sum()
    share = np.linalg.solve(np.vstack([(step.T - np.eye(room))[1:], np.ones(room)]), np.eye(room)[-1])
    return 100 * (1 - 1 / (share[0] + load))


def machines_down() -> float:
    def rates(down: int):
        if down < 6:
            yield (down + 1,), (6 - down) / 10
        if down > 0:
            yield (down - 1,), min(down, 2) / 2

    return sum(down * share for (down,), share in stationary((0,), rates).items())


def car_on_ferry(seed: int, n_cars: int = 60_000) -> float:
    """Mean minutes from the pier to the other side: the ferry in ten plain lines."""
    draws, now, deck, boat_at, total = random.Random(seed), 0.0, [], 0, 0.0
    for _ in range(n_cars):
        now += draws.expovariate(20 / 60)
        if deck and now > deck[0] + 20:
            boat_at, total = sail(deck, deck[0] + 20, boat_at, total)
        deck.append(now)
        if len(deck) == 12:
            boat_at, total = sail(deck, now, boat_at, total)
    return total / (n_cars - len(deck))


def sail(deck: list[float], ready: float, last: int, total: float) -> tuple[int, float]:
    """The next departure that no boat has; the cars of the deck are 15 minutes later on the other side."""
    departure = max(last + 1, int(ready // 15) + 1)
    total += sum(departure * 15 + 15 - came for came in deck)
    deck.clear()
    return departure, total


def time_at_security() -> float:
    """Jackson 1957: each station as if it stood alone."""
    passes = 40 / 60 + erlang_c_wait(1, 40 / 60, 1)
    lanes = 2 + erlang_c_wait(1, 2, 3)
    return passes + lanes + 0.2 * (3 + erlang_c_wait(0.2, 3, 1))


def time_in_yard() -> float:
    def rates(at_cranes: int, lifted: int):
        if at_cranes < 250:
            yield (at_cranes + 1, lifted), 9 / 60
        working = min(at_cranes, 2 - max(lifted - 4, 0))
        if working:
            yield (at_cranes - 1, lifted + 1), working / 10
        if lifted:
            yield (at_cranes, lifted - 1), min(lifted, 2) / 10

    return sum((i + j) * share for (i, j), share in stationary((0, 0), rates).items()) / (9 / 60)


def two_way_wait(arrivals: float, run: float, headway: float) -> float:
    """Pollaczek–Khinchine: the next is kept for a headway if it comes from this side, else for a run."""
    mean, square = (run + headway) / 2, (run**2 + headway**2) / 2
    return arrivals * square / (2 * (1 - arrivals * mean))


def percent_hanging_up() -> float:
    def rates(calls: int):
        if calls < 200:
            yield (calls + 1,), 1
        if calls:
            yield (calls - 1,), min(calls, 5) / 5 + max(calls - 5, 0) / 3

    return 100 * sum(max(calls - 5, 0) / 3 * share for (calls,), share in stationary((0,), rates).items())


def wait_for_fuel() -> float:
    def rates(fuel: int):  # below nothing: cars that wait
        if fuel > -1_500:
            yield (fuel - 1,), 20 / 60
        if fuel < 60:
            yield (min(fuel + 30, 60),), 1 / 60

    return sum(max(-fuel, 0) * share for (fuel,), share in stationary((60,), rates).items()) / (20 / 60)


def mean_of(column: str, *chains: str) -> Callable[[Frames], float]:
    """Minutes of a column of visits, of those who came through these chains; none named: all."""

    def measure(frames: Frames) -> float:
        kept = frames["visits"].filter(pl.col("outcome") == "through")
        if chains:
            kept = kept.filter(pl.col("chain").is_in(chains))
        return 60 * float(kept[column].mean())

    return measure


def percent_lost(frames: Frames) -> float:
    lost, units = (float(frames["flows"][name].sum()) for name in ("lost", "units"))
    return 100 * lost / (lost + units)


def number_at_repair(frames: Frames) -> float:
    rows = frames["resources"].filter(pl.col("resource") == "repairers")
    return float(rows["queue"].mean()) + float(rows["in_use"].mean())


@dataclass(frozen=True, slots=True)
class Classic:
    """A model: the folder, what is asked, by what it is known, the answer and how the run is measured."""

    name: str
    asked: str
    unit: str
    by: str
    answer: Callable[[], Figure]
    measure: Callable[[Frames], float]


def exactly(answer: Callable[..., float], *arguments: float) -> Callable[[], Figure]:
    return lambda: Figure(answer(*arguments))


def ferry_twin() -> Figure:
    return figure_of([car_on_ferry(seed) for seed in range(10)])


CLASSICS = [
    Classic("bank", "Mean wait", "min", "Erlang C", exactly(erlang_c_wait, 1 / 6, 15, 3), mean_of("waited_h", "visit")),
    Classic("car-wash", "Cars driving on", "%", "embedded chain", exactly(percent_driving_on), percent_lost),
    Classic("machine-repair", "Machines down", "", "Markov chain", exactly(machines_down), number_at_repair),
    Classic("ferry", "Time of a car", "min", "plain simulation", ferry_twin, mean_of("border_h", "car")),
    Classic("airport-security", "Time of a passenger", "min", "Jackson", exactly(time_at_security), mean_of("border_h")),
    Classic("container-yard", "Time of a container", "min", "Markov chain", exactly(time_in_yard), mean_of("border_h")),
    Classic("lock", "Mean wait", "min", KHINCHINE, exactly(two_way_wait, 3 / 60, 12, 20), mean_of("waited_h")),
    Classic("road-works", "Mean wait", "min", KHINCHINE, exactly(two_way_wait, 1.2, 1, 1 / 30), mean_of("waited_h")),
    Classic("call-centre", "Calls hung up", "%", "Markov chain", exactly(percent_hanging_up), percent_lost),
    Classic("gas-station", "Mean wait for fuel", "min", "Markov chain", exactly(wait_for_fuel), mean_of("waited_h", "car")),
]  # fmt: skip


def simulated(classic: Classic) -> Figure:
    """What the model of the page gives, over replicas of its own period."""
    network = read(DOCS / "classics" / classic.name)
    assert network.start and network.end
    days = (network.end - network.start).days + 1
    (part,) = compile_network(network, start=network.start, days=days, warmup_days=WARMUP_DAYS)
    values = []
    for replica in range(1, REPLICAS + 1):
        trace = run_part(part.program, seed=SEED, replica=replica)
        values.append(classic.measure(tabulate(trace, part.index, replica=replica, stages=False)))
    return figure_of(values)


def texts_of(classic: Classic, answer: Figure, found: Figure) -> tuple[str, str]:
    """The model's row in the table of the page, and the line of its section."""
    told = f"{answer.mean:.3f}" + (f" ± {answer.half_width(0.95):.3f}" if answer.error else "")
    ours = f"{found.mean:.3f} ± {found.half_width(0.95):.3f}"
    unit = f" {classic.unit}".rstrip()
    row = f"| [{classic.name}](#{classic.name}) | {classic.asked} | {told}{unit} | {classic.by} | {ours}{unit} |"
    return row, f"{classic.asked}: **{told}{unit}** ({classic.by}), simulated **{ours}{unit}**."


def section_of(name: str) -> str:
    found = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None, f"docs/classic-models.md has no section '{name}'"
    return found[1]


@pytest.mark.parametrize("classic", CLASSICS, ids=lambda classic: classic.name)
def test_classic_model_gives_its_known_answer(classic: Classic):
    """And the page shows both, to the last digit."""
    answer, found = classic.answer(), simulated(classic)

    error, freedom = sqrt(answer.error**2 + found.error**2), min(answer.freedom, found.freedom)
    allowed = Figure(0.0, error, freedom).half_width(1 - ALPHA)

    assert abs(found.mean - answer.mean) <= allowed
    assert allowed < 0.15 * answer.mean, "the interval is too wide to say anything"
    row, line = texts_of(classic, answer, found)
    assert row in PAGE.splitlines()
    assert line in section_of(classic.name).splitlines()


@pytest.mark.parametrize("classic", CLASSICS, ids=lambda classic: classic.name)
def test_page_shows_the_model_that_runs(classic: Classic):
    block = rf"```yaml file={classic.name}/network.yaml\n(.*?)```"
    shown = re.search(block, section_of(classic.name), re.DOTALL)

    assert shown is not None
    assert shown[1] == (DOCS / "classics" / classic.name / "network.yaml").read_text("utf-8")
    assert 10 <= shown[1].count("\n") <= 25


def test_page_has_the_ten_and_no_others():
    assert re.findall(r"^## ([\w-]+)$", PAGE, re.MULTILINE) == [classic.name for classic in CLASSICS]


def rewritten(page: str, name: str, row: str, line: str) -> str:
    """The page with the figures of a model put in place."""
    page = re.sub(rf"^\| \[{name}\]\(.*$", lambda _: row, page, flags=re.MULTILINE)
    old = rf"(^## {name}\n(?:(?!^## ).*\n)*?)[^\n]+, simulated \*\*[^\n]+"
    return re.sub(old, lambda found: found[1] + line, page, flags=re.MULTILINE)


if __name__ == "__main__":
    for classic in CLASSICS:
        PAGE = rewritten(PAGE, classic.name, *texts_of(classic, classic.answer(), simulated(classic)))
    PATH.write_text(PAGE, "utf-8")
