"""COPY … TO STDOUT: of a query or a relation, with the options of either syntax.

Rules: gram.y (`CopyStmt`), copy.c (`ProcessCopyOptions`). Imports: `gateway`, this package.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from connectors.api import OutputColumn
from connectors.types import Type
from gateway.errors import SqlError, unsupported
from gateway.execute.result import Result
from gateway.lexer import Kind
from gateway.operations.observed import Runnable
from gateway.serve.pgwire.encode import CopyOptions
from gateway.serve.pgwire.inner import Inner
from gateway.serve.pgwire.portal import Statement
from gateway.statements.others import read_only
from gateway.statements.words import Words, string_value


@dataclass(frozen=True, slots=True)
class CopyOut:
    """A query whose rows leave as COPY data."""

    query: Runnable

    @property
    def parameters(self) -> tuple[Type, ...]:
        """Of the query."""
        return self.query.parameters

    @property
    def columns(self) -> tuple[OutputColumn, ...]:
        """What is copied."""
        return self.query.columns

    def execute(self, values: Sequence[object] = (), *, timed: bool = True) -> Result:
        """Run the query."""
        result = self.query.execute(values, timed=timed)
        result.command = "COPY"
        return result


def copy(words: Words, inner: Inner) -> tuple[CopyOut, CopyOptions]:
    """`COPY {relation [(columns)] | (query)} TO STDOUT [options]`.

    25006 for FROM, 0A000 for files and programs.
    """
    words.expect("copy")
    old = CopyOptions(format="binary") if _is_binary(words) else CopyOptions()
    query = _what(words, inner)
    if words.take("from"):
        raise read_only("COPY FROM")
    words.expect("to")
    if not words.any_of("stdout", "stdin"):
        if words.done:
            raise words.error()
        raise unsupported(
            "COPY to a file or a program",
            hint=r"COPY TO STDOUT sends the rows to the client; psql's \copy keeps them in a file.",
            position=words.start + 1,
        )
    options = _options(words, old)
    found = query()
    assert found.prepared is not None
    if not found.returns_rows:
        raise SqlError("0A000", "COPY query must have a RETURNING clause")
    return CopyOut(found.prepared), options.checked()


def _is_binary(words: Words) -> bool:
    """The oldest syntax: `COPY BINARY relation`."""
    return words.word == "binary" and words.after(1) not in ("to", "from") and words.take("binary")


def _what(words: Words, inner: Inner) -> Callable[[], Statement]:
    """What is copied, to be prepared when the rest of the statement is known to be right."""
    if words.token is not None and words.token.text == "(":
        start, end = words.balanced()
        return lambda: inner.query(start, words.sql[start:end], writing=True)
    start = words.start
    words.dotted()
    end, chosen = words.last_end, "*"
    if words.token is not None and words.token.text == "(":
        first, last = words.balanced()
        chosen = words.sql[first:last]
    return lambda: _relation(inner, f"SELECT {chosen} FROM {words.sql[start:end]}")


def _relation(inner: Inner, sql: str) -> Statement:
    try:
        return inner.query(0, sql)
    except SqlError as error:
        # The text is ours: a place in it means nothing to the client.
        error.position = None
        raise


def _options(words: Words, found: CopyOptions) -> CopyOptions:
    words.take("using")
    words.take("with")
    if words.take("("):
        return _new_options(words, found)
    return _old_options(words, found)


Named = dict[str, Any]


def _new_options(words: Words, found: CopyOptions) -> CopyOptions:
    """`(NAME value, …)`."""
    given: Named = {}
    while True:
        at, name = words.start, words.name()
        if name in given:
            raise SqlError("42601", "conflicting or redundant options", position=at + 1)
        given[name] = _new_value(words, name, at)
        if words.take(")"):
            break
        words.expect(",")
    words.end()
    return replace(found, **given)


def _new_value(words: Words, name: str, at: int) -> Any:
    match name:
        case "format":
            value = _word(words)
            if value not in ("text", "csv", "binary"):
                message = f'COPY format "{value}" not recognized'
                raise SqlError("22023", message, position=at + 1)
            return value
        case "header":
            return _header(words)
        case "delimiter" | "null" | "quote" | "escape" | "encoding":
            return _word(words)
        case "force_quote":
            return _columns(words, parentheses=True)
        case "freeze" | "force_not_null" | "force_null" | "default" | "on_error" | "reject_limit":
            raise SqlError("0A000", f"COPY {name.upper()} cannot be used with COPY TO")
    raise SqlError("42601", f'option "{name}" not recognized', position=at + 1)


def _header(words: Words) -> bool:
    if words.token is None or words.token.text in (",", ")"):
        return True
    value = _word(words).lower()
    if value in ("true", "on", "1"):
        return True
    if value in ("false", "off", "0"):
        return False
    if value == "match":
        raise SqlError("22023", 'cannot use "match" with HEADER in COPY TO')
    raise SqlError("42601", 'header requires a Boolean value or "match"')


def _word(words: Words) -> str:
    token = words.next()
    if token.kind is Kind.STRING:
        return string_value(token)
    return token.name if token.name is not None else token.text


_TEXTS: Final = ("delimiter", "delimiters", "null", "quote", "escape", "encoding")


def _old_options(words: Words, found: CopyOptions) -> CopyOptions:
    """`[BINARY] [DELIMITER [AS] 'x'] [CSV [HEADER] …]`, in any order."""
    given: Named = {}
    while not words.done:
        if word := words.any_of("binary", "csv"):
            given["format"] = word
        elif words.take("header"):
            given["header"] = True
        elif words.take("force", "quote"):
            given["force_quote"] = _columns(words, parentheses=False)
        elif words.take("force") or words.word == "freeze":
            raise SqlError("0A000", "COPY FORCE NOT NULL and FREEZE cannot be used with COPY TO")
        elif word := words.any_of(*_TEXTS):
            words.take("as")
            given[word.removesuffix("s")] = words.string()
        else:
            raise words.error()
    return replace(found, **given)


def _columns(words: Words, *, parentheses: bool) -> Any:
    """`*`, or names."""
    if words.take("*"):
        return "*"
    if parentheses:
        words.expect("(")
    names = [words.name()]
    while words.take(","):
        names.append(words.name())
    if parentheses:
        words.expect(")")
    return tuple(names)
