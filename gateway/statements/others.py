"""Statements about what a read-only gateway does not have: notifications, locks, writes.

Imports: `gateway`, this package.
"""

from __future__ import annotations

from typing import Final

from gateway.errors import Notice, SqlError, unsupported
from gateway.session import Session
from gateway.session.notifications import LONGEST_NAME, Listen, Unlisten
from gateway.statements.answer import Answer, Command, refused
from gateway.statements.transactions import needs_block
from gateway.statements.words import Words

_NOT_HERE: Final = "Sessions over the PostgreSQL protocol can LISTEN and NOTIFY."


def listen(words: Words) -> Command:
    """`LISTEN channel`."""
    words.next()
    channel = _channel(words)

    def run(session: Session) -> Answer:
        if session.listener is None:
            return Answer("LISTEN", (_unheard("no notification will arrive", channel),))
        session.transaction.act(Listen(channel))
        return Answer("LISTEN")

    return Command(run)


def unlisten(words: Words) -> Command:
    """`UNLISTEN channel | *`."""
    words.next()
    channel = None if words.take("*") else _channel(words)
    words.end()

    def run(session: Session) -> Answer:
        session.transaction.act(Unlisten(channel))
        return Answer("UNLISTEN")

    return Command(run)


def notify(words: Words) -> Command:
    """`NOTIFY channel [, payload]`."""
    words.next()
    channel = _channel(words, last=False)
    payload = words.string() if words.take(",") else ""
    words.end()

    def run(session: Session) -> Answer:
        if session.listener is None:
            return Answer("NOTIFY", (_unheard("the notification was not sent", channel),))
        session.notify(channel, payload)
        return Answer("NOTIFY")

    return Command(run)


def _channel(words: Words, *, last: bool = True) -> str:
    """A name, cut to the length of names."""
    name = words.name().encode()[:LONGEST_NAME].decode(errors="ignore")
    if last:
        words.end()
    return name


def _unheard(what: str, channel: str) -> Notice:
    return Notice("WARNING", "01000", f'{what} on channel "{channel}"', detail=_NOT_HERE)


_MODES: Final = (
    "access share", "row share", "row exclusive", "share update exclusive", "share row exclusive",
    "share", "exclusive", "access exclusive",
)  # fmt: skip
_READING: Final = frozenset({"access share", "row share"})


def lock(words: Words) -> Command:
    """`LOCK [TABLE] names [IN mode MODE] [NOWAIT]`: modes that only readers take do nothing."""
    words.next()
    words.take("table")
    relations = [_lockable(words)]
    while words.take(","):
        relations.append(_lockable(words))
    mode = "access exclusive"
    if words.take("in"):
        mode = next((mode for mode in _MODES if words.take(*mode.split(), "mode")), "")
        if not mode:
            raise words.error()
    words.take("nowait")
    words.end()

    def run(session: Session) -> Answer:
        needs_block(session, "LOCK TABLE")
        if mode not in _READING:
            raise read_only("LOCK TABLE")
        return Answer("LOCK TABLE")

    return Command(run, relations=tuple(relations))


def _lockable(words: Words) -> str:
    words.take("only")
    start = words.start
    words.dotted()
    name = words.sql[start : words.last_end]
    words.take("*")
    return name


def write(words: Words) -> Command:
    """A statement that would change something: 25006, by the name of its command tag."""
    return refused(read_only(_command_tag(words)))


_OF_OBJECTS: Final = ("create", "alter", "drop", "import", "refresh")
_BEFORE_OBJECT: Final = (
    "or", "replace", "temp", "temporary", "unlogged", "unique", "global", "local", "recursive",
    "constraint", "trusted",
)  # fmt: skip
_WITH_SECOND: Final = ("security", "reassign")
_TWO_WORDS: Final = ("materialized", "foreign", "event", "text", "user", "access", "default")


def _command_tag(words: Words) -> str:
    word = words.next().word
    if word == "truncate":
        return "TRUNCATE TABLE"
    parts = [word]
    if word in _OF_OBJECTS:
        while words.any_of(*_BEFORE_OBJECT):
            pass
        parts.append(words.word)
        if words.any_of(*_TWO_WORDS):
            parts.append(words.word)
        if parts == ["create", "table"] and _has_query(words):
            parts.append("as")
    elif word in _WITH_SECOND:
        parts.append(words.word)
    return " ".join(part for part in parts if part).upper()


def _has_query(words: Words) -> bool:
    """Whether CREATE TABLE has an AS outside of parentheses."""
    depth = 0
    while not words.done:
        token = words.next()
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth == 0 and token.word == "as":
            return True
    return False


def elsewhere(words: Words) -> Command:
    """A statement that needs a conversation with cursors and prepared statements: 0A000."""
    word = words.next()
    hint = "It works over the PostgreSQL protocol."
    return refused(unsupported(word.text.upper(), hint=hint, position=word.start + 1))


def read_only(what: str) -> SqlError:
    """25006."""
    return SqlError(
        "25006",
        f"cannot execute {what} in a read-only transaction",
        detail="Unsilo never writes to a registered source.",
    )
