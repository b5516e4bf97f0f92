"""Grants, policies, masks, owners and user mappings in the metadata store.

Every change raises the catalog's version, so that whatever was derived from the rules is made anew.

Imports: SQLAlchemy, `gateway.catalog` (the store), this package.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, insert, select

from gateway.access import roles
from gateway.access.grants import OWNER, Grant
from gateway.access.mapping import UserMapping
from gateway.access.objects import Object
from gateway.access.policies import Mask, Policy
from gateway.access.roles import PUBLIC
from gateway.access.rules import Rules
from gateway.catalog import tables
from gateway.catalog.store import Store


def load(store: Store) -> Rules:
    """All rules as they are now."""
    known = {role.name: role.superuser for role in roles.list_roles(store)}
    memberships = tuple(roles.list_memberships(store))
    with store.reading() as connection:
        owners = connection.execute(select(tables.owners)).all()
        policies, masks = _policies(connection)
        return Rules(
            known,
            memberships,
            {row.source: row.role for row in owners},
            _grants(connection),
            policies,
            masks,
            _mappings(connection),
        )


def change_grants(store: Store, change: Callable[[frozenset[Grant]], Iterable[Grant]]) -> None:
    """Put what `change` makes of all grants in their place, in one transaction."""
    with store.changing() as connection:
        before = _grants(connection)
        after = frozenset(change(before))
        for grant in before - after:
            connection.execute(_without(grant))
        rows = [_grant_values(grant) for grant in after - before]
        if rows:
            connection.execute(insert(tables.grants), rows)


def change_policies(
    store: Store,
    gone: Policy | Mask | None = None,
    new: Policy | Mask | None = None,
) -> None:
    """Remove, add or replace a policy or a mask."""
    with store.changing() as connection:
        if gone is not None:
            for table in (tables.policy_roles, tables.policies):
                key = _policy_key(gone)
                conditions = [table.c[name] == value for name, value in key.items()]
                connection.execute(delete(table).where(*conditions))
        if new is not None:
            _add_policy(connection, new)


def set_owner(store: Store, source: str, role: str | None) -> None:
    """Give a source to a role, or back to the administrators."""
    with store.changing() as connection:
        connection.execute(delete(tables.owners).where(tables.owners.c.source == source))
        if role is not None:
            connection.execute(insert(tables.owners), [{"source": source, "role": role}])


def set_mapping(store: Store, source: str, role: str, mapping: UserMapping | None) -> None:
    """Put a user mapping in the place of the one there is, if any."""
    t = tables.user_mappings
    with store.changing() as connection:
        connection.execute(delete(t).where(t.c.source == source, _is(t, "role", role, PUBLIC)))
        if mapping is not None:
            values = {
                "source": source,
                "role": None if role == PUBLIC else role,
                "options": json.dumps(dict(mapping.options)),
                "revision": mapping.revision,
            }
            connection.execute(insert(t), [values])


# -- rows --------------------------------------------------------------------------------------


def _object(row: Row[Any]) -> Object:
    return Object(row.source, row.schema, row.relation)


def _object_values(object_: Object) -> dict[str, Any]:
    return {"source": object_.source, "schema": object_.schema, "relation": object_.relation}


def _is(table: Table, column: str, value: str, null: str) -> Any:
    """`column = value`, where NULL stands for `null`."""
    return table.c[column].is_(None) if value == null else table.c[column] == value


def _grants(connection: Connection) -> frozenset[Grant]:
    return frozenset(
        Grant(
            _object(row),
            row.column,
            PUBLIC if row.grantee is None else row.grantee,
            OWNER if row.grantor is None else row.grantor,
            row.grantable,
        )
        for row in connection.execute(select(tables.grants))
    )


def _grant_values(grant: Grant) -> dict[str, Any]:
    return _object_values(grant.object) | {
        "column": grant.column,
        "grantee": None if grant.grantee == PUBLIC else grant.grantee,
        "grantor": None if grant.grantor == OWNER else grant.grantor,
        "grantable": grant.grantable,
    }


def _without(grant: Grant) -> Any:
    t = tables.grants
    same = [t.c[name] == value for name, value in _object_values(grant.object).items()]
    return delete(t).where(
        *same,
        t.c.column == grant.column,
        t.c.grantable == grant.grantable,
        _is(t, "grantee", grant.grantee, PUBLIC),
        _is(t, "grantor", grant.grantor, OWNER),
    )


def _policies(connection: Connection) -> tuple[tuple[Policy, ...], tuple[Mask, ...]]:
    named: dict[tuple[Object, str, str], set[str]] = {}
    for row in connection.execute(select(tables.policy_roles)):
        named.setdefault((_object(row), row.name, row.column), set()).add(row.role)
    policies, masks = [], []
    for row in connection.execute(select(tables.policies).order_by(tables.policies.c.name)):
        public = {PUBLIC} if row.public else set()
        to = frozenset(named.get((_object(row), row.name, row.column), set()) | public)
        if row.column:
            masks.append(Mask(row.name, _object(row), row.column, to, row.using))
        else:
            policies.append(Policy(row.name, _object(row), to, row.using, row.restrictive))
    return tuple(policies), tuple(masks)


def _policy_key(item: Policy | Mask) -> Mapping[str, Any]:
    column = item.column if isinstance(item, Mask) else ""
    return _object_values(item.object) | {"name": item.name, "column": column}


def _add_policy(connection: Connection, item: Policy | Mask) -> None:
    key = _policy_key(item)
    values = {
        "using": item.using,
        "restrictive": isinstance(item, Policy) and item.restrictive,
        "public": PUBLIC in item.roles,
    }
    connection.execute(insert(tables.policies), [{**key, **values}])
    rows = [{**key, "role": role} for role in item.roles - {PUBLIC}]
    if rows:
        connection.execute(insert(tables.policy_roles), rows)


def _mappings(connection: Connection) -> tuple[UserMapping, ...]:
    return tuple(
        UserMapping(
            row.source,
            PUBLIC if row.role is None else row.role,
            json.loads(row.options),
            row.revision,
        )
        for row in connection.execute(select(tables.user_mappings))
    )
