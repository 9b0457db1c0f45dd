"""The law of docs/semantics.md read slowly: objects, lists and heapq, no tricks. Judges the compiled kernel."""

import heapq
from collections import namedtuple
from types import SimpleNamespace
from typing import ClassVar

import numpy as np

from crossgauge.engines.events import state as s
from crossgauge.engines.events.run import key_of_run
from crossgauge.engines.events.streams import joined, mix, stream_at, whole

DAY, HOUR = 86_400_000, 3_600_000
FRONT = -(1 << 62)
CAPACITY, FAILURE, GATE, LINK, BATCH = range(5)
Laws = namedtuple("Laws", "kind parameter first_part last_part values parts")


class Unit(SimpleNamespace):
    """A unit and all that is known of it."""

    __hash__ = object.__hash__

    def __eq__(self, other):
        return self is other


class Twin:
    """One replica of a Program, event by event: calendar, record, units and resources."""

    OPS: ClassVar[dict] = {}  # what each instruction does, filled by twin_groups.py

    def __init__(self, program, seed, replica):
        self.p, self.key = program, key_of_run(seed, replica)
        d = program.distributions
        self.laws = Laws(d.kind, np.ravel(d.parameter).copy(), d.first, d.last, d.values, d.parts)
        self.now, self.serial, self.calendar, self.ready = 0, 0, [], []
        self.visits, self.stages, self.legs, self.living = [], [], [], []
        r = program.resources
        n = len(r.discipline)
        self.capacity = [int(r.capacity[r.first[i]]) for i in range(n)]
        self.lost, self.in_hand, self.row = [0] * n, [[] for _ in range(n)], [int(r.first[i]) + 1 for i in range(n)]
        self.free = [min(c, int(i)) if i >= 0 else c for c, i in zip(self.capacity, r.initial, strict=True)]
        self.lines = {}
        self.history = {}  # (what, which) -> [(tick, value)]
        self.counts = {}  # (what, which, day) -> number
        for i in range(n):
            self.note_resource(i)
        g = program.gates
        self.window = [int(x) for x in g.first[:-1]]
        self.left = {w: int(g.passes[w]) for w in range(len(g.passes))}
        self.on_link, self.entered, self.arrives = {}, {}, {}
        self.formed = [0] * len(program.batches.size)
        self.due = {}
        self.down = [0] * len(program.failures.resource)
        self.n_failed = [0] * len(self.down)
        self.born = [0] * len(program.chains.record)

    # Calendar

    def schedule(self, rank, tick, act):
        """Be due once, in place of any earlier date of the same rank."""
        token = object()
        self.due[rank] = token
        heapq.heappush(self.calendar, (tick, rank, len(self.calendar), id(token), token, act))

    def cancel(self, rank):
        self.due.pop(rank, None)

    def run(self):
        for i in range(len(self.capacity)):
            self.plan_capacity(i)
        for i in range(len(self.down)):
            self.plan_failure(i)
        for i in range(len(self.p.sources.mode)):
            self.plan_source(i)
        while self.calendar and self.calendar[0][0] < self.p.until:
            self.now, rank, _, _, token, act = heapq.heappop(self.calendar)
            if self.due.get(rank) is not token:
                continue
            del self.due[rank]
            act()
            while self.ready:
                self.follow(self.ready.pop(0))
        return self

    # Draws

    def stream(self, unit):
        with np.errstate(over="ignore"):
            return np.uint64(stream_at(unit.identity, self.p.instructions.key[unit.at], unit.lap))

    def ticks(self, unit, law):
        return int(whole(self.laws, law, self.stream(unit), self.now))

    def identity(self, *parts):
        key = parts[-1]
        for part in reversed(parts[:-1]):
            key = np.uint64(joined(part, key))
        return key

    # Record

    def note(self, what, which, value):
        self.history.setdefault((what, which), []).append((self.now, value))

    def count(self, what, which, by):
        if self.now >= self.p.record_from:
            place = (what, which, (self.now - self.p.record_from) // DAY)
            self.counts[place] = self.counts.get(place, 0) + by

    def note_resource(self, r):
        stock = self.p.resources.initial[r] >= 0
        total = self.capacity[r] if stock else self.capacity[r] - self.lost[r]
        self.note("in_use", r, total - self.free[r])
        self.note("capacity", r, max(0, self.capacity[r] - self.lost[r]))

    def recorded(self, unit):
        return self.p.chains.record[unit.chain] == s.RECORD_UNITS and self.now >= self.p.record_from

    def close_stage(self, unit):
        if unit.stage is None:
            return
        label, entered, waited = unit.stage
        unit.stage = None
        if self.recorded(unit):
            self.stages.append((unit.serial, label, entered, self.now, unit.waited - waited))

    def everybody(self, unit):
        yield unit
        for member in unit.members:
            yield from self.everybody(member)

    def leave(self, top):
        for u in self.everybody(top):
            if u.left:
                continue
            u.waited += u.carrier.waited if u is not top else 0
            self.close_stage(u)
            u.left = True
            if self.recorded(u):
                parent = u.carrier.serial if u.carrier else u.parent.serial if u.parent else s.NOBODY
                self.visits.append(
                    (u.serial, u.chain, u.ordinal, parent, u.load, u.arrived, self.now, u.waited, u.outcome)
                )

    # Units

    def bear(self, chain, entry, identity, ordinal, **known):
        unit = Unit(
            serial=self.serial, chain=int(chain), at=int(entry), identity=identity, ordinal=int(ordinal), load=1,
            arrived=self.now, waited=0, stage=None, priority=0, lap=0, children=0, told=False, left=False, outcome=0,
            parent=None, carrier=None, members=[], joining=False, resumes=False, gone=False, line=None,
        )  # fmt: skip
        self.serial += 1
        self.born[unit.chain] += 1
        self.living.append(unit)
        unit.__dict__.update(known)
        return unit

    def end(self, top):
        self.leave(top)
        for unit in list(self.everybody(top)):
            unit.gone = True
            self.living.remove(unit)
            self.tell(unit)

    def tell(self, unit):
        if unit.parent is None or unit.told:
            return
        unit.told = True
        if unit.parent.gone:
            return
        unit.parent.children -= 1
        if unit.parent.children == 0 and unit.parent.joining:
            unit.parent.joining = False
            unit.parent.at += 1
            self.ready.append(unit.parent)

    def follow(self, unit):
        while True:
            op = int(self.p.instructions.op[unit.at]) if unit.at is not None else s.OP_END
            args = [int(a) for a in self.p.instructions.args[unit.at]] if unit.at is not None else []
            if not self.OPS[op](self, unit, *args):
                return

    def go_on(self, unit):
        unit.at += 1
        self.follow(unit)

    # Lines

    def line(self, *name):
        return self.lines.setdefault(name, [])

    def stand(self, name, unit, in_front=False):
        line = self.line(*name)
        place = len(line)
        while place and (line[place - 1].rank > unit.rank or (in_front and line[place - 1].rank == unit.rank)):
            place -= 1
        line.insert(place, unit)
        unit.asked = self.now
        self.note_line(name)

    def step_out(self, name, unit):
        self.line(*name).remove(unit)
        unit.waited += self.now - unit.asked
        self.note_line(name)

    def note_line(self, name):
        ways = [name[:2]] if name[0] != "link" else [("link", name[1], 0), ("link", name[1], 1)]
        self.note("queue", name[:2], sum(len(self.line(*way)) for way in ways))

    # Resources

    def can_take(self, r, unit):
        free = self.free[r]
        if self.p.resources.preempts[r]:
            for other in self.in_hand[r]:
                if free < unit.count and other.importance > unit.importance:
                    free += other.count
        return free >= unit.count

    def interrupt(self, r, unit, rank):
        unit.work = unit.ends - self.now
        self.cancel((1, unit.serial))
        self.in_hand[r].remove(unit)
        self.free[r] += unit.count
        self.note_resource(r)
        unit.resumes, unit.rank = True, rank
        self.stand(("resource", r), unit, True)

    def take(self, r, unit, stood):
        while self.free[r] < unit.count:
            worst = max(other.importance for other in self.in_hand[r])
            victim = [other for other in self.in_hand[r] if other.importance == worst][-1]
            self.interrupt(r, victim, victim.rank)
        self.free[r] -= unit.count
        self.note_resource(r)
        self.count("waited", r, stood)
        self.count("served", r, 0 if unit.resumes else 1)
        unit.resumes = False
        if self.p.instructions.op[unit.at] == s.OP_USE:
            self.in_hand[r].append(unit)
            unit.ends = self.now + unit.work
            self.schedule((1, unit.serial), unit.ends, lambda: self.finish(r, unit))
            return False
        unit.at += 1
        return True

    def finish(self, r, unit):
        self.in_hand[r].remove(unit)
        self.give_back(r, unit.count)
        self.go_on(unit)

    def serve(self, r):
        line = self.line("resource", r)
        while line and self.can_take(r, line[0]):
            unit = line[0]
            self.step_out(("resource", r), unit)
            self.cancel((1, unit.serial))
            if self.take(r, unit, self.now - unit.asked):
                self.ready.append(unit)

    def give_back(self, r, count):
        self.free[r] += count
        if self.p.resources.initial[r] >= 0:
            self.free[r] = min(self.free[r], self.capacity[r])
        self.note_resource(r)
        self.serve(r)

    def ask(self, unit, r, count, priority, balk_above, patience, otherwise, law=s.NOBODY, *_):
        discipline = self.p.resources.discipline[r]
        unit.count, unit.importance = count, unit.priority + priority
        unit.work = self.ticks(unit, law) if law != s.NOBODY else 0
        unit.rank = {s.BY_PRIORITY: unit.importance, s.SHORTEST_FIRST: unit.work}.get(int(discipline), 0)
        unit.resumes = False
        line = self.line("resource", r)
        last_come = discipline == s.LAST_COME
        first = not line or unit.rank < line[0].rank or (last_come and line[0].rank != FRONT)
        if first and self.can_take(r, unit):
            return self.take(r, unit, 0)
        if balk_above != s.NOBODY and len(line) >= balk_above:
            return self.turn_away(unit, otherwise, 1)
        self.stand(("resource", r), unit, last_come)
        if patience != s.NOBODY:
            with np.errstate(over="ignore"):
                ticks = int(whole(self.laws, patience, np.uint64(mix(self.stream(unit))), self.now))
            self.schedule((1, unit.serial), self.now + ticks, lambda: self.renege(unit, r, otherwise))
        return False

    def turn_away(self, unit, otherwise, outcome):
        if otherwise == s.NOBODY and not unit.left:
            unit.outcome = outcome
        unit.at = None if otherwise == s.NOBODY else otherwise
        return True

    def renege(self, unit, r, otherwise):
        self.step_out(("resource", r), unit)
        self.turn_away(unit, otherwise, 2)
        self.serve(r)
        self.follow(unit)

    def change(self, r, capacity, lost):
        by = (capacity - lost) - (self.capacity[r] - self.lost[r])
        more = max(0, capacity - self.capacity[r])
        self.capacity[r], self.lost[r] = capacity, lost
        if self.p.resources.initial[r] >= 0:
            self.free[r] = min(self.free[r] + more, capacity)
            self.note_resource(r)
            self.serve(r)
            return
        self.free[r] += by
        self.note_resource(r)
        if self.p.resources.on_close[r] == s.PAUSE:
            while self.free[r] < 0 and self.in_hand[r]:
                self.interrupt(r, self.in_hand[r][-1], FRONT)
        self.serve(r)

    def plan_capacity(self, r):
        row = self.row[r]
        if row < self.p.resources.first[r + 1]:
            self.schedule((0, CAPACITY, r), int(self.p.resources.tick[row]), lambda: self.turn_capacity(r))

    def turn_capacity(self, r):
        row = self.row[r]
        self.row[r] += 1
        self.plan_capacity(r)
        self.change(r, int(self.p.resources.capacity[row]), self.lost[r])

    def plan_failure(self, f):
        law = (self.p.failures.down if self.down[f] else self.p.failures.up)[f]
        key = self.identity(self.key, self.p.failures.key[f], 2 * self.n_failed[f] + self.down[f])
        lasts = int(whole(self.laws, law, key, self.now))
        self.schedule((0, FAILURE, f), self.now + lasts, lambda: self.turn_failure(f))

    def turn_failure(self, f):
        r, takes = int(self.p.failures.resource[f]), int(self.p.failures.takes[f])
        self.n_failed[f] += self.down[f]
        self.down[f] = 1 - self.down[f]
        self.plan_failure(f)
        self.change(r, self.capacity[r], self.lost[r] + (takes if self.down[f] else -takes))
