"""LIKE and ILIKE. A constant pattern is rewritten so that DuckDB needs no escapes it lacks.

Source: like_match.c and like.c (like_escape, Generic_Text_IC_like): ILIKE lowers both sides.
"""

from __future__ import annotations

from typing import Final

from gateway.errors import SqlError, unsupported
from gateway.sql.functions.registry import REGISTRY, EngineRule, Function, Rendered
from gateway.sql.functions.rendering import MISSING, constant_of, evaluated_once
from gateway.sql.functions.strings import lower_sql
from gateway.sql.letters import lower
from gateway.sql.render.constants import raising, text

Tokens = list[tuple[bool, str]]
"""Characters of a pattern; True for the wildcards % and _."""

_NO_BOOLEAN: Final = "CAST(NULL AS BOOLEAN)"


def tokens(pattern: str, escape: str = "\\") -> Tokens:
    """A LIKE pattern without escapes; an escape at its very end is left out (`ends_open`)."""
    found: Tokens = []
    characters = iter(pattern)
    for character in characters:
        if character == escape:
            literal = next(characters, None)
            if literal is not None:
                found.append((False, literal))
        else:
            found.append((character in "%_", character))
    return found


def ends_open(pattern: str, escape: str) -> bool:
    """Whether an escape with nothing to escape ends the pattern."""
    if not escape:
        return False
    escapes = len(pattern) - len(pattern.rstrip(escape))
    return escapes % 2 == 1


def _open_ended(value: str, pattern: Tokens) -> str:
    """PostgreSQL complains of such a pattern only where the text reaches its end."""
    tail = "".join(character if wild else "x" for wild, character in pattern).rstrip("_")
    reached = pattern if tail.endswith("%") else [*pattern, (True, "_"), (True, "%")]
    error = raising("22025", "LIKE pattern must not end with escape character")
    return f"(CASE WHEN {like_sql(value, reached)} THEN {error} ELSE {value} IS NULL AND NULL END)"


def like_sql(value: str, pattern: Tokens) -> str:
    """`value LIKE pattern` in DuckDB, whose LIKE has no escape unless told."""
    if all(wild or character not in "%_" for wild, character in pattern):
        return f"({value} LIKE {text(''.join(c for _, c in pattern))})"
    written = "".join(
        "\\" + character if not wild and character in "%_\\" else character
        for wild, character in pattern
    )
    return f"({value} LIKE {text(written)} ESCAPE '\\')"


def _like(*, negated: bool, any_case: bool) -> EngineRule:
    def rule(rendered: Rendered) -> str:
        pattern, escape = constant_of(rendered, 1), _escape(rendered)
        if pattern is None or escape is None:
            return _NO_BOOLEAN
        value = rendered.arguments[0]
        if any_case:
            value = f"({lower_sql(value)})"
        if isinstance(pattern, str):
            found = tokens(pattern, escape)
            if any_case:
                found = [(wild, lower(character)) for wild, character in found]
            whole = like_sql if not ends_open(pattern, escape) else _open_ended
            matched = whole(value, found)
        else:
            matched = _dynamic(value, rendered.arguments[1], escape, any_case)
        return f"(NOT {matched})" if negated else matched

    return rule


def _dynamic(value: str, pattern: str, escape: str, any_case: bool) -> str:
    if any_case:
        pattern = f"({lower_sql(pattern)})"
    if escape == "":
        return f"({value} LIKE {pattern})"
    if any_case and escape != "\\":
        raise unsupported("ILIKE with an escape and a pattern that is not constant")
    return f"({value} LIKE {pattern} ESCAPE {text(escape)})"


def _escape(rendered: Rendered) -> str | None:
    if len(rendered.arguments) < 3:
        return "\\"
    escape = constant_of(rendered, 2)
    if escape is MISSING:
        raise unsupported("a LIKE escape that is not constant")
    if escape is not None and len(escape) > 1:
        raise SqlError(
            "22025", "invalid escape string", hint="Escape string must be empty or one character."
        )
    return escape  # type: ignore[no-any-return]


_FUNCTIONS: Final = (
    *(
        Function(
            operator,
            (kind, "text", "text"),
            "bool",
            _like(negated=operator.startswith("!"), any_case=operator.endswith("*")),
            optional=1,
        )
        for operator in ("~~", "!~~", "~~*", "!~~*")
        for kind in ("text", "bpchar")
    ),
    *(
        Function(operator, ("bytea", "bytea"), "bool", None, refusal="LIKE on bytea")
        for operator in ("~~", "!~~")
    ),
)

REGISTRY.add(*map(evaluated_once, _FUNCTIONS))
