"""CREATE, ALTER and DROP of ROLE, USER and GROUP, as PostgreSQL's.

Only an admin may, but everyone may change the own password. They take effect at once and for good,
so they do not run inside a transaction block, which could not roll them back.

Imports: `gateway.access`, `gateway.catalog` (the store), this package.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from gateway.access import roles
from gateway.access.authority import require_admin
from gateway.access.roles import Membership, Role
from gateway.catalog.store import Store
from gateway.errors import Notice, SqlError, unsupported
from gateway.lexer import Kind, tokens
from gateway.session import Session
from gateway.statements.answer import Answer, Command
from gateway.statements.role_options import listed, role_options
from gateway.statements.words import Words

_KINDS: Final = ("role", "user", "group")
_SELVES: Final = frozenset({"current_user", "current_role", "session_user"})


def is_about_roles(words: Words) -> bool:
    """Whether the statement is one of this page's."""
    return words.word in _PARSERS and words.after(1) in _KINDS and words.after(2) != "mapping"


def parse(words: Words, store: Store | None) -> Command:
    """CREATE, ALTER, DROP … ROLE. 42601 without any password that is near, 0A000."""
    word = words.any_of(*_PARSERS)
    kind = words.any_of(*_KINDS)
    try:
        return _PARSERS[word](words, store, kind)
    except SqlError as error:
        raise _discreet(error, words.sql) from None


def _create(words: Words, store: Store | None, kind: str) -> Command:
    name = words.name()
    options = role_options(words)
    if kind == "user":
        options.fields.setdefault("login", True)

    def run(session: Session) -> Answer:
        found = _begin(store, session, "CREATE ROLE")
        require_admin(found, session, "create role")
        role = options.applied(Role(name), session.get("timezone"))
        groups = [Membership(group, name) for group in options.groups]
        members = [Membership(name, member, admin) for member, admin in options.members]
        roles.create(found, role, [*groups, *members])
        return Answer("CREATE ROLE")

    return Command(run)


def _alter(words: Words, store: Store | None, kind: str) -> Command:
    name = _role_name(words)
    if words.take("rename", "to"):
        return _rename(words, store, name)
    if words.word in ("set", "reset", "in"):
        return _networks(words, store, name)
    if words.word in ("add", "drop"):
        raise unsupported("ALTER GROUP … USER", hint="Use GRANT or REVOKE of the role.")
    options = role_options(words)
    if options.groups or options.members:
        raise SqlError("42601", "memberships are changed by GRANT and REVOKE of the role")

    def run(session: Session) -> Answer:
        found = _begin(store, session, "ALTER ROLE")
        target = name(session)
        if options.said != {"password"} or target != session.user:
            require_admin(found, session, "alter role")
        zone = session.get("timezone")
        roles.change(found, target, lambda role: options.applied(role, zone))
        return Answer("ALTER ROLE")

    return Command(run)


def _rename(words: Words, store: Store | None, name: Callable[[Session], str]) -> Command:
    new = words.name()
    words.end()

    def run(session: Session) -> Answer:
        found = _begin(store, session, "ALTER ROLE")
        require_admin(found, session, "rename role")
        target = name(session)
        _check_not_in_use(target, session, "renamed", "0A000")
        roles.change(found, target, lambda role: replace(role, name=new))
        return Answer("ALTER ROLE")

    return Command(run)


def _networks(words: Words, store: Store | None, name: Callable[[Session], str]) -> Command:
    """`ALTER ROLE name SET allowed_addresses = '10.0.0.0/8, …'`, RESET: the one of its settings."""
    resets = words.any_of("set", "reset", "in") == "reset"
    if not words.take("allowed_addresses"):
        raise unsupported("a setting of a role", hint='Only "allowed_addresses" can be set.')
    allowed: tuple[str, ...] = ()
    if not resets:
        if not words.take("to"):
            words.expect("=")
        if not words.take("default"):
            allowed = roles.check_networks(filter(None, _strings(words)))
    words.end()

    def run(session: Session) -> Answer:
        found = _begin(store, session, "ALTER ROLE")
        require_admin(found, session, "alter role")
        roles.change(found, name(session), lambda role: replace(role, allowed_addresses=allowed))
        return Answer("ALTER ROLE")

    return Command(run)


def _strings(words: Words) -> list[str]:
    found = words.string().split(",")
    while words.take(","):
        found += words.string().split(",")
    return found


def _drop(words: Words, store: Store | None, kind: str) -> Command:
    lenient = words.take("if", "exists")
    names = listed(words, _role_name)
    words.end()

    def run(session: Session) -> Answer:
        found = _begin(store, session, "DROP ROLE")
        require_admin(found, session, "drop role")
        asked = [name(session) for name in names]
        missing = [name for name in asked if lenient and roles.find(found, name) is None]
        for name in asked:
            _check_not_in_use(name, session, "dropped", "55006")
        roles.drop(found, [name for name in dict.fromkeys(asked) if name not in missing])
        notices = (
            Notice("NOTICE", "00000", f'role "{name}" does not exist, skipping') for name in missing
        )
        return Answer("DROP ROLE", tuple(notices))

    return Command(run)


_PARSERS: Final[Mapping[str, Callable[[Words, Store | None, str], Command]]] = {
    "create": _create,
    "alter": _alter,
    "drop": _drop,
}


def _begin(store: Store | None, session: Session, what: str) -> Store:
    """What every statement needs: a store, and no transaction block around it."""
    if session.transaction.in_any_block:
        raise SqlError("25001", f"{what} cannot run inside a transaction block")
    if store is None:
        raise unsupported(f"{what} without a metadata store")
    return store


def _check_not_in_use(name: str, session: Session, verb: str, code: str) -> None:
    if name == session.user and not session.owner:
        raise SqlError(code, f"current user cannot be {verb}")
    if name in (session.session_user, session.login_user) and not session.owner:
        raise SqlError(code, f"session user cannot be {verb}")


def _role_name(words: Words) -> Callable[[Session], str]:
    """A role: by name, or the session's own."""
    token = words.token
    name = words.name()
    if token is not None and token.word in _SELVES:
        own = "session_user" if token.word == "session_user" else "user"
        return lambda session: str(getattr(session, own))
    return lambda session: name


def _discreet(error: SqlError, sql: str) -> SqlError:
    """The error without the text of any string in the statement, which may be a password."""
    message = error.message
    for token in tokens(sql):
        if token.kind is Kind.STRING:
            message = message.replace(token.text, "'***'")
    return SqlError(
        error.sqlstate, message, detail=error.detail, hint=error.hint, position=error.position
    )
