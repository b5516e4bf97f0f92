"""GRANT and REVOKE: of SELECT on a source, a schema, relations or columns, and of roles.

Imports: `gateway.access`, `gateway.errors`, this package.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gateway.access import roles
from gateway.access import store as rule_store
from gateway.access.access import Access
from gateway.access.grants import OWNER, Grant, granted, revoked
from gateway.access.objects import Object
from gateway.access.roles import PUBLIC, Membership
from gateway.catalog.resolve import Name
from gateway.errors import Notice, SqlError, unsupported
from gateway.session import Session
from gateway.statements.access import names
from gateway.statements.answer import Answer, Command
from gateway.statements.words import Words

_WRITING: Final = frozenset({
    "insert", "update", "delete", "truncate", "references", "trigger", "maintain", "create",
    "connect", "temporary", "temp", "execute", "usage", "set",
})  # fmt: skip

Right = tuple[Object, str]


@dataclass(frozen=True, slots=True)
class _Item:
    """A privilege or a role as written, with the columns after it."""

    name: str
    columns: tuple[Name, ...]
    start: int


@dataclass(frozen=True, slots=True)
class _Target:
    """What comes after ON: `kind` is "source", "schema", "table" or "all tables"."""

    kind: str
    named: tuple[Name, ...]


def grant(words: Words, access: Access) -> Command:
    """`GRANT SELECT [(columns)] ON … TO roles [WITH GRANT OPTION]`, `GRANT role TO role`."""
    items = names.listed(words, _item)
    if not words.take("on"):
        return _grant_roles(words, access, items)
    target = _target(words)
    words.expect("to")
    grantees = names.listed(words, names.role)
    option = words.take("with", "grant", "option")
    words.end()
    items, notices = _without_usage(items, target)
    _check_privileges(items)

    def run(session: Session) -> Answer:
        names.begin(session, "GRANT")
        to = [names.known_role(access, grantee(session)) for grantee in grantees]
        if not items:
            list(_rights(access, session, target, items))
            return Answer("GRANT", notices)
        if option and PUBLIC in to:
            raise SqlError("0LP01", "grant options can only be granted to roles")
        rights = list(_rights(access, session, target, items))
        new = [
            Grant(object_, column, role, _grantor(access, session, object_, column), option)
            for object_, column in rights
            for role in to
        ]
        rule_store.change_grants(access.store, lambda old: granted(old, new))
        return Answer("GRANT", notices)

    return Command(run)


def revoke(words: Words, access: Access) -> Command:
    """`REVOKE [GRANT OPTION FOR] SELECT … ON … FROM roles [CASCADE]`, `REVOKE role FROM role`."""
    admin_only = words.take("admin", "option", "for")
    option_only = words.take("grant", "option", "for")
    items = names.listed(words, _item)
    if admin_only or not words.take("on"):
        return _revoke_roles(words, access, items, admin_only=admin_only)
    target = _target(words)
    words.expect("from")
    grantees = names.listed(words, names.role)
    cascade = words.any_of("cascade", "restrict") == "cascade"
    words.end()
    _check_privileges(items)

    def run(session: Session) -> Answer:
        names.begin(session, "REVOKE")
        of = [names.known_role(access, grantee(session)) for grantee in grantees]
        gone = [
            Grant(object_, column, role, _grantor(access, session, object_, column))
            for object_, column in _rights(access, session, target, items)
            for role in of
        ]
        rule_store.change_grants(
            access.store,
            lambda old: revoked(old, gone, option_only=option_only, cascade=cascade),
        )
        return Answer("REVOKE")

    return Command(run)


# -- what is granted ---------------------------------------------------------------------------


def _item(words: Words) -> _Item:
    start = words.start
    name = words.name()
    if name == "all":
        words.take("privileges")
    listed = tuple(names.columns(words)) if words.token and words.token.text == "(" else ()
    return _Item(name, listed, start)


def _without_usage(items: list[_Item], target: _Target) -> tuple[list[_Item], tuple[Notice, ...]]:
    """USAGE where PostgreSQL has it: who may read anything there has it; there is none to give."""
    rest = [item for item in items if item.name != "usage"]
    if len(rest) == len(items) or target.kind not in ("schema", "source"):
        return items, ()
    text = f"USAGE on a {target.kind} comes with SELECT on anything in it; it was not granted"
    return rest, (Notice("NOTICE", "00000", text),)


def _check_privileges(items: Sequence[_Item]) -> None:
    for item in items:
        if item.name in _WRITING:
            hint = (
                "SELECT on a relation, its schema or its source makes their names visible."
                if item.name == "usage"
                else "Unsilo only reads: SELECT is the one privilege there is."
            )
            raise unsupported(f"privilege {item.name.upper()}", hint=hint, position=item.start + 1)
        if item.name not in ("select", "all"):
            raise SqlError(
                "42601", f'unrecognized privilege type "{item.name}"', position=item.start + 1
            )


def _target(words: Words) -> _Target:
    if words.take("source") or words.take("foreign", "server"):
        kind = "source"
    elif words.take("schema"):
        kind = "schema"
    elif words.take("all", "tables", "in", "schema"):
        kind = "all tables"
    else:
        words.take("table")
        kind = "table"
    return _Target(kind, tuple(names.listed(words, names.dotted)))


def _rights(
    access: Access, session: Session, target: _Target, items: Sequence[_Item]
) -> Iterator[Right]:
    """Every object and column the statement is about."""
    written = [name for item in items for name in item.columns]
    if written and target.kind != "table":
        raise SqlError(
            "0LP01", "column privileges are only valid for relations", position=written[0].position
        )
    for name in target.named:
        match target.kind:
            case "source":
                yield Object(names.source(access, session, name)), ""
            case "schema":
                yield names.schema(access, session, name), ""
            case "all tables":
                holder = names.schema(access, session, name)
                for schema in access.seen_by(session).relations(holder.source):
                    if schema.relation.schema == holder.schema:
                        yield Object.of(holder.source, schema.relation), ""
            case _:
                found = names.relation(access, session, name)
                for item in items:
                    listed = [names.column(found, column) for column in item.columns]
                    for column in listed or [""]:
                        yield names.object_of(found), column


def _grantor(access: Access, session: Session, object_: Object, column: str) -> str:
    """As whom the session grants: the owner, or a role of its own that holds the grant option."""
    rights = access.rights(session)
    if rights.owns(object_.source):
        return OWNER
    for held in sorted(access.rules.grants, key=repr):
        if held.grantable and held.grantee in rights.roles and held.covers(object_, column):
            return held.grantee
    raise SqlError("42501", f"permission denied for {object_.kind} {object_.name}")


# -- roles -------------------------------------------------------------------------------------


def _grant_roles(words: Words, access: Access, items: Sequence[_Item]) -> Command:
    words.expect("to")
    members = names.listed(words, names.role)
    admin = words.take("with", "admin", "option") or words.take("with", "admin", "true")
    words.end()
    groups = _groups(items)

    def run(session: Session) -> Answer:
        names.begin(session, "GRANT ROLE")
        for group in groups:
            _check_admin_of(access, session, group)
            for member in members:
                roles.add_member(access.store, Membership(group, member(session), admin))
        return Answer("GRANT ROLE")

    return Command(run)


def _revoke_roles(
    words: Words, access: Access, items: Sequence[_Item], *, admin_only: bool
) -> Command:
    words.expect("from")
    members = names.listed(words, names.role)
    words.any_of("cascade", "restrict")
    words.end()
    groups = _groups(items)

    def run(session: Session) -> Answer:
        names.begin(session, "REVOKE ROLE")
        notices = []
        for group in groups:
            _check_admin_of(access, session, group)
            for member in members:
                notices.extend(_leave(access, group, member(session), admin_only=admin_only))
        return Answer("REVOKE ROLE", tuple(notices))

    return Command(run)


def _groups(items: Sequence[_Item]) -> list[str]:
    for item in items:
        if item.columns:
            raise SqlError("42601", "a role has no columns", position=item.start + 1)
    return [item.name for item in items]


def _leave(access: Access, group: str, member: str, *, admin_only: bool) -> list[Notice]:
    known = {(m.role, m.member): m for m in access.rules.memberships}
    held = known.get((group, member))
    if held is None:
        message = f'role "{member}" has not been granted membership in role "{group}"'
        return [Notice("WARNING", "01000", message)]
    if admin_only:
        roles.add_member(access.store, replace(held, admin=False))
    else:
        roles.remove_member(access.store, group, member)
    return []


def _check_admin_of(access: Access, session: Session, group: str) -> None:
    """42501 unless the session may give the role to others; 42704 if there is none."""
    names.known_role(access, group)
    rights = access.rights(session)
    if rights.administrator:
        return
    held = (m for m in access.rules.memberships if m.role == group and m.admin)
    if not any(membership.member in rights.roles for membership in held):
        raise SqlError(
            "42501",
            f'permission denied to grant role "{group}"',
            detail=f'Only roles with the ADMIN option on role "{group}" may grant this role.',
        )
