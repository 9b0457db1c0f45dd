"""The slow twin of families, batches, links and sources, and its books."""

import math

import numpy as np

from crossgauge.engines.events import state as s
from crossgauge.engines.events.sources import factor_of_day, gap_of
from crossgauge.engines.events.streams import draw, joined, mix, nth, whole
from engines.twin import BATCH, DAY, HOUR, LINK
from engines.twin_steps import OPS, TwinWithGates


class WholeTwin(TwinWithGates):
    """The twin with everything in it."""

    OPS = OPS

    def split(self, unit, entry, law, chain, *_):
        n = unit.load if law == s.NOBODY else self.ticks(unit, law)
        family = self.identity(unit.identity, self.p.instructions.key[unit.at], unit.lap)
        for i in range(n):
            child = self.bear(chain, entry, self.identity(family, i), i, parent=unit, priority=unit.priority)
            child.arrived = unit.arrived
            self.ready.append(child)
        unit.children += n
        unit.at += 1
        return True

    def join(self, unit, *_):
        unit.joining = unit.children > 0
        unit.at += not unit.joining
        return not unit.joining

    def signal(self, unit, *_):
        self.tell(unit)
        unit.at += 1
        return True

    def batch(self, unit, b, *_):
        line = self.line("batch", b)
        unit.rank = 0
        self.stand(("batch", b), unit)
        if len(line) >= self.size_now(b):
            self.cancel((0, BATCH, b))
            self.form(b)
        elif len(line) == 1 and self.p.batches.patience[b] != s.NOBODY:
            self.plan_patience(b)
        return False

    def size_now(self, b):
        law = s.NOBODY if self.p.batches.size_law is None else self.p.batches.size_law[b]
        return self.p.batches.size[b] if law == s.NOBODY else whole(self.laws, law, self.p.batches.key[b], self.now)

    def plan_patience(self, b):
        self.schedule((0, BATCH, b), self.now + int(self.p.batches.patience[b]), lambda: self.lose_patience(b))

    def lose_patience(self, b):
        if len(self.line("batch", b)) >= self.p.batches.least[b]:
            self.form(b)
        else:
            self.plan_patience(b)

    def form(self, b):
        stations = self.p.batches
        key = self.identity(self.key, stations.key[b], self.formed[b])
        batch = self.bear(stations.chain[b], stations.entry[b], key, self.formed[b])
        self.formed[b] += 1
        line = self.line("batch", b)
        batch.priority = line[0].priority
        while line:
            member = line[0]
            self.step_out(("batch", b), member)
            member.carrier = batch
            batch.members.append(member)
        batch.load = len(batch.members)
        self.ready.append(batch)

    def unbatch(self, batch, *_):
        for member in batch.members:
            member.carrier = None
            member.waited += batch.waited
            member.at += 1
            self.ready.append(member)
        batch.members = []
        batch.at += 1
        return True

    # Links

    def way(self, link, direction):
        return ("link", link, direction if self.p.links.tracks[link] != 1 else 0)

    def free_from(self, link, direction):
        links = self.p.links
        if links.tracks[link] == 1 and self.on_link.get((link, 1 - direction), 0):
            return None
        if links.places[link] != s.NOBODY and self.on_link.get((link, direction), 0) >= links.places[link]:
            return None
        return self.entered.get((link, direction), -math.inf) + int(links.headway[link])

    def move(self, unit, link, direction, law, *_):
        unit.work, unit.side, unit.rank = self.ticks(unit, law), (link, direction), 0
        way = self.way(link, direction)
        tick = self.free_from(link, direction)
        if not self.line(*way) and tick is not None and tick <= self.now:
            self.enter(unit)
            return False
        self.stand(way, unit)
        if len(self.line(*way)) == 1:
            self.serve_link(way)
        return False

    def enter(self, unit):
        link, side = unit.side[0], unit.side
        arrives = self.now + unit.work
        if self.p.links.tracks[link] != s.NOBODY:
            arrives = max(arrives, self.arrives.get(side, -math.inf) + int(self.p.links.headway[link]))
        self.entered[side], self.arrives[side] = self.now, arrives
        self.on_link[side] = self.on_link.get(side, 0) + 1
        departed = self.now
        self.schedule((1, unit.serial), arrives, lambda: self.come_out(unit, departed))

    def serve_link(self, way):
        line = self.line(*way)
        while line:
            tick = self.free_from(*line[0].side)
            if tick is None:
                return
            if tick > self.now:
                self.schedule((0, LINK, 2 * way[1] + way[2]), tick, lambda: self.serve_link(way))
                return
            unit = line[0]
            self.step_out(way, unit)
            self.enter(unit)

    def come_out(self, unit, departed):
        link, direction = unit.side
        if self.recorded(unit) and not unit.left:
            self.legs.append((unit.serial, unit.chain, link, direction, unit.load, departed, self.now))
        self.on_link[unit.side] -= 1
        unit.at += 1
        self.serve_link(self.way(link, direction))
        self.follow(unit)

    # Sources

    def plan_source(self, i):
        sources = self.p.sources
        ticks = self.by_rate(i) if sources.mode[i] == s.BY_RATE else self.by_list(i)
        self.next_of(i, ticks)

    def next_of(self, i, ticks):
        following = next(ticks, None)
        if following is not None:
            tick, ordinal = following
            self.schedule((2, i), tick, lambda: self.arrive(i, ordinal, ticks))

    def nth_of(self, key, k):
        return np.uint64(nth(np.uint64(joined(self.key, key)), k))

    def by_list(self, i):
        sources = self.p.sources
        found = []
        for k, tick in enumerate(sources.listed[sources.first[i] : sources.first[i + 1]]):
            late = 0
            if sources.jitter[i] != s.NOBODY:
                stream = np.uint64(joined(self.nth_of(sources.key[i], k), 1))
                late = math.floor(draw(self.laws, sources.jitter[i], stream, tick) + 0.5)
            found.append((max(0, int(tick) + late), k))
        yield from sorted(found)

    def by_rate(self, i):
        sources = self.p.sources
        rates = sources.expected[sources.first[i] : sources.first[i + 1]]
        key, hour, used, k, factor = sources.key[i], 0, 0.0, 0, None
        while True:
            gap = gap_of(sources.dispersion[i], self.nth_of(np.uint64(mix(key)), k), k == 0)
            while True:
                if hour == len(rates):
                    return
                if hour % 24 == 0 and used == 0.0:
                    factor = factor_of_day(sources.day_spread[i], self.key, key, hour // 24)
                rate = rates[hour] * factor
                if gap < rate - used:
                    break
                gap -= rate - used
                hour, used = hour + 1, 0.0
            used += gap
            yield hour * HOUR + min(HOUR - 1, int(used / rate * HOUR)), k
            k += 1

    def arrive(self, i, ordinal, ticks):
        sources = self.p.sources
        key = self.nth_of(sources.key[i], ordinal)
        unit = self.bear(sources.chain[i], sources.entry[i], key, ordinal, priority=int(sources.priority[i]))
        if sources.load[i] != s.NOBODY:
            unit.load = int(whole(self.laws, sources.load[i], np.uint64(joined(key, 2)), self.now))
        self.next_of(i, ticks)
        self.follow(unit)

    # Books

    def by_day(self, what, which, longest=False):
        """Integral of a history over each recorded day, or its largest value."""
        start, until = self.p.record_from, self.p.until
        n_days = max(0, -(-(until - start) // DAY))
        changes = [(-1, 0), *self.history.get((what, which), []), (until, 0)]
        found = [0] * n_days
        for (tick, value), (following, _) in zip(changes, changes[1:], strict=False):
            for day in range(n_days):
                a, b = start + day * DAY, min(until, start + (day + 1) * DAY)
                begins = tick >= a if longest else False
                if longest and ((begins and tick < b) or (tick < a <= following and following > -1)):
                    found[day] = max(found[day], value)
                elif not longest:
                    found[day] += value * max(0, min(b, following) - max(a, tick))
        return found


OPS.update({
    s.OP_SPLIT: WholeTwin.split, s.OP_JOIN: WholeTwin.join, s.OP_SIGNAL: WholeTwin.signal,
    s.OP_BATCH: WholeTwin.batch, s.OP_UNBATCH: WholeTwin.unbatch, s.OP_MOVE: WholeTwin.move,
})  # fmt: skip
