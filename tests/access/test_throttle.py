"""Waiting after failed logins, on a clock of its own."""

from __future__ import annotations

import pytest

from gateway.access.throttle import FORGOTTEN_AFTER, FREE, LONGEST_WAIT, Throttle
from gateway.errors import SqlError


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_each_failure_doubles_the_wait() -> None:
    throttle = Throttle(clock := Clock())
    waits = []
    for _ in range(FREE + 6):
        waits.append(throttle.wait("ann", "a"))
        clock.now += waits[-1]
        throttle.failed("ann", "a")
    assert waits == [0.0] * FREE + [0.5, 1.0, 2.0, 4.0, 8.0, LONGEST_WAIT]


def failed_often(times: int = FREE) -> tuple[Throttle, Clock]:
    throttle = Throttle(clock := Clock())
    for _ in range(times):
        throttle.failed("ann", "a")
    return throttle, clock


def test_others_do_not_wait() -> None:
    throttle, _ = failed_often()
    assert throttle.wait("ann", "a") > 0
    assert throttle.wait("ann", "b") == throttle.wait("bob", "a") == throttle.wait("bob", None) == 0


def test_success_and_time_forget() -> None:
    throttle, clock = failed_often()
    throttle.succeeded("ann", "a")
    assert throttle.wait("ann", "a") == 0
    throttle, clock = failed_often()
    clock.now += FORGOTTEN_AFTER + 1
    assert throttle.wait("ann", "a") == 0


def test_attempts_that_come_together_wait_one_after_another() -> None:
    throttle, clock = failed_often(FREE + 3)
    assert [throttle.wait("ann", "a") for _ in range(3)] == [4.0, 8.0, 12.0]
    with pytest.raises(SqlError, match="too many failed login attempts") as caught:
        throttle.wait("ann", "a")
    assert (caught.value.sqlstate, caught.value.hint) == ("53300", "Try again in 12 seconds.")
    clock.now += 30
    assert throttle.wait("ann", "a") == 4.0


def test_memory_is_bounded() -> None:
    throttle, _ = failed_often()
    for number in range(10_000):
        throttle.failed(f"user{number}", "a")
    assert throttle.wait("ann", "a") == 0  # the oldest had to go
    assert len(throttle._records) == 10_000
