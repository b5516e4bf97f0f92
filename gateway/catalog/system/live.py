"""System relations whose rows are made when they are asked for: settings, roles, sessions, zones.

Imports: pyarrow, `gateway.session`, this package.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

import pyarrow as pa

from gateway.catalog.naming import DATABASE
from gateway.catalog.oids import Oids
from gateway.catalog.system.facts import Facts
from gateway.catalog.system.objects import OWNER
from gateway.catalog.system.rows import table_of
from gateway.catalog.system.settings import settings
from gateway.catalog.system.snapshot import predefined_roles, relations
from gateway.catalog.system.surroundings import Activity, Membership, Role

OWNER_NAME: Final = "unsilo"
"""Of the role that owns everything."""
DATABASE_OID: Final = 16_383

Row = Mapping[str, Any]


def live_table(name: str, facts: Facts) -> pa.Table:
    """The rows of one of PER_SESSION at this moment."""
    return table_of(live_schema(name), PER_SESSION[name](facts))


def live_schema(name: str) -> pa.Schema:
    """Its columns."""
    return _SCHEMAS.get(name) or relations()["pg_catalog", name].arrow


def _names_and_settings(facts: Facts) -> list[Row]:
    return [
        {"__name": name.lower(), "__setting": value} for name, value in facts.settings().items()
    ]


def all_roles(facts: Facts) -> list[tuple[int, Role]]:
    """Every role with its OID: the owner, PostgreSQL's own, ours, and at least the session's."""
    known = list(facts.surroundings.roles())
    if not any(role.name == facts.session.user for role in known):
        known.append(Role(facts.session.user))
    found = [(OWNER, Role(OWNER_NAME, superuser=True))]
    found += [(oid, Role(name, login=False)) for oid, name in predefined_roles()]
    oids = Oids()
    # A role of the owner's name is the owner: one name, one row.
    found += [(oids.new("role", r.name), r) for r in known if r.name != OWNER_NAME]
    return found


def _roles(facts: Facts) -> list[Row]:
    return [
        {
            "oid": oid, "rolname": role.name, "rolsuper": role.superuser, "rolinherit": True,
            "rolcreaterole": role.superuser, "rolcreatedb": False, "rolcanlogin": role.login,
            "rolreplication": False, "rolbypassrls": role.superuser, "rolpassword": "********",
            "rolconnlimit": -1 if role.connection_limit is None else role.connection_limit,
            "rolvaliduntil": role.valid_until,
        }
        for oid, role in all_roles(facts)
    ]  # fmt: skip


def _role_names(facts: Facts) -> list[Row]:
    return [{"__oid": oid, "__name": role.name} for oid, role in all_roles(facts)]


def _users(facts: Facts) -> list[Row]:
    return [
        {
            "usename": role.name, "usesysid": oid, "usecreatedb": False,
            "usesuper": role.superuser, "userepl": False, "usebypassrls": role.superuser,
            "passwd": "********", "valuntil": role.valid_until,
        }
        for oid, role in all_roles(facts)
        if role.login
    ]  # fmt: skip


def _groups(facts: Facts) -> list[Row]:
    oids = {role.name: oid for oid, role in all_roles(facts)}
    members = facts.surroundings.memberships()
    return [
        {
            "groname": role.name,
            "grosysid": oid,
            "grolist": [oids[m.member] for m in members if m.role == role.name],
        }
        for oid, role in all_roles(facts)
        if not role.login
    ]


def _memberships(facts: Facts) -> list[Row]:
    oids = {role.name: oid for oid, role in all_roles(facts)}
    numbers = Oids()

    def row(membership: Membership) -> Row:
        return {
            "oid": numbers.new("member", membership.role, membership.member),
            "roleid": oids[membership.role], "member": oids[membership.member],
            "grantor": OWNER, "admin_option": membership.admin, "inherit_option": True,
            "set_option": True,
        }  # fmt: skip

    given = facts.surroundings.memberships()
    return [row(m) for m in given if m.role in oids and m.member in oids]


def _databases(_: Facts) -> list[Row]:
    return [{
        "oid": DATABASE_OID, "datname": DATABASE, "datdba": OWNER, "encoding": 6,
        "datlocprovider": "b", "datistemplate": False, "datallowconn": True,
        "dathasloginevt": False, "datconnlimit": -1, "dattablespace": 1663, "datcollate": "C",
        "datctype": "C", "datlocale": "C.UTF-8",
    }]  # fmt: skip


def _activity(facts: Facts) -> list[Row]:
    sessions = [_own(facts), *facts.surroundings.activity(facts.session)]
    oids = {role.name: oid for oid, role in all_roles(facts)}

    def row(one: Activity) -> Row:
        return {
            "datid": DATABASE_OID, "datname": DATABASE, "pid": one.pid, "leader_pid": None,
            "usesysid": oids.get(one.user, OWNER), "usename": one.user,
            "application_name": one.application, "client_addr": one.client_address,
            "client_port": one.client_port, "backend_start": one.connected_at,
            "xact_start": one.transaction_start, "query_start": one.query_start,
            "state_change": one.state_change, "state": one.state, "query": one.query,
            "backend_xid": None, "backend_xmin": None, "query_id": None,
            "backend_type": "client backend",
        }  # fmt: skip

    return [row(one) for one in sessions]


def _own(facts: Facts) -> Activity:
    """The session that asks."""
    session, now = facts.session, datetime.now(UTC)
    return Activity(
        facts.process, session.session_user, session.get("application_name"),
        session.client or None, transaction_start=session.now(), query_start=now,
        state_change=now, state="active", query=facts.sql,
    )  # fmt: skip


def _cursors(facts: Facts) -> list[Row]:
    return [
        {
            "name": one.name, "statement": one.statement, "is_holdable": one.holdable,
            "is_binary": one.binary, "is_scrollable": one.scrollable,
            "creation_time": one.created,
        }
        for one in facts.session.cursors()
    ]  # fmt: skip


def _kerberos(facts: Facts) -> list[Row]:
    return [{"pid": facts.process}]


def _encryption(facts: Facts) -> list[Row]:
    """The serial number of a certificate has more digits than can be shown: NULL."""
    found = facts.session.encryption
    row: dict[str, Any] = dict.fromkeys(live_schema("pg_stat_ssl").names)
    row |= {"pid": facts.process, "ssl": found is not None}
    if found is None:
        return [row]
    return [
        row | {
            "version": found.version, "cipher": found.cipher, "bits": found.bits,
            "client_dn": found.client_name, "issuer_dn": found.issuer_name,
        }
    ]  # fmt: skip


def _zones(_: Facts) -> list[Row]:
    now = datetime.now(UTC)
    return [_zone(name, now) for name in _zone_names()]


@cache
def _zone_names() -> Sequence[str]:
    return sorted(available_timezones())


def _zone(name: str, now: datetime) -> Row:
    there = now.astimezone(ZoneInfo(name))
    offset = there.utcoffset()
    return {
        "name": name, "abbrev": there.tzname(), "is_dst": bool(there.dst()),
        "utc_offset": int(offset.total_seconds()) if offset else 0,
    }  # fmt: skip


PER_SESSION: Final[dict[str, Callable[[Facts], Sequence[Row]]]] = {
    "pg_settings": settings,
    "pg_roles": _roles,
    "pg_user": _users,
    "pg_group": _groups,
    "pg_auth_members": _memberships,
    "pg_database": _databases,
    "pg_stat_activity": _activity,
    "pg_cursors": _cursors,
    "pg_stat_gssapi": _kerberos,
    "pg_stat_ssl": _encryption,
    "pg_timezone_names": _zones,
    "__settings": _names_and_settings,
    "__role_names": _role_names,
}
"""What makes the rows of each."""
_TEXT: Final = pa.string()
_SCHEMAS: Final = {
    "__role_names": pa.schema([("__oid", pa.uint32()), ("__name", _TEXT)]),
    "__settings": pa.schema([("__name", _TEXT), ("__setting", _TEXT)]),
    "pg_timezone_names": pa.schema(
        [
            ("name", _TEXT),
            ("abbrev", _TEXT),
            ("utc_offset", pa.duration("s")),
            ("is_dst", pa.bool_()),
        ]
    ),
}
_OF_BACKENDS: Final = (
    "pid", "dbid", "userid", "activity", "start", "activity_start", "client_addr", "client_port",
    "wait_event", "wait_event_type",
)  # fmt: skip
_ENCRYPTED: Final = frozenset({"__pg_stat_get_activity"})
BEHIND: Final[Mapping[str, frozenset[str]]] = {
    "__role_names": frozenset({
        "pg_get_userbyid", "to_regrole", "__regrole_out", "__aclexplode", "pg_describe_object",
        "__pg_identify_object", "__pg_identify_object_as_address",
    }),
    "pg_settings": frozenset({"__pg_show_all_settings"}),
    "pg_timezone_names": frozenset({"__pg_timezone_names"}),
    "pg_cursors": frozenset({"__pg_cursor"}),
    "pg_stat_activity": frozenset({
        *(f"pg_stat_get_backend_{name}" for name in _OF_BACKENDS), "__pg_stat_get_backend_idset",
        "pg_stat_get_db_numbackends", *_ENCRYPTED,
    }),
    "pg_stat_ssl": _ENCRYPTED,
    "pg_stat_gssapi": _ENCRYPTED,
}  # fmt: skip
"""Functions that read each of PER_SESSION."""
