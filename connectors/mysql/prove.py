"""Which bound trees MySQL and MariaDB run with PostgreSQL's meaning. Unknown means no.

Beyond the signatures (`functions`) these decide: the scale of numerics, the width of text that
MariaDB sorts, constants, dates that are none, and the server's version.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from sqlglot import exp

from connectors import api
from connectors.mysql import values
from connectors.mysql.checks import (
    check_count,
    check_digits,
    check_divisor,
    check_field,
    check_one_scale,
    check_pattern,
)
from connectors.mysql.flavour import Server
from connectors.mysql.functions import (
    AGGREGATES,
    FIELDS,
    NO_TABLES,
    SCALARS,
    TRUNCATIONS,
    WINDOWS,
)
from connectors.mysql.literals import (
    listed,
    literal,
)
from connectors.mysql.width import widest
from connectors.sql.prove import Prover, refuse
from connectors.sql.queries import output_types
from connectors.sql.scalars import Unprintable, unwrapped
from connectors.sql.signatures import Signatures
from connectors.tree import Aggregate, Call, Constant, Quantified, column_of, type_of
from connectors.types import INTEGERS, Type

SORT_BYTES: Final = 4096
"""MariaDB sorts and groups by so many bytes of a text at most, and is silent about the rest."""

_STRINGS: Final = frozenset({"text", "varchar"})
_EQUATED: Final = (
    INTEGERS | _STRINGS | values.DATES | {"bool", "numeric", "float4", "float8", "bytea", "uuid"}
)
_SORTED: Final = _EQUATED - {"uuid"}
_CASTS: Final = frozenset(
    {(a, b) for a in INTEGERS for b in INTEGERS}
    | {(a, b) for a in INTEGERS for b in ("numeric", "float8", "text")}
    | {("date", "timestamp"), ("timestamp", "date"), ("date", "text"), ("float4", "float8")}
    | {("numeric", "float8"), ("numeric", "text")}
)
_GATES: Final = {
    "cte": (80001, 100201), "window": (80002, 100200), "intersect": (80031, 100300),
    "except": (80031, 100300), "intersect all": (80031, 100500), "except all": (80031, 100500),
    "nested": (80022, 100400),
}  # fmt: skip
"""First MySQL and first MariaDB that have it."""


class MySqlProver(Prover):
    """Answers one question about one server."""

    SCALARS: ClassVar[Signatures] = SCALARS
    AGGREGATES: ClassVar[Signatures] = AGGREGATES
    WINDOWS: ClassVar[Signatures] = WINDOWS
    TABLES: ClassVar[Signatures] = NO_TABLES
    FEATURES: ClassVar[frozenset[str]] = frozenset(
        {
            "cte", "union", "union all", "intersect", "intersect all", "except", "except all",
            "distinct", "left join", "right join", "offset", "limit", "window", "filter",
            "subquery", "quantified", "row",
        }
    )  # fmt: skip

    def __init__(self, server: Server) -> None:
        super().__init__(server.version)
        self.server = server
        self._depth = 0
        self._unseen = 0
        self._outputs: dict[str, exp.Expression] = {}

    def supports(self, fragment: api.Fragment, operation: api.Operation) -> api.Answer:
        """NONE for a server we know nothing about."""
        if not self.server.flavour:
            return api.none("version", "the server is neither MySQL nor MariaDB")
        if isinstance(fragment.query, exp.Select):
            self._outputs = _named(fragment.query)
        return super().supports(fragment, operation)

    def filter(self, fragment: api.Fragment, predicate: exp.Expression) -> api.Answer:
        """One conjunct; where the exact comparison cannot be had, the narrowing one."""
        answer = super().filter(fragment, predicate)
        if answer.reason == "zero_dates" and _plain_date_comparison(predicate):
            return api.superset(answer.reason, answer.detail)
        return answer

    def feature(self, name: str) -> None:
        """Also refuse what this version does not have yet."""
        super().feature(name)
        self._gate(name)

    def _gate(self, name: str) -> None:
        mysql, mariadb = _GATES.get(name, (0, 0))
        if self.version < (mariadb if self.server.mariadb else mysql):
            refuse("version", f"{name} on {self.server.flavour} {self.server.text}")

    # -- leaves -------------------------------------------------------------------------------

    def column(self, node: exp.Column) -> None:
        """A column that is compared or computed with."""
        column = column_of(node)
        if column is None:
            return
        if column.type.name in values.DATES and column.details.get("zero_dates") == "error":
            refuse("zero_dates", f'zero dates in "{column.name}" are to be errors')
        if column.type.name == "bool":
            # A filter at the source would pass over the values that reading has to complain about.
            refuse("tinyint1", f'values of "{column.name}" other than 0 and 1 are to be errors')
        if values.is_text(column) and self.server.binary_collation is None:
            refuse("collation", f"{self.server.text} has no collation of bytes without padding")

    def constant(self, node: Constant) -> None:
        """A constant that can be written or bound exactly."""
        value, type_ = node.value, type_of(node)
        if value is None:
            return
        try:
            match value:
                case str() if type_.name in _STRINGS:
                    value.encode()
                case float() if value - value == 0:
                    pass
                case float():
                    refuse("constant", f"{value} cannot be stored there")
                case _:
                    literal(value, type_)
        except (Unprintable, UnicodeEncodeError) as error:
            refuse("constant", f"{error} cannot be written")

    def cast(self, node: exp.Cast) -> None:
        """The few conversions that cannot fail or round there and not here."""
        source, target = type_of(node.this), type_of(node)
        if isinstance(node.this, Constant) and node.this.value is None:
            return
        if not self._castable(source, target):
            refuse("cast", f"{source} to {target}")

    def _castable(self, source: Type, target: Type) -> bool:
        if source.name in _STRINGS and target.name in _STRINGS:
            longest = source.length or float("inf")
            return target.length is None or longest <= target.length
        if source.name == target.name:
            return source == target or not target.declared
        if (source.name, target.name) not in _CASTS:
            return False
        if target.name == "float8" and not self.server.mariadb and self.version < 80017:
            return False
        if target.name == "numeric":
            return not target.declared and not target.scale
        return source.name != "numeric" or source.scale is not None

    # -- calls --------------------------------------------------------------------------------

    def call(self, node: Call) -> None:
        """A known signature, and what its types alone do not decide."""
        super().call(node)
        function, arguments = node.function, node.arguments
        match function, arguments:
            case (("/" | "%" | "mod"), [_, divisor]):
                check_divisor(divisor)
            case (("~~" | "!~~"), [_, pattern, *escape]):
                check_pattern(pattern, escape)
            case (("extract" | "date_part"), [field, of]):
                days = type_of(of).name == "date"
                known = set(FIELDS) - ({"hour", "minute"} if days else set())
                check_field(field, known)
            case "date_trunc", [field, _]:
                check_field(field, set(TRUNCATIONS))
            case (("substring" | "substr"), [_, begin, *length]):
                check_count(begin, 1)
                for node_ in length:
                    check_count(node_, 0)
            case (("left" | "right"), [_, count]):
                check_count(count, 0)
        if type_of(node).name == "numeric" and function in ("+", "-", "*", "%", "negative", "abs"):
            check_digits(function, [type_of(argument) for argument in arguments])
        elif function in ("coalesce", "nullif"):
            check_one_scale([*arguments, node])
        if type_of(node).name == "int8" and function in ("-", "negative"):
            self._check_difference(*arguments)

    def _check_difference(self, *arguments: exp.Expression) -> None:
        """MariaDB takes 0 minus the smallest number for that number again."""
        if len(arguments) == 1:
            if isinstance(arguments[0], Constant):
                refuse("constant", "minus a constant")
            return
        left, right = arguments
        column = column_of(right) if isinstance(right, exp.Column) else None
        short = column is not None and column.details.get("kind") != "bigint"
        safe = (
            type_of(right).name != "int8"
            or short
            or any(
                isinstance(side, Constant) and side.value not in (None, 0, -(1 << 63))
                for side in (left, right)
            )
        )
        if self.server.mariadb and not safe:
            refuse("overflow", "MariaDB does not see every overflow of a difference")

    def case(self, node: exp.Case) -> None:
        """CASE; all results of one scale."""
        super().case(node)
        results = [arm.args["true"] for arm in node.args["ifs"]]
        if node.args.get("default") is not None:
            results.append(node.args["default"])
        check_one_scale([*results, node])
        names = {type_of(result).name for result in results}
        if not names <= _EQUATED | {"unknown"}:
            refuse("type", f"CASE of {', '.join(sorted(names))}")

    def aggregate(self, node: Aggregate) -> None:
        """Sums of a known scale; the widest text MariaDB tells apart."""
        super().aggregate(node)
        types = [type_of(argument) for argument in node.arguments]
        if node.function == "sum" and types[0].name == "numeric" and types[0].scale is None:
            refuse("type", "sum of numeric without a scale")
        if node.function in ("min", "max"):
            check_one_scale(node.arguments)
            self._keeps_letters(node.arguments)
        if node.args.get("distinct"):
            for argument in node.arguments:
                self.told_apart(argument)

    def _keeps_letters(self, nodes: Iterable[exp.Expression]) -> None:
        """MySQL garbles grouped minima of text it must convert: latin1's ÿ becomes Ã¿ (9.7)."""
        for node in nodes:
            for column in node.find_all(exp.Column):
                found = column_of(column)
                charset = found.details.get("charset") if found is not None else None
                if not self.server.mariadb and charset not in (None, "utf8mb4"):
                    refuse("charset", f"MySQL converts {charset} wrongly in this place")

    def window(self, node: exp.Window) -> None:
        """A window function; its values are kept like those of an aggregate."""
        super().window(node)
        if isinstance(node.this, Call):
            self._keeps_letters(node.this.arguments)
            for offset in node.this.arguments[1:]:
                # lag and lead: MySQL's grammar takes nothing else, MariaDB takes NULL for 0.
                if not isinstance(offset, Constant) or offset.value is None or offset.value < 0:
                    refuse("function", f"{node.this.function} by what is no number of rows")

    def comparison(self, operator: str, left: exp.Expression, right: exp.Expression) -> None:
        """A comparison by IN or ANY."""
        self.known(self.SCALARS, operator, [type_of(left), type_of(right)])

    def contained(self, node: exp.In) -> None:
        """IN; a list of constants is walked once per type, a query may have no LIMIT."""
        query = node.args.get("query")
        if query is not None:
            _no_limit(unwrapped(query))
            super().contained(node)
            return
        self.scalar(node.this)
        seen: set[Type] = set()
        for item in node.expressions:
            self.scalar(item)
            if not isinstance(item, Constant) or type_of(item) not in seen:
                seen.add(type_of(item))
                self.compare("=", node.this, item)

    def quantified(self, node: Quantified) -> None:
        """= ANY and <> ALL of an array of constants are lists; of queries any comparison."""
        items = listed(node.args.get("array"))
        if items is not None:
            if (node.args["op"], bool(node.args.get("all"))) not in (("=", False), ("<>", True)):
                refuse("clause", f"{node.args['op']} of an array")
            self.scalar(node.this)
            for item in items:
                self.constant(item)
            if items:
                self.comparison("=", node.this, items[0])
            return
        if node.args.get("query") is not None:
            _no_limit(unwrapped(node.args["query"]))
        super().quantified(node)

    # -- keys, order, queries -----------------------------------------------------------------

    def equality(self, type_: Type) -> None:
        """Types whose values are equal there when they are here; see `told_apart` for text."""
        if type_.name not in _EQUATED:
            refuse("type", f"equality of {type_}")

    def key(self, node: exp.Expression) -> None:
        """A grouping key."""
        self.scalar(node)
        if isinstance(node, Constant):
            refuse("constant", "a constant as key")
        self.equality(type_of(node))
        self.told_apart(node)

    def told_apart(self, node: exp.Expression) -> None:
        """Refuse text of which the server may look at the beginning only."""
        if type_of(node).name not in _STRINGS | {"bytea"}:
            return
        if not self.server.mariadb and self.version < 80020:
            refuse("version", "older MySQL sorts by the first 1024 bytes only")
        if self.server.mariadb and widest(node) > SORT_BYTES:
            refuse("long_text", f"MariaDB tells text apart by its first {SORT_BYTES} bytes only")

    def ordered(self, node: exp.Expression) -> None:
        """A sort key."""
        key = node.this
        if isinstance(key, exp.Column) and not key.table:
            key = self._outputs.get(key.name.lower(), key)
        else:
            self.scalar(key)
        if not isinstance(key, Constant) and key.find(exp.Column, Aggregate) is None:
            # MariaDB computes it, and takes the number for the place of an output.
            refuse("clause", "order by what reads no column")
        if type_of(key).name not in _SORTED:
            refuse("type", f"order of {type_of(key)}")
        self.told_apart(key)

    def group(self, node: exp.Expression | None) -> None:
        """GROUP BY of something."""
        super().group(node)
        if node is not None and not node.expressions:
            refuse("clause", "GROUP BY ()")

    def select(self, node: exp.Select) -> None:
        """A SELECT; only an outermost one can say how many dates were none."""
        self._depth += 1
        if node.args.get("distinct") is not None:
            self._depth += 1
        super().select(node)
        self._depth -= 2 if node.args.get("distinct") is not None else 1
        if node.args.get("having") is not None:
            self._keys_of_having(node)

    def _keys_of_having(self, node: exp.Select) -> None:
        """A key of GROUP BY is found in HAVING only where it is a column as it stands there."""
        group = node.args.get("group")
        keys = list(group.expressions) if group is not None else []
        inside = (Aggregate, exp.Query)
        for found in node.args["having"].walk(prune=lambda part: isinstance(part, inside)):
            column = column_of(found) if isinstance(found, exp.Column) else None
            if not isinstance(found, exp.Column) or not found.table:
                continue
            bare = column is not None and not values.is_text(column)
            if column is None or found not in keys or not bare or values.may_be_no_date(column):
                refuse("clause", "HAVING by a key that is no plain column")

    def tail(self, node: exp.Expression) -> None:
        """ORDER BY may name outputs."""
        self._outputs = _named(node) if isinstance(node, exp.Select) else {}
        super().tail(node)

    def output(self, node: exp.Expression) -> None:
        """An output; a bare column of the outermost select is read as it is."""
        if isinstance(node, exp.Tuple):
            refuse("type", "MySQL compares rows, but has no values of them")
        column = column_of(node) if isinstance(node, exp.Column) else None
        if column is None or self._depth > 1:
            self.scalar(node)
        if self._depth > 1 and not self._unseen:
            self._no_bad_dates(node)

    def condition(self, node: exp.Expression) -> None:
        """Queries in a condition show none of their values, so none goes uncounted."""
        self._unseen += 1
        self.scalar(node)
        self._unseen -= 1

    def _no_bad_dates(self, node: exp.Expression) -> None:
        for column in node.find_all(exp.Column):
            found = column_of(column)
            if found is not None and values.may_be_no_date(found):
                refuse(
                    "zero_dates",
                    f'zero dates in "{found.name}" would go uncounted; '
                    "the source's option zero_dates=none says that there are none",
                )

    def set_operation(self, node: exp.SetOperation) -> None:
        """UNION, INTERSECT, EXCEPT of arms of the same physical types."""
        self._depth += 1
        arms = [unwrapped(arm) for arm in (node.this, node.expression)]
        if any(isinstance(arm, exp.SetOperation) for arm in arms):
            self._gate("nested")
        for one, other in zip(*(output_types(arm) for arm in arms), strict=True):
            if "numeric" in (one.name, other.name) and (
                one.scale is None or one.scale != other.scale
            ):
                refuse("type", "numerics that may be of different scales")
        for arm in arms:
            if isinstance(arm, exp.Select) and _compares_rows(node):
                for item in arm.expressions:
                    self.told_apart(item.this)
        super().set_operation(node)
        self._depth -= 1


def _named(node: exp.Select) -> dict[str, exp.Expression]:
    """The outputs of a select by name."""
    return {item.alias.lower(): item.this for item in node.expressions}


def _compares_rows(node: exp.SetOperation) -> bool:
    return bool(node.args.get("distinct")) or not isinstance(node, exp.Union)


def _plain_date_comparison(node: exp.Expression) -> bool:
    """A column of dates compared with constants: the native form takes no row too few."""
    match node:
        case Call() if node.function in ("=", "<", "<=", ">", ">="):
            kinds = {type(argument) for argument in node.arguments}
            return kinds == {exp.Column, Constant}
        case exp.In() if node.args.get("query") is None and isinstance(node.this, exp.Column):
            return all(isinstance(item, Constant) for item in node.expressions)
    return False


def _no_limit(query: exp.Expression) -> None:
    if query.args.get("limit") is not None or query.args.get("offset") is not None:
        refuse("clause", "LIMIT in a query that is compared with")
