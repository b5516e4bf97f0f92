"""Checks of a client: functions of its connection, run against the gateway and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.wire.clients.queries import QUERIES

Check = Callable[[Any], object]


class Checks:
    """The checks of one client, in order."""

    def __init__(self) -> None:
        self._found: dict[str, Check] = {}

    def __call__(self, check: Check) -> Check:
        """Decorate a check: it returns what must be the same for both servers."""
        self._found[check.__name__.replace("_", " ")] = check
        return check

    def queries(self, run: Callable[[Any, str], object]) -> None:
        """One check for each of `QUERIES`: what `run(connection, statement)` returns."""
        for name, statement in QUERIES.items():
            self._found[name] = lambda connection, sql=statement: run(connection, sql)  # type: ignore[misc]

    def parametrize(self) -> pytest.MarkDecorator:
        """The parameter `check` of a test."""
        found = self._found
        return pytest.mark.parametrize("check", found.values(), ids=found.keys())


def shown(value: object) -> str:
    """A value so that NaN is NaN, and 1 is not 1.0."""
    return repr(value)


def same(check: Check, ours: Any, theirs: Any) -> None:
    """The check gives the same on both connections; PostgreSQL's is run first."""
    expected = shown(check(theirs))
    found = shown(check(ours))
    assert found == expected, f"the gateway:\n{found}\nPostgreSQL:\n{expected}"
