"""Reading a written type name: sqlglot's `DataType` to our `Type`.

Imports: sqlglot, `connectors.types`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from sqlglot import exp

from connectors.types import (
    ARRAY_OIDS,
    NUMERIC,
    OIDS,
    SPELLING,
    Type,
    array,
    numeric,
)
from gateway.errors import SqlError, unsupported

_D = exp.DType

_PLAIN: Final[dict[exp.DType, str]] = {
    _D.BOOLEAN: "bool",
    _D.SMALLINT: "int2",
    _D.INT: "int4",
    _D.BIGINT: "int8",
    _D.TEXT: "text",
    _D.NAME: "name",
    _D.VARBINARY: "bytea",
    _D.UUID: "uuid",
    _D.DATE: "date",
    _D.JSON: "json",
    _D.JSONB: "jsonb",
    _D.INET: "inet",
    _D.MONEY: "money",
    _D.XML: "xml",
    _D.POINT: "point",
    _D.HSTORE: "hstore",
    _D.INT4RANGE: "int4range",
    _D.INT8RANGE: "int8range",
    _D.NUMRANGE: "numrange",
    _D.TSRANGE: "tsrange",
    _D.TSTZRANGE: "tstzrange",
    _D.DATERANGE: "daterange",
    _D.FLOAT: "float4",
    _D.UNKNOWN: "unknown",
}
_TIMES: Final[dict[exp.DType, str]] = {
    _D.TIME: "time",
    _D.TIMETZ: "timetz",
    _D.TIMESTAMP: "timestamp",
    _D.TIMESTAMPTZ: "timestamptz",
    _D.INTERVAL: "interval",
}
_STRINGS: Final[dict[exp.DType, str]] = {
    _D.VARCHAR: "varchar",
    _D.CHAR: "bpchar",
    _D.NCHAR: "bpchar",
    _D.BPCHAR: "bpchar",
    _D.BIT: "bit",
}
_PSEUDO: Final = frozenset({"void", "record", "unknown", "cstring", "trigger"})
_ABSENT: Final = frozenset(
    {"int4multirange", "int8multirange", "nummultirange", "datemultirange", "tsmultirange",
     "tstzmultirange", "refcursor", "txid_snapshot", "pg_snapshot", "gtsvector"}
)  # fmt: skip
"""Types of PostgreSQL that there is no column of here."""
# sqlglot reads these words as types although PostgreSQL has none of that name.
_FOREIGN: Final = frozenset({_D.TINYINT, _D.DATETIME, _D.UINT, _D.BLOB, _D.NVARCHAR, _D.VARIANT})


def parse_type(datatype: exp.Expression, *, position: int | None = None) -> Type:
    """The type that `datatype` (as parsed with the postgres dialect) names.

    Raises 42704 for a name PostgreSQL does not know, 22023 for a modifier out of range, 0A000 for
    a type that exists there and that the gateway cannot hold (interval fields, arrays of arrays).
    """
    if isinstance(datatype, exp.ObjectIdentifier):
        name = str(datatype.this).lower()
        return named_type("oid" if name == "oid" else name, position=position)
    if not isinstance(datatype, exp.DataType):
        raise SqlError("42601", "a type name is expected", position=position)
    kind = datatype.this
    modifiers = _modifiers(datatype)
    if isinstance(kind, exp.Interval):
        return _interval_fields(kind, position)
    if kind == _D.ARRAY:
        return _array(datatype, position)
    if kind == _D.USERDEFINED:
        return named_type(_written(datatype), quoted=_quoted(datatype), position=position)
    if kind == _D.DECIMAL:
        return _numeric(modifiers, position)
    if kind == _D.DOUBLE:
        return _float(modifiers, position)
    if kind in _TIMES:
        return _time(_TIMES[kind], modifiers, position)
    if kind in _STRINGS:
        return _string(_STRINGS[kind], kind, modifiers, position)
    if kind in _PLAIN:
        return Type(_PLAIN[kind])
    return named_type(kind.value.lower(), position=position)


def named_type(name: str, *, quoted: bool = False, position: int | None = None) -> Type:
    """The type of an internal or SQL name without modifiers (`int4`, `integer`, `"char"`)."""
    schema, _, bare = name.rpartition(".")
    if schema in ("", "pg_catalog"):
        if bare.startswith("_") and bare[1:] in ARRAY_OIDS:
            return array(named_type(bare[1:], quoted=True))
        if bare == "char" and not quoted:
            return Type("bpchar", length=1)
        if bare in OIDS and bare not in _PSEUDO:
            return Type(bare)
        if not quoted and bare in _BY_SPELLING:
            return Type(_BY_SPELLING[bare])
        if bare in ("unknown", "record"):
            return Type(bare)
    if bare.startswith("reg") or bare in _ABSENT:
        raise unsupported(f"type {bare}", position=position)
    raise SqlError("42704", f'type "{name}" does not exist', position=position)


@lru_cache(maxsize=512)
def _datatype(type_: Type) -> exp.DataType:
    if type_.name == "array" and type_.element is not None:
        return exp.DataType(this=_D.ARRAY, expressions=[_datatype(type_.element)], nested=True)
    if type_.name == "bpchar" and type_.length is None:
        # "character" alone would mean character(1).
        return exp.DataType(this=_D.BPCHAR)
    if type_.opaque or type_.name in ("char", "record"):
        kind = exp.to_identifier(type_.name, quoted=True)
        return exp.DataType(this=_D.USERDEFINED, kind=kind, expressions=_parameters(type_))
    datatype = exp.DataType.build(str(type_), dialect="postgres")
    if type_.name != "numeric" and type_.precision is not None:
        datatype.set("expressions", [_parameter(type_.precision)])
    return datatype


def _parameters(type_: Type) -> list[exp.Expression]:
    return [] if type_.length is None else [_parameter(type_.length)]


def _parameter(value: int) -> exp.Expression:
    return exp.DataTypeParam(this=exp.Literal.number(value))


def datatype_of(type_: Type) -> exp.DataType:
    """The sqlglot node that spells `type_`, for the `to` of a cast."""
    copy: exp.DataType = _datatype(type_).copy()
    return copy


_BY_SPELLING: Final = {spelling: name for name, spelling in SPELLING.items()} | {
    "int": "int4",
    "decimal": "numeric",
    "float": "float8",
    "boolean": "bool",
}


def _modifiers(datatype: exp.DataType) -> list[int]:
    values = []
    for item in datatype.expressions:
        inner = item.this if isinstance(item, exp.DataTypeParam) else item
        if isinstance(inner, exp.Literal) and not inner.is_string:
            values.append(int(inner.this))
        elif isinstance(inner, exp.Neg):
            values.append(-int(inner.this.this))
    return values


def _written(datatype: exp.DataType) -> str:
    kind = datatype.args.get("kind")
    if isinstance(kind, exp.Dot):
        return ".".join(part.name for part in kind.parts)
    if isinstance(kind, exp.Identifier):
        return kind.name if kind.args.get("quoted") else kind.name.lower()
    return str(kind).lower()


def _quoted(datatype: exp.DataType) -> bool:
    kind = datatype.args.get("kind")
    return isinstance(kind, exp.Identifier) and bool(kind.args.get("quoted"))


def _array(datatype: exp.DataType, position: int | None) -> Type:
    element = datatype.expressions[0]
    # PostgreSQL does not tell int[] from int[][]: the number of dimensions is no part of the type.
    while isinstance(element, exp.DataType) and element.this == _D.ARRAY:
        element = element.expressions[0]
    return array(parse_type(element, position=position))


def _numeric(modifiers: list[int], position: int | None) -> Type:
    if not modifiers:
        return NUMERIC
    precision, scale = modifiers[0], modifiers[1] if len(modifiers) > 1 else 0
    if not 1 <= precision <= 1000:
        raise SqlError(
            "22023",
            f"NUMERIC precision {precision} must be between 1 and 1000",
            position=position,
        )
    if not -1000 <= scale <= 1000:
        raise SqlError(
            "22023", f"NUMERIC scale {scale} must be between -1000 and 1000", position=position
        )
    if precision > 38 or not 0 <= scale <= precision:
        raise unsupported(
            f"type numeric({precision},{scale})",
            hint="Use a precision of at most 38 and a scale between 0 and the precision.",
            position=position,
        )
    return numeric(precision, scale)


def _float(modifiers: list[int], position: int | None) -> Type:
    if not modifiers:
        return Type("float8")
    if modifiers[0] < 1:
        raise SqlError(
            "22023", "precision for type float must be at least 1 bit", position=position
        )
    if modifiers[0] > 53:
        raise SqlError(
            "22023", "precision for type float must be less than 54 bits", position=position
        )
    return Type("float4" if modifiers[0] <= 24 else "float8")


def _time(name: str, modifiers: list[int], position: int | None) -> Type:
    if not modifiers:
        return Type(name)
    # PostgreSQL lowers a precision over 6 to 6, with a warning.
    precision = min(modifiers[0], 6)
    return Type(name, precision=None if precision == 6 else precision, declared=True)


def _interval_fields(node: exp.Interval, position: int | None) -> Type:
    unit = node.args.get("unit")
    text = unit.sql().lower() if isinstance(unit, exp.Expression) else ""
    if text.endswith("second"):
        # Fields that end with SECOND drop nothing.
        return Type("interval")
    raise unsupported(f"type interval {text}", position=position)


def _string(name: str, kind: exp.DType, modifiers: list[int], position: int | None) -> Type:
    if modifiers:
        if modifiers[0] < 1:
            spelled = "char" if name == "bpchar" else name
            raise SqlError(
                "22023", f"length for type {spelled} must be at least 1", position=position
            )
        return Type(name, length=modifiers[0])
    return Type(name, length=1 if kind in (_D.CHAR, _D.NCHAR, _D.BIT) else None)
