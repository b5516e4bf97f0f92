"""The one table of types: PostgreSQL name, OID, Arrow form, Python form.

Every expression of a bound tree and every column of a relation has a `Type`. It fixes both the
meaning (PostgreSQL's) and the physical form of the value in an Arrow batch, so that a connector,
the local engine and an encoder agree without asking each other.

Imports: standard library and pyarrow only.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final

import pyarrow as pa

MAX_DECIMAL_DIGITS: Final = 38
"""Digits a decimal128 holds; a numeric that may need more is carried as text."""


@dataclass(frozen=True, slots=True)
class Type:
    """One PostgreSQL type with its modifiers.

    `name` is PostgreSQL's internal name (`int4`, `numeric`, `text`, `timestamptz`), `array` for
    an array of `element`, `record` for a struct of `fields`. A name outside the table below is an
    *opaque* type (`inet`, `money`, an enum): its value travels as the source's text output and
    the gateway only moves it, tests it for NULL and compares it for equality.

    numeric: with `scale` set, the value is a decimal128(precision, scale) and PostgreSQL's
    display scale is exactly `scale`; without, every value has a display scale of its own and
    travels as text ("12.50", "NaN", "Infinity"). `declared` says that precision and scale are a
    type modifier the user wrote (reported to clients), not merely what we know of the values.
    `labels` of an enum in its order, and `fields` of an opaque composite, where a bound expression
    has one; a catalog keeps them among a column's details.
    array: with `shaped` the value is a struct of its items in storage order, each dimension's
    length and first subscript, so that every array of PostgreSQL's fits (`SHAPE`); without, it is
    a list: one dimension, counted from 1. Both are the same type to users.
    varchar, bpchar, bit, varbit: `length` in characters (bits), None when unlimited.
    """

    name: str
    precision: int | None = None
    scale: int | None = None
    length: int | None = None
    declared: bool = False
    element: Type | None = None
    fields: tuple[tuple[str, Type], ...] = field(default=())
    labels: tuple[str, ...] = ()
    shaped: bool = False

    def __deepcopy__(self, memo: dict[int, Any]) -> Type:
        """Types are shared values: copying a tree must not copy them."""
        return self

    def __str__(self) -> str:
        """PostgreSQL's own spelling, as `format_type` prints it."""
        match self.name:
            case "array" if self.element:
                return f"{self.element}[]"
            case "record":
                return "record"
            case "numeric" if self.declared:
                return f"numeric({self.precision},{self.scale})"
            case "varchar" | "bpchar" | "bit" | "varbit" if self.length is not None:
                return f"{SPELLING.get(self.name, self.name)}({self.length})"
        return SPELLING.get(self.name, self.name)

    @property
    def opaque(self) -> bool:
        """True for a type whose values travel as text that the gateway does not interpret."""
        return self.name not in _FORMS and self.name not in ("array", "record")

    @property
    def oid(self) -> int:
        """The OID a client is told; an array has its element's array OID, unknown names text's."""
        if self.name == "array" and self.element is not None:
            return ARRAY_OIDS.get(self.element.name, ARRAY_OIDS["text"])
        return OIDS.get(self.name, OIDS["text"])

    @property
    def modifier(self) -> int:
        """`atttypmod`, as the type's input function packs it; -1 for none."""
        match self:
            case Type(name="numeric", declared=True, precision=int(p), scale=int(s)):
                return ((p << 16) | s) + 4
            case Type(name="varchar" | "bpchar", length=int(length)):
                return length + 4
            case Type(name="bit" | "varbit", length=int(length)):
                return length
            case Type(name="array", element=Type() as element):
                return element.modifier
        return -1

    @property
    def arrow(self) -> pa.DataType:
        """The physical form of this type in a batch."""
        return arrow_type(self)


SPELLING: Final[dict[str, str]] = {
    "bool": "boolean",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "varchar": "character varying",
    "bpchar": "character",
    "char": '"char"',
    "varbit": "bit varying",
    "time": "time without time zone",
    "timetz": "time with time zone",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
}
"""Internal name to SQL spelling, where they differ."""

OIDS: Final[dict[str, int]] = {
    "bool": 16, "bytea": 17, "char": 18, "name": 19, "int8": 20, "int2": 21, "int2vector": 22,
    "int4": 23, "regproc": 24, "text": 25, "oid": 26, "tid": 27, "xid": 28, "cid": 29,
    "oidvector": 30, "pg_node_tree": 194, "aclitem": 1033, "regprocedure": 2202,
    "regoper": 2203, "regoperator": 2204, "regclass": 2205, "regtype": 2206,
    "cstring": 2275, "anyarray": 2277, "void": 2278,
    "regnamespace": 4089, "regrole": 4096, "regcollation": 4191, "xid8": 5069,
    "json": 114, "xml": 142, "point": 600, "lseg": 601, "path": 602,
    "box": 603, "polygon": 604, "line": 628, "cidr": 650, "float4": 700, "float8": 701,
    "unknown": 705, "circle": 718, "macaddr8": 774, "money": 790, "macaddr": 829, "inet": 869,
    "bpchar": 1042, "varchar": 1043, "date": 1082, "time": 1083, "timestamp": 1114,
    "timestamptz": 1184, "interval": 1186, "timetz": 1266, "bit": 1560, "varbit": 1562,
    "numeric": 1700, "record": 2249, "uuid": 2950, "pg_lsn": 3220, "tsvector": 3614,
    "tsquery": 3615, "jsonb": 3802, "int4range": 3904, "numrange": 3906, "tsrange": 3908,
    "tstzrange": 3910, "daterange": 3912, "int8range": 3926, "jsonpath": 4072,
    "int4multirange": 4451, "nummultirange": 4532, "tsmultirange": 4533, "tstzmultirange": 4534,
    "datemultirange": 4535, "int8multirange": 4536,
}  # fmt: skip
"""`pg_type.oid` of PostgreSQL's built-in types."""

ARRAY_OIDS: Final[dict[str, int]] = {
    "bool": 1000, "bytea": 1001, "char": 1002, "name": 1003, "int8": 1016, "int2": 1005,
    "int4": 1007, "text": 1009, "oid": 1028, "json": 199, "float4": 1021, "float8": 1022,
    "bpchar": 1014, "varchar": 1015, "date": 1182, "time": 1183, "timestamp": 1115,
    "timestamptz": 1185, "interval": 1187, "timetz": 1270, "numeric": 1231, "uuid": 2951,
    "int2vector": 1006, "regproc": 1008, "xid": 1011, "cid": 1012, "oidvector": 1013,
    "aclitem": 1034, "regclass": 2210, "regtype": 2211, "regnamespace": 4090, "regrole": 4097,
    "jsonb": 3807, "inet": 1041, "cidr": 651, "macaddr": 1040, "money": 791, "record": 2287,
    "xml": 143, "point": 1017, "lseg": 1018, "path": 1019, "box": 1020, "polygon": 1027,
    "line": 629, "circle": 719, "macaddr8": 775, "bit": 1561, "varbit": 1563, "pg_lsn": 3221,
    "tsvector": 3643, "tsquery": 3645, "int4range": 3905, "numrange": 3907, "tsrange": 3909,
    "tstzrange": 3911, "daterange": 3913, "int8range": 3927, "jsonpath": 4073,
    "int4multirange": 6150, "nummultirange": 6151, "tsmultirange": 6152, "tstzmultirange": 6153,
    "datemultirange": 6155, "int8multirange": 6157,
}  # fmt: skip
"""`pg_type.typarray` of the same."""

_FORMS: Final[dict[str, pa.DataType]] = {
    "bool": pa.bool_(),
    "int2": pa.int16(),
    "int4": pa.int32(),
    "int8": pa.int64(),
    "oid": pa.uint32(),
    "float4": pa.float32(),
    "float8": pa.float64(),
    "numeric": pa.string(),
    "text": pa.string(),
    "varchar": pa.string(),
    "bpchar": pa.string(),
    "name": pa.string(),
    "char": pa.string(),
    "unknown": pa.string(),
    "bytea": pa.binary(),
    # Canonical lower-case text: orders and compares as PostgreSQL's 16 bytes do.
    "uuid": pa.string(),
    # Days since 1970-01-01; 2**31-1 is infinity, -(2**31-1) is -infinity (DuckDB's convention).
    "date": pa.date32(),
    # Microseconds of the day, 0 to 86_400_000_000 (24:00:00).
    "time": pa.time64("us"),
    "timetz": pa.string(),
    # Microseconds since 1970-01-01; 2**63-1 is infinity, -(2**63-1) is -infinity.
    "timestamp": pa.timestamp("us"),
    "timestamptz": pa.timestamp("us", tz="UTC"),
    # Nanoseconds are always whole microseconds.
    "interval": pa.month_day_nano_interval(),
    # json: the text as stored; jsonb: PostgreSQL's canonical output text.
    "json": pa.string(),
    "jsonb": pa.string(),
}


def arrow_type(type_: Type) -> pa.DataType:
    """The Arrow form in which values of `type_` travel between all parts of the system."""
    match type_.name:
        case "numeric" if type_.scale is not None:
            return pa.decimal128(type_.precision or MAX_DECIMAL_DIGITS, type_.scale)
        case "array" if type_.shaped:
            fields = [("items", pa.list_(arrow_type(type_.element or TEXT)))]
            return pa.struct(fields + [(name, pa.list_(pa.int32())) for name in SHAPE])
        case "array":
            return pa.list_(arrow_type(type_.element or TEXT))
        case "record":
            return pa.struct([pa.field(name, arrow_type(item)) for name, item in type_.fields])
    return _FORMS.get(type_.name, pa.string())


SHAPE: Final = ("dims", "lowers")
"""What a shaped array has besides its `items`."""

BOOL: Final = Type("bool")
INT2: Final = Type("int2")
INT4: Final = Type("int4")
INT8: Final = Type("int8")
OID: Final = Type("oid")
FLOAT4: Final = Type("float4")
FLOAT8: Final = Type("float8")
NUMERIC: Final = Type("numeric")
TEXT: Final = Type("text")
VARCHAR: Final = Type("varchar")
BPCHAR: Final = Type("bpchar")
NAME: Final = Type("name")
UNKNOWN: Final = Type("unknown")
BYTEA: Final = Type("bytea")
UUID: Final = Type("uuid")
DATE: Final = Type("date")
TIME: Final = Type("time")
TIMETZ: Final = Type("timetz")
TIMESTAMP: Final = Type("timestamp")
TIMESTAMPTZ: Final = Type("timestamptz")
INTERVAL: Final = Type("interval")
JSON: Final = Type("json")
JSONB: Final = Type("jsonb")


def numeric(precision: int, scale: int, *, declared: bool = True) -> Type:
    """numeric(precision, scale): decimal128 where 38 digits do, else carried as text."""
    if precision > MAX_DECIMAL_DIGITS or not 0 <= scale <= precision:
        return NUMERIC
    return Type("numeric", precision=precision, scale=scale, declared=declared)


def array(element: Type) -> Type:
    """The type of an array of `element` that is a list."""
    return Type("array", element=element)


def shaped_array(element: Type) -> Type:
    """The type of an array of `element` of any shape."""
    return Type("array", element=element, shaped=True)


def record(*fields: tuple[str, Type]) -> Type:
    """The type of a struct with the named `fields`, in order."""
    return Type("record", fields=fields)


def varchar(length: int | None) -> Type:
    """character varying(length)."""
    return replace(VARCHAR, length=length)


RANGES: Final[dict[str, str]] = {
    "int4range": "int4",
    "int8range": "int8",
    "numrange": "numeric",
    "daterange": "date",
    "tsrange": "timestamp",
    "tstzrange": "timestamptz",
}
"""The range types, and what they are ranges of."""

INTEGERS: Final = frozenset({"int2", "int4", "int8"})
FLOATS: Final = frozenset({"float4", "float8"})
NUMBERS: Final = INTEGERS | FLOATS | {"numeric"}
STRINGS: Final = frozenset({"text", "varchar", "bpchar", "name", "char"})
"""Types compared as character strings (bpchar without its trailing spaces)."""
