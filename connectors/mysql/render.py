"""A fragment as MySQL's or MariaDB's SQL.

Two things differ from other dialects. Columns are printed in one of two forms (`values`): raw as an
output, with PostgreSQL's meaning everywhere else. And a WHERE or ON may hold a comparison twice:
once as an index can serve it, taking too many rows, once exactly.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import ClassVar, Final

from sqlglot import exp

from connectors.api import Fragment
from connectors.mysql import values
from connectors.mysql.decode import ZERO_DATES
from connectors.mysql.flavour import Server
from connectors.mysql.functions import AGGREGATES, FIELDS, SCALARS, TRUNCATIONS, WINDOWS
from connectors.mysql.indexed import IndexedConditions
from connectors.mysql.literals import (
    ESCAPE,
    like_pattern,
    listed,
    literal,
    plain_text,
    unwidened,
)
from connectors.sql.queries import WRAPPER, Output, Statement
from connectors.sql.scalars import Unprintable
from connectors.sql.signatures import Signatures
from connectors.tree import (
    Aggregate,
    Call,
    Constant,
    Quantified,
    column_of,
    constant,
    type_of,
)
from connectors.types import INT4, INTEGERS, Type

_ROOMS: Final = {"int2": (1 << 63) - (1 << 15), "int4": (1 << 63) - (1 << 31)}
"""What added to the largest number of a type gives the largest of 64 bits."""

_ARITHMETIC: Final = frozenset({"+", "-", "*", "/", "%", "mod", "negative", "abs"})
_MARK: Final = re.compile("\0([0-9]+)\0")
_STRANGE: Final = re.compile("[\0\U00010000-\U0010ffff]")
MAX_NAME: Final = 64
_ALL_ROWS: Final = (1 << 64) - 1


class MySqlRenderer(IndexedConditions):
    """Prints one fragment for one server."""

    SCALARS: ClassVar[Signatures] = SCALARS
    AGGREGATES: ClassVar[Signatures] = AGGREGATES
    WINDOWS: ClassVar[Signatures] = WINDOWS

    def __init__(self, server: Server) -> None:
        super().__init__(server)
        self._grouped = False
        self._joined = True
        self._counts: list[str] = []
        self._checked_later: exp.Expression | None = None

    # -- the whole ----------------------------------------------------------------------------

    def fragment(self, fragment: Fragment) -> Statement:
        """The statement, its placeholders all `?`, with a value for each in their order.

        While printing, placeholders carry their number: an expression may be printed twice.
        """
        query = fragment.query
        select = query if isinstance(query, exp.Select) else None
        self._grouped = select is not None and (
            select.args.get("group") is not None
            or any(_aggregates(item) for item in select.expressions)
        )
        self._joined = query.find(exp.Join) is not None
        if select is None or select.args.get("distinct") is not None:
            text = self.query(query)
        else:
            text = self.select(select, [column.type for column in fragment.columns])
        bound = [self.values[int(number) - 1] for number in _MARK.findall(text)]
        return Statement(_MARK.sub("?", text), tuple(bound))

    def extra_outputs(self, items: Sequence[Output]) -> list[str]:
        """Something to select where nothing is; and how many dates were none."""
        return super().extra_outputs(items) + self._counts

    def select(self, node: exp.Select, outputs: list[Type] | None = None) -> str:
        """A SELECT; an outermost one also says how many dates that are none it has computed on."""
        if outputs is not None:
            self._counts = self._date_counts(node)
        elif not node.expressions:  # as EXISTS may have it
            node = node.copy()
            node.set("expressions", [exp.alias_(constant(1, INT4), "one")])
        return super().select(node, outputs)

    def _date_counts(self, node: exp.Select) -> list[str]:
        """Extra outputs, one per column whose bad dates vanish in the outputs of `node`."""
        counts = {}
        for item in node.expressions:
            if isinstance(item.this, exp.Column) and not self._grouped:
                continue
            for column in _own_columns(item.this):
                found = column_of(column)
                if found is not None and values.may_be_no_date(found):
                    bad = f"{self.raw(column)} IS NOT NULL AND {self.column(column)} IS NULL"
                    text = f"CAST(SUM({bad}) AS SIGNED)" if self._grouped else f"({bad})"
                    name = self.identifier(ZERO_DATES + found.name)
                    counts[self.raw(column)] = f"{text} AS {name}"
        return list(counts.values())

    def _item(self, node: exp.Expression, type_: Type | None) -> str:
        """An output; a bare column of an outermost select is read raw."""
        if type_ is not None and not self._grouped and isinstance(node, exp.Column):
            return self.raw(node)
        if type_ is not None:
            self._checked_later = node  # reading an integer checks its range as well
        return super()._item(node, type_)

    def set_operation(self, node: exp.SetOperation) -> str:
        """A set operation; its ORDER BY stands outside, as there it must name bare outputs."""
        order = node.args.get("order")
        if order is None:
            return super().set_operation(node)
        copy = order.copy()
        for key in copy.expressions:
            key.this.set("table", exp.to_identifier(WRAPPER))
        bare = node.copy()
        for part in ("order", "limit", "offset"):
            bare.set(part, None)
        inner = f"({super().set_operation(bare)}) AS {self.identifier(WRAPPER)}"
        return f"SELECT * FROM {inner} {self.order(copy)}{self.limit(node)}"

    def limit(self, node: exp.Expression) -> str:
        """LIMIT and OFFSET; there is no OFFSET alone."""
        text = super().limit(node)
        return f" LIMIT {_ALL_ROWS}{text}" if text.startswith(" OFFSET") else text

    # -- names, constants, types --------------------------------------------------------------

    def identifier(self, name: str) -> str:
        """In backticks, which mean the same under every sql_mode.

        Names that only an output can have, as MySQL allows no such, stand for themselves by a hash.
        """
        if len(name) > MAX_NAME or name != name.rstrip() or not name or _STRANGE.search(name):
            name = "~" + hashlib.sha256(name.encode()).hexdigest()[:16]
        return "`" + name.replace("`", "``") + "`"

    def binds(self, node: Constant) -> bool:
        """What a client sent, what has no exact literal, and text that quoting might change."""
        value = node.value
        if isinstance(value, str) and not plain_text(value):
            return True
        return isinstance(value, float) or super().binds(node)

    def literal(self, node: Constant) -> str:
        """See `literals`."""
        return literal(node.value, type_of(node))

    def placeholder(self, number: int, node: Constant) -> str:
        """Numbered for now; typed where the server would have to guess."""
        mark = f"\0{number}\0"
        type_ = type_of(node).name
        if type_ in values.DATES or type_ == "numeric":
            return f"CAST({mark} AS {self.type_name(_exact_type(node))})"
        return mark

    def type_name(self, type_: Type) -> str:
        """A target of CAST. Unprintable where there is none."""
        match type_.name:
            case "bool" | "int2" | "int4" | "int8":
                return "SIGNED"
            case "float4":
                return "FLOAT"
            case "numeric":
                return f"DECIMAL({type_.precision or 65}, {type_.scale or 0})"
            case "float8":
                return "DOUBLE"
            case "text" | "varchar":
                return "CHAR"
            case "date":
                return "DATE"
            case "timestamp" | "timestamptz":
                return "DATETIME(6)"
            case "bytea":
                return "BINARY"
        raise Unprintable(f"there is no cast to {type_}")

    # -- columns ------------------------------------------------------------------------------

    def column(self, node: exp.Column) -> str:
        """The column with PostgreSQL's meaning."""
        column = column_of(node)
        raw = self.raw(node)
        if column is None or not node.table or node.table == WRAPPER:
            return raw
        return values.value(column, raw, self.server.binary_collation)

    # -- calls --------------------------------------------------------------------------------

    def call(self, node: Call) -> str:
        """A call; integer results are checked to be of their type, as PostgreSQL does."""
        function, arguments = node.function, node.arguments
        if function in _ARITHMETIC and type_of(arguments[0]).name in INTEGERS | {"numeric"}:
            return self._arithmetic(node)
        match function, arguments:
            case (("is null" | "is not null"), [exp.Column() as this]) if self._same_nulls(this):
                return f"{self.raw(this)} {function.upper()}"
            case (("~~" | "!~~"), _):
                return self._like(node)
            case (("extract" | "date_part"), [Constant() as field, this]):
                return f"({FIELDS[str(field.value)].format(self.scalar(this))})"
            case "date_trunc", [Constant() as field, this]:
                form = TRUNCATIONS[str(field.value)]
                return f"CAST(DATE_FORMAT({self.scalar(this)}, '{form}') AS DATETIME(6))"
        return super().call(node)

    def _same_nulls(self, node: exp.Column) -> bool:
        column = column_of(node)
        return column is not None and not values.may_be_no_date(column)

    def _arithmetic(self, node: Call) -> str:
        operands = [self._signed(argument) for argument in node.arguments]
        match node.function, operands:
            case "/", [left, right]:
                text = f"{left} DIV {right}"
            case "mod", [left, right]:
                text = f"{left} % {right}"
            case "negative", [this]:
                text = f"- {this}"
            case "abs", [this]:
                text = f"ABS({this})"
            case _, [left, right]:
                text = f"{left} {node.function} {right}"
            case _:
                raise Unprintable(f"{node.function} of {len(operands)} operands")
        room = _ROOMS.get(type_of(node).name)
        if node is self._checked_later or node.function in ("/", "%", "mod"):
            return text
        return f"({text}) + {room} - {room} - {room} + {room}" if room else text

    def _signed(self, node: exp.Expression) -> str:
        column = column_of(node) if isinstance(node, exp.Column) else None
        text = self.operand(node)
        return text if column is None else values.signed(column, text)

    def _like(self, node: Call) -> str:
        word = "LIKE" if node.function == "~~" else "NOT LIKE"
        return f"{self.operand(node.arguments[0])} {word} {self.pattern(node)}"

    def pattern(self, node: Call) -> str:
        """The pattern of a LIKE, with an escape character that no sql_mode changes."""
        _, pattern, *rest = map(unwidened, node.arguments)
        escape = rest[0].value if rest and isinstance(rest[0], Constant) else "\\"
        if not isinstance(pattern, Constant) or pattern.value is None or escape is None:
            return "NULL"
        text = self.constant(_replaced(pattern, like_pattern(pattern.value, escape)))
        return f"{text} ESCAPE '{ESCAPE}'"

    def cast(self, node: exp.Cast) -> str:
        """A conversion; widening an integer or a string is none."""
        source, target = type_of(node.this), type_of(node)
        if isinstance(node.this, Constant) and node.this.value is None:
            return "NULL"
        if source.name in INTEGERS and target.name in INTEGERS:
            narrower = int(target.name[-1]) < int(source.name[-1])
            room = _ROOMS.get(target.name) if narrower else None
            text = self.operand(node.this)
            return f"({text} + {room} - {room} - {room} + {room})" if room else text
        if source.name == target.name or {source.name, target.name} <= {"text", "varchar"}:
            return self.operand(node.this)
        if source.name in INTEGERS and target.name == "numeric":
            return f"CAST({self.scalar(node.this)} AS DECIMAL(19, 0))"
        if target.name == "text" and source.name in INTEGERS | {"numeric"}:
            # A ZEROFILL column and a year print zeros in front; a number that was cast does not.
            number = f"DECIMAL(65, {source.scale})" if source.name == "numeric" else "SIGNED"
            return f"CAST(CAST({self.scalar(node.this)} AS {number}) AS CHAR)"
        return super().cast(node)

    def aggregate(self, node: Aggregate) -> str:
        """An aggregate; FILTER becomes a CASE around its argument."""
        condition = node.args.get("filter")
        if condition is None:
            return super().aggregate(node)
        bare = node.copy()
        bare.set("filter", None)
        bare.meta.update(node.meta)
        one = exp.Case(ifs=[exp.If(this=condition.copy(), true=self._counted(bare))])
        one.meta["pg"] = type_of(self._counted(bare))
        bare.set("expressions", [one])
        return super().aggregate(bare)

    def _counted(self, node: Aggregate) -> exp.Expression:
        """The argument, or for count(*) something that is never NULL."""
        if node.arguments:
            return node.arguments[0].copy()
        return constant(1, INT4)

    def quantified(self, node: Quantified) -> str:
        """op ANY|ALL; over an array of constants it is a list."""
        items = listed(node.args.get("array"))
        if items is None:
            return super().quantified(node)
        negated = bool(node.args.get("all"))
        if not items:
            return "TRUE" if negated else "FALSE"
        word = "NOT IN" if negated else "IN"
        return f"{self.operand(node.this)} {word} ({self.list(items)})"

    # -- keys and order -----------------------------------------------------------------------

    def ordered(self, node: exp.Expression) -> str:
        """One sort key; where NULLs do not go where they would by themselves, a key for them."""
        desc, first = bool(node.args.get("desc")), bool(node.args.get("nulls_first"))
        key = self.key(node.this)
        text = f"{key} DESC" if desc else key
        if first != desc or self._never_null(node.this):
            return text
        nulls = f"({key}) IS NULL"
        return f"{nulls} DESC, {text}" if first else f"{nulls}, {text}"

    def _never_null(self, node: exp.Expression) -> bool:
        """A count, or a column that is declared so where no outer join can make it NULL."""
        if isinstance(node, Aggregate) and node.function == "count":
            return True
        column = column_of(node) if isinstance(node, exp.Column) else None
        if column is None or self._joined or column.nullable:
            return False
        return not values.may_be_no_date(column)


def _aggregates(item: exp.Expression) -> bool:
    """Whether an output is computed over a group, not per row."""
    return any(
        isinstance(node, Aggregate) and not isinstance(node.parent, exp.Window)
        for node in item.walk(prune=lambda n: isinstance(n, exp.Query))
    )


def _own_columns(item: exp.Expression) -> list[exp.Column]:
    """The columns of an output, without those of queries inside it."""
    found = item.walk(prune=lambda node: isinstance(node, exp.Query))
    return [node for node in found if isinstance(node, exp.Column)]


def _exact_type(node: Constant) -> Type:
    """A type that holds a bound number exactly."""
    value = node.value
    if type_of(node).name != "numeric":
        return type_of(node)
    _, digits, exponent = value.as_tuple()
    scale = max(0, -int(exponent))
    return Type(
        "numeric", precision=max(len(digits) + max(0, int(exponent)), scale, 1), scale=scale
    )


def _replaced(node: Constant, value: object) -> Constant:
    made = constant(value, type_of(node))
    made.meta.update(node.meta)
    return made
