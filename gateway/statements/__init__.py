"""Statements the session answers by itself: SET, SHOW, BEGIN and their like.

Told apart by their first word, before any parsing: none of them reads a source.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from gateway.access.access import Access
from gateway.statements import identity, others, roles, settings, transactions
from gateway.statements.access import parse as about_access
from gateway.statements.answer import Answer, Command
from gateway.statements.explained import Explained, explained
from gateway.statements.words import Words

__all__ = [
    "WRITES", "Answer", "Command", "Explained", "explained", "is_session_statement", "parse",
]  # fmt: skip

WRITES: Final = frozenset({"insert", "update", "delete", "merge", "create", "call"})
"""First words of what may have parameters though it is never carried out."""


def is_session_statement(word: str) -> bool:
    """Whether a statement that begins with `word` (lower case) is answered here."""
    return word in _PARSERS


def parse(sql: str, access: Access) -> Command:
    """A session statement, ready to be carried out. 42601, and 0A000 for what we do not do.

    Those about roles and access need the metadata store.
    """
    words = Words(sql)
    store = access.catalog.store
    if roles.is_about_roles(words):
        return roles.parse(words, store)
    acts_as = identity.parse(Words(sql), store)
    return acts_as or about_access(words, access) or _PARSERS[words.word](words)


_PARSERS: Final[dict[str, Callable[[Words], Command]]] = {
    "set": settings.set_,
    "show": settings.show,
    "reset": settings.reset,
    "discard": settings.discard,
    "begin": transactions.begin,
    "start": transactions.begin,
    "commit": transactions.commit,
    "end": transactions.commit,
    "rollback": transactions.rollback,
    "abort": transactions.rollback,
    "savepoint": transactions.savepoint,
    "release": transactions.release,
    "listen": others.listen,
    "unlisten": others.unlisten,
    "notify": others.notify,
    "lock": others.lock,
    **dict.fromkeys(
        (
            "insert", "update", "delete", "merge", "create", "alter", "drop", "truncate",
            "grant", "revoke", "call", "do", "vacuum", "analyze", "cluster", "reindex",
            "comment", "refresh", "import", "security", "reassign", "checkpoint", "load",
        ),
        others.write,
    ),
    **dict.fromkeys(
        (
            "copy", "declare", "fetch", "move", "close", "prepare", "execute", "deallocate",
        ),
        others.elsewhere,
    ),
}  # fmt: skip
