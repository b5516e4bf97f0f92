"""MySQL's column types as the gateway's.

The type, and in `Column.details` what `supports` and the renderer must know of the column. The
reasons for each line are in gateway/docs/connectors/mysql.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from connectors.api import Column
from connectors.mysql.flavour import Server
from connectors.mysql.options import Options
from connectors.types import (
    BOOL,
    BYTEA,
    DATE,
    FLOAT4,
    FLOAT8,
    INT2,
    INT4,
    INT8,
    INTERVAL,
    JSON,
    TEXT,
    TIMESTAMP,
    TIMESTAMPTZ,
    UUID,
    Type,
    numeric,
    varchar,
)

SELECT: Final = (
    "COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, CHARACTER_MAXIMUM_LENGTH, "
    "NUMERIC_PRECISION, NUMERIC_SCALE, CHARACTER_SET_NAME, COLLATION_NAME, COLUMN_COMMENT, EXTRA, "
    "GENERATION_EXPRESSION"
)
"""Columns of information_schema.COLUMNS that `column` reads, in order."""

_SIGNED = {"tinyint": INT2, "smallint": INT2, "mediumint": INT4, "int": INT4, "bigint": INT8}
_UNSIGNED = {"tinyint": INT2, "smallint": INT4, "mediumint": INT4, "int": INT8,
             "bigint": numeric(20, 0)}  # fmt: skip
_PLAIN: Final[Mapping[str, Type]] = {
    "float": FLOAT4, "double": FLOAT8, "year": INT4, "date": DATE, "datetime": TIMESTAMP,
    "timestamp": TIMESTAMPTZ, "time": INTERVAL, "tinytext": TEXT, "text": TEXT,
    "mediumtext": TEXT, "longtext": TEXT, "enum": TEXT, "set": TEXT, "json": JSON, "uuid": UUID,
    "inet4": TEXT, "inet6": TEXT, "binary": BYTEA, "varbinary": BYTEA, "tinyblob": BYTEA,
    "blob": BYTEA, "mediumblob": BYTEA, "longblob": BYTEA,
}  # fmt: skip
_OPAQUE: Final = frozenset(
    {
        "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring",
        "multipolygon", "geomcollection", "geometrycollection", "vector",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Definition:
    """One row of information_schema.COLUMNS."""

    name: str
    kind: str
    spelled: str
    nullable: str
    default: Any
    characters: int | None
    precision: int | None
    scale: int | None
    charset: str | None
    collation: str | None
    comment: str
    extra: str
    generated: str | None

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Definition:
        """From a row of `SELECT`."""
        values: list[Any] = [item.decode() if isinstance(item, bytes) else item for item in row]
        return cls(*values)

    @property
    def unsigned(self) -> bool:
        """Whether an integer has no sign."""
        return "unsigned" in self.spelled.lower()


def column(definition: Definition, server: Server, options: Options, *, json: bool) -> Column:
    """The column as the catalog keeps it; `json`: a text column that is checked to hold JSON."""
    type_ = JSON if json else column_type(definition, options)
    text = definition.charset not in (None, "binary") and type_.name in ("text", "varchar")
    same = definition.collation == server.binary_collation
    return Column(
        name=definition.name,
        type=type_,
        nullable=definition.nullable == "YES",
        native_type=definition.spelled,
        collation=definition.collation if text and not same else None,
        comment=definition.comment or None,
        default=_default(definition),
        warning=_warning(definition),
        details={
            **server.details,
            "kind": definition.kind,
            "unsigned": definition.unsigned,
            "charset": definition.charset if text else None,
            "collation": definition.collation if text else None,
            "characters": definition.characters,
            "zero_dates": options.zero_dates,
            **_labels(definition),
        },
    )


def column_type(definition: Definition, options: Options) -> Type:
    """The gateway's type of a column; what MySQL has and we do not know travels as text."""
    kind = definition.kind
    if definition.spelled.lower().startswith("tinyint(1)") and options.tinyint1 == "bool":
        return BOOL
    if kind in _SIGNED:
        return _UNSIGNED[kind] if definition.unsigned else _SIGNED[kind]
    if kind == "decimal":
        return numeric(definition.precision or 10, definition.scale or 0)
    if kind == "bit":
        return Type("bit", length=definition.precision or 1)
    if kind in ("char", "varchar"):
        return varchar(definition.characters)
    return _PLAIN.get(kind, BYTEA if kind in _OPAQUE else TEXT)


def _warning(definition: Definition) -> str | None:
    if definition.kind in _OPAQUE:
        return f"{definition.kind} arrives as MySQL's internal bytes"
    known = definition.kind in _PLAIN or definition.kind in _SIGNED
    if known or definition.kind in ("decimal", "bit", "char", "varchar"):
        return None
    return f"{definition.kind} is not known and arrives as text"


def _default(definition: Definition) -> str | None:
    if definition.generated:
        return f"generated always as ({definition.generated})"
    if "auto_increment" in definition.extra.lower():
        return "auto_increment"
    return None if definition.default in (None, "NULL") else str(definition.default)


def _labels(definition: Definition) -> dict[str, object]:
    """The values an enum or a set may have, in order."""
    if definition.kind not in ("enum", "set"):
        return {}
    inside = definition.spelled[definition.spelled.index("(") + 1 : -1]
    return {"labels": tuple(_quoted(inside))}


def _quoted(text: str) -> list[str]:
    """The strings of `'a','b''c'`."""
    labels, at = [], 0
    while at < len(text):
        at += 1
        label = ""
        while True:
            end = text.index("'", at)
            label += text[at:end]
            at = end + 1
            if text[at : at + 1] != "'":
                break
            label += "'"
            at += 1
        labels.append(label)
        at += 1
    return labels
