"""Why a role may read a relation, or not: the dry run.

Imports: `connectors.api`, this package.
"""

from __future__ import annotations

from collections.abc import Iterator

from connectors.api import RelationSchema
from gateway.access.grants import OWNER, Grant
from gateway.access.objects import Object
from gateway.access.roles import PUBLIC
from gateway.access.rules import Rules

Reason = tuple[str, str]


def reasons(rules: Rules, role: str, object_: Object, schema: RelationSchema) -> Iterator[Reason]:
    """What is so, and why. The first is the verdict. 28000 if there is no such role."""
    if not rules.roles:
        yield "allowed", "there is no role: everything is allowed to everyone"
        return
    rights = rules.rights(role)
    if rights.administrator:
        yield "allowed", f'role "{role}" is an administrator: policies and masks do not apply'
        return
    if object_.source in rights.owned:
        owner = rules.owner(object_.source)
        yield "allowed", f'source "{object_.source}" is owned by "{owner}": policies do not apply'
        return
    held = [g for g in rules.grants if g.grantee in rights.roles and _concerns(g, object_)]
    readable = rights.readable(object_)
    if readable == frozenset():
        yield "denied", f'no grant to "{role}", to a role it is a member of, or to PUBLIC'
        return
    missing = [c.name for c in schema.columns if readable is not None and c.name not in readable]
    yield "allowed", "all columns" if not missing else f"all columns but {', '.join(missing)}"
    for grant in sorted(held, key=str):
        yield "grant", _grant(grant, role)
    yield from _guards(rules, role, object_, rights.roles)


def _concerns(grant: Grant, object_: Object) -> bool:
    return grant.object in tuple(object_.around())


def _grant(grant: Grant, role: str) -> str:
    columns = f" ({grant.column})" if grant.column else ""
    kind = "" if grant.object.relation else f"{grant.object.kind} "
    through = "" if grant.grantee == role else f", which {_reached(grant.grantee, role)}"
    by = "the owner" if grant.grantor == OWNER else f'"{grant.grantor}"'
    return f"SELECT{columns} on {kind}{grant.object} to {_role(grant.grantee)} by {by}{through}"


def _reached(grantee: str, role: str) -> str:
    return "is everyone" if grantee == PUBLIC else f'"{role}" is a member of'


def _role(name: str) -> str:
    return "PUBLIC" if name == PUBLIC else f'"{name}"'


def _guards(rules: Rules, role: str, object_: Object, roles: frozenset[str]) -> Iterator[Reason]:
    guard = rules.rights(role).guard(object_)
    if guard is None:
        return
    if guard.closed:
        yield "no rows", f'there are policies, and no permissive one is for "{role}"'
    for policy in guard.permissive:
        yield "rows", f'policy "{policy.name}": {policy.using}'
    for policy in guard.restrictive:
        yield "only rows", f'restrictive policy "{policy.name}": {policy.using}'
    for mask in guard.masks.values():
        yield "masked", f'column {mask.column} by "{mask.name}": {mask.using}'
