"""What a session knows: who asks, where, when. Replaced by constants before planning
(`gateway.sql.values`), except the volatile ones.
"""

from __future__ import annotations

from typing import Final

from gateway.sql.functions.registry import REGISTRY, Function

_VALUES: Final = {
    "now": "timestamptz",
    "transaction_timestamp": "timestamptz",
    "statement_timestamp": "timestamptz",
    "current_date": "date",
    "localtime": "time",
    "current_time": "timetz",
    "current_user": "name",
    "current_role": "name",
    "session_user": "name",
    "user": "name",
    "current_catalog": "name",
    "current_database": "name",
    "current_schema": "name",
    "version": "text",
}
_REPLACED: Final = "a value of the session that was not filled in"


def _stable(name: str, arguments: tuple[str, ...], returns: str, optional: int = 0) -> Function:
    return Function(
        name, arguments, returns, None, optional=optional, stable=True, refusal=_REPLACED
    )


REGISTRY.add(
    *(_stable(name, (), returns) for name, returns in _VALUES.items()),
    _stable("current_timestamp", ("int4",), "timestamptz", 1),
    _stable("localtimestamp", ("int4",), "timestamp", 1),
    _stable("current_schemas", ("bool",), "name[]"),
    _stable("pg_has_role", ("name", "name", "text"), "bool"),
    _stable("pg_has_role", ("name", "text"), "bool"),
    _stable("current_setting", ("text", "bool"), "text", 1),
    Function("clock_timestamp", (), "timestamptz", "make_timestamptz(pg_clock(0))", volatile=True),
    Function("gen_random_uuid", (), "uuid", "CAST(gen_random_uuid() AS VARCHAR)", volatile=True),
    Function("pg_backend_pid", (), "int4", None, refusal="pg_backend_pid"),
    Function("pg_sleep", ("float8",), "text", None, refusal="pg_sleep", volatile=True),
)
