"""A source that does not answer is left alone, and tried again."""

from __future__ import annotations

import pytest

from connectors.api import Cancelled, RemoteError, SourceUnavailable
from gateway.errors import SqlError
from gateway.execute.breaker import FAILURES, LONGEST, Breakers

GONE = SourceUnavailable("connection refused")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breakers(clock: Clock) -> Breakers:
    return Breakers(clock)


def _fail(breakers: Breakers, times: int) -> None:
    for _ in range(times):
        breakers.check("crm")
        breakers.failed("crm", GONE)


def test_opens_after_failures_in_a_row(breakers: Breakers) -> None:
    _fail(breakers, FAILURES - 1)
    breakers.check("crm")
    breakers.failed("crm", GONE)
    with pytest.raises(SqlError, match='source "crm"') as caught:
        breakers.check("crm")
    assert caught.value.sqlstate == "08006"
    assert "connection refused" in caught.value.detail
    assert breakers.open() == {"crm": "connection refused"}
    breakers.check("billing")


def test_an_answer_between_failures_counts(breakers: Breakers) -> None:
    _fail(breakers, FAILURES - 1)
    breakers.failed("crm", RemoteError("division by zero", sqlstate="22012"))
    _fail(breakers, FAILURES - 1)
    breakers.succeeded("crm")
    _fail(breakers, FAILURES - 1)
    breakers.check("crm")


def test_one_may_try_after_the_pause(breakers: Breakers, clock: Clock) -> None:
    _fail(breakers, FAILURES)
    clock.now += 1.0
    breakers.check("crm")  # this one may
    with pytest.raises(SqlError):
        breakers.check("crm")  # that one has to wait for its outcome
    breakers.succeeded("crm")
    breakers.check("crm")
    assert breakers.open() == {}


def test_the_pause_doubles(breakers: Breakers, clock: Clock) -> None:
    _fail(breakers, FAILURES)
    for pause in (1.0, 2.0, 4.0, 8.0, 16.0, LONGEST, LONGEST):
        clock.now += pause - 0.01
        with pytest.raises(SqlError):
            breakers.check("crm")
        clock.now += 0.01
        breakers.check("crm")
        breakers.failed("crm", GONE)


def test_a_cancelled_try_leaves_it_to_the_next(breakers: Breakers, clock: Clock) -> None:
    _fail(breakers, FAILURES)
    clock.now += 1.0
    breakers.check("crm")
    breakers.failed("crm", Cancelled("canceling statement due to user request"))
    breakers.check("crm")


def test_a_full_pool_is_no_failure(breakers: Breakers) -> None:
    for _ in range(2 * FAILURES):
        breakers.check("crm")
        breakers.failed("crm", SourceUnavailable("all in use", sqlstate="53300"))
