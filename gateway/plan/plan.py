"""What planning produces: scans, a residual over them, and why it came out that way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from connectors.api import Connector, Fragment, OutputColumn, Support
from gateway.sql.output_style import USUAL, OutputStyle

ConnectorOf = Callable[[str], Connector]
"""The connector of a source, by the source's name."""


@dataclass(frozen=True, slots=True)
class Note:
    """One question that was put to a connector, and its answer; EXPLAIN shows them."""

    what: str
    support: Support
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """A fragment under the name by which the residual reads it.

    `rescanned`: the residual may read it more than once (recursive or correlated), so that it must
    be complete before the residual starts. `guarded`: rows or values are withheld from who asks, so
    that what was read must not be told. `barrier`: a query over this scan alone that the local
    engine runs first; the residual reads its rows.
    """

    name: str
    fragment: Fragment
    notes: tuple[Note, ...] = ()
    rescanned: bool = False
    guarded: bool = False
    barrier: exp.Query | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A query over scans and earlier steps that the local engine runs before the residual, which
    reads its rows: what a guarded relation shows whose policies read others. `rescanned` as of a
    scan; each scan is read by one step, or by the residual.
    """

    name: str
    query: exp.Query
    rescanned: bool = False

    @property
    def reads(self) -> frozenset[str]:
        """Names of scans and steps."""
        return frozenset(table.name for table in self.query.find_all(exp.Table))


@dataclass(frozen=True, slots=True)
class Plan:
    """Scans, steps and residual. Without residual, the one scan is the answer.

    `columns` are the result's columns under the names users see; `notes` say why the residual is
    not empty; `style` is the session's, whose zone the residual is for; `policies` are those that
    the query was given. Picklable.
    """

    columns: tuple[OutputColumn, ...]
    scans: tuple[Scan, ...]
    residual: exp.Query | None
    notes: tuple[Note, ...] = ()
    style: OutputStyle = USUAL
    policies: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
