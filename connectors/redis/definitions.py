"""The mapping file: which keys are which relation.

    [[relation]]
    name = "features"                # of the relation; schema is "main"
    key = "features:{customer}"      # parts in braces are columns; without parts: one single key;
                                     # {{ and }} are braces of the key: "{{user:{id}}}:cart"
    type = "hash"                    # hash (default), string, list, set, zset, stream, json
    comment = "…"
    require_key = false              # true: only queries that give every key part are run
    whole_key = "_key"               # optional: a column with the whole key
    ttl = "_ttl"                     # optional: a column with the time to live, NULL without one
    [relation.columns]               # name = SQL type; parts not listed here are text, and first
    customer = "bigint"
    churn = { type = "numeric(5,4)", field = "churn_risk", comment = "…" }
    seen = { type = "timestamptz", format = "epoch" }     # epoch, epoch_ms: numbers since 1970

What `field` (default: the column's name) means depends on the type: a hash: field; stream: field,
or `id`; list: `member` or `position`; set: `member`; zset: `member` or `score`; string: anything,
it is the one value; a json document, or a string with `format = "json"` at the relation: keys of
the document, `a.b` inside.
"""

from __future__ import annotations

import threading
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from connectors import types as t
from connectors.api import Column, OptionError, Relation, RelationNotFound, RelationSchema
from connectors.redis.template import Template, template
from connectors.redis.typenames import type_named
from connectors.types import Type

SCHEMA: Final = "main"
KINDS: Final = ("hash", "string", "list", "set", "zset", "stream", "json")
_FIELDS: Final = {
    "list": {"member", "position"}, "set": {"member"}, "zset": {"member", "score"},
}  # fmt: skip
_KNOWN: Final = {
    "name", "key", "type", "comment", "require_key", "whole_key", "ttl", "columns", "format",
}  # fmt: skip
_COLUMN_KNOWN: Final = {"type", "field", "comment", "format"}
_EPOCHS: Final = ("epoch", "epoch_ms")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a column's values come from: `role` is part, field, whole_key or ttl."""

    role: str
    field: str = ""
    format: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """One declared relation. `documents`: values are JSON texts, columns keys in them."""

    name: str
    kind: str
    template: Template
    columns: tuple[tuple[Column, Origin], ...]
    documents: bool = False
    require_key: bool = False
    comment: str | None = None

    @property
    def relation(self) -> Relation:
        """Its name in the catalog."""
        return Relation(SCHEMA, self.name, comment=self.comment)

    @property
    def schema(self) -> RelationSchema:
        """What `describe` says: the key parts identify a row of a hash, string or document."""
        single = self.kind in ("hash", "string", "json")
        return RelationSchema(
            self.relation,
            tuple(column for column, _ in self.columns),
            primary_key=self._part_columns() if single else (),
            details=self._details(),
        )

    def origin(self, name: str) -> Origin:
        """The origin of a column; KeyError if there is none."""
        return {column.name: origin for column, origin in self.columns}[name]

    @classmethod
    def of(cls, schema: RelationSchema) -> Definition | None:
        """The definition that a described relation was made from; None if it is not ours."""
        details: Any = schema.details
        if "key" not in details:
            return None
        shape = template(details["key"], {c.name: c.type for c in schema.columns}, t.TEXT)
        origins = (Origin(*origin) for origin in details["origins"])
        return cls(
            schema.relation.name,
            details["type"],
            shape,
            tuple(zip(schema.columns, origins, strict=True)),
            details["documents"],
            details["require_key"],
            schema.relation.comment,
        )

    def _details(self) -> dict[str, object]:
        return {
            "type": self.kind,
            "key": self.template.text,
            "origins": tuple((o.role, o.field, o.format) for _, o in self.columns),
            "documents": self.documents,
            "require_key": self.require_key,
        }

    def _part_columns(self) -> tuple[str, ...]:
        return tuple(c.name for c, origin in self.columns if origin.role == "part")


class Definitions:
    """The mapping file, read again when it has changed."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._state: tuple[int, int] | None = None
        self._found: dict[str, Definition] = {}

    def all(self) -> list[Definition]:
        """Every relation, in the order of the file. Raises OptionError."""
        if self._path is None:
            return []
        with self._lock:
            try:
                status = self._path.stat()
                state = status.st_mtime_ns, status.st_size
                if state != self._state:
                    self._found = read(self._path.read_text(encoding="utf-8"))
                    self._state = state
            except (OSError, UnicodeDecodeError) as error:
                raise OptionError(
                    f'option "relations": cannot read "{self._path}"', detail=str(error)
                ) from error
            return list(self._found.values())

    def find(self, relation: Relation) -> Definition:
        """The definition of a relation. RelationNotFound."""
        for definition in self.all():
            if (relation.schema, relation.name) == (SCHEMA, definition.name):
                return definition
        raise RelationNotFound(
            f'relation "{relation}" does not exist',
            detail="The mapping file does not declare it.",
        )


def read(text: str) -> dict[str, Definition]:
    """The definitions of a mapping file by name. Raises OptionError saying what is wrong where."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OptionError('option "relations": not TOML', detail=str(error)) from error
    found: dict[str, Definition] = {}
    for entry in document.get("relation", []):
        name = entry.get("name", "")
        try:
            _only(entry, _KNOWN)
            if not name or name in found:
                raise ValueError("every relation has a name of its own")
            found[name] = _definition(name, entry)
        except (ValueError, TypeError, AttributeError) as error:
            raise OptionError(
                f'option "relations": relation "{name}" is wrong', detail=str(error)
            ) from error
    if extra := document.keys() - {"relation"}:
        raise OptionError(f'option "relations": unknown key "{min(extra)}"')
    return found


def _definition(name: str, entry: dict[str, Any]) -> Definition:
    kind = entry.get("type", "hash")
    if kind not in KINDS:
        raise ValueError(f'type "{kind}" is not one of {", ".join(KINDS)}')
    if not entry.get("key"):
        raise ValueError("the key is missing")
    documents = kind == "json" or (kind == "string" and entry.get("format") == "json")
    if entry.get("format") and not documents:
        raise ValueError("format is json, and for strings only")
    declared = {n: _declared(n, given) for n, given in entry.get("columns", {}).items()}
    shape = template(entry["key"], {n: d[0] for n, d in declared.items()}, t.TEXT)
    columns = [_part(n, t.TEXT, None) for n in shape.names if n not in declared]
    for column, (type_, origin, comment) in declared.items():
        if column in shape.names:
            columns.append(_part(column, type_, comment))
        else:
            _check(column, type_, origin, kind, documents)
            columns.append((Column(column, type_, native_type=kind, comment=comment), origin))
    for setting, type_ in (("whole_key", t.TEXT), ("ttl", t.INTERVAL)):
        if setting in entry:
            nullable = setting == "ttl"
            extra = Column(entry[setting], type_, nullable=nullable, native_type=setting)
            columns.append((extra, Origin(setting)))
    names = [found.name for found, _ in columns]
    if not names or len(set(names)) < len(names):
        raise ValueError("columns have names of their own, and there is at least one")
    fields = [origin for _, origin in columns if origin.role == "field"]
    if kind == "string" and not documents and len(fields) > 1:
        raise ValueError("a string has one value, so one column")
    required, about = bool(entry.get("require_key", False)), entry.get("comment")
    return Definition(name, kind, shape, tuple(columns), documents, required, about)


def _part(name: str, type_: Type, comment: str | None) -> tuple[Column, Origin]:
    column = Column(name, type_, nullable=False, native_type="key", comment=comment)
    return column, Origin("part", name)


def _declared(name: str, given: Any) -> tuple[Type, Origin, str | None]:
    if isinstance(given, str):
        return type_named(given), Origin("field", name), None
    _only(given, _COLUMN_KNOWN)
    if "type" not in given:
        raise ValueError(f'column "{name}" has no type')
    type_ = type_named(given["type"])
    form = given.get("format", "")
    if form and (form not in _EPOCHS or type_.name not in ("timestamp", "timestamptz")):
        raise ValueError(f'column "{name}": format is epoch or epoch_ms, of a timestamp')
    return type_, Origin("field", given.get("field", name), form), given.get("comment")


def _check(name: str, type_: Type, origin: Origin, kind: str, documents: bool) -> None:
    allowed = None if documents else _FIELDS.get(kind)
    if allowed is not None and origin.field not in allowed:
        raise ValueError(f'column "{name}": a {kind} has {" and ".join(sorted(allowed))}')
    if kind == "zset" and origin.field == "score" and type_ != t.FLOAT8:
        raise ValueError("a score is double precision")
    if kind == "list" and origin.field == "position" and type_ != t.INT8:
        raise ValueError("a position is bigint")


def _only(entry: dict[str, Any], known: set[str]) -> None:
    if extra := entry.keys() - known:
        raise ValueError(f'unknown key "{min(extra)}"; known are {", ".join(sorted(known))}')
