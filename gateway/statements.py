"""Statements the session answers by itself: SET, SHOW, BEGIN and their like.

Told apart by their first word, before any parsing: none of them reads a source.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from connectors.api import OutputColumn
from connectors.types import TEXT
from gateway.errors import SqlError, unsupported
from gateway.lexer import Kind, Token, tokens
from gateway.session import Session

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A command tag, and rows of text where the statement shows something."""

    command: str
    columns: tuple[OutputColumn, ...] = ()
    rows: tuple[Row, ...] = field(default=())


Handler = Callable[[list[Token], Session], Answer]


def is_session_statement(word: str) -> bool:
    """Whether a statement that begins with `word` (lower case) is answered here."""
    return word in _HANDLERS


def answer(sql: str, session: Session) -> Answer:
    """Carry out a session statement. SqlError as PostgreSQL would raise."""
    words = [t for t in tokens(sql) if t.kind is not Kind.SPACE and t.text != ";"]
    return _HANDLERS[words[0].word](words, session)


def columns(sql: str, session: Session) -> tuple[OutputColumn, ...]:
    """What a session statement will show, without carrying it out."""
    words = [t for t in tokens(sql) if t.kind is not Kind.SPACE and t.text != ";"]
    return _show(words, session).columns if words[0].word == "show" else ()


def explained(sql: str) -> tuple[bool, str]:
    """`EXPLAIN [ANALYZE] [VERBOSE] query`, or with options in parentheses: (analyze, query)."""
    words = [t for t in tokens(sql) if t.kind is not Kind.SPACE][1:]
    analyze, at = False, 0
    if words and words[0].text == "(":
        close = next((n for n, w in enumerate(words) if w.text == ")"), len(words) - 1)
        options = [w.word for w in words[1:close]]
        analyze, at = "analyze" in options and "false" not in options, close + 1
    while at < len(words) and words[at].word in ("analyze", "analyse", "verbose"):
        analyze = analyze or words[at].word != "verbose"
        at += 1
    if at >= len(words):
        raise SqlError("42601", "syntax error at end of input", position=len(sql) + 1)
    return analyze, sql[words[at].start :]


def _set(words: list[Token], session: Session) -> Answer:
    rest = words[1:]
    if rest and rest[0].word in ("session", "local"):
        rest = rest[1:]
    if rest and rest[0].word in ("transaction", "characteristics"):
        return _characteristics(rest)
    if [w.word for w in rest[:2]] == ["time", "zone"]:
        session.set("timezone", _value(rest[2:]))
        return Answer("SET")
    if rest and rest[0].word == "names":
        session.set("client_encoding", _value(rest[1:]))
        return Answer("SET")
    if len(rest) < 3 or (rest[1].text != "=" and rest[1].word != "to"):
        raise _syntax(words, 1)
    name = rest[0].name or ""
    if rest[2].word == "default" and len(rest) == 3:
        session.reset(name)
    else:
        session.set(name, _value(rest[2:]))
    return Answer("SET")


def _characteristics(words: list[Token]) -> Answer:
    if "write" in [w.word for w in words]:
        raise SqlError("25006", "cannot set transaction read-write mode: Unsilo is read-only")
    return Answer("SET")


def _value(words: list[Token]) -> str:
    if not words:
        raise SqlError("42601", "syntax error at end of input")
    parts = [_text(w) for w in words]
    return "".join(", " if part == "," else part for part in parts)


def _text(word: Token) -> str:
    if word.kind is Kind.STRING:
        return word.text[1:-1].replace("''", "'")
    return word.name or word.text


def _show(words: list[Token], session: Session) -> Answer:
    names = [w.word for w in words[1:]]
    if names == ["all"]:
        heads = (OutputColumn("name", TEXT), OutputColumn("setting", TEXT))
        return Answer("SHOW", heads, tuple(sorted(session.all().items())))
    if names == ["transaction", "isolation", "level"]:
        names = ["transaction_isolation"]
    if names == ["time", "zone"]:
        names = ["timezone"]
    if len(words) < 2 or len(names) != 1:
        raise _syntax(words, 1)
    name = names[0] or (words[1].name or "")
    shown = "TimeZone" if name == "timezone" else name
    return Answer("SHOW", (OutputColumn(shown, TEXT),), ((session.get(name),),))


def _reset(words: list[Token], session: Session) -> Answer:
    if len(words) != 2:
        raise _syntax(words, 1)
    session.reset(words[1].name or "")
    return Answer("RESET")


def _begin(words: list[Token], session: Session) -> Answer:
    if "write" in [w.word for w in words]:
        raise SqlError("25006", "cannot set transaction read-write mode: Unsilo is read-only")
    session.transaction_start = session.transaction_start or datetime.now(UTC)
    return Answer("BEGIN")


def _commit(words: list[Token], session: Session) -> Answer:
    session.transaction_start = None
    return Answer("COMMIT")


def _rollback(words: list[Token], session: Session) -> Answer:
    if "to" not in [w.word for w in words]:
        session.transaction_start = None
    return Answer("ROLLBACK")


def _discard(words: list[Token], session: Session) -> Answer:
    if [w.word for w in words[1:]] == ["all"]:
        session.reset("all")
    return Answer(" ".join(w.text.upper() for w in words))


def _nothing(tag: str) -> Handler:
    def handler(words: list[Token], session: Session) -> Answer:
        return Answer(tag)

    return handler


def _refused(words: list[Token], session: Session) -> Answer:
    word = words[0].text.upper()
    if word in ("DECLARE", "FETCH", "MOVE", "CLOSE", "PREPARE", "EXECUTE", "COPY", "LISTEN"):
        raise unsupported(word, position=words[0].start + 1)
    raise SqlError(
        "25006",
        f"cannot execute {word} in a read-only transaction",
        detail="Unsilo never writes to a registered source.",
    )


def _syntax(words: list[Token], at: int) -> SqlError:
    if at < len(words):
        word = words[at]
        return SqlError("42601", f'syntax error at or near "{word.text}"', position=word.start + 1)
    return SqlError("42601", "syntax error at end of input")


_HANDLERS: dict[str, Handler] = {
    "set": _set,
    "show": _show,
    "reset": _reset,
    "begin": _begin,
    "start": _begin,
    "commit": _commit,
    "end": _commit,
    "rollback": _rollback,
    "abort": _rollback,
    "savepoint": _nothing("SAVEPOINT"),
    "release": _nothing("RELEASE"),
    "discard": _discard,
    "deallocate": _nothing("DEALLOCATE"),
} | dict.fromkeys(
    (
        "insert", "update", "delete", "merge", "create", "alter", "drop", "truncate", "grant",
        "revoke", "copy", "call", "do", "vacuum", "analyze", "cluster", "reindex", "comment",
        "lock", "refresh", "import", "security", "reassign", "checkpoint", "load", "declare",
        "fetch", "move", "close", "prepare", "execute", "listen", "unlisten", "notify",
    ),
    _refused,
)  # fmt: skip
