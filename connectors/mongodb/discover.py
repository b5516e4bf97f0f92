"""What a collection holds: its validator, a stratified sample, its indexes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bson import json_util
from pymongo.database import Database
from pymongo.errors import ExecutionTimeout

from connectors.api import Column, Definition, Index, Relation, RelationNotFound, RelationSchema
from connectors.mongodb.columns import PLAIN
from connectors.mongodb.kinds import Seen, settle
from connectors.mongodb.options import Options
from connectors.mongodb.shapes import Shape

Document = dict[str, Any]
LOOSE = PLAIN.with_options(unicode_decode_error_handler="surrogateescape")
"""How a sample is decoded: only a scan complains of text that is not UTF-8."""
MAX_TIME_MS = 30_000
"""What the server may spend on one question of discovery."""
VIEW_TIME_MS = 5_000
"""The same for a view, whose definition may be slow: without an answer `_doc` shows its fields."""


def describe(database: Database[Document], relation: Relation, options: Options) -> RelationSchema:
    """Columns, keys and indexes of one collection or view. Raises RelationNotFound."""
    info = collection_info(database, relation)
    view = info["type"] == "view"
    collation = info.get("options", {}).get("collation")
    indexes = [] if view else list(_indexes(database, relation.name))
    seen, whole = _sampled(database, relation, options.sample_size, view=view)
    leading = dict.fromkeys(name for index in indexes for name in index.columns)
    for name in leading:
        top = name.split(".")[0]
        if not view and top not in seen.fields and not top.startswith("$"):
            _look_up(database, relation.name, name, seen)
    if options.use_validator:
        _declare(seen, info.get("options", {}).get("validator", {}).get("$jsonSchema", {}))
    columns = tuple(_columns(seen, collation if view else None, view=view, whole=whole))
    key = next((c for c in columns if c.name == "_id" and not view), None)
    return RelationSchema(
        relation=relation,
        columns=columns,
        primary_key=() if key is None or key.native_type in ("json", "object") else ("_id",),
        indexes=tuple(indexes),
        definition=_definition(info["options"]) if view else None,
        details={"sampled": seen.types["object"], "view": view, "collation": collation},
    )


def _definition(options: Mapping[str, Any]) -> Definition:
    """A view's collection and pipeline, as extended JSON."""
    parts = {name: options[name] for name in ("viewOn", "pipeline")}
    return Definition(json_util.dumps(parts), json_util.dumps(parts, indent=2))


def collection_info(database: Database[Document], relation: Relation) -> Document:
    """The server's listing of the collection. Raises RelationNotFound."""
    for info in database.list_collections(filter={"name": relation.name}):
        return dict(info)
    raise RelationNotFound(f'collection "{relation}" does not exist')


def _sampled(
    database: Database[Document], relation: Relation, size: int, *, view: bool
) -> tuple[Seen, bool]:
    """What some documents hold, and whether there was time to look at all of them.

    A view's pipeline may have to read its whole collection: it gets little time.
    """
    collection = database.get_collection(relation.name, codec_options=LOOSE)
    part = max(size // 3, 1)
    slices: list[list[Document]] = [[{"$limit": part}], [{"$sample": {"size": part}}]]
    if not view:
        slices.append([{"$sort": {"_id": -1}}, {"$limit": part}])
    whole = Seen()
    limit = VIEW_TIME_MS if view else MAX_TIME_MS
    for pipeline in slices:
        try:
            with collection.aggregate(pipeline, maxTimeMS=limit, allowDiskUse=True) as cursor:
                for document in cursor:
                    whole.add(document)
        except ExecutionTimeout:
            if not view:
                raise
            return whole, False
    return whole, True


def _look_up(database: Database[Document], name: str, field: str, seen: Seen) -> None:
    """One document that has the indexed field, found by its index; else an unseen field."""
    collection = database.get_collection(name, codec_options=LOOSE)
    found = collection.find_one(
        {field: {"$exists": True}}, sort=[(field, -1)], max_time_ms=MAX_TIME_MS
    )
    if found is not None:
        seen.add(found)
    seen.fields.setdefault(field.split(".")[0], Seen())


def _indexes(database: Database[Document], name: str) -> Iterator[Index]:
    for index_name, index in database.get_collection(name).index_information().items():
        # A partial or sparse index says nothing of the documents it leaves out.
        unique = bool(index.get("unique")) or index_name == "_id_"
        whole = "partialFilterExpression" not in index and not index.get("sparse")
        yield Index(index_name, tuple(str(field) for field, _ in index["key"]), unique and whole)


def _declare(seen: Seen, schema: Mapping[str, Any]) -> None:
    """Add what a $jsonSchema allows to what was seen: older documents may differ from it."""
    declared = schema.get("bsonType", [])
    seen.declare([declared] if isinstance(declared, str) else declared)
    if isinstance(schema.get("description"), str):
        seen.comment = schema["description"]
    for name, inner in schema.get("properties", {}).items():
        _declare(seen.fields.setdefault(name, Seen()), inner)
    if isinstance(schema.get("items"), Mapping):
        seen.element = seen.element or Seen()
        _declare(seen.element, schema["items"])


def _nameable(name: str) -> bool:
    """Whether a column can have a field's name: empty ones, or not UTF-8, are in `_doc` only."""
    return name != "" and not any("\ud800" <= letter <= "\udfff" for letter in name)


def _columns(
    seen: Seen, collation: Mapping[str, Any] | None, *, view: bool, whole: bool
) -> Iterator[Column]:
    names = dict.fromkeys(["_id", *seen.fields])
    locale = str(collation["locale"]) if collation else None
    for name in filter(_nameable, names):
        if name == "_id" and name not in seen.fields and seen.fields:
            continue
        field = seen.fields.get(name, Seen())
        shape, warning = (
            (Shape("objectId"), None) if not field.types and name == "_id" else settle(field)
        )
        yield Column(
            name,
            shape.type,
            nullable=view or name != "_id",
            native_type=shape.kind,
            collation=locale if shape.kind == "string" else None,
            comment=field.comment,
            warning=warning,
            details={"field": name, "shape": shape.as_json(), "bson_types": field.shares},
        )
    warning = None if whole else "the view is slow: fields that were not seen are here only"
    if not all(map(_nameable, names)):
        warning = "fields that no column can name are here only"
    name = "_doc"
    while name in names:
        name += "_"
    yield Column(
        name,
        Shape("document").type,
        nullable=False,
        native_type="document",
        comment="The whole document as extended JSON",
        warning=warning,
        details={"shape": Shape("document").as_json(), "whole_row": True},
    )
