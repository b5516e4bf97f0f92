"""Split: cut a bound query into fragments, one per scan, and the residual that joins them.

From the outside in: a query whose relations all live in one source that proves every node EXACT is
one fragment. Otherwise its parts (CTEs, branches, derived tables, sub-selects) are split the same
way, and the relations of its own FROM become scans: groups that their source joins by keys
(`colocate`), then each that is left, with the columns it needs, the conjuncts its connector takes,
and a limit where nothing stands between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from connectors.api import Fragment, OutputColumn, Query
from connectors.tree import relation_of, source_of, type_of, typed
from gateway.plan import facts, filters
from gateway.plan.colocate import Group, groups
from gateway.plan.distinct import as_set
from gateway.plan.eager import can_group_early, eager
from gateway.plan.eager import take as take_eager
from gateway.plan.grouping_below import Grouped, grouped_below
from gateway.plan.joined_scan import JoinedScan, limit_group, plan_group, take
from gateway.plan.notes import answered, kept
from gateway.plan.plan import ConnectorOf, Note, Plan, Scan
from gateway.plan.reasons import local_work
from gateway.plan.recursion import own_query
from gateway.plan.relation_scan import plan_relation
from gateway.plan.survey import Survey
from gateway.sql.bind.names import Names, column, quoted


def split(
    query: exp.Query, columns: Sequence[OutputColumn], connector: ConnectorOf, *, pushdown: bool
) -> Plan:
    """The plan of a bound query whose parameters have values. `query` is taken apart.

    `connector` finds a source's connector (its `supports` is pure). With `pushdown` off every
    relation is read whole.
    """
    root = exp.Subquery(this=query)
    splitter = _Splitter(connector, pushdown, Survey(root))
    splitter.query(root, "this", rescanned=False)
    residual = root.this
    scans, notes = tuple(splitter.scans), tuple(splitter.notes)
    if len(scans) == 1 and residual.meta.get("whole"):
        return Plan(tuple(columns), scans, None)
    return Plan(tuple(columns), scans, residual, notes)


class _Splitter:
    """One split: takes the tree apart and collects the scans, and why the rest stays."""

    def __init__(self, connector: ConnectorOf, pushdown: bool, survey: Survey) -> None:
        self.scans: list[Scan] = []
        self.notes: list[Note] = []
        self._connector = connector
        self._pushdown = pushdown
        self._survey = survey
        self._names = Names()

    def query(
        self, holder: exp.Expression, key: str, *, rescanned: bool, distinct: bool = False
    ) -> None:
        """Split the query at `holder.args[key]` in place.

        `distinct`: whoever reads it sees a set, so that its source may drop duplicates.
        """
        node = holder.args[key]
        while isinstance(node, exp.Subquery) and not node.alias:
            holder, key = node, "this"
            node = node.this
        if self._pushdown and self._whole(holder, key, node, rescanned, distinct):
            return
        if self._pushdown and self._grouping(holder, key, node, rescanned):
            return
        with_ = node.args.get("with_")
        for cte in with_.expressions if with_ is not None else ():
            again = bool(with_.args.get("recursive")) and _reads(cte, cte.args["alias"].name)
            if not again:
                self.query(cte, "this", rescanned=rescanned)
            elif not (self._pushdown and self._recursion(cte, rescanned)):
                self._parts(cte.this, rescanned=True)
        self._parts(node, rescanned=rescanned, distinct=distinct)

    def _parts(self, node: exp.Expression, *, rescanned: bool, distinct: bool = False) -> None:
        if isinstance(node, exp.SetOperation):
            inner = bool(node.args.get("distinct"))
            self.query(node, "this", rescanned=rescanned, distinct=inner)
            self.query(node, "expression", rescanned=rescanned, distinct=inner)
            self._subqueries(node, rescanned=rescanned)
        elif isinstance(node, exp.Select):
            self._select(node, rescanned=rescanned)

    # -- a query as a whole -------------------------------------------------------------------

    def _whole(
        self,
        holder: exp.Expression,
        key: str,
        node: exp.Expression,
        rescanned: bool,
        distinct: bool,
    ) -> bool:
        """Make the query one scan if its source proves all of it."""
        known = self._survey.of(node)
        reason = _open(known.sources, closed=known.closed, volatile=known.volatile)
        reason = "guarded" if known.scans else reason
        reason = reason or ("count" if known.counts else "")
        if reason:
            if known.sources:
                self.notes.append(kept("whole query", reason))
            return False
        source = next(iter(known.sources))
        chosen, note = self._proven(source, node, distinct)
        if chosen is None:
            self.notes.append(note)
            return False
        holder.set(key, self._scan(source, chosen, note, rescanned))
        return True

    def _proven(
        self, source: str, node: exp.Expression, distinct: bool
    ) -> tuple[exp.Query | None, Note]:
        """The form of the query that its source proves: without duplicates where that helps."""
        assert isinstance(node, exp.Query)
        outputs = _columns(node)
        connector = self._connector(source)
        smaller = as_set(node) if distinct else None
        if smaller is not None:
            answer = connector.supports(Fragment(source, smaller, outputs), Query(smaller))
            if answer.exact:
                return smaller, answered("whole query, duplicates dropped", answer)
        answer = connector.supports(Fragment(source, node, outputs), Query(node))
        return node if answer.exact else None, answered("whole query", answer)

    def _grouping(
        self, holder: exp.Expression, key: str, node: exp.Expression, rescanned: bool
    ) -> bool:
        """Make what is below a grouped select's outputs one scan."""
        known = self._survey.of(node)
        if len(known.sources) != 1 or known.scans or known.counts or not known.closed:
            return False
        if not isinstance(node, exp.Select):
            return False
        source = next(iter(known.sources))
        name = self._names.unique(source)
        for averages in (True, False):
            parted = grouped_below(node, name, averages=averages)
            if parted is None or facts.is_volatile(parted.inner):
                return False
            for grouped in parted.forms():
                chosen, note = self._proven(source, grouped.inner, distinct=False)
                if chosen is not None:
                    holder.set(key, self._grouped(name, source, grouped, note, rescanned))
                    return True
        return False

    def _grouped(
        self, name: str, source: str, grouped: Grouped, note: Note, rescanned: bool
    ) -> exp.Select:
        """A scan of the groups, and what the residual makes of them."""
        fragment = Fragment(source, grouped.inner, _columns(grouped.inner))
        notes = (replace(note, what="group by"),)
        self.scans.append(Scan(name, fragment, notes, rescanned))
        grouped.outer.set("from_", exp.From(this=scan_table(name, name)))
        self.notes.extend(local_work(grouped.outer))
        return grouped.outer

    def _recursion(self, cte: exp.CTE, rescanned: bool) -> bool:
        """Make a recursive CTE over one source one scan."""
        known = self._survey.of(cte.this)
        if len(known.sources) != 1 or known.volatile or known.scans or known.counts:
            return False
        query = own_query(cte)
        if not Survey(query).of(query).closed:
            return False
        source = next(iter(known.sources))
        chosen, note = self._proven(source, query, distinct=False)
        if chosen is None:
            self.notes.append(note)
            return False
        cte.set("this", self._scan(source, chosen, note, rescanned))
        return True

    def _scan(self, source: str, query: exp.Query, note: Note, rescanned: bool) -> exp.Select:
        """A scan of the query, and what the residual reads in its place."""
        outputs = _columns(query)
        name = self._names.unique(source)
        query.parent = None
        self.scans.append(Scan(name, Fragment(source, query, outputs), (note,), rescanned))
        return _read_scan(name, outputs)

    # -- the parts of a select ----------------------------------------------------------------

    def _select(self, select: exp.Select, *, rescanned: bool) -> None:
        again = rescanned or not self._survey.of(select).closed
        if self._pushdown:
            self._eager(select, rescanned=again)
            self._groups(select, rescanned=again)
        for item in facts.from_items(select):
            if isinstance(item, exp.Table) and relation_of(item) is not None:
                self._relation(select, item, rescanned=again)
        self._survey.forget(filters.drop_implied(select))
        for item in facts.from_items(select):
            if isinstance(item, exp.Subquery):
                self.query(item, "this", rescanned=again)
        if self._pushdown:
            self.notes.extend(local_work(select))
        self._subqueries(select, rescanned=rescanned)

    def _subqueries(self, query: exp.Query, *, rescanned: bool) -> None:
        for holder, key in list(facts.own_subqueries(query)):
            inner = _unwrapped(holder.args[key])
            self.query(
                holder,
                key,
                rescanned=rescanned or not self._survey.of(inner).closed,
                distinct=facts.is_compared(holder),
            )

    def _groups(self, select: exp.Select, *, rescanned: bool) -> None:
        """Scans of relations that their source joins."""
        items = facts.from_items(select)
        found = [source_of(item) or "" for item in items if relation_of(item) is not None]
        for source in dict.fromkeys(found):
            if found.count(source) < 2:
                continue
            for group in list(groups(select, self._connector(source), source)):
                planned = plan_group(select, group, self._connector(source), self._survey)
                if isinstance(planned, Note):
                    self.notes.append(planned)
                else:
                    self._join(select, group, planned, rescanned)

    def _join(self, select: exp.Select, group: Group, planned: JoinedScan, rescanned: bool) -> None:
        aliases = "+".join(member.alias for member in group.members)
        name = self._names.unique(f"{group.source}.{aliases}")
        take(select, group, scan_table(name, name), self._survey)
        for (alias, column_name), output in planned.outputs.items():
            for reference in self._survey.columns(alias):
                if reference.name == column_name:
                    reference.set("table", quoted(name))
                    reference.set("this", quoted(output))
        planned = limit_group(select, name, planned, self._connector(group.source))
        self.scans.append(Scan(name, planned.fragment, planned.notes, rescanned))

    def _eager(self, select: exp.Select, *, rescanned: bool) -> None:
        """A scan of one relation that its source groups before the join."""
        if self._survey.of(select).volatile or not can_group_early(select):
            return
        items = facts.from_items(select)
        for item in items:
            if not isinstance(item, exp.Table) or relation_of(item) is None:
                continue
            source = source_of(item) or ""
            if [source_of(other) for other in items].count(source) > 1:
                continue  # joined there, rather
            chosen = eager(select, item, self._connector(source), self._survey)
            if chosen is not None:
                name = self._names.unique(f"{source}.{item.alias}")
                take_eager(item, chosen, scan_table(name, item.alias), self._survey)
                self.scans.append(Scan(name, chosen.fragment, (chosen.note,), rescanned))
                return

    def _relation(self, select: exp.Select, table: exp.Table, *, rescanned: bool) -> None:
        source = source_of(table) or ""
        planned = plan_relation(
            select, table, self._connector(source), self._survey, pushdown=self._pushdown
        )
        name = self._names.unique(f"{source}.{table.alias}")
        self.scans.append(Scan(name, planned.fragment, planned.notes, rescanned))
        for reference in self._survey.columns(table.alias):
            reference.set("this", quoted(planned.outputs[reference.name]))
        table.replace(scan_table(name, table.alias))


def _open(sources: set[str], *, closed: bool, volatile: bool) -> str:
    """Why a query cannot be asked of a source, "" when it can."""
    if len(sources) > 1:
        return "sources"
    if not sources:
        return "no_source"
    if not closed:
        return "correlated"
    return "volatile" if volatile else ""


def scan_table(name: str, alias: str) -> exp.Table:
    """The residual form of a scan."""
    table = exp.Table(this=quoted(name), alias=exp.TableAlias(this=quoted(alias)))
    table.meta["scan"] = name
    return table


def _columns(node: exp.Expr) -> tuple[OutputColumn, ...]:
    while isinstance(node, (exp.SetOperation, exp.Subquery)):
        node = node.this
    return tuple(OutputColumn(item.alias, type_of(item)) for item in node.expressions)


def _read_scan(name: str, outputs: Sequence[OutputColumn]) -> exp.Select:
    """The residual form of a query that is one scan."""
    items = []
    for output in outputs:
        reference = typed(column(name, output.name), output.type)
        items.append(typed(exp.Alias(this=reference, alias=quoted(output.name)), output.type))
    select = exp.Select(expressions=items, from_=exp.From(this=scan_table(name, name)))
    select.meta["whole"] = True
    return select


def _unwrapped(node: exp.Expression) -> exp.Expression:
    while isinstance(node, exp.Subquery) and not node.alias:
        node = node.this
    return node


def _reads(cte: exp.Expression, name: str) -> bool:
    return any(table.name == name for table in cte.this.find_all(exp.Table))
