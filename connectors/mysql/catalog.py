"""What a source holds, from information_schema, without opening more tables than asked about.

On MariaDB some columns of information_schema.TABLES open every table; the list of relations asks
only for those that do not, the rest is asked per relation.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from connectors.api import (
    Column,
    Constraint,
    Definition,
    ForeignKey,
    Index,
    Relation,
    RelationNotFound,
    RelationSchema,
    RemoteError,
    Statistics,
)
from connectors.mysql import columns
from connectors.mysql.flavour import Server
from connectors.mysql.pool import Pool

_SYSTEM: Final = ("information_schema", "mysql", "performance_schema", "sys")
_WHERE: Final = (
    "TABLE_SCHEMA = %s AND TABLE_NAME = %s "  # finds it without a look at all tables …
    "AND CAST(CONCAT(TABLE_SCHEMA, '.', TABLE_NAME) AS BINARY) = CAST(%s AS BINARY)"  # … but folds
)
_KINDS: Final = {
    "BASE TABLE": "table", "VIEW": "view", "SYSTEM VERSIONED": "table", "SYSTEM VIEW": "view",
    "TEMPORARY": "table",
}  # fmt: skip


class Catalog:
    """Discovery over a pool."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def relations(self) -> Iterator[Relation]:
        """Tables and views of the URL's database, or of all that are not the server's own."""
        database = self._pool.options.database
        if database is not None:
            where, parameters = "TABLE_SCHEMA = %s", [database]
        else:
            marks = ", ".join(["%s"] * len(_SYSTEM))
            where, parameters = f"TABLE_SCHEMA NOT IN ({marks})", list(_SYSTEM)
        rows = self._pool.ask(
            "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, TABLE_COMMENT "
            f"FROM information_schema.TABLES WHERE {where} ORDER BY 1, 2",
            *parameters,
        )
        for schema, name, type_, comment in rows:
            if type_ in _KINDS:
                yield Relation(schema, name, _KINDS[type_], _comment(type_, comment))

    def describe(self, relation: Relation) -> RelationSchema:
        """Columns, keys, indexes. Raises RelationNotFound."""
        where = _place(relation)
        server = self.server()
        found = self._pool.ask(
            "SELECT TABLE_TYPE, TABLE_COMMENT, CREATE_OPTIONS "
            f"FROM information_schema.TABLES WHERE {_WHERE}",
            *where,
        )
        if not found:
            raise RelationNotFound(f'relation "{relation}" does not exist')
        type_, comment, options = found[0]
        kind = "partitioned table" if "partitioned" in (options or "") else _KINDS[type_]
        indexes = self._indexes(where)
        found_columns = tuple(self._columns(where, server))
        if not found_columns:  # every table has one: the view has lost what it reads
            raise RemoteError(f'view "{relation}" cannot be used', detail=comment or "")
        return RelationSchema(
            relation=Relation(relation.schema, relation.name, kind, _comment(type_, comment)),
            columns=found_columns,
            primary_key=next((i.columns for i in indexes if i.name == "PRIMARY"), ()),
            indexes=tuple(indexes),
            foreign_keys=tuple(self._foreign_keys(where)),
            constraints=(*_keys(indexes), *self._checks(where, server)),
            definition=self._definition(where) if kind == "view" else None,
            details=server.details,
        )

    def statistics(self, relation: Relation) -> Statistics:
        """The storage engine's estimates. Raises RelationNotFound."""
        where = _place(relation)
        found = self._pool.ask(
            f"SELECT TABLE_ROWS, DATA_LENGTH FROM information_schema.TABLES WHERE {_WHERE}",
            *where,
        )
        if not found:
            raise RelationNotFound(f'relation "{relation}" does not exist')
        rows, size = found[0]
        distinct = self._pool.ask(
            "SELECT COLUMN_NAME, MAX(CARDINALITY) FROM information_schema.STATISTICS "
            f"WHERE {_WHERE} AND SEQ_IN_INDEX = 1 AND COLUMN_NAME IS NOT NULL GROUP BY COLUMN_NAME",
            *where,
        )
        return Statistics(
            rows=None if rows is None else int(rows),
            bytes=None if size is None else int(size),
            distinct={name: int(count) for name, count in distinct if count is not None},
        )

    def server(self) -> Server:
        """Who answers."""
        with self._pool.session() as session:
            return session.server

    def _columns(self, where: tuple[str, ...], server: Server) -> Iterator[Column]:
        rows = self._pool.ask(
            f"SELECT {columns.SELECT} FROM information_schema.COLUMNS WHERE {_WHERE} "
            "ORDER BY ORDINAL_POSITION",
            *where,
        )
        json = self._json_columns(where) if server.mariadb and server.version >= 100222 else set()
        for row in rows:
            definition = columns.Definition.of(row)
            is_json = definition.name in json and definition.kind == "longtext"
            yield columns.column(definition, server, self._pool.options, json=is_json)

    def _json_columns(self, where: tuple[str, ...]) -> set[str]:
        """MariaDB's JSON is a longtext with a check of its own name that it is valid."""
        rows = self._pool.ask(
            "SELECT CONSTRAINT_NAME, CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS "
            "WHERE CONSTRAINT_SCHEMA = %s AND TABLE_NAME = %s",
            *where[:2],
        )
        return {name for name, clause in rows if clause == f"json_valid(`{name}`)"}

    def _indexes(self, where: tuple[str, ...]) -> list[Index]:
        rows = self._pool.ask(
            "SELECT * FROM information_schema.STATISTICS "
            f"WHERE {_WHERE} ORDER BY INDEX_NAME, SEQ_IN_INDEX",
            *where,
            named=True,
        )
        return [
            Index(name, tuple(map(_key_part, parts)), unique=not int(parts[0]["NON_UNIQUE"]))
            for name, parts in (
                (name, list(group)) for name, group in groupby(rows, lambda row: row["INDEX_NAME"])
            )
        ]

    def _foreign_keys(self, where: tuple[str, ...]) -> Iterator[ForeignKey]:
        rows = self._pool.ask(
            "SELECT CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, "
            f"REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE WHERE {_WHERE} "
            "AND REFERENCED_TABLE_NAME IS NOT NULL ORDER BY CONSTRAINT_NAME, ORDINAL_POSITION",
            *where,
        )
        rules = {name: actions for name, *actions in self._rules(where)} if rows else {}
        for name, group in groupby(rows, lambda row: row[0]):
            parts = list(group)
            on_update, on_delete = rules.get(name, ("NO ACTION", "NO ACTION"))
            yield ForeignKey(
                name=name,
                columns=tuple(part[1] for part in parts),
                foreign_relation=Relation(parts[0][2], parts[0][3]),
                foreign_columns=tuple(part[4] for part in parts),
                on_update=on_update,
                on_delete=on_delete,
            )

    def _rules(self, where: tuple[str, ...]) -> list[Any]:
        """What foreign keys do, by name. RESTRICT is NO ACTION there, and MariaDB's default."""
        return self._pool.ask(
            "SELECT CONSTRAINT_NAME, REPLACE(UPDATE_RULE, 'RESTRICT', 'NO ACTION'), "
            "REPLACE(DELETE_RULE, 'RESTRICT', 'NO ACTION') "
            "FROM information_schema.REFERENTIAL_CONSTRAINTS "
            "WHERE CONSTRAINT_SCHEMA = %s AND TABLE_NAME = %s",
            *where[:2],
        )

    def _checks(self, where: tuple[str, ...], server: Server) -> Iterator[Constraint]:
        """CHECK constraints, where the server has and lists them."""
        if server.mariadb and server.version >= 100222:
            rows = self._pool.ask(
                "SELECT CONSTRAINT_NAME, CHECK_CLAUSE, 'YES' "
                "FROM information_schema.CHECK_CONSTRAINTS "
                "WHERE CONSTRAINT_SCHEMA = %s AND TABLE_NAME = %s ORDER BY 1",
                *where[:2],
            )
        elif server.flavour == "MySQL" and server.version >= 80016:
            rows = self._pool.ask(
                "SELECT c.CONSTRAINT_NAME, c.CHECK_CLAUSE, t.ENFORCED "
                "FROM information_schema.TABLE_CONSTRAINTS t "
                "JOIN information_schema.CHECK_CONSTRAINTS c "
                "ON c.CONSTRAINT_SCHEMA = t.CONSTRAINT_SCHEMA "
                "AND c.CONSTRAINT_NAME = t.CONSTRAINT_NAME "
                "WHERE t.TABLE_SCHEMA = %s AND t.TABLE_NAME = %s "
                "AND t.CONSTRAINT_TYPE = 'CHECK' ORDER BY 1",
                *where[:2],
            )
        else:
            return
        for name, clause, enforced in rows:
            yield Constraint(name, "check", expression=clause, enforced=enforced == "YES")

    def _definition(self, where: tuple[str, ...]) -> Definition | None:
        """A view's text; none where the user may not see it."""
        rows = self._pool.ask(
            f"SELECT VIEW_DEFINITION FROM information_schema.VIEWS WHERE {_WHERE}", *where
        )
        return Definition(rows[0][0]) if rows and rows[0][0] else None


def _keys(indexes: list[Index]) -> Iterator[Constraint]:
    """Every unique index is a constraint there."""
    for index in indexes:
        if index.unique:
            kind = "primary key" if index.name == "PRIMARY" else "unique"
            yield Constraint(index.name, kind, index.columns)


def _place(relation: Relation) -> tuple[str, ...]:
    """The parameters of `_WHERE`."""
    return relation.schema, relation.name, f"{relation.schema}.{relation.name}"


def _key_part(row: dict[str, Any]) -> str:
    """A key column's name; a key on a prefix of it or on an expression is said as such."""
    if row["COLUMN_NAME"] is None:
        return f"({row.get('EXPRESSION')})"
    length = row.get("SUB_PART")
    return f"{row['COLUMN_NAME']}({length})" if length else str(row["COLUMN_NAME"])


def _comment(type_: str, comment: str | None) -> str | None:
    """A relation's comment; a view's is always the word VIEW."""
    return None if not comment or (type_ == "VIEW" and comment == "VIEW") else comment
