"""Discovery: relations, columns, keys, indexes and estimates, from pg_catalog."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
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
    SourceRefused,
    SourceUnavailable,
    Statistics,
)
from connectors.postgres import questions
from connectors.postgres.collation import collatable
from connectors.postgres.facts import Facts
from connectors.postgres.metadata import Metadata
from connectors.postgres.types import column_type, warning
from connectors.types import Type

KINDS: Final = {
    "r": "table", "v": "view", "m": "materialized view", "p": "partitioned table",
    "f": "foreign table",
}  # fmt: skip
_CONSTRAINTS: Final = {"p": "primary key", "u": "unique", "c": "check"}
_ACTIONS: Final = {
    "a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT",
}  # fmt: skip
OLDEST: Final = 120000
"""`server_version_num` of the oldest version that the questions and signatures know."""

_BYTEWISE_LOCALE: Final = re.compile(r"(C|POSIX|ucs_basic|(C\.UTF-?8))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Server:
    """Who answers, and how its default collation compares."""

    version: str
    standby: bool
    facts: Facts
    default_collation: str


class Catalog:
    """Reads the catalog of one database."""

    def __init__(self, metadata: Metadata) -> None:
        self._metadata = metadata
        self._server: Server | None = None

    def server(self) -> Server:
        """Version and collation of the server; asked anew. Raises SourceUnavailable."""
        (row,) = self._metadata.ask(questions.SERVER)
        if row["number"] < OLDEST:
            raise SourceUnavailable(
                f"PostgreSQL {row['version']} is too old", hint="PostgreSQL 12 is the oldest."
            )
        if row["encoding"] == "SQL_ASCII":
            raise SourceUnavailable(
                "a database with encoding SQL_ASCII is not supported",
                detail="Its text may be in any encoding, so that it cannot be read exactly.",
            )
        default = row["locale"] or row["collate"]
        case = row["case_collation"]
        self._server = Server(
            version=str(row["version"]),
            standby=bool(row["standby"]),
            default_collation=str(default),
            facts=Facts(
                version=row["number"] // 10000,
                encoding=str(row["encoding"]),
                case_collation=f'pg_catalog."{case}"' if case else None,
                bytewise=_bytewise(row["provider"], row["collate"], row["locale"]),
            ),
        )
        return self._server

    def relations(self) -> Iterator[Relation]:
        """Every relation that the user may read."""
        for row in self._metadata.ask(questions.RELATIONS):
            yield Relation(row["schema"], row["name"], KINDS[row["kind"]], row["comment"])

    def describe(self, relation: Relation) -> RelationSchema:
        """Columns, keys and indexes. Raises RelationNotFound, SourceRefused."""
        server = self._server or self.server()
        found = self._find(relation)
        if not found["readable"]:
            raise SourceRefused(f'permission denied for relation "{relation}"')
        rows = self._metadata.ask(questions.COLUMNS, oid=found["oid"])
        columns = tuple(_column(row, server, self._fields(row)) for row in rows)
        indexes = self._metadata.ask(questions.INDEXES, oid=found["oid"])
        keys = self._metadata.ask(questions.FOREIGN_KEYS, oid=found["oid"])
        constraints = self._metadata.ask(questions.CONSTRAINTS, oid=found["oid"])
        details = server.facts.details
        texts = [c for c in columns if collatable(c.type)]
        details["bytewise"] = server.facts.bytewise and all(c.collation is None for c in texts)
        details["deterministic"] = all(c.details["deterministic"] for c in texts)
        details["partition"] = found["partition"]
        return RelationSchema(
            relation=Relation(
                relation.schema, relation.name, KINDS[found["kind"]], found["comment"]
            ),
            columns=columns,
            primary_key=next((tuple(i["columns"]) for i in indexes if i["primary"]), ()),
            indexes=tuple(
                # Unique only among all rows and at every moment.
                Index(
                    i["name"],
                    tuple(i["columns"]),
                    i["unique"] and not i["partial"] and i["immediate"],
                )
                for i in indexes
            ),
            foreign_keys=tuple(
                ForeignKey(
                    k["name"],
                    tuple(k["columns"]),
                    Relation(k["schema"], k["relation"], KINDS[k["kind"]]),
                    tuple(k["foreign_columns"]),
                    _ACTIONS[k["on_update"]],
                    _ACTIONS[k["on_delete"]],
                )
                for k in keys
            ),
            constraints=tuple(map(_constraint, constraints)),
            definition=_definition(found),
            details=details,
        )

    def statistics(self, relation: Relation) -> Statistics:
        """What ANALYZE left behind. Raises RelationNotFound."""
        server = self._server or self.server()
        oid = self._find(relation)["oid"]
        (estimate,) = self._metadata.ask(questions.ESTIMATE, oid=oid, version=server.facts.version)
        known = estimate["known"] and (estimate["stored"] or estimate["rows"])
        rows = int(estimate["rows"]) if known else None
        distinct = {}
        for row in self._metadata.ask(
            questions.DISTINCT_VALUES, schema=relation.schema, name=relation.name
        ):
            if row["estimate"] > 0:
                distinct[row["name"]] = round(row["estimate"])
            elif row["estimate"] < 0 and rows is not None:
                distinct[row["name"]] = max(1, round(-row["estimate"] * rows))
        size = int(estimate["bytes"]) if known and estimate["stored"] else None
        return Statistics(rows=rows, bytes=size, distinct=distinct)

    def _fields(self, row: dict[str, Any]) -> tuple[tuple[str, Type], ...]:
        """The fields of a column's composite type; none of any other's."""
        if row["composite"] is None:
            return ()
        fields = self._metadata.ask(questions.COLUMNS, oid=row["composite"])
        return tuple((field["name"], column_type(field)) for field in fields)

    def _find(self, relation: Relation) -> dict[str, Any]:
        found = self._metadata.ask(questions.RELATION, schema=relation.schema, name=relation.name)
        if not found:
            raise RelationNotFound(f'relation "{relation}" does not exist')
        return found[0]


def _definition(row: dict[str, Any]) -> Definition | None:
    if row["definition"] is None:
        return None
    return Definition(str(row["definition"]), str(row["pretty"]))


def _constraint(row: dict[str, Any]) -> Constraint:
    return Constraint(
        name=row["name"],
        kind=_CONSTRAINTS[row["kind"]],
        columns=tuple(row["columns"]),
        expression=row["expression"] or "",
        definition=_definition(row),
        valid=row["valid"],
        enforced=row["enforced"],
    )


def _column(row: dict[str, Any], server: Server, fields: tuple[tuple[str, Type], ...]) -> Column:
    type_ = column_type(row)
    details: dict[str, object] = {"deterministic": row["deterministic"] is not False}
    if row["labels"] is not None:
        details["labels"] = tuple(row["labels"])
    if fields:
        details["fields"] = fields
    collation = None
    if row["collation"] is not None:
        details["collation"] = f"{row['collation_schema']}.{row['collation']}"
        collation = _collation(row, server)
    notes = [warning(type_, row["native"])]
    if not row["readable"]:
        notes.append("the source's user may not read this column")
    return Column(
        name=row["name"],
        type=type_,
        nullable=row["nullable"],
        native_type=row["native"],
        collation=collation if collatable(type_) else None,
        comment=row["comment"],
        default=_default(row),
        warning="; ".join(note for note in notes if note) or None,
        details=details,
    )


def _default(row: dict[str, Any]) -> str | None:
    if row["identity"]:
        return "generated as identity"
    if row["generated"]:
        return f"generated always as ({row['expression']})"
    return str(row["expression"]) if row["expression"] is not None else None


def _collation(row: dict[str, Any], server: Server) -> str | None:
    """The collation's name, None when it orders by bytes."""
    if server.facts.encoding != "UTF8":
        return str(row["collation"])
    if row["provider"] == "d":
        return None if server.facts.bytewise else server.default_collation
    if _bytewise(row["provider"], row["collate"], row["locale"]):
        return None
    return str(row["collation"])


def _bytewise(provider: str | None, collate: str | None, locale: str | None) -> bool:
    """Whether a collation orders UTF-8 text by its bytes: all of "builtin", and libc's C."""
    match provider:
        case "b":
            return True
        case "c" | None:
            return _BYTEWISE_LOCALE.fullmatch(collate or locale or "") is not None
    return False
