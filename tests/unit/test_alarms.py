"""Calls at set times."""

from __future__ import annotations

import threading

from gateway.execute.alarms import Alarms
from tests.support.waiting import PATIENCE, wait_until


def test_the_earliest_comes_first_whenever_it_was_set() -> None:
    alarms, made, done = Alarms("test"), [], threading.Event()
    alarms.after(0.3, lambda: (made.append("third"), done.set()))
    alarms.after(0.1, lambda: made.append("second"))
    alarms.after(0.0, lambda: made.append("first"))
    assert done.wait(PATIENCE)
    assert made == ["first", "second", "third"]


def test_a_cancelled_one_does_not_come() -> None:
    alarms, made, done = Alarms("test"), [], threading.Event()
    cancelled = alarms.after(0.05, lambda: made.append("no"))
    alarms.after(0.1, done.set)
    cancelled.cancel()
    cancelled.cancel()
    assert done.wait(PATIENCE)
    assert not made


def test_cancelled_ones_do_not_pile_up() -> None:
    alarms = Alarms("test")
    for _ in range(10_000):
        alarms.after(3600, lambda: None).cancel()
        assert len(alarms) < 200


def test_one_thread_makes_all() -> None:
    alarms, threads = Alarms("test"), set()
    for number in range(50):
        alarms.after(number / 1000, lambda: threads.add(threading.get_ident()))
    wait_until(lambda: len(alarms) == 0)
    last = threading.Event()
    alarms.after(0, last.set)
    assert last.wait(PATIENCE)
    assert len(threads) == 1
