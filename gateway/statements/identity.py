"""SET ROLE, SET SESSION AUTHORIZATION and their RESET: a session acts as somebody else.

Rules: PostgreSQL manual, "SET ROLE" and "SET SESSION AUTHORIZATION"; like every setting they follow
the transaction, and LOCAL ends with it.

Imports: `gateway.access`, `gateway.catalog` (the store), `gateway.session`, this package.
"""

from __future__ import annotations

from gateway.access import roles
from gateway.access.authority import check_set_role, check_set_session_authorization
from gateway.catalog.store import Store
from gateway.lexer import Kind
from gateway.session import Session
from gateway.session.values import NO_ROLE
from gateway.statements.answer import Answer, Command
from gateway.statements.settings import LOCAL_OUTSIDE
from gateway.statements.words import Words


def parse(words: Words, store: Store | None) -> Command | None:
    """The statement, None if it is another. 42601."""
    verb = words.any_of("set", "reset")
    if not verb:
        return None
    local = verb == "set" and words.take("local")
    if verb == "set" and words.after(1) in ("role", "session", "session_authorization"):
        words.take("session")
    is_role = words.take("role")
    is_user = words.take("session", "authorization") or words.take("session_authorization")
    if not (is_role or is_user) or (words.token is not None and words.token.text == "."):
        return None
    wanted = None if verb == "reset" else _wanted(words)
    words.end()

    def run(session: Session) -> Answer:
        if is_role:
            began = session.values.started("role") if verb == "reset" else None
            _set_role(store, session, wanted or began or NO_ROLE, local=local)
        else:
            _set_session_authorization(store, session, wanted or "", local=local)
        outside = local and not session.transaction.in_any_block
        return Answer(verb.upper(), (LOCAL_OUTSIDE,) if outside else ())

    return Command(run)


def begin_as(store: Store | None, session: Session, role: str) -> None:
    """The role a client asks to begin with (`options=-c role=…`). 22023, 42501."""
    if role != NO_ROLE:
        check_set_role(store, session, role)
    session.values.start_as("role", role)
    _tell_superuser(store, session, local=False)


def _wanted(words: Words) -> str | None:
    """A role's name; None for DEFAULT and NONE."""
    if not words.take("to"):
        words.take("=")
    if words.any_of("default", NO_ROLE):
        return None
    token = words.token
    if token is not None and token.kind is Kind.STRING:
        name = words.string()
        return None if name == NO_ROLE else name
    return words.name()


def _set_role(store: Store | None, session: Session, name: str, *, local: bool) -> None:
    if name != NO_ROLE:
        check_set_role(store, session, name)
    session.values.assume("role", name, local=local)
    _tell_superuser(store, session, local=local)


def _set_session_authorization(
    store: Store | None, session: Session, name: str, *, local: bool
) -> None:
    if name:
        check_set_session_authorization(store, session, name)
    session.values.assume("session_authorization", name, local=local)
    session.values.assume("role", NO_ROLE, local=local)
    _tell_superuser(store, session, local=local)


def _tell_superuser(store: Store | None, session: Session, *, local: bool) -> None:
    """What clients see of the role that acts."""
    role = None if store is None else roles.find(store, session.user)
    shown = "on" if role is not None and role.superuser else "off"
    session.values.assume("is_superuser", shown, local=local)
