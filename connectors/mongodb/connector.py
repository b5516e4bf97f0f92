"""The MongoDB connector: what the gateway talks to."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import pyarrow as pa
import pymongo
from pymongo.errors import OperationFailure, PyMongoError

from connectors.api import (
    Answer,
    Fragment,
    Health,
    Operation,
    OptionError,
    Relation,
    RelationSchema,
    ScanContext,
    ScanRejected,
    Statistics,
)
from connectors.mongodb.discover import collection_info, describe
from connectors.mongodb.errors import translated
from connectors.mongodb.fields import Unproven
from connectors.mongodb.options import Options
from connectors.mongodb.pipeline import Pipeline, compile_query
from connectors.mongodb.questions import answer
from connectors.mongodb.scan import Scan
from connectors.mongodb.template import MongoTemplate, template
from connectors.sql.reader import ScanReader

CLOSE_SECONDS = 1.0
_SYSTEM = frozenset({"admin", "config", "local"})


class MongoConnector:
    """One MongoDB deployment. Safe in many threads."""

    def __init__(self, options: Options) -> None:
        """No I/O."""
        self._options = options
        self._opening = threading.Lock()
        self._opened: pymongo.MongoClient[dict[str, Any]] | None = None

    def __repr__(self) -> str:
        return f"MongoConnector({self._options.database or 'every database'})"

    def check(self) -> Health:
        """Flavour and version. Raises SourceUnavailable, SourceRefused."""
        with translated():
            version = str(self._client().server_info()["version"])
        return Health("MongoDB", version)

    def relations(self) -> Iterable[Relation]:
        """Collections, time series and views, without MongoDB's own."""
        with translated():
            return [
                Relation(name, str(info["name"]), "view" if info["type"] == "view" else "table")
                for name in self._databases()
                for info in self._client()[name].list_collections()
                if not str(info["name"]).startswith("system.")
            ]

    def describe(self, relation: Relation) -> RelationSchema:
        """Columns from validator and sample, keys, indexes. Raises RelationNotFound."""
        with translated():
            return describe(self._client()[relation.schema], relation, self._options)

    def statistics(self, relation: Relation) -> Statistics:
        """The collection's own counters; a view has none. Raises RelationNotFound."""
        with translated():
            database = self._client()[relation.schema]
            if collection_info(database, relation)["type"] != "collection":
                return Statistics()
            rows = database[relation.name].estimated_document_count(maxTimeMS=5000)
            try:
                size = int(database.command("collStats", relation.name)["size"])
            except OperationFailure:  # counting is allowed to more users than statistics
                size = None
            return Statistics(rows=rows, bytes=size)

    def supports(self, fragment: Fragment, operation: Operation) -> Answer:
        """Pure: shapes and collations are on the columns."""
        return answer(fragment, operation, self._options.lenient)

    def explain(self, fragment: Fragment) -> str:
        """The command that `scan` sends, as mongosh takes it."""
        return str(self._pipeline(fragment))

    def scan(self, fragment: Fragment, context: ScanContext) -> pa.RecordBatchReader:
        """Run the fragment. Raises ConnectorError."""
        return self._start(fragment, self._pipeline(fragment), context)

    def template(self, fragment: Fragment) -> MongoTemplate | None:
        """As `connectors.template.Templating`."""
        return template(fragment, self._pipeline, self._start)

    def close(self) -> None:
        """Close every connection. Idempotent."""
        with self._opening:
            client, self._opened = self._opened, None
        if client is not None:
            # It tells the server which sessions have ended, which may not hear it.
            with suppress(PyMongoError), pymongo.timeout(CLOSE_SECONDS):
                client.close()

    def _start(
        self, fragment: Fragment, pipeline: Pipeline, context: ScanContext
    ) -> pa.RecordBatchReader:
        lenient = self._options.lenient
        scan = Scan(self._client, pipeline, fragment, context, lenient=lenient)
        return ScanReader(fragment.schema, scan.batches())

    def _pipeline(self, fragment: Fragment) -> Pipeline:
        try:
            return compile_query(fragment.query, self._options.lenient)
        except Unproven as error:
            raise ScanRejected(f"the fragment cannot be run by MongoDB: {error}") from None

    def _databases(self) -> list[str]:
        if self._options.database is not None:
            return [self._options.database]
        return [n for n in self._client().list_database_names() if n not in _SYSTEM]

    def _client(self) -> pymongo.MongoClient[dict[str, Any]]:
        with self._opening:
            if self._opened is None:
                self._opened = _connect(self._options)
            return self._opened


def _connect(options: Options) -> pymongo.MongoClient[dict[str, Any]]:
    """A client that connects when first used. What the URL says itself wins."""
    millis = int(options.connect_timeout * 1000)
    try:
        return pymongo.MongoClient(
            options.url,
            appname="unsilo",
            serverSelectionTimeoutMS=millis,
            connectTimeoutMS=millis,
            socketTimeoutMS=int(options.read_timeout * 1000),
        )
    except (PyMongoError, ValueError) as error:
        # The message may quote the address, and with it the password.
        raise OptionError(
            'option "url" of a MongoDB source is refused',
            detail=f"pymongo refused it: {type(error).__name__}.",
        ) from None
