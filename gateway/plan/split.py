"""Split: cut a bound query into fragments, one per scan, and the residual that joins them.

From the outside in: a query whose relations all live in one source that proves every node EXACT is
one fragment. Otherwise its parts (CTEs, branches, derived tables, sub-selects) are split the same
way, and each relation of its own FROM becomes a scan with the columns it needs, the conjuncts its
connector takes, and a limit where nothing stands between.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from connectors.api import Fragment, OutputColumn, Query
from connectors.tree import relation_of, source_of, type_of, typed
from gateway.plan import facts
from gateway.plan.plan import ConnectorOf, Note, Plan, Scan
from gateway.plan.relation_scan import Requests, plan_relation
from gateway.sql.bind.names import Names, column, quoted


def split(
    query: exp.Query, columns: Sequence[OutputColumn], connector: ConnectorOf, *, pushdown: bool
) -> Plan:
    """The plan of a bound query whose parameters have values.

    `connector` finds a source's connector (its `supports` is pure). With `pushdown` off every
    relation is read whole.
    """
    splitter = _Splitter(connector, pushdown)
    root = exp.Subquery(this=query.copy())
    splitter.query(root, "this", rescanned=False)
    residual = root.this
    scans = tuple(splitter.scans)
    if len(scans) == 1 and residual.meta.get("whole"):
        return Plan(tuple(columns), scans, None)
    return Plan(tuple(columns), scans, residual)


class _Splitter:
    """One split: works on its own copy of the tree and collects the scans."""

    def __init__(self, connector: ConnectorOf, pushdown: bool) -> None:
        self.scans: list[Scan] = []
        self._connector = connector
        self._pushdown = pushdown
        self._names = Names()

    def query(self, holder: exp.Expression, key: str, *, rescanned: bool) -> None:
        """Split the query at `holder.args[key]` in place."""
        node = holder.args[key]
        while isinstance(node, exp.Subquery) and not node.alias:
            holder, key = node, "this"
            node = node.this
        if self._pushdown and self._whole(holder, key, node, rescanned):
            return
        with_ = node.args.get("with_")
        for cte in with_.expressions if with_ is not None else ():
            again = bool(with_.args.get("recursive")) and _reads(cte, cte.args["alias"].name)
            if again:
                self._parts(cte.this, rescanned=True)
            else:
                self.query(cte, "this", rescanned=rescanned)
        self._parts(node, rescanned=rescanned)

    def _parts(self, node: exp.Expression, *, rescanned: bool) -> None:
        if isinstance(node, exp.SetOperation):
            self.query(node, "this", rescanned=rescanned)
            self.query(node, "expression", rescanned=rescanned)
        elif isinstance(node, exp.Select):
            self._select(node, rescanned=rescanned)

    def _whole(
        self, holder: exp.Expression, key: str, node: exp.Expression, rescanned: bool
    ) -> bool:
        """Make the query one scan if its source proves all of it."""
        sources = facts.sources(node)
        if len(sources) != 1 or not facts.is_closed(node) or facts.is_volatile(node):
            return False
        source = next(iter(sources))
        outputs = tuple(OutputColumn(o.alias, type_of(o)) for o in _outputs(node))
        assert isinstance(node, exp.Query)
        answer = self._connector(source).supports(Fragment(source, node, outputs), Query(node))
        if not answer.exact:
            return False
        name = self._names.unique(source)
        note = Note("whole query", answer.support)
        fragment = Fragment(source, node.copy(), outputs)
        self.scans.append(Scan(name, fragment, (note,), rescanned))
        holder.set(key, _read_scan(name, outputs))
        return True

    def _select(self, select: exp.Select, *, rescanned: bool) -> None:
        correlated = not facts.is_closed(select)
        for item in facts.from_items(select):
            if isinstance(item, exp.Subquery):
                self.query(item, "this", rescanned=rescanned or correlated)
        for holder, key in list(facts.own_subqueries(select)):
            inner = holder.args[key]
            again = rescanned or not facts.is_closed(inner)
            self.query(holder, key, rescanned=again)
        for item in facts.from_items(select):
            if isinstance(item, exp.Table) and relation_of(item) is not None:
                self._relation(select, item, rescanned=rescanned or correlated)

    def _relation(self, select: exp.Select, table: exp.Table, *, rescanned: bool) -> None:
        source = source_of(table) or ""
        needed = _needed(select, table)
        requests = Requests(select, table, needed, self._pushdown)
        planned = plan_relation(requests, source, self._connector(source))
        name = self._names.unique(f"{source}.{table.alias}")
        self.scans.append(Scan(name, planned.fragment, planned.notes, rescanned))
        for reference in _references(select, table.alias):
            reference.set("this", quoted(planned.outputs[reference.name]))
        scan = exp.Table(this=quoted(name), alias=exp.TableAlias(this=quoted(table.alias)))
        scan.meta["scan"] = name
        table.replace(scan)


def _outputs(node: exp.Expression) -> list[exp.Alias]:
    while isinstance(node, (exp.SetOperation, exp.Subquery)):
        node = node.this
    return [item for item in node.expressions if isinstance(item, exp.Alias)]


def _read_scan(name: str, outputs: Sequence[OutputColumn]) -> exp.Select:
    """The residual form of a query that is one scan."""
    items = []
    for output in outputs:
        reference = typed(column(name, output.name), output.type)
        items.append(typed(exp.Alias(this=reference, alias=quoted(output.name)), output.type))
    table = exp.Table(this=quoted(name), alias=exp.TableAlias(this=quoted(name)))
    table.meta["scan"] = name
    select = exp.Select(expressions=items, from_=exp.From(this=table))
    select.meta["whole"] = True
    return select


def _references(select: exp.Select, alias: str) -> list[exp.Column]:
    """Every use of a FROM item's columns: in the select itself and in what it encloses."""
    return [reference for reference in facts.columns(select) if reference.table == alias]


def _needed(select: exp.Select, table: exp.Table) -> list[str]:
    return list(dict.fromkeys(r.name for r in _references(select, table.alias)))


def _reads(cte: exp.Expression, name: str) -> bool:
    return any(table.name == name for table in cte.this.find_all(exp.Table))
