"""What a session tells of its cursors, for pg_cursors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Cursor:
    """A cursor or portal that is open. `statement` is the text that made it."""

    name: str
    statement: str
    holdable: bool
    binary: bool
    scrollable: bool
    created: datetime
