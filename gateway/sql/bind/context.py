"""What the binder carries along: the catalog, the statement's names and parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Protocol

from sqlglot import exp

from connectors.api import OutputColumn, RelationSchema
from connectors.tree import Parameter, TableFunction, type_of, typed
from connectors.types import UNKNOWN, Type
from gateway.catalog.resolve import Protection
from gateway.errors import SqlError
from gateway.session import Session
from gateway.sql.bind.names import Names
from gateway.sql.bind.scope import Scope


class Resolved(Protocol):
    """A relation the catalog found."""

    @property
    def source(self) -> str:
        """The source's name."""

    @property
    def schema(self) -> RelationSchema:
        """Columns and keys."""

    @property
    def protection(self) -> Protection | None:
        """What stands between who asks and the relation; None is nothing."""

    @property
    def oid(self) -> int:
        """The relation's number in the system catalog; 0 if it is not in there."""


class Relations(Protocol):
    """The part of the catalog the binder needs."""

    def resolve(
        self,
        parts: tuple[str, ...],
        search_path: tuple[str, ...],
        *,
        quoted: tuple[bool, ...] | None = None,
        position: int | None = None,
    ) -> Resolved:
        """The relation of that name; 42P01 with a hint if there is none."""


class Clause(Enum):
    """Where a scalar stands; names as PostgreSQL's messages use them."""

    SELECT = "SELECT"
    FROM = "FROM"
    WHERE = "WHERE"
    ON = "JOIN conditions"
    GROUP_BY = "GROUP BY"
    HAVING = "HAVING"
    ORDER_BY = "ORDER BY"
    DISTINCT_ON = "DISTINCT ON"
    WINDOW = "window definitions"
    FILTER = "FILTER"
    LIMIT = "LIMIT"
    OFFSET = "OFFSET"
    VALUES = "VALUES"


AGGREGATES_ALLOWED = frozenset(
    {Clause.SELECT, Clause.HAVING, Clause.ORDER_BY, Clause.DISTINCT_ON, Clause.WINDOW}
)
WINDOWS_ALLOWED = frozenset({Clause.SELECT, Clause.ORDER_BY, Clause.DISTINCT_ON})


@dataclass(slots=True)
class Parameters:
    """The statement's `$n` with the types the binder infers."""

    nodes: dict[int, list[Parameter]] = field(default_factory=dict)
    declared: dict[int, Type] = field(default_factory=dict)

    def node(self, number: int) -> Parameter:
        """A new node for `$number`, with its type if one is known by now."""
        known = self.declared.get(number, UNKNOWN)
        for earlier in self.nodes.get(number, ()):
            if type_of(earlier) != UNKNOWN:
                known = type_of(earlier)
        node = typed(Parameter(this=number), known)
        self.nodes.setdefault(number, []).append(node)
        return node

    def types(self) -> tuple[Type, ...]:
        """The type of each parameter, in order. 42P18 where none could be found."""
        result: list[Type] = []
        for number in range(1, max(self.nodes, default=0) + 1):
            types = {type_of(node) for node in self.nodes.get(number, ())}
            if len(types) != 1 or UNKNOWN in types:
                raise SqlError("42P18", f"could not determine data type of parameter ${number}")
            result.append(types.pop())
        return tuple(result)


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound query: the tree, its outputs under the names users see, its parameters' types."""

    query: exp.Query
    columns: tuple[OutputColumn, ...]
    parameters: tuple[Type, ...] = ()
    policies: tuple[str, ...] = ()
    """Row policies and masks that were put in."""


@dataclass(slots=True)
class Select:
    """What binding one select collects on the way."""

    scope: Scope
    aggregates: bool = False
    windows: dict[str, exp.Window] = field(default_factory=dict)
    table_functions: TableFunction | None = None
    keys: list[tuple[exp.Expression, exp.Expression]] = field(default_factory=list)
    """Keys of GROUP BY that hold a query, beside the columns that compute them (`group_keys`)."""
    computed: list[exp.Subquery] = field(default_factory=list)
    """The FROM items of these columns."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What stays the same in a whole statement.

    `scalar` and `query` are the binder's two recursions (`scalar.bind_scalar`,
    `query.bind_query`), handed down so that the modules for parts of the language need not import
    the whole.
    """

    relations: Relations
    session: Session
    names: Names
    parameters: Parameters
    scalar: Callable[[exp.Expression, Place], exp.Expression]
    query: Callable[[exp.Expression, Place], Bound]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a scalar is bound."""

    statement: Statement
    select: Select
    clause: Clause
    in_aggregate: bool = False
    in_window: bool = False
    guarding: tuple[tuple[str, ...], ...] = ()
    """The relations whose policies are being bound around here, the outermost first."""

    @property
    def scope(self) -> Scope:
        """What names mean here."""
        return self.select.scope

    @property
    def names(self) -> Names:
        """The statement's aliases."""
        return self.statement.names

    def scalar(self, node: exp.Expression) -> exp.Expression:
        """The bound form of a scalar that stands here."""
        return self.statement.scalar(node, self)

    def query(self, node: exp.Expression, scope: Scope | None = None) -> Bound:
        """The bound form of a query inside this select (`scope`: what it sees of it)."""
        return self.statement.query(node, self.inner(scope))

    def at(self, clause: Clause) -> Place:
        """The same select, another clause."""
        return replace(self, clause=clause)

    def inner(self, scope: Scope | None = None) -> Place:
        """A select inside this one."""
        select = Select(scope if scope is not None else self.scope.child())
        return replace(
            self, select=select, clause=Clause.SELECT, in_aggregate=False, in_window=False
        )
