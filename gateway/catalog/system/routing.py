"""Which statements are about the catalog: decided by tokens, never by text inside literals.

Imports: `gateway.lexer`, this package.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from gateway.catalog.system.pieces import Pieces, cut, is_at
from gateway.catalog.system.snapshot import relations
from gateway.catalog.system.static import SCHEMAS
from gateway.lexer import Kind

_HINT: Final = re.compile(
    r"pg_|information_schema|reg(class|type|proc|namespace|role|oper|collation)|current_|session_user|version"
    r"|set_config|format_type|_description|has_\w+_privilege|\buser\b|acl(default|explode)"
    r"|unicode_version",
    re.IGNORECASE,
)
"""Cheap: a statement without any of these is not about the catalog."""
_REG: Final = frozenset({"regclass", "regtype", "regproc", "regnamespace", "regrole"})
_FUNCTIONS: Final = frozenset({
    "format_type", "obj_description", "col_description", "shobj_description", "to_regclass",
    "to_regtype", "to_regproc", "to_regnamespace", "to_regrole", "to_regprocedure", "to_regoper",
    "to_regoperator", "to_regcollation", "to_regtypemod", "has_table_privilege",
    "has_schema_privilege", "has_database_privilege", "has_column_privilege",
    "has_any_column_privilege", "has_function_privilege", "has_type_privilege",
    "has_parameter_privilege", "has_largeobject_privilege", "has_sequence_privilege",
    "has_language_privilege", "has_server_privilege", "has_tablespace_privilege",
    "has_foreign_data_wrapper_privilege", "acldefault", "aclexplode", "unicode_version",
    "icu_unicode_version",
})  # fmt: skip
_SESSION: Final = frozenset({
    "current_database", "current_schema", "current_schemas", "current_user", "session_user",
    "user", "current_role", "current_catalog", "version", "current_setting", "set_config",
})  # fmt: skip
_HARMLESS: Final = _SESSION | frozenset({
    "select", "as", "true", "false", "null", "pg_catalog", "text", "name", "integer", "int",
    "int4", "oid", "varchar",
})  # fmt: skip
"""Words that mean the same in PostgreSQL and DuckDB, in a select without FROM."""


def answers(sql: str) -> bool:
    """Whether the system catalog answers this statement: it reads pg_catalog, information_schema
    or a reg* type, or asks about the session and nothing else."""
    if _HINT.search(sql) is None:
        return False
    pieces = cut(sql)
    if not pieces or pieces[0].text not in ("select", "with", "(", "values", "table"):
        return False
    return any(_is_about_catalog(pieces, at) for at in range(len(pieces))) or _is_session(pieces)


def _is_about_catalog(pieces: Pieces, at: int) -> bool:
    name = pieces[at].name
    if name is None or is_at(pieces, at - 1, "."):
        return False
    if is_at(pieces, at + 1, "."):
        return name in SCHEMAS and not _only_session(pieces, at)
    if pieces[at].kind is not Kind.WORD:
        after_from = is_at(pieces, at - 1, "from") or is_at(pieces, at - 1, "join")
        return after_from and name in _pg_relations()
    if is_at(pieces, at + 1, "("):
        if name in _SESSION:
            return is_at(pieces, at - 1, "from") or is_at(pieces, at - 1, "join")
        return name in _FUNCTIONS or (
            # pg_typeof is about a value.
            name.startswith("pg_") and name != "pg_typeof" and name in _pg_functions()
        )
    return name in _pg_relations() or (name in _REG and _is_type(pieces, at))


def is_system_relation(schema: str, name: str) -> bool:
    """Whether there is a system relation of that name."""
    return (schema, name) in relations()


def _only_session(pieces: Pieces, at: int) -> bool:
    """`pg_catalog.current_database()`: qualified, but only about the session."""
    return at + 2 < len(pieces) and pieces[at + 2].text in _SESSION


def _is_type(pieces: Pieces, at: int) -> bool:
    return is_at(pieces, at - 1, "::") or is_at(pieces, at - 1, "as")


def _is_session(pieces: Pieces) -> bool:
    """`SELECT version(), current_user AS u`: session words, literals, and no operator."""
    if not any(piece.kind is Kind.WORD and piece.text in _SESSION for piece in pieces):
        return False
    return all(_is_harmless(pieces, at) for at in range(len(pieces)))


def _is_harmless(pieces: Pieces, at: int) -> bool:
    piece = pieces[at]
    match piece.kind:
        case Kind.WORD:
            return piece.text in _HARMLESS or (at > 0 and not is_at(pieces, at + 1, "("))
        case Kind.OPERATOR | Kind.NUMBER:
            return False
    return piece.text not in ("[", ":", ":=")


@cache
def _pg_relations() -> frozenset[str]:
    return frozenset(name for schema, name in relations() if schema == "pg_catalog")


@cache
def _pg_functions() -> frozenset[str]:
    rows = relations()["pg_catalog", "pg_proc"].rows
    assert rows is not None
    return frozenset(rows.column("proname").to_pylist())
