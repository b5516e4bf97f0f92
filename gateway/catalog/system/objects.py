"""The catalog's relations as rows of pg_class, pg_attribute and their like.

Every `source.schema` is one PostgreSQL schema of that name. OIDs are made from names, so that they
stay the same when the catalog is read again: clients keep them.

Imports: `connectors`, `gateway.catalog`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from connectors.api import Column, ForeignKey, Index, Relation, RelationSchema
from connectors.types import Type
from gateway.catalog.system.snapshot import keywords, type_forms

Row = dict[str, Any]

OWNER: Final = 10
"""OID of the role that owns everything, PostgreSQL's bootstrap superuser."""
_FIRST: Final = 16_384
"""OIDs below are PostgreSQL's own."""
_HEAP, _BTREE = 2, 403
_CLASS: Final = 1259
_KINDS: Final = {
    "table": "r",
    "view": "v",
    "materialized view": "m",
    "partitioned table": "p",
    "foreign table": "f",
}


@dataclass(slots=True)
class Objects:
    """Rows by system table; columns that a row leaves out have their type's zero value."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    oids: set[int] = field(default_factory=set)

    def add(self, table: str, **values: Any) -> None:
        """One row of `table`."""
        self.tables.setdefault(table, []).append(values)

    def oid(self, *name: str) -> int:
        """A new OID that depends on the name (and on clashes with names before it) only."""
        digest = hashlib.blake2b("\0".join(name).encode(), digest_size=8).digest()
        oid = _FIRST + int.from_bytes(digest) % (2**31 - _FIRST)
        while oid in self.oids:
            oid = oid + 1 if oid + 1 < 2**31 else _FIRST
        self.oids.add(oid)
        return oid


def objects(sources: Iterable[tuple[str, Sequence[RelationSchema]]]) -> Objects:
    """The rows for all relations of all sources."""
    found = Objects()
    for source, schemas in sources:
        ordered = sorted(schemas, key=lambda s: (s.relation.schema, s.relation.name))
        namespaces: dict[str, int] = {}
        classes: dict[Relation, tuple[int, RelationSchema]] = {}
        for schema in ordered:
            relation = schema.relation
            if relation.schema not in namespaces:
                name = f"{source}.{relation.schema}"
                namespaces[relation.schema] = _namespace(found, name)
            oid = found.oid("relation", source, relation.schema, relation.name)
            classes[_named(relation)] = oid, schema
        linked = {_named(k.foreign_relation) for s in ordered for k in s.foreign_keys}
        linked |= {_named(s.relation) for s in ordered if s.foreign_keys}
        for schema in ordered:
            _Described(found, source, schema, namespaces, classes, linked).add()
    return found


def _namespace(found: Objects, name: str) -> int:
    oid = found.oid("schema", name)
    found.add("pg_namespace", oid=oid, nspname=name, nspowner=OWNER)
    return oid


@dataclass(frozen=True, slots=True)
class _Described:
    """One relation on its way into the tables."""

    found: Objects
    source: str
    schema: RelationSchema
    namespaces: dict[str, int]
    classes: dict[Relation, tuple[int, RelationSchema]]
    linked: set[Relation]
    """Relations at either end of a foreign key."""

    @property
    def oid(self) -> int:
        return self.classes[_named(self.schema.relation)][0]

    @property
    def namespace(self) -> int:
        return self.namespaces[self.schema.relation.schema]

    @property
    def full_name(self) -> str:
        relation = self.schema.relation
        return f"{quoted(f'{self.source}.{relation.schema}')}.{quoted(relation.name)}"

    def add(self) -> None:
        indexes = self._indexes()
        self._class(
            self.oid,
            self.schema.relation.name,
            self._kind(),
            len(self.schema.columns),
            bool(indexes),
        )
        for number, column in enumerate(self.schema.columns, start=1):
            self._column(number, column)
        self._describe(0, self.schema.relation.comment)
        for index in indexes:
            self._index(index)
        for key in self.schema.foreign_keys:
            self._foreign_key(key)

    def _kind(self) -> str:
        return _KINDS.get(self.schema.relation.kind, "r")

    def _class(self, oid: int, name: str, kind: str, columns: int, indexed: bool) -> None:
        self.found.add(
            "pg_class",
            oid=oid,
            relname=name,
            relnamespace=self.namespace,
            relowner=OWNER,
            relam={"r": _HEAP, "m": _HEAP, "i": _BTREE}.get(kind, 0),
            reltuples=-1.0,
            relkind=kind,
            relnatts=columns,
            relhasindex=indexed,
            # Foreign keys are triggers in PostgreSQL; psql looks for them only where this is set.
            relhastriggers=kind != "i" and _named(self.schema.relation) in self.linked,
            relpersistence="p",
            relreplident="n" if kind == "i" else "d",
            relispopulated=True,
        )

    def _column(self, number: int, column: Column) -> None:
        self.found.add(
            "pg_attribute",
            **_attribute(self.oid, number, column.name, column.type),
            attnotnull=not column.nullable,
            atthasdef=column.default is not None,
        )
        if column.default is not None:
            oid = self.found.oid("default", self.full_name, column.name)
            self.found.add(
                "pg_attrdef", oid=oid, adrelid=self.oid, adnum=number, adbin=column.default
            )
        self._describe(number, column.comment)

    def _describe(self, number: int, comment: str | None) -> None:
        if comment:
            self.found.add(
                "pg_description",
                objoid=self.oid,
                classoid=_CLASS,
                objsubid=number,
                description=comment,
            )

    def _indexes(self) -> list[Index]:
        """The source's indexes, and one for a primary key that has none."""
        indexes = list(self.schema.indexes)
        key = self.schema.primary_key
        if key and not any(index.unique and index.columns == key for index in indexes):
            indexes.insert(0, Index(f"{self.schema.relation.name}_pkey", key, unique=True))
        return indexes

    def _index(self, index: Index) -> None:
        oid = self.found.oid("index", self.full_name, index.name)
        numbers = [_number(self.schema, column) for column in index.columns]
        primary = (
            bool(self.schema.primary_key)
            and index.unique
            and (index.columns == self.schema.primary_key)
            and self._first_of_its_kind(index)
        )
        self._class(oid, index.name, "i", len(numbers), False)
        for number, name in enumerate(index.columns, start=1):
            self.found.add("pg_attribute", **_attribute(oid, number, name, self._type(name)))
        self.found.add(
            "pg_index",
            indexrelid=oid, indrelid=self.oid, indnatts=len(numbers), indnkeyatts=len(numbers),
            indisunique=index.unique, indisprimary=primary, indimmediate=True, indisvalid=True,
            indisready=True, indislive=True, indkey=numbers, indcollation=[0] * len(numbers),
            indclass=[0] * len(numbers), indoption=[0] * len(numbers),
        )  # fmt: skip
        shown = [quoted(c) if n else c for c, n in zip(index.columns, numbers, strict=True)]
        self._definition(oid, index, shown)
        if primary:
            self._constraint(
                index.name, "p", numbers, f"PRIMARY KEY ({', '.join(shown)})", conindid=oid
            )

    def _first_of_its_kind(self, index: Index) -> bool:
        """Of several unique indexes over the key's columns one is the key's."""
        twins = [i for i in self._indexes() if i.unique and i.columns == index.columns]
        named = [
            i for i in twins if i.name.lower() in ("primary", f"{self.schema.relation.name}_pkey")
        ]
        return index == (named or twins)[0]

    def _definition(self, oid: int, index: Index, shown: list[str]) -> None:
        unique = "UNIQUE " if index.unique else ""
        whole = (
            f"CREATE {unique}INDEX {quoted(index.name)} ON {self.full_name} "
            f"USING btree ({', '.join(shown)})"
        )
        for number, text in enumerate([whole, *shown]):
            self.found.add("__indexdefs", __oid=oid, __number=number, __text=text)

    def _foreign_key(self, key: ForeignKey) -> None:
        """Keys whose target is not in the catalog are left out: nothing could be shown for them."""
        target = key.foreign_relation
        known = self.classes.get(_named(target))
        if known is None:
            return
        oid, foreign_schema = known
        name = f"{quoted(f'{self.source}.{target.schema}')}.{quoted(target.name)}"
        own = ", ".join(map(quoted, key.columns))
        foreign = ", ".join(map(quoted, key.foreign_columns))
        text = f"FOREIGN KEY ({own}) REFERENCES {name}({foreign})"
        numbers = [_number(self.schema, column) for column in key.columns]
        foreign_numbers = [_number(foreign_schema, column) for column in key.foreign_columns]
        self._constraint(key.name, "f", numbers, text, confrelid=oid, confkey=foreign_numbers)

    def _constraint(self, name: str, kind: str, numbers: list[int], text: str, **more: Any) -> None:
        oid = self.found.oid("constraint", self.full_name, name, kind)
        action = "a" if kind == "f" else " "
        self.found.add(
            "pg_constraint",
            oid=oid, conname=name, connamespace=self.namespace, contype=kind, conenforced=True,
            convalidated=True, conrelid=self.oid, confupdtype=action, confdeltype=action,
            confmatchtype="s" if kind == "f" else " ", conislocal=True, connoinherit=True,
            conkey=numbers, **more,
        )  # fmt: skip
        self.found.add("__constraintdefs", __oid=oid, __text=text)

    def _type(self, name: str) -> Type:
        return next((c.type for c in self.schema.columns if c.name == name), Type("text"))


def _named(relation: Relation) -> Relation:
    """A relation by its name alone."""
    return Relation(relation.schema, relation.name)


def _number(schema: RelationSchema, name: str) -> int:
    """Position of a column, 0 for an expression."""
    numbers = (n for n, column in enumerate(schema.columns, start=1) if column.name == name)
    return next(numbers, 0)


def _attribute(relation: int, number: int, name: str, type_: Type) -> Row:
    form = type_forms()[type_.oid]
    return {
        "attrelid": relation,
        "attname": name,
        "atttypid": type_.oid,
        "attlen": form.length,
        "attbyval": form.by_value,
        "attnum": number,
        "atttypmod": modifier(type_),
        "attndims": 1 if type_.name == "array" else 0,
        "attalign": form.align,
        "attstorage": form.storage,
        "attcompression": "",
        "attidentity": "",
        "attgenerated": "",
        "attislocal": True,
        "attcollation": form.collation,
        "attstattarget": None,
    }


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


def quoted(name: str) -> str:
    """An identifier as PostgreSQL's `quote_ident` writes it."""
    plain = name.isascii() and name.replace("_", "a").isalnum() and name == name.lower()
    if plain and not name[:1].isdigit() and name and name not in keywords():
        return name
    return '"' + name.replace('"', '""') + '"'
