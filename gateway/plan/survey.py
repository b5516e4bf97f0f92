"""One walk over a tree that is to be split: what each of its queries reads, and who reads a column.

The split asks the same questions at every level of nesting. Walking again each time would cost the
square of the depth; here the whole tree is walked once and answers are added up from the inside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlglot import exp

from connectors.tree import Constant, TableFunction, relation_of, source_of
from gateway.plan.facts import is_scan, is_volatile_call

_QUERIES = (exp.Select, exp.SetOperation, exp.Subquery)
_ITEMS = (exp.Table, exp.Subquery, exp.Values, TableFunction)


@dataclass(slots=True)
class QueryFacts:
    """What one query and all it encloses read and define."""

    sources: set[str] = field(default_factory=set)
    volatile: bool = False
    scans: bool = False
    """Whether it reads a relation that was made a scan of its own before (`guards`)."""
    counts: bool = False
    """Whether a LIMIT or OFFSET in it is to be computed: fragments hold constant ones."""
    _aliases: set[str] = field(default_factory=set)
    _aliases_read: set[str] = field(default_factory=set)
    _ctes: set[str] = field(default_factory=set)
    _ctes_read: set[str] = field(default_factory=set)

    @property
    def closed(self) -> bool:
        """Whether the query stands alone: no column and no CTE of a query around it."""
        return self._aliases_read <= self._aliases and self._ctes_read <= self._ctes

    def see(self, node: exp.Expr) -> None:
        """Add what one node says by itself."""
        if isinstance(node, exp.Column):
            if node.table:
                self._aliases_read.add(node.table)
        elif isinstance(node, exp.CTE):
            self._ctes.add(node.args["alias"].name)
        elif isinstance(node, _ITEMS):
            if node.args.get("alias"):
                self._aliases.add(node.alias)
            if isinstance(node, exp.Table):
                self._see_table(node)
        elif isinstance(node, (exp.Limit, exp.Offset)):
            self.counts = self.counts or not isinstance(node.expression, Constant)
        elif is_volatile_call(node):
            self.volatile = True

    def _see_table(self, table: exp.Table) -> None:
        if is_scan(table):
            self.scans = True
        elif relation_of(table) is None:
            self._ctes_read.add(table.name)
        else:
            self.sources.add(source_of(table) or "")

    def add(self, inner: QueryFacts) -> None:
        """Add what an enclosed query says."""
        self.sources |= inner.sources
        self.volatile = self.volatile or inner.volatile
        self.scans = self.scans or inner.scans
        self.counts = self.counts or inner.counts
        self._aliases |= inner._aliases
        self._aliases_read |= inner._aliases_read
        self._ctes |= inner._ctes
        self._ctes_read |= inner._ctes_read


class Survey:
    """The answers for one tree. Columns that leave the tree are to be forgotten."""

    def __init__(self, root: exp.Expression) -> None:
        self._facts: dict[int, QueryFacts] = {}
        self._columns: dict[str, dict[int, exp.Column]] = {}
        owners: dict[int, exp.Expr] = {}
        queries: list[exp.Expr] = []
        for node in root.walk():  # parents come before what they hold
            holder = owners.get(id(node.parent), root)
            if isinstance(node, _QUERIES) or node is root:
                queries.append(node)
                self._facts[id(node)] = QueryFacts()
                owners[id(node)] = node
                # A derived table's alias is defined by the query around it.
                self._facts[id(holder)].see(node)
                continue
            owners[id(node)] = holder
            self._facts[id(holder)].see(node)
            if isinstance(node, exp.Column) and node.table:
                self._columns.setdefault(node.table, {})[id(node)] = node
        for query in reversed(queries):
            if query is not root:
                self._facts[id(owners.get(id(query.parent), root))].add(self._facts[id(query)])
        # Nodes are known by identity: keep them, so that no other gets the same.
        self._alive = (root, queries)

    def of(self, query: exp.Expression) -> QueryFacts:
        """The facts of a query of the tree, as it was when it was surveyed."""
        return self._facts[id(query)]

    def knows(self, query: exp.Expression) -> bool:
        """Whether the query was part of the tree."""
        return id(query) in self._facts

    def columns(self, alias: str) -> list[exp.Column]:
        """Every use of a FROM item's columns: in its select and in what that encloses."""
        return list(self._columns.get(alias, {}).values())

    def forget(self, nodes: Iterable[exp.Expression]) -> None:
        """The columns under `nodes` are no longer read by the residual."""
        for node in nodes:
            for column in node.find_all(exp.Column):
                self._columns.get(column.table, {}).pop(id(column), None)
