"""Relations as rows of pg_class, pg_attribute and their like.

Every schema of a source is one PostgreSQL schema (see `gateway.catalog.naming`). Each row is marked
with the relation that it is of: `parts` keeps the rows of those that have not changed.
Imports: pyarrow, `connectors`, this package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from connectors.api import Column, ForeignKey, RelationSchema
from connectors.types import Type
from gateway.catalog.system import constraints
from gateway.catalog.system.attributes import Attributes
from gateway.catalog.system.constraints import ACTIONS, constraints_of, foreign_key_text
from gateway.catalog.system.identifiers import plain, quoted
from gateway.catalog.system.indexes import Described, indexes_of, operator_class
from gateway.catalog.system.places import Place, Target
from gateway.catalog.system.rows import Rows
from gateway.catalog.system.snapshot import function_oids, type_forms

OWNER: Final = 10
"""OID of the role that owns everything, PostgreSQL's bootstrap superuser."""
_HEAP, _BTREE = 2, 403
_CLASS: Final = 1259
_KINDS: Final = {
    "table": "r",
    "view": "v",
    "materialized view": "m",
    "partitioned table": "p",
    "foreign table": "f",
}
_WITH_ROWS: Final = frozenset("rmp")
"""Kinds whose `reltuples` is an estimate of rows."""
_CONSTRAINT: Final = (
    "oid", "conname", "connamespace", "contype", "conrelid", "conindid", "confrelid",
    "confupdtype", "confdeltype", "confmatchtype", "conkey", "confkey", "conbin", "connoinherit",
    "convalidated", "conenforced",
)  # fmt: skip


_ROW_TYPE: Final = (
    "oid", "typname", "typnamespace", "typlen", "typtype", "typcategory", "typrelid",
    "typsubscript", "typelem", "typarray", "typinput", "typoutput", "typreceive", "typsend",
    "typanalyze",
)  # fmt: skip


OF: Final = "__of"
"""The column with the OID of the relation that a row is of."""


_OID, _TEXT = pa.uint32(), pa.string()
OWN_TABLES: Final[Mapping[str, pa.Schema]] = {
    "__class_names": pa.schema([
        ("__oid", _OID), ("__namespace", _OID), ("__bare", _TEXT), ("__name", _TEXT),
        ("__full", _TEXT), ("__short", _TEXT),
    ]),
    "__type_names": pa.schema([
        ("__oid", _OID), ("__before", _TEXT), ("__after", _TEXT), ("__style", _TEXT),
        ("__array", _TEXT), ("__bare", _TEXT),
    ]),
    "__indexdefs": pa.schema([("__oid", _OID), ("__number", pa.int32()), ("__text", _TEXT)]),
    # A foreign key's text goes on after the name of its target.
    "__constraintdefs": pa.schema([
        ("__oid", _OID), ("__text", _TEXT), ("__pretty", _TEXT), ("__target", _OID),
        ("__after", _TEXT),
    ]),
    "__viewdefs": pa.schema([("__oid", _OID), ("__text", _TEXT), ("__pretty", _TEXT)]),
    "__sizes": pa.schema([("__oid", _OID), ("__bytes", pa.int64())]),
    "__partial": pa.schema([("__oid", _OID)]),
}  # fmt: skip
"""Tables that only our functions look into, with their columns."""
TABLES: Final = (
    "pg_class", "pg_type", "pg_attribute", "pg_attrdef", "pg_description", "pg_index",
    "pg_constraint", *OWN_TABLES,
)  # fmt: skip
"""The tables that have rows of relations."""


def _rows(names: tuple[str, ...], same: Mapping[str, Any] | None = None) -> Rows:
    return Rows((*names, OF), same or {})


def _tables() -> dict[str, Rows]:
    same_types = {
        "typowner": OWNER, "typisdefined": True, "typdelim": ",", "typalign": "d",
        "typstorage": "x", "typtypmod": -1,
    }  # fmt: skip
    live = {"indimmediate": True, "indisvalid": True, "indisready": True, "indislive": True}
    return {
        "pg_class": _rows(
            ("oid", "relname", "relnamespace", "relam", "reltuples", "relkind", "relnatts",
             "relhasindex", "relhastriggers", "relreplident", "relhasrules", "reltype",
             "relchecks"),
            {"relowner": OWNER, "relpersistence": "p", "relispopulated": True},
        ),
        "pg_type": _rows(_ROW_TYPE, same_types),
        "pg_attrdef": _rows(("oid", "adrelid", "adnum", "adbin")),
        "pg_description": _rows(("objoid", "objsubid", "description"), {"classoid": _CLASS}),
        "pg_index": _rows(
            ("indexrelid", "indrelid", "indnatts", "indnkeyatts", "indisunique", "indisprimary",
             "indkey", "indcollation", "indclass", "indoption", "indexprs"), live),
        "pg_constraint": _rows(_CONSTRAINT, {"conislocal": True}),
        **{name: _rows(tuple(schema.names)) for name, schema in OWN_TABLES.items()},
    }  # fmt: skip


class Objects:
    """The rows of relations, by system table; `new_oid` gives the OID of something by its name."""

    def __init__(self, new_oid: Callable[..., int]) -> None:
        self._tables = _tables()
        self._columns = Attributes(OF)
        self._new_oid = new_oid
        self._indexes: dict[tuple[str, int], int] = {}
        self._of = 0

    def add(self, places: Iterable[Place]) -> None:
        """All rows of relations of one source."""
        added = list(places)
        for known in added:
            self._of = known.oid
            self._relation(known)
        for known in added:
            self._of = known.oid
            for foreign_key, target in zip(known.schema.foreign_keys, known.targets, strict=True):
                self._foreign_key(known, foreign_key, target)

    def table(self, name: str, schema: pa.Schema) -> pa.Table:
        """The rows of one of TABLES."""
        rows = self._columns if name == "pg_attribute" else self._tables[name]
        return rows.table(schema)

    def _relation(self, known: Place) -> None:
        schema, indexes = known.schema, indexes_of(known.schema)
        described = list(constraints_of(schema, indexes))
        kind = _KINDS.get(schema.relation.kind, "r")
        self._row(
            "pg_class", known.oid, schema.relation.name, known.namespace,
            _HEAP if kind in "rm" else 0, _rows_of(known, kind), kind,
            len(schema.columns), bool(indexes), known.linked, "n" if kind == "v" else "d",
            kind in "vm", self._row_type(known), sum(c.kind == "c" for c in described),
        )  # fmt: skip
        size = 0 if kind == "v" else known.estimates.bytes
        if size is not None:
            self._row("__sizes", known.oid, size)
        if schema.definition is not None:
            self._row("__viewdefs", known.oid, schema.definition.text, schema.definition.pretty)
        self._class_name(known, known.oid, schema.relation.name)
        if known.partial:
            self._row("__partial", known.oid)
        self._comment(known.oid, 0, schema.relation.comment)
        self._attributes(known.oid, schema.columns)
        for number, column in enumerate(schema.columns, start=1):
            if column.default is not None:
                oid = self._new_oid("default", known.name, column.name)
                self._row("pg_attrdef", oid, known.oid, number, column.default)
            self._comment(known.oid, number, column.comment)
        for index in indexes:
            self._index(known, index)
        for constraint in described:
            self._constraint(known, constraint)

    def _row_type(self, known: Place) -> int:
        """The composite type of a relation's rows, and the type of arrays of them."""
        name, namespace = known.schema.relation.name, known.namespace
        row, array = (self._new_oid(kind, known.name) for kind in ("type", "array type"))
        self._row(
            "pg_type", row, name, namespace, -1, "c", "C", known.oid, 0, 0, array,
            *_functions("record_in", "record_out", "record_recv", "record_send"), 0,
        )  # fmt: skip
        self._row(
            "pg_type", array, f"_{name}", namespace, -1, "b", "A", 0,
            *_functions("array_subscript_handler"), row, 0,
            *_functions("array_in", "array_out", "array_recv", "array_send", "array_typanalyze"),
        )  # fmt: skip
        self._row("__type_names", row, known.name, "", "", "", quoted(name))
        self._row("__type_names", array, known.name, "", "", "[]", None)
        return row

    def _class_name(self, known: Place, oid: int, name: str) -> None:
        schema, relation = quoted(known.schema_name), quoted(name)
        full = f"{plain(known.schema_name)}.{plain(name)}"
        self._row(
            "__class_names",
            oid,
            known.namespace,
            plain(name),
            f"{schema}.{relation}",
            full,
            relation,
        )

    def _attributes(self, oid: int, columns: Sequence[Column]) -> None:
        self._columns.add(oid, self._of, columns)

    def _comment(self, oid: int, number: int, comment: str | None) -> None:
        if comment:
            self._row("pg_description", oid, number, comment)

    def _index(self, known: Place, index: Described) -> None:
        oid = self._new_oid("index", known.name, index.name)
        self._indexes[index.name, known.oid] = oid
        columns = known.schema.columns
        types = [columns[n - 1].type if n else Type("text") for n in index.numbers]
        self._row(
            "pg_class", oid, index.name, known.namespace, _BTREE, 0.0, "i", len(types), False,
            False, "n", False, 0, 0,
        )  # fmt: skip
        self._class_name(known, oid, index.name)
        named = zip(index.columns, types, strict=True)
        self._attributes(oid, [Column(name, type_) for name, type_ in named])
        self._row(
            "pg_index", oid, known.oid, len(types), len(types), index.unique, index.primary,
            index.numbers, [type_forms()[t.oid].collation for t in types],
            [operator_class(t) for t in types], [0] * len(types), index.expressions,
        )  # fmt: skip
        for number, text in enumerate([index.definition(known.name), *index.shown]):
            self._row("__indexdefs", oid, number, text)

    def _constraint(self, known: Place, constraint: constraints.Described) -> None:
        oid = self._new_oid("constraint", known.name, constraint.name, constraint.kind)
        index = self._indexes[constraint.index, known.oid] if constraint.index else 0
        self._row(
            "pg_constraint", oid, constraint.name, known.namespace, constraint.kind, known.oid,
            index, 0, " ", " ", " ", constraint.numbers, None, constraint.expression,
            constraint.kind != "c", constraint.valid, constraint.enforced,
        )  # fmt: skip
        text = constraint.definition
        self._row("__constraintdefs", oid, text.text, text.pretty, None, None)

    def _foreign_key(self, known: Place, key: ForeignKey, target: Target | None) -> None:
        """Keys whose target is not in the catalog are left out: nothing could be shown for them."""
        if target is None:
            return
        oid = self._new_oid("constraint", known.name, key.name, "f")
        indexes = indexes_of(target.schema)
        wanted = [i for i in indexes if i.unique and set(i.columns) == set(key.foreign_columns)]
        index = next((i for i in wanted if i.primary), next(iter(wanted), None))
        self._row(
            "pg_constraint", oid, key.name, known.namespace, "f", known.oid,
            self._index_oid(target, index.name) if index else 0, target.oid,
            ACTIONS[key.on_update], ACTIONS[key.on_delete], "s",
            _numbers(known.schema, key.columns), _numbers(target.schema, key.foreign_columns),
            None, True, True, True,
        )  # fmt: skip
        before, after = foreign_key_text(key)
        self._row("__constraintdefs", oid, before, None, target.oid, after)

    def _index_oid(self, target: Target, name: str) -> int:
        """Of an index that has been added, or was before."""
        known = self._indexes.get((name, target.oid))
        return known or self._new_oid("index", target.name, name)

    def _row(self, table: str, *values: object) -> None:
        self._tables[table].values.append((*values, self._of))


def _rows_of(known: Place, kind: str) -> float:
    """`reltuples`: -1 where nothing is known."""
    rows = known.estimates.rows if kind in _WITH_ROWS else None
    return -1.0 if rows is None else float(rows)


def _numbers(schema: RelationSchema, columns: Sequence[str]) -> list[int]:
    """The positions of columns, 0 for what is none."""
    numbers = {column.name: number for number, column in enumerate(schema.columns, start=1)}
    return [numbers.get(name, 0) for name in columns]


def _functions(*names: str) -> list[int]:
    """OIDs of PostgreSQL's functions."""
    return [function_oids()[name] for name in names]
