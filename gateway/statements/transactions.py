"""BEGIN, COMMIT, ROLLBACK, savepoints, and the characteristics of transactions.

Imports: `gateway`, this package.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from gateway.errors import Notice, SqlError, unsupported
from gateway.session import Session
from gateway.statements.answer import Answer, Command
from gateway.statements.words import Words

Modes = Mapping[str, str]
"""Settings of a transaction that a statement names, with their values."""


def begin(words: Words) -> Command:
    """`BEGIN [WORK|TRANSACTION] [modes]`, `START TRANSACTION [modes]`."""
    start = words.any_of("begin", "start") == "start"
    if start:
        words.expect("transaction")
    else:
        words.any_of("work", "transaction")
    modes = _modes(words, needed=False)

    def run(session: Session) -> Answer:
        notices: tuple[Notice, ...] = ()
        new = session.transaction.begin()
        if not new:
            message = "there is already a transaction in progress"
            notices = (Notice("WARNING", "25001", message),)
        try:
            _apply(session, modes)
        except SqlError:
            if new:
                session.transaction.rollback()
            raise
        return Answer("START TRANSACTION" if start else "BEGIN", notices)

    return Command(run)


def commit(words: Words) -> Command:
    """`COMMIT|END [WORK|TRANSACTION] [AND [NO] CHAIN]`; of a failed transaction it rolls back."""
    words.next()
    if words.take("prepared"):
        raise unsupported("COMMIT PREPARED")
    chain = _chain(words)

    def run(session: Session) -> Answer:
        notices = _outside(session, "COMMIT AND CHAIN" if chain else "")
        good = session.transaction.commit(chain=chain)
        return Answer("COMMIT" if good else "ROLLBACK", notices)

    return Command(run)


def rollback(words: Words) -> Command:
    """`ROLLBACK|ABORT [WORK|TRANSACTION] [AND [NO] CHAIN | TO [SAVEPOINT] name]`."""
    words.next()
    if words.take("prepared"):
        raise unsupported("ROLLBACK PREPARED")
    words.any_of("work", "transaction")
    if words.take("to"):
        return _on_savepoint(
            words, "ROLLBACK", "ROLLBACK TO SAVEPOINT", lambda s: s.transaction.rollback_to
        )
    chain = _chain(words)

    def run(session: Session) -> Answer:
        notices = _outside(session, "ROLLBACK AND CHAIN" if chain else "")
        session.transaction.rollback(chain=chain)
        return Answer("ROLLBACK", notices)

    return Command(run)


def savepoint(words: Words) -> Command:
    """`SAVEPOINT name`."""
    words.next()
    return _on_savepoint(
        words, "SAVEPOINT", "SAVEPOINT", lambda s: s.transaction.savepoint, keyword=False
    )


def release(words: Words) -> Command:
    """`RELEASE [SAVEPOINT] name`."""
    words.next()
    return _on_savepoint(words, "RELEASE", "RELEASE SAVEPOINT", lambda s: s.transaction.release)


def set_transaction(words: Words) -> Command:
    """What follows `SET TRANSACTION`."""
    if words.take("snapshot"):
        words.string()
        raise unsupported("SET TRANSACTION SNAPSHOT")
    modes = _modes(words, needed=True)

    def run(session: Session) -> Answer:
        notices: tuple[Notice, ...] = ()
        if not session.transaction.in_any_block:
            message = "SET TRANSACTION can only be used in transaction blocks"
            notices = (Notice("WARNING", "25P01", message),)
        _apply(session, modes)
        return Answer("SET", notices)

    return Command(run)


def set_characteristics(words: Words) -> Command:
    """What follows `SET SESSION`: `CHARACTERISTICS AS TRANSACTION modes`."""
    words.expect("characteristics", "as", "transaction")
    modes = _modes(words, needed=True)

    def run(session: Session) -> Answer:
        for name, value in modes.items():
            session.set(f"default_{name}", value)
        return Answer("SET")

    return Command(run)


def needs_block(session: Session, what: str, *, explicit: bool = False) -> None:
    """25P01 outside a transaction block; with `explicit` only BEGIN makes one."""
    transaction = session.transaction
    if not (transaction.in_block if explicit else transaction.in_any_block):
        raise SqlError("25P01", f"{what} can only be used in transaction blocks")


def check_isolation(session: Session, name: str) -> None:
    """25001 for a change of the isolation level that comes too late."""
    if name == "transaction_isolation" and session.transaction.queried:
        raise SqlError("25001", "SET TRANSACTION ISOLATION LEVEL must be called before any query")


def _on_savepoint(
    words: Words,
    tag: str,
    what: str,
    action: Callable[[Session], Callable[[str], None]],
    *,
    keyword: bool = True,
) -> Command:
    if keyword:
        words.take("savepoint")
    name = words.name()
    words.end()

    def run(session: Session) -> Answer:
        needs_block(session, what, explicit=True)
        action(session)(name)
        return Answer(tag)

    return Command(run)


def _outside(session: Session, chained: str) -> tuple[Notice, ...]:
    """The warning of COMMIT and ROLLBACK outside a block; with AND CHAIN it is an error."""
    if session.transaction.in_block:
        return ()
    if chained:
        needs_block(session, chained, explicit=True)
    return (Notice("WARNING", "25P01", "there is no transaction in progress"),)


def _chain(words: Words) -> bool:
    words.any_of("work", "transaction")
    chain = False
    if words.take("and"):
        chain = not words.take("no")
        words.expect("chain")
    words.end()
    return chain


_LEVELS: Final = (
    ("read", "committed"), ("read", "uncommitted"), ("repeatable", "read"), ("serializable",),
)  # fmt: skip


def _modes(words: Words, *, needed: bool) -> Modes:
    """Transaction modes, commas between them or not."""
    modes: dict[str, str] = {}
    more = needed
    while more or not words.done:
        name, value = _mode(words)
        modes[name] = value
        more = words.take(",")
    return modes


def _mode(words: Words) -> tuple[str, str]:
    if words.take("isolation", "level"):
        for level in _LEVELS:
            if words.take(*level):
                return "transaction_isolation", " ".join(level)
    elif words.take("read", "only"):
        return "transaction_read_only", "on"
    elif words.take("read", "write"):
        return "transaction_read_only", "off"
    elif words.take("deferrable"):
        return "transaction_deferrable", "on"
    elif words.take("not", "deferrable"):
        return "transaction_deferrable", "off"
    raise words.error()


def _apply(session: Session, modes: Modes) -> None:
    for name, value in modes.items():
        if value != session.get(name):
            check_isolation(session, name)
        session.set(name, value, local=True)
