"""Replicas beside each other, in threads and in processes, are the replicas run in turn, bit by bit."""

import multiprocessing
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from crossgauge.engines.events.run import run_part
from study.bits import SEED, bits_of, bits_of_replica, parts

REPLICAS = (1, 2, 3, 4)


@pytest.fixture(scope="module")
def programs():
    return [part.program for part in parts()]


@pytest.fixture(scope="module")
def in_turn(programs):
    """Traces of one replica after the other."""
    return {
        (number, replica): run_part(program, seed=SEED, replica=replica)
        for number, program in enumerate(programs)
        for replica in REPLICAS
    }


class Meeting:
    """Lets two threads go on when both are in the middle of their runs, once."""

    def __init__(self):
        self.barrier = threading.Barrier(2)
        self.met = threading.local()
        self.met_by = []

    def should_stop(self):
        if not getattr(self.met, "done", False):
            self.met.done = True
            self.barrier.wait(60.0)
            self.met_by.append(threading.get_ident())
        return False


def test_two_threads_on_one_program_give_the_traces_of_runs_in_turn(programs, in_turn):
    """The loop holds neither the GIL nor anything outside of the world of its replica."""
    for number, program in enumerate(programs):
        for pair in (REPLICAS[:2], REPLICAS[2:]):
            meeting = Meeting()

            def work(replica, program=program, meeting=meeting):
                return run_part(program, seed=SEED, replica=replica, should_stop=meeting.should_stop)

            with ThreadPoolExecutor(2) as threads:
                traces = list(threads.map(work, pair))

            assert len(set(meeting.met_by)) == 2
            for replica, trace in zip(pair, traces, strict=True):
                assert bits_of(trace) == bits_of(in_turn[number, replica])


def test_the_same_replica_in_two_threads_is_the_same_twice(programs, in_turn):
    with ThreadPoolExecutor(2) as threads:
        traces = list(threads.map(lambda _: run_part(programs[0], seed=SEED, replica=1), range(2)))

    assert [bits_of(trace) for trace in traces] == [bits_of(in_turn[0, 1])] * 2


def test_processes_give_the_traces_of_runs_in_turn(programs, in_turn):
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as processes:
        told = list(processes.map(bits_of_replica, REPLICAS))

    for replica, bits in zip(REPLICAS, told, strict=True):
        assert bits == [bits_of(in_turn[number, replica]) for number in range(len(programs))]


def test_other_replicas_have_other_bits(in_turn):
    """So that the tests above can fail."""
    assert len({bits_of(trace) for trace in in_turn.values()}) == len(in_turn)
