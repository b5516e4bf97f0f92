"""The catalog's relations as rows of pg_class, pg_attribute and their like.

Every schema of a source is one PostgreSQL schema (see `gateway.catalog.naming`).
Imports: `connectors`, this package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from connectors.api import Column, ForeignKey, Relation, RelationSchema
from connectors.types import Type
from gateway.catalog.oids import Oids
from gateway.catalog.system.identifiers import quoted
from gateway.catalog.system.indexes import Described, indexes_of, operator_class
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
_ATTRIBUTE: Final = (
    "attrelid", "attname", "atttypid", "attlen", "attnum", "atttypmod", "attndims", "attbyval",
    "attalign", "attstorage", "attcollation", "attnotnull", "atthasdef",
)  # fmt: skip
_CONSTRAINT: Final = (
    "oid", "conname", "connamespace", "contype", "conrelid", "conindid", "confrelid",
    "confupdtype", "confdeltype", "confmatchtype", "conkey", "confkey",
)  # fmt: skip


_ROW_TYPE: Final = (
    "oid", "typname", "typnamespace", "typlen", "typtype", "typcategory", "typrelid",
    "typsubscript", "typelem", "typarray", "typinput", "typoutput", "typreceive", "typsend",
    "typanalyze",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceContent:
    """One source: its relations, what clients call its schemas, OIDs, and known numbers of rows."""

    name: str
    relations: tuple[RelationSchema, ...]
    schemas: Mapping[str, str]
    oids: Mapping[Relation, int]
    rows: Mapping[tuple[str, str], float] = field(default_factory=dict)


def _tables() -> dict[str, Rows]:
    plain = {
        "attcompression": "",
        "attidentity": "",
        "attgenerated": "",
        "attislocal": True,
        "attstattarget": None,
    }
    same_types = {
        "typowner": OWNER, "typisdefined": True, "typdelim": ",", "typalign": "d",
        "typstorage": "x", "typtypmod": -1,
    }  # fmt: skip
    live = {"indimmediate": True, "indisvalid": True, "indisready": True, "indislive": True}
    text = {"conenforced": True, "convalidated": True, "conislocal": True, "connoinherit": True}
    return {
        "pg_namespace": Rows(("oid", "nspname"), {"nspowner": OWNER}),
        "pg_class": Rows(
            ("oid", "relname", "relnamespace", "relam", "reltuples", "relkind", "relnatts",
             "relhasindex", "relhastriggers", "relreplident", "relhasrules", "reltype"),
            {"relowner": OWNER, "relpersistence": "p", "relispopulated": True},
        ),
        "pg_type": Rows(_ROW_TYPE, same_types),
        "pg_attribute": Rows(_ATTRIBUTE, plain),
        "pg_attrdef": Rows(("oid", "adrelid", "adnum", "adbin")),
        "pg_description": Rows(("objoid", "objsubid", "description"), {"classoid": _CLASS}),
        "pg_index": Rows(
            ("indexrelid", "indrelid", "indnatts", "indnkeyatts", "indisunique", "indisprimary",
             "indkey", "indcollation", "indclass", "indoption", "indexprs"), live),
        "pg_constraint": Rows(_CONSTRAINT, text),
        "__indexdefs": Rows(("__oid", "__number", "__text")),
        "__constraintdefs": Rows(("__oid", "__text")),
    }  # fmt: skip


def objects(sources: Iterable[SourceContent], taken: Iterable[int]) -> dict[str, Rows]:
    """The rows of all relations of all sources, by system table.

    `taken` are the OIDs of all relations, also of those that are not seen.
    """
    tables, oids = _tables(), Oids(taken)
    for source in sources:
        _Source(tables, oids, source).add()
    return tables


@dataclass(frozen=True, slots=True)
class _Known:
    """A relation with its place."""

    schema: RelationSchema
    oid: int
    namespace: int
    name: str
    """Qualified and quoted."""
    numbers: Mapping[str, int]


class _Source:
    """One source on its way into the tables."""

    def __init__(self, tables: dict[str, Rows], oids: Oids, content: SourceContent) -> None:
        self._tables, self._oids, self._content = tables, oids, content
        self._known: dict[tuple[str, str], _Known] = {}
        self._indexes: dict[tuple[str, int], int] = {}

    def add(self) -> None:
        """All its rows."""
        key = _key_of
        ordered = sorted(self._content.relations, key=lambda s: key(s.relation))
        namespaces: dict[str, int] = {}
        for schema in ordered:
            relation = schema.relation
            name = self._content.schemas[relation.schema]
            if relation.schema not in namespaces:
                namespaces[relation.schema] = self._oids.new("schema", name)
                self._row("pg_namespace", namespaces[relation.schema], name)
            self._known[key(relation)] = _Known(
                schema,
                self._content.oids[relation],
                namespaces[relation.schema],
                f"{quoted(name)}.{quoted(relation.name)}",
                {column.name: n for n, column in enumerate(schema.columns, start=1)},
            )
        # Foreign keys are triggers in PostgreSQL; psql looks for them only where this is set.
        linked = {key(k.foreign_relation) for s in ordered for k in s.foreign_keys}
        linked |= {key(s.relation) for s in ordered if s.foreign_keys}
        for place, known in self._known.items():
            self._relation(known, place in linked)
        for known in self._known.values():
            for foreign_key in known.schema.foreign_keys:
                self._foreign_key(known, foreign_key)

    def _relation(self, known: _Known, linked: bool) -> None:
        schema, indexes = known.schema, indexes_of(known.schema)
        kind = _KINDS.get(schema.relation.kind, "r")
        rows = self._content.rows.get(_key_of(schema.relation), -1.0)
        self._row(
            "pg_class", known.oid, schema.relation.name, known.namespace,
            _HEAP if kind in "rm" else 0, rows if kind in _WITH_ROWS else -1.0, kind,
            len(schema.columns), bool(indexes), linked, "n" if kind == "v" else "d", kind in "vm",
            self._row_type(known),
        )  # fmt: skip
        self._comment(known.oid, 0, schema.relation.comment)
        for number, column in enumerate(schema.columns, start=1):
            self._column(known, number, column)
        for index in indexes:
            self._index(known, index)

    def _row_type(self, known: _Known) -> int:
        """The composite type of a relation's rows, and the type of arrays of them."""
        name, namespace = known.schema.relation.name, known.namespace
        row, array = (self._oids.new(kind, known.name) for kind in ("type", "array type"))
        self._row(
            "pg_type", row, name, namespace, -1, "c", "C", known.oid, 0, 0, array,
            *_functions("record_in", "record_out", "record_recv", "record_send"), 0,
        )  # fmt: skip
        self._row(
            "pg_type", array, f"_{name}", namespace, -1, "b", "A", 0,
            *_functions("array_subscript_handler"), row, 0,
            *_functions("array_in", "array_out", "array_recv", "array_send", "array_typanalyze"),
        )  # fmt: skip
        return row

    def _column(self, known: _Known, number: int, column: Column) -> None:
        self._attribute(
            known.oid, number, column.name, column.type, not column.nullable,
            column.default is not None,
        )  # fmt: skip
        if column.default is not None:
            oid = self._oids.new("default", known.name, column.name)
            self._row("pg_attrdef", oid, known.oid, number, column.default)
        self._comment(known.oid, number, column.comment)

    def _attribute(
        self, oid: int, number: int, name: str, type_: Type, not_null: bool, default: bool
    ) -> None:
        form = type_forms()[type_.oid]
        self._row(
            "pg_attribute", oid, name, type_.oid, form.length, number, modifier(type_),
            1 if type_.name == "array" else 0, form.by_value, form.align, form.storage,
            form.collation, not_null, default,
        )  # fmt: skip

    def _comment(self, oid: int, number: int, comment: str | None) -> None:
        if comment:
            self._row("pg_description", oid, number, comment)

    def _index(self, known: _Known, index: Described) -> None:
        oid = self._oids.new("index", known.name, index.name)
        self._indexes[index.name, known.oid] = oid
        columns = known.schema.columns
        types = [columns[n - 1].type if n else Type("text") for n in index.numbers]
        self._row(
            "pg_class", oid, index.name, known.namespace, _BTREE, 0.0, "i", len(types), False,
            False, "n", False, 0,
        )  # fmt: skip
        for number, (name, type_) in enumerate(zip(index.columns, types, strict=True), start=1):
            self._attribute(oid, number, name, type_, False, False)
        self._row(
            "pg_index", oid, known.oid, len(types), len(types), index.unique, index.primary,
            index.numbers, [type_forms()[t.oid].collation for t in types],
            [operator_class(t) for t in types], [0] * len(types), index.expressions,
        )  # fmt: skip
        for number, text in enumerate([index.definition(known.name), *index.shown]):
            self._row("__indexdefs", oid, number, text)
        if index.primary:
            text = f"PRIMARY KEY ({', '.join(index.shown)})"
            constraint = self._oids.new("constraint", known.name, index.name, "p")
            self._row(
                "pg_constraint", constraint, index.name, known.namespace, "p", known.oid, oid, 0,
                " ", " ", " ", index.numbers, None,
            )  # fmt: skip
            self._row("__constraintdefs", constraint, text)

    def _foreign_key(self, known: _Known, key: ForeignKey) -> None:
        """Keys whose target is not in the catalog are left out: nothing could be shown for them."""
        target = self._known.get(_key_of(key.foreign_relation))
        if target is None:
            return
        own = ", ".join(map(quoted, key.columns))
        foreign = ", ".join(map(quoted, key.foreign_columns))
        oid = self._oids.new("constraint", known.name, key.name, "f")
        indexes = indexes_of(target.schema)
        wanted = [i for i in indexes if i.unique and set(i.columns) == set(key.foreign_columns)]
        index = next((i for i in wanted if i.primary), next(iter(wanted), None))
        self._row(
            "pg_constraint", oid, key.name, known.namespace, "f", known.oid,
            self._indexes[index.name, target.oid] if index else 0, target.oid, "a", "a", "s",
            [known.numbers.get(name, 0) for name in key.columns],
            [target.numbers.get(name, 0) for name in key.foreign_columns],
        )  # fmt: skip
        text = f"FOREIGN KEY ({own}) REFERENCES {target.name}({foreign})"
        self._row("__constraintdefs", oid, text)

    def _row(self, table: str, *values: object) -> None:
        self._tables[table].values.append(values)


def _key_of(relation: Relation) -> tuple[str, str]:
    return relation.schema, relation.name


def _functions(*names: str) -> list[int]:
    """OIDs of PostgreSQL's functions."""
    return [function_oids()[name] for name in names]


def modifier(type_: Type) -> int:
    """`atttypmod`, as the type's input function packs it; -1 for none."""
    match type_:
        case Type(name="numeric", declared=True, precision=int(p), scale=int(s)):
            return ((p << 16) | s) + 4
        case Type(name="varchar" | "bpchar", length=int(length)):
            return length + 4
        case Type(name="bit" | "varbit", length=int(length)):
            return length
        case Type(name="array", element=Type() as element):
            return modifier(element)
    return -1
