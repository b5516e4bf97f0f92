"""Templates: what a connector keeps of a fragment that will be asked for again with other values.

To prove a fragment and to write it down takes longer than the look-up it stands for. A connector
that can say that neither depends on the values of certain constants offers a template: the
statement is there, the values are not. An optional part of the contract (`connectors.api`).

Imports: standard library, pyarrow, `connectors.api`, `connectors.tree`.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Protocol, runtime_checkable

import pyarrow as pa

from connectors.api import Fragment, ScanContext
from connectors.tree import Constant


class Step(Enum):
    """What to do next about an answer."""

    WAIT = "until the socket can be read, then look again"
    READ = "all of it is here"
    BLOCK = "read it where it does no harm to wait: it is long, or the connection is broken"


class Asked(Protocol):
    """A look-up that has been sent. Used by one thread at a time."""

    def fileno(self) -> int:
        """The socket that the answer comes by."""

    def step(self) -> Step:
        """Take what has come, without waiting."""

    def scan(self) -> pa.RecordBatchReader:
        """The answer, as of `Repeat.scan`; once."""

    def close(self) -> None:
        """Give up what was not read; may wait. Idempotent."""


class Repeat(Protocol):
    """A template with its values: as exact as the fragment that it was made of."""

    def explain(self) -> str:
        """As `Connector.explain`."""

    def scan(self, context: ScanContext) -> pa.RecordBatchReader:
        """As `Connector.scan`. The rows are few, and come in one answer."""

    def ask(self, context: ScanContext) -> Asked | None:
        """Send it now, if that can be done without waiting for anything: for an event loop."""


class Template(Protocol):
    """A fragment without the values of its numbered constants."""

    def repeat(self, values: Sequence[object]) -> Repeat | None:
        """With these values (as `tree.Constant` holds them, none is NULL), the first for number 1.

        None where they need a proof of their own.
        """


@runtime_checkable
class Templating(Protocol):
    """A connector that has templates."""

    def template(self, fragment: Fragment) -> Template | None:
        """The template of a fragment that was proven EXACT as a whole.

        The constants to be replaced have their number, from 1, as `meta["number"]`. None where the
        proof or the statement depends on a value, and where there may be many rows.
        """


def numbered(fragment: Fragment) -> dict[int, Constant]:
    """The constants of a fragment that are to be replaced, by their numbers."""
    found = fragment.query.find_all(Constant)
    return {node.meta["number"]: node for node in found if "number" in node.meta}
