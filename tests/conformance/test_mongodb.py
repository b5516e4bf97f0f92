"""The conformance suite on MongoDB; NULL is stored as null and as no field in turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, ClassVar

import pymongo
import pytest

from connectors import mongodb
from connectors.api import Connector, Relation, RelationSchema
from connectors.conformance import CannotStore, Columns, ConnectorConformance, Load, Rows
from connectors.conformance.base import Tables
from connectors.types import FLOAT8, INT8, NUMERIC, TEXT, Type, array, record
from tests.connectors.mongodb_values import BSON_TYPES, to_bson, validator
from tests.databases import empty_database


def database_of(url: str) -> str:
    return url.rsplit("/", 1)[1]


def loader(url: str) -> Load:
    def load(name: str, columns: Columns, rows: Rows) -> Relation:
        if any(type_.name not in BSON_TYPES for _, type_ in columns):
            raise CannotStore
        schema = {"properties": {column: validator(type_) for column, type_ in columns}}
        with pymongo.MongoClient[dict[str, Any]](url) as client:
            collection = client[database_of(url)].create_collection(
                name, validator={"$jsonSchema": schema}
            )
            for begin in range(0, len(rows), 10_000):
                some = rows[begin : begin + 10_000]
                collection.insert_many([_document(columns, row) for row in some])
        return Relation(database_of(url), name)

    return load


def _document(columns: Columns, row: Any) -> dict[str, Any]:
    values = zip(columns, row, strict=True)
    document = {name: to_bson(value, type_) for (name, type_), value in values}
    missing = isinstance(row[0], int) and row[0] % 2
    return {k: v for k, v in document.items() if v is not None or not missing}


def idle(url: str) -> Callable[[str], bool]:
    def server_is_idle(query_id: str) -> bool:
        with pymongo.MongoClient[dict[str, Any]](url) as client:
            stage = {"$currentOp": {"idleCursors": True, "allUsers": True}}
            running = client.admin.aggregate([stage])
            return not any(query_id in str(operation) for operation in running)

    return server_is_idle


class DeclaredColumns(Tables):
    """The suite knows the rows of the columns it declared, not of `_id` and `_doc`."""

    def filled(self, name: str, columns: Columns, rows: Rows) -> RelationSchema:
        found = super().filled(name, columns, rows)
        names = [column for column, _ in columns]
        kept = tuple(column for column in found.columns if column.name in names)
        self._schemas[name] = narrowed = replace(found, columns=kept)
        return narrowed


class TestMongoDB(ConnectorConformance):
    templates = frozenset({"int2", "int4", "int8", "text", "varchar"})
    open_options: ClassVar[dict[str, str]] = {"url": "mongodb://user:very-secret@127.0.0.1:1/db"}
    documented_types: ClassVar[dict[str, Type]] = {
        "smallint": INT8,
        "integer": INT8,
        "real": FLOAT8,
        "numeric(10,2)": NUMERIC,
        "numeric(38,10)": NUMERIC,
        "character varying(40)": TEXT,
        "integer[]": array(INT8),
        "record": record(("a", INT8), ("b", TEXT)),
    }

    @classmethod
    def stores(cls, type_: Type, value: Any) -> bool:
        if type_.name == "jsonb" and value == "null":
            return False  # BSON's null is SQL's
        try:
            to_bson(value, type_)
        except ValueError:
            return False
        return True

    @classmethod
    def arrives(cls, type_: Type, value: Any) -> Any:
        if type_.name == "jsonb" and value is not None:
            return value.replace("2.50", "2.5")
        return value

    @pytest.fixture(scope="class")
    @classmethod
    def url(cls, mongodb_server: Any) -> Iterator[str]:
        with empty_database(mongodb_server) as url:
            yield url

    @pytest.fixture(scope="class")
    @classmethod
    def connector(cls, url: str) -> Iterator[Connector]:
        connector = mongodb.open({"url": url})
        yield connector
        connector.close()

    @pytest.fixture(scope="class")
    @classmethod
    def load(cls, url: str) -> Load:
        return loader(url)

    @pytest.fixture(scope="class")
    @classmethod
    def tables(cls, connector: Connector, load: Load) -> Tables:
        return DeclaredColumns(cls, connector, load)

    @pytest.fixture(scope="class")
    @classmethod
    def server_is_idle(cls, url: str) -> Callable[[str], bool]:
        return idle(url)

    @pytest.fixture(scope="class")
    @classmethod
    def slow_relation(cls, url: str) -> Relation:
        with pymongo.MongoClient[dict[str, Any]](url) as client:
            database = client[database_of(url)]
            database.slow_rows.insert_many([{"_id": number} for number in range(2000)])
            sleep = {"$function": {"body": "function() { sleep(10); return 1 }", "args": [],
                                   "lang": "js"}}  # fmt: skip
            database.command(
                "create", "slow", viewOn="slow_rows", pipeline=[{"$match": {"$expr": sleep}}]
            )
        return Relation(database_of(url), "slow")
