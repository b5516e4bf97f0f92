"""Binary forms of the types whose values the gateway only moves: to their text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

READERS: Final[dict[str, Callable[[bytes], str]]] = {}
