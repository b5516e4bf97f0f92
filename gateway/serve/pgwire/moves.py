"""Where FETCH and MOVE go.

Imports: standard library.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Way(Enum):
    """How `count` is meant."""

    FORWARD = "forward"
    ABSOLUTE = "absolute"
    RELATIVE = "relative"


@dataclass(frozen=True, slots=True)
class Move:
    """`count` None is ALL; a negative count of FORWARD goes backward (None with `back`: all)."""

    way: Way
    count: int | None
    back: bool = False
