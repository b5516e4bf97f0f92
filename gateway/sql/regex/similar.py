"""SIMILAR TO patterns as regular expressions (regexp.c: similar_escape_internal)."""

from __future__ import annotations

from gateway.errors import SqlError, unsupported


def similar_pattern(pattern: str, escape: str | None = "\\") -> str:
    """The regular expression that matches what `SIMILAR TO pattern ESCAPE escape` does.

    An empty escape means none. 22025 for an escape of more than one character.
    """
    if escape is not None and len(escape) > 1:
        raise SqlError(
            "22025", "invalid escape string", hint="Escape string must be empty or one character."
        )
    translated = _Translation(escape or None)
    for character in pattern:
        translated.add(character)
    return f"^(?:{''.join(translated.output)})$"


class _Translation:
    """One pass over a pattern; `depth` of brackets, `place` inside the innermost one."""

    def __init__(self, escape: str | None) -> None:
        self.escape = escape
        self.output: list[str] = []
        self.escaped = False
        self.depth = 0
        self.place = 0

    def add(self, character: str) -> None:
        if self.escaped:
            if character == '"' and self.depth < 1:
                raise unsupported("a SIMILAR TO pattern in three parts")
            self.output.append("\\" + character)
            self.place = 3
            self.escaped = False
        elif character == self.escape:
            self.escaped = True
        elif self.depth > 0:
            self._inside(character)
        else:
            self._outside(character)

    def _inside(self, character: str) -> None:
        self.output.append("\\\\" if character == "\\" else character)
        if character == "]" and self.place > 2:
            self.depth -= 1
        elif character == "[":
            self.depth += 1
            self.place = 3
        elif character == "^":
            self.place += 1
        else:
            self.place = 3

    def _outside(self, character: str) -> None:
        match character:
            case "[":
                self.output.append("[")
                self.depth = self.place = 1
            case "%":
                self.output.append(".*")
            case "_":
                self.output.append(".")
            case "(":
                self.output.append("(?:")
            case "\\" | "." | "^" | "$":
                self.output.append("\\" + character)
            case _:
                self.output.append(character)
