"""SET, SHOW, RESET, DISCARD.

Imports: `gateway`, this package.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from connectors.api import OutputColumn
from connectors.types import TEXT
from gateway.errors import Notice, SqlError
from gateway.lexer import Kind
from gateway.session import Session
from gateway.session.notifications import Unlisten
from gateway.sql.quoting import quote_identifier
from gateway.statements.answer import Answer, Columns, Command
from gateway.statements.transactions import (
    check_isolation,
    set_characteristics,
    set_transaction,
)
from gateway.statements.words import Words

LOCAL_OUTSIDE: Final = Notice(
    "WARNING", "25P01", "SET LOCAL can only be used in transaction blocks"
)


def set_(words: Words) -> Command:
    """`SET [SESSION|LOCAL] name {=|TO} values` and the forms with words of their own."""
    words.next()
    if words.take("transaction"):
        return set_transaction(words)
    if words.word == "session" and words.after(1) == "characteristics":
        words.next()
        return set_characteristics(words)
    if words.take("constraints"):
        words.expect("all")
        if not words.any_of("deferred", "immediate"):
            raise words.error()
        return _ended(words, Command(_set_constraints))
    # `SET session.x = 1` is about a setting with that name.
    scope = "" if words.after(1) in ("=", "to") else words.any_of("session", "local")
    return _scoped(words, local=scope == "local")


def _set_constraints(session: Session) -> Answer:
    message = "SET CONSTRAINTS can only be used in transaction blocks"
    outside = (Notice("WARNING", "25P01", message),)
    return Answer("SET CONSTRAINTS", () if session.transaction.in_any_block else outside)


def _scoped(words: Words, *, local: bool) -> Command:
    if words.take("time", "zone"):
        if words.any_of("local", "default"):
            return _ended(words, _set("timezone", None, local=local))
        if words.take("interval"):
            offset = words.string()
            for word in ("hour", "to", "minute"):
                words.take(word)
            # Counts to the east; the same text without INTERVAL is POSIX's and counts to the west.
            return _ended(words, _set("timezone", (f"interval '{offset}'",), local=local))
        return _set("timezone", _values(words), local=local)
    if words.take("names"):
        if words.done or words.take("default"):
            return _ended(words, _set("client_encoding", None, local=local))
        return _ended(words, _set("client_encoding", (words.string(),), local=local))
    if words.take("schema"):
        return _set("search_path", (words.string(),), local=local)
    if words.take("xml", "option"):
        return _set("xmloption", (words.name(),), local=local)
    name = words.dotted()
    if not words.take("to"):
        words.expect("=")
    if words.take("default"):
        return _ended(words, _set(name, None, local=local))
    return _set(name, _values(words), local=local)


def show(words: Words) -> Command:
    """`SHOW name | ALL | TIME ZONE | TRANSACTION ISOLATION LEVEL | SESSION AUTHORIZATION`."""
    words.next()
    if words.take("all"):
        return _ended(words, Command(_show_all, lambda session: _ALL))
    if words.take("time", "zone"):
        name = "timezone"
    elif words.take("transaction", "isolation", "level"):
        name = "transaction_isolation"
    elif words.take("session", "authorization"):
        name = "session_authorization"
    else:
        name = words.dotted()

    def columns(session: Session) -> Columns:
        return (OutputColumn(_spelled(session, name), TEXT),)

    def run(session: Session) -> Answer:
        return Answer("SHOW", (), columns(session), ((_shown(session, name),),))

    return _ended(words, Command(run, columns))


def reset(words: Words) -> Command:
    """`RESET name | ALL | TIME ZONE | TRANSACTION ISOLATION LEVEL | SESSION AUTHORIZATION`."""
    words.next()
    if words.take("all"):
        return _ended(words, Command(_reset_all))
    if words.take("time", "zone"):
        name = "timezone"
    elif words.take("transaction", "isolation", "level"):
        name = "transaction_isolation"
    else:
        name = words.dotted()

    def run(session: Session) -> Answer:
        check_isolation(session, name)
        session.reset(name)
        return Answer("RESET")

    return _ended(words, Command(run))


def discard(words: Words) -> Command:
    """`DISCARD ALL|PLANS|SEQUENCES|TEMP[ORARY]`: only ALL has something to forget here."""
    words.next()
    what = words.any_of("all", "plans", "sequences", "temp", "temporary")
    if not what:
        raise words.error()
    if what != "all":
        tag = "TEMP" if what == "temporary" else what.upper()
        return _ended(words, Command(lambda session: Answer(f"DISCARD {tag}")))

    def run(session: Session) -> Answer:
        if session.transaction.in_any_block:
            raise SqlError("25001", "DISCARD ALL cannot run inside a transaction block")
        session.reset("all")
        session.values.forget_identity()
        session.transaction.act(Unlisten())
        if session.locks is not None:
            session.locks.give_all_back()
        return Answer("DISCARD ALL")

    return _ended(words, Command(run))


_ALL: Final = tuple(OutputColumn(name, TEXT) for name in ("name", "setting", "description"))


def _show_all(session: Session) -> Answer:
    ordered = sorted(session.all().items(), key=lambda item: item[0].lower())
    return Answer("SHOW", (), _ALL, tuple((name, value, "") for name, value in ordered))


def _reset_all(session: Session) -> Answer:
    session.reset("all")
    return Answer("RESET")


def _spelled(session: Session, name: str) -> str:
    return session.values.setting(name).name


def _shown(session: Session, name: str) -> str:
    return session.session_user if name == "session_authorization" else session.shown(name)


def _set(name: str, values: Sequence[str] | None, *, local: bool) -> Command:
    """Change a setting to values, or (None) to its default."""

    def run(session: Session) -> Answer:
        outside = local and not session.transaction.in_any_block
        check_isolation(session, name.lower())
        if values is None:
            session.values.reset(name, local=local)
        else:
            session.set(name, _joined(session, name, values), local=local)
        return Answer("SET", (LOCAL_OUTSIDE,) if outside else ())

    return Command(run)


def _joined(session: Session, name: str, values: Sequence[str]) -> str:
    if len(values) == 1 and name.lower() != "search_path":
        return values[0]
    if "." in name or not session.values.setting(name).listed:
        raise SqlError("22023", f"SET {name} takes only one argument")
    if name.lower() == "search_path":
        values = [quote_identifier(value) if value else '""' for value in values]
    return ", ".join(values)


def _values(words: Words) -> tuple[str, ...]:
    """One value or several; 42601."""
    values = [_value(words)]
    while words.take(","):
        values.append(_value(words))
    words.end()
    return tuple(values)


def _value(words: Words) -> str:
    token = words.token
    if token is None:
        raise words.error()
    if token.text in ("+", "-"):
        sign = words.next().text.replace("+", "")
        if words.token is None or words.token.kind is not Kind.NUMBER:
            raise words.error()
        return sign + words.next().text
    if token.kind is Kind.STRING:
        return words.string()
    if token.kind is Kind.NUMBER:
        return words.next().text
    return words.name()


def _ended(words: Words, command: Command) -> Command:
    words.end()
    return command
