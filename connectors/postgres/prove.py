"""Which bound trees mean on PostgreSQL what they mean here: nearly all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from sqlglot import exp

from connectors.postgres.collation import Use, clash, collatable, needed, use_of
from connectors.postgres.facts import Facts
from connectors.postgres.functions import AGGREGATES, CLASSES, SCALARS, TABLES, WINDOWS
from connectors.postgres.literals import literal
from connectors.sql.prove import FEATURES, Prover, refuse
from connectors.sql.scalars import Unprintable
from connectors.sql.signatures import Signatures
from connectors.tree import Aggregate, Call, Constant, Quantified, column_of, type_of
from connectors.types import NUMBERS, STRINGS, Type

NATIVE_EQUALITY: Final = frozenset(
    {
        "inet", "cidr", "macaddr", "macaddr8", "money", "bit", "varbit", "pg_lsn", "int4range",
        "int8range", "daterange", "tsrange", "tstzrange", "xid", "cid", "tid", "numrange",
        "int4multirange", "int8multirange", "nummultirange", "datemultirange", "tsmultirange",
        "tstzmultirange", "tsvector", "tsquery", "xid8", "oidvector",
    }
)  # fmt: skip
"""Opaque types that have an equality of their own, and can be hashed or sorted."""

EQUALITIES: Final = frozenset(
    {"=", "<>", "is distinct from", "is not distinct from", "nullif", "is null", "is not null",
     "coalesce"}
)  # fmt: skip
DAYS: Final = frozenset({"date", "timestamp", "timestamptz"})
TEXTUAL: Final = STRINGS | {"unknown"}
PARSED_SINCE_16: Final = NUMBERS
"""Casts from text whose grammar grew in 16 (0x1F, 1_000)."""

CASTS: Final = {
    "bool": {"int4"} | TEXTUAL,
    "int2": NUMBERS | TEXTUAL | {"oid"},
    "int4": NUMBERS | TEXTUAL | {"oid", "bool"},
    "int8": NUMBERS | TEXTUAL | {"oid"},
    "float4": NUMBERS | TEXTUAL,
    "float8": NUMBERS | TEXTUAL,
    "numeric": NUMBERS | TEXTUAL,
    "oid": {"int8"} | TEXTUAL,
    "date": {"timestamp", "timestamptz"} | TEXTUAL,
    "time": {"interval", "timetz"} | TEXTUAL,
    "timetz": {"time"} | TEXTUAL,
    "timestamp": {"date", "timestamptz", "time"} | TEXTUAL,
    "timestamptz": {"date", "timestamp", "time", "timetz"} | TEXTUAL,
    "interval": {"time"} | TEXTUAL,
    "uuid": {"bytea"} | TEXTUAL,
    "bytea": TEXTUAL,
    "json": {"jsonb"} | TEXTUAL,
    "jsonb": {"json", "bool", "int2", "int4", "int8", "float4", "float8", "numeric"} | TEXTUAL,
}
"""From a type (or to its modifiers) to others, as `pg_cast` and text input and output allow."""

STRING_SOURCES: Final = frozenset(CASTS) - {"oid"}


class PostgresProver(Prover):
    """Refuses what depends on the server, its session or its version."""

    SCALARS: ClassVar[Signatures] = SCALARS
    AGGREGATES: ClassVar[Signatures] = AGGREGATES
    WINDOWS: ClassVar[Signatures] = WINDOWS
    TABLES: ClassVar[Signatures] = TABLES
    FEATURES: ClassVar[frozenset[str]] = FEATURES - {"record"}

    def __init__(self, facts: Facts) -> None:
        """`facts` of the relations in question."""
        super().__init__(facts.version)
        self.facts = facts

    # -- leaves -----------------------------------------------------------------------------

    def constant(self, node: Constant) -> None:
        """A constant that can be written; beyond ASCII only for a server that speaks UTF-8."""
        try:
            text = literal(node.value, type_of(node))
            text.encode()
        except (Unprintable, UnicodeEncodeError) as error:
            refuse("constant", f"{error} cannot be written")
        if self.facts.encoding != "UTF8" and not text.isascii():
            refuse("constant", f"not in the server's encoding {self.facts.encoding} for certain")

    def cast(self, node: exp.Cast) -> None:
        """Casts of `pg_cast` and through text; of opaque types none."""
        source, target = type_of(node.this), type_of(node)
        if self._castable(source, target):
            if source.name in TEXTUAL and target.name in PARSED_SINCE_16 and self.version < 16:
                refuse("version", f"text to {target} reads more since PostgreSQL 16")
            return
        if target.name in STRINGS and self._labels(node.this) is not None:
            return  # an enum's label
        refuse("cast", f"{source} to {target}")

    def _castable(self, source: Type, target: Type) -> bool:
        if source.name == "array" and target.name == "array":
            ends = source.element, target.element
            return None not in ends and self._castable(*ends)  # type: ignore[arg-type]
        if source.name == target.name:
            return source.name in CASTS or source.name in STRINGS or source == target
        if source.name in TEXTUAL:
            return target.name in STRINGS or target.name in CASTS
        if target.name in STRINGS:
            return source.name in STRING_SOURCES
        return target.name in CASTS.get(source.name, ())

    # -- calls ------------------------------------------------------------------------------

    def call(self, node: Call) -> None:
        """A known signature, equality of opaque types, and text under a collation we can name."""
        types = [type_of(argument) for argument in node.arguments]
        if node.function in EQUALITIES and any(self._opaque(t) for t in types):
            self._opaque_equality(node.function, node.arguments)
            return
        super().call(node)
        if node.function in ("to_char", "to_number"):
            _without_currency(node.arguments[1])
        self.collated(use_of(node.function), node.arguments)

    def aggregate(self, node: Aggregate) -> None:
        """min, max and the like order text by bytes."""
        super().aggregate(node)
        self.collated(use_of(node.function), node.arguments)

    def comparison(self, operator: str, left: exp.Expression, right: exp.Expression) -> None:
        """A comparison by IN or ANY."""
        if any(self._opaque(type_of(node)) for node in (left, right)):
            self._opaque_equality(operator, [left, right])
            return
        types = [type_of(left), type_of(right)]
        self.known(self.SCALARS, operator, types)
        self.collated(use_of(operator), [left])

    def collated(self, use: Use, nodes: Sequence[exp.Expression]) -> None:
        """Refuse text that cannot be put under the right collation."""
        if not any(collatable(type_of(node)) for node in nodes):
            return
        if use is Use.LETTERS and self.facts.case_collation is None:
            refuse("collation", "the server has no collation with the letters of C.UTF-8")
        if use is not Use.EQUALITY and self.facts.encoding != "UTF8":
            refuse("collation", f"the server orders bytes of {self.facts.encoding}")

    def contained(self, node: exp.In) -> None:
        """IN; a long list is walked once per type, as its constants differ in nothing else."""
        if node.args.get("query") is not None:
            super().contained(node)
            return
        self.scalar(node.this)
        seen: set[Type] = set()
        for item in node.expressions:
            self.scalar(item)
            if not isinstance(item, Constant) or type_of(item) not in seen:
                seen.add(type_of(item))
                self.compare("=", node.this, item)
            elif self._opaque(type_of(item)):
                self.compare("=", node.this, item)

    def quantified(self, node: Quantified) -> None:
        """op ANY|ALL."""
        super().quantified(node)
        self.collated(use_of(node.args["op"]), [node.this])

    # -- opaque types -----------------------------------------------------------------------

    def _opaque(self, type_: Type) -> bool:
        if type_.name == "array" and type_.element is not None:
            return self._opaque(type_.element)
        return type_.opaque

    def _opaque_equality(self, function: str, nodes: Sequence[exp.Expression]) -> None:
        """Equality of enums and of the types listed above."""
        if function in ("is null", "is not null", "coalesce"):
            return
        if function not in EQUALITIES:
            refuse("type", f"{function} of {type_of(nodes[0])}")
        labels = [self._labels(node) for node in nodes]
        known = next((found for found in labels if found is not None), None)
        for node in nodes:
            if type_of(node).name in NATIVE_EQUALITY and not isinstance(node, Constant):
                continue
            if known is None:
                refuse("type", f"equality of {type_of(node)}")
            if isinstance(node, Constant) and node.value is not None and node.value not in known:
                refuse("constant", f"{node.value} is no label of {type_of(node)}")

    def _labels(self, node: exp.Expression) -> tuple[str, ...] | None:
        """The labels of an enum column, None for anything else, an array of enums too."""
        column = column_of(node) if isinstance(node, exp.Column) else None
        if column is not None and not column.type.opaque:
            return None
        labels = column.details.get("labels") if column is not None else None
        return labels if isinstance(labels, tuple) else None

    # -- keys, order, outputs ---------------------------------------------------------------

    def equality(self, type_: Type) -> None:
        """GROUP BY, DISTINCT and set operations of a type."""
        base = type_.element if type_.name == "array" and type_.element else type_
        if base.name in NATIVE_EQUALITY:
            return
        if base.name not in CLASSES["ordered"] and base.name != "unknown":
            refuse("type", f"equality of {type_}")
        if collatable(type_) and not self.facts.deterministic:
            refuse("collation", "a nondeterministic collation takes different strings as equal")

    def key(self, node: exp.Expression) -> None:
        """A grouping key; an enum groups by its labels."""
        self.scalar(node)
        if self._labels(node) is not None:
            return
        self.equality(type_of(node))
        if clash(node):
            refuse("collation", "two collations in one key")

    def ordered(self, node: exp.Expression) -> None:
        """A sort key of a type with PostgreSQL's own order."""
        type_ = type_of(node.this)
        base = type_.element if type_.name == "array" and type_.element else type_
        if isinstance(node.this, exp.Column) and not node.this.table:
            pass  # an output of the same select, proven there
        else:
            self.scalar(node.this)
        if base.name not in CLASSES["ordered"]:
            refuse("type", f"order of {type_}")
        self.collated(Use.ORDER, [node.this])

    def tail(self, node: exp.Expression) -> None:
        """DISTINCT and set operations sort by outputs as they are: no COLLATE can be added."""
        super().tail(node)
        bound = isinstance(node, exp.SetOperation) or node.args.get("distinct") is not None
        if bound and node.args.get("order") is not None:
            for key in node.args["order"].expressions:
                if needed(Use.ORDER, [key.this], self.facts) is not None:
                    refuse("collation", "the order of a DISTINCT query or set operation")

    def output(self, node: exp.Expression) -> None:
        """An output whose values we can read."""
        super().output(node)
        readable(type_of(node))

    def range_offset(self, bound: exp.Expression, node: exp.Window) -> None:
        """RANGE with an offset: numbers and times, as `in_range` has them."""
        keys = node.args["order"].expressions if node.args.get("order") is not None else []
        if len(keys) != 1 or type_of(keys[0].this).name not in NUMBERS | DAYS | {"interval"}:
            refuse("clause", "range frame over this key")


def _without_currency(template: exp.Expression) -> None:
    """The currency symbol of a number's template is the server's (`lc_monetary`)."""
    if not isinstance(template, Constant) or "l" in str(template.value).lower():
        refuse("function", "a template that may hold the server's currency symbol")


def readable(type_: Type) -> None:
    """Refuse an output type that cannot be read exactly: rows, arrays of arrays."""
    match type_.name:
        case "record":
            refuse("type", "a row value as output")
        case "array" if type_.element is not None:
            if type_.element.name == "array":
                refuse("type", "an array of arrays")
            readable(type_.element)
