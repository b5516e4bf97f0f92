"""What a session may do to roles, and as whom it may act.

Imports: `gateway.catalog` (the store), `gateway.session`, `gateway.errors`, this package.
"""

from __future__ import annotations

from gateway.access import roles
from gateway.catalog.store import Store
from gateway.errors import SqlError
from gateway.session import Session


def is_admin(store: Store | None, session: Session) -> bool:
    """Whether everything is allowed: to the owner of the home, to superusers, and to everyone
    while there are no roles (such a gateway listens on loopback only)."""
    if session.owner or store is None:
        return True
    role = roles.find(store, session.user)
    return not roles.exist(store) if role is None else role.superuser


def require_admin(store: Store | None, session: Session, action: str) -> None:
    """42501 `permission denied to <action>` for who is no admin."""
    if not is_admin(store, session):
        raise SqlError(
            "42501", f"permission denied to {action}", detail="Only an admin (SUPERUSER) may."
        )


def check_set_role(store: Store | None, session: Session, name: str) -> None:
    """Whether SET ROLE `name` is allowed: to a member and to an admin. 22023, 42501."""
    if store is None or (not roles.exist(store) and name == session.session_user):
        return
    if roles.find(store, name) is None:
        raise SqlError("22023", f'role "{name}" does not exist')
    if _is_admin_user(store, session, session.session_user):
        return
    if name not in roles.memberships(store, session.session_user) - {roles.PUBLIC}:
        raise SqlError("42501", f'permission denied to set role "{name}"')


def check_set_session_authorization(store: Store | None, session: Session, name: str) -> None:
    """Whether SET SESSION AUTHORIZATION `name` is allowed: to who logged in as an admin.

    22023, 42501.
    """
    if name == session.login_user or store is None:
        return
    if roles.find(store, name) is None:
        raise SqlError("22023", f'role "{name}" does not exist')
    if not _is_admin_user(store, session, session.login_user):
        raise SqlError("42501", f'permission denied to set session authorization "{name}"')


def _is_admin_user(store: Store, session: Session, name: str) -> bool:
    """Whether a user of the session is an admin; who has logged in may own the home."""
    role = roles.find(store, name)
    owns = session.owns_home and name == session.login_user
    return owns or (role is not None and role.superuser)
