"""Key patterns: `user:{id}` to keys, and keys back to their parts.

A part that is followed by more text does not contain the character that follows it; so every key
has one reading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from connectors.api import OptionError

_PART = re.compile(r"\{([A-Za-z_]\w*)\}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Literal pieces around parts: `literals[0] parts[0] literals[1] …`."""

    literals: tuple[str, ...]
    parts: tuple[str, ...]

    @classmethod
    def parse(cls, text: str, relation: str) -> Pattern:
        """The pattern written in a mapping. Raises OptionError."""
        pieces = _PART.split(text)
        literals, parts = tuple(pieces[::2]), tuple(pieces[1::2])
        if not text or any("{" in piece or "}" in piece for piece in literals):
            raise OptionError(f'relation "{relation}" needs a key pattern such as "user:{{id}}"')
        if len(set(parts)) != len(parts) or any(not piece for piece in literals[1:-1]):
            raise OptionError(
                f'the parts of key pattern "{text}" must differ and have text between them'
            )
        return cls(literals, parts)

    def __str__(self) -> str:
        named = [f"{{{part}}}" for part in self.parts]
        return "".join(a + b for a, b in zip(self.literals, [*named, ""], strict=True))

    def key(self, values: Mapping[str, str]) -> str | None:
        """The key of these parts; None when no key reads back as them."""
        for part, following in zip(self.parts, self.literals[1:], strict=True):
            if following and following[0] in values[part]:
                return None
        texts = [values[part] for part in self.parts]
        return "".join(a + b for a, b in zip(self.literals, [*texts, ""], strict=True))

    def glob(self, known: Mapping[str, str]) -> str:
        """The MATCH argument that finds every key with these parts."""
        pieces = [_escaped(known[part]) if part in known else "*" for part in self.parts]
        literals = [_escaped(piece) for piece in self.literals]
        return "".join(a + b for a, b in zip(literals, [*pieces, ""], strict=True))

    def read(self, key: str) -> dict[str, str] | None:
        """The parts of a key; None when it is not of this pattern."""
        found = self._regex().fullmatch(key)
        return found.groupdict() if found else None

    def _regex(self) -> re.Pattern[str]:
        text = re.escape(self.literals[0])
        for part, following in zip(self.parts, self.literals[1:], strict=True):
            inside = f"[^{re.escape(following[0])}]*" if following else ".*"
            text += f"(?P<{part}>{inside}){re.escape(following)}"
        return re.compile(text, re.DOTALL)


def _escaped(text: str) -> str:
    """Text that MATCH takes literally."""
    return re.sub(r"([*?\[\]\\^])", r"\\\1", text)
