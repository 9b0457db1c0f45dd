"""The three models of benchmarks/events.py as loops of their own: no table, no records, one calendar array."""

import numpy as np
from numba import njit

fast = njit(cache=True, error_model="numpy")


@fast
def first_due(due):
    """The position of the earliest of a few dates."""
    best = 0
    for i in range(1, len(due)):
        if due[i] < due[best]:
            best = i
    return best


@fast
def mm1_by_hand(n, seed):
    """Mean wait of n customers; two dates are all the calendar."""
    np.random.seed(seed)
    came = np.empty(n)
    due = np.array([np.random.exponential(1.25), np.inf])
    head = tail = 0
    waited = 0.0
    while head < n:
        if due[0] <= due[1]:
            now = due[0]
            came[tail] = now
            tail += 1
            due[0] = now + np.random.exponential(1.25) if tail < n else np.inf
            if tail - head == 1:
                due[1] = now + np.random.exponential(1.0)
        else:
            now = due[1]
            head += 1
            due[1] = np.inf
            if head < tail:
                waited += now - came[head]
                due[1] = now + np.random.exponential(1.0)
    return waited / n


@fast
def tandem_by_hand(n, seed):
    """Time of n items through five stations with one place between; `blocked` items hold their server."""
    np.random.seed(seed)
    due = np.full(6, np.inf)
    due[5] = np.random.exponential(2.0)
    busy = np.zeros(5, np.int64)  # 0 idle, 1 serves, 2 blocked
    queue = np.zeros(5, np.int64)
    come = gone = 0
    now = 0.0
    while gone < n:
        k = first_due(due)
        now = due[k]
        due[k] = np.inf
        if k == 5:
            come += 1
            queue[0] += 1
            if come < n:
                due[5] = now + np.random.exponential(2.0)
            k = 0
        else:
            busy[k] = 2
        j = k
        while j >= 0:  # from here upstream, as far as something moves
            if busy[j] == 2 and (j == 4 or queue[j + 1] < 1 or busy[j + 1] == 0):
                busy[j] = 0
                if j == 4:
                    gone += 1
                elif busy[j + 1] == 0:
                    busy[j + 1] = 1
                    due[j + 1] = now + np.random.exponential(1.0)
                else:
                    queue[j + 1] += 1
            if busy[j] == 0 and queue[j] > 0:
                queue[j] -= 1
                busy[j] = 1
                due[j] = now + np.random.exponential(1.0)
            j -= 1
    return now


@fast
def port_by_hand(days, seed):
    """Wagons that left the gauge-change port; calendar: 2 tracks, 6 cranes, 4 officers, trains, slot, shifts."""
    np.random.seed(seed)
    minute, hour, day = 1.0, 60.0, 1440.0
    due = np.full(15, np.inf)
    comes = np.sort(np.arange(days * 20) * (day / 20) + np.random.uniform(0, hour, days * 20))
    due[12] = comes[0]
    due[14] = 2 * hour
    n_trains = trains = wagons = gathered = outbound = leaving = left = 0
    is_open = True
    while True:
        k = first_due(due)
        now = due[k]
        if now >= days * day:
            return left
        due[k] = np.inf
        if k < 2:
            wagons += 50
        elif k < 8:
            gathered += 1
            if gathered == 41:
                gathered = 0
                outbound += 1
        elif k < 12:
            leaving += 1
            if due[13] == np.inf:
                due[13] = (np.floor(now / (30 * minute)) + 1) * 30 * minute
        elif k == 12:
            trains += 1
            n_trains += 1
            if n_trains < len(comes):
                due[12] = comes[n_trains]
        elif k == 13:
            leaving -= 1
            left += 41
            if leaving > 0:
                due[13] = now + 30 * minute
        else:
            is_open = not is_open
            due[14] = now + (22 * hour if is_open else 2 * hour)
        for i in range(2):
            if is_open and trains > 0 and due[i] == np.inf:
                trains -= 1
                due[i] = now + 1.5 * hour * np.random.lognormal(0, 0.3)
        for i in range(2, 8):
            if wagons > 0 and due[i] == np.inf:
                wagons -= 1
                due[i] = now + 6 * minute * np.random.lognormal(0, 0.4)
        for i in range(8, 12):
            if outbound > 0 and due[i] == np.inf:
                outbound -= 1
                due[i] = now + 2 * hour * np.random.lognormal(0, 0.4)
