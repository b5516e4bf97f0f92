"""A prepared statement that tells the journal when it runs, and how it ends.

Imports: `connectors`, `gateway.errors`, `gateway.execute`, `gateway.session`, this package.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from connectors.api import OutputColumn
from connectors.types import Type
from gateway.errors import SqlError
from gateway.execute.look_up import Asking
from gateway.execute.result import Result
from gateway.operations.journal import Journal
from gateway.session import Session


class Runnable(Protocol):
    """What is observed: `gateway.prepared.Prepared`."""

    @property
    def parameters(self) -> tuple[Type, ...]:
        """The types of `$1`, `$2`, …."""

    @property
    def columns(self) -> tuple[OutputColumn, ...]:
        """The result's columns."""

    def execute(self, values: Sequence[object] = (), *, timed: bool = True) -> Result:
        """Run it."""


@runtime_checkable
class Askable(Protocol):
    """What may run without waiting."""

    def ask(self, values: Sequence[object] = (), *, timed: bool = True) -> Asking | None:
        """Run it, if it can be done without waiting for anything."""


@dataclass(frozen=True, slots=True)
class Observed:
    """`inner`, written down."""

    inner: Runnable
    journal: Journal
    session: Session
    sql: str

    @property
    def parameters(self) -> tuple[Type, ...]:
        """As `inner`."""
        return self.inner.parameters

    @property
    def columns(self) -> tuple[OutputColumn, ...]:
        """As `inner`."""
        return self.inner.columns

    def execute(self, values: Sequence[object] = (), *, timed: bool = True) -> Result:
        """As `inner`."""
        entry = self.journal.begin(self.session, self.sql)
        given, self.session.query_id = self.session.query_id, entry.query_id
        try:
            return entry.follow(self.inner.execute(values, timed=timed))
        except SqlError as error:
            entry.end(error.sqlstate)
            raise
        except BaseException:
            entry.end("XX000")
            raise
        finally:
            self.session.query_id = given

    def ask(self, values: Sequence[object] = (), *, timed: bool = True) -> Asking | None:
        """As `execute`, if it can be done without waiting for anything."""
        if not isinstance(self.inner, Askable):
            return None
        entry = self.journal.begin(self.session, self.sql)
        given, self.session.query_id = self.session.query_id, entry.query_id
        asking = None
        try:
            asking = self.inner.ask(values, timed=timed)
        finally:
            self.session.query_id = given
            if asking is None:  # it is done elsewhere, and told there
                self.journal.forget(entry)
        if asking is not None:
            entry.follow(asking.result)
        return asking
