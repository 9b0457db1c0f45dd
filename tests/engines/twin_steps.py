"""The slow twin of gates and of the simple instructions."""

from crossgauge.engines.events import state as s
from crossgauge.engines.events.streams import uniform
from engines.twin import GATE, Twin


class TwinWithGates(Twin):
    """The twin, with gates."""

    def open_window(self, g):
        gates = self.p.gates
        while self.window[g] < gates.first[g + 1] and gates.closes[self.window[g]] < self.now:
            self.window[g] += 1
        row = self.window[g]
        return row if row < gates.first[g + 1] and gates.opens[row] <= self.now else None

    def may_pass(self, g, unit):
        row = self.open_window(g)
        return row is not None and (self.left[row] == s.NOBODY or self.left[row] >= unit.count)

    def wait(self, unit, g, tokens, *_):
        line = self.line("gate", g)
        unit.count, unit.rank = tokens, unit.priority if self.p.gates.discipline[g] == s.BY_PRIORITY else 0
        if (not line or unit.rank < line[0].rank) and self.may_pass(g, unit):
            return self.through_gate(g, unit)
        self.stand(("gate", g), unit)
        if len(line) == 1:
            self.wake(g)
        return False

    def through_gate(self, g, unit):
        if self.left[self.window[g]] != s.NOBODY:
            self.left[self.window[g]] -= unit.count
        self.count("passed", g, unit.count)
        unit.at += 1
        return True

    def wake(self, g):
        for row in range(self.window[g], self.p.gates.first[g + 1]):
            if self.p.gates.opens[row] > self.now:
                self.schedule((0, GATE, g), int(self.p.gates.opens[row]), lambda: self.open_gate(g))
                return

    def open_gate(self, g):
        line = self.line("gate", g)
        while line and self.may_pass(g, line[0]):
            unit = line[0]
            self.step_out(("gate", g), unit)
            self.through_gate(g, unit)
            self.ready.append(unit)
        if line:
            self.wake(g)


# Instructions


def do_stage(twin, unit, label, *_):
    if not unit.left:
        twin.close_stage(unit)
        unit.stage = (label, twin.now, unit.waited)
    unit.at += 1
    return True


def do_release(twin, unit, r, count, *_):
    twin.give_back(r, count)
    unit.at += 1
    return True


def do_delay(twin, unit, law, *_):
    twin.schedule((1, unit.serial), twin.now + twin.ticks(unit, law), lambda: twin.go_on(unit))
    return False


def do_branch(twin, unit, first, n, *_):
    u = uniform(twin.stream(unit), 0)
    arm = next((a for a in range(first, first + n) if u < twin.p.branch_share[a]), first + n - 1)
    unit.at = int(twin.p.branch_to[arm])
    return True


def do_season(twin, unit, first, n, *_):
    begun = [row for row in range(first, first + n) if twin.p.branch_share[row] <= twin.now]
    unit.at = int(twin.p.branch_to[begun[-1] if begun else first])
    return True


def do_goto(twin, unit, to, *_):
    unit.lap += to <= unit.at
    unit.at = to
    return True


def do_leave(twin, unit, *_):
    twin.leave(unit)
    unit.at += 1
    return True


def do_end(twin, unit, *_):
    twin.end(unit)
    return False


OPS = {
    s.OP_STAGE: do_stage, s.OP_SEIZE: lambda twin, unit, *args: twin.ask(unit, *args[:6]), s.OP_USE: Twin.ask,
    s.OP_RELEASE: do_release, s.OP_DELAY: do_delay, s.OP_WAIT: TwinWithGates.wait, s.OP_BRANCH: do_branch,
    s.OP_GOTO: do_goto, s.OP_LEAVE: do_leave, s.OP_END: do_end, s.OP_SEASON: do_season,
}  # fmt: skip
