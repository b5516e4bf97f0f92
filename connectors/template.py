"""Templates: what a connector keeps of a fragment that will be asked for again with other values.

To prove a fragment and to write it down takes longer than the look-up it stands for. A connector
that can say that neither depends on the values of certain constants offers a template: the
statement is there, the values are not. An optional part of the contract (`connectors.api`).

Imports: standard library, pyarrow, `connectors.api`, `connectors.tree`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import pyarrow as pa

from connectors.api import Fragment, ScanContext
from connectors.tree import Constant


class Repeat(Protocol):
    """A template with its values: as exact as the fragment that it was made of."""

    def explain(self) -> str:
        """As `Connector.explain`."""

    def scan(self, context: ScanContext) -> pa.RecordBatchReader:
        """As `Connector.scan`. The rows are few, and come in one answer."""


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
