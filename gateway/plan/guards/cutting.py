"""A guarded relation as a scan of its own: filtered and masked before the rest sees a row.

By its source where that proves all of it; else the source narrows what it can and the local engine
does the rest in a step of its own (the scan's *barrier*), which no optimiser looks across. Where
its policies read other relations it is a query of its own; what that leaves to do here is a `Step`.

Imports: sqlglot, `connectors`, `gateway.plan`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlglot import exp

from connectors.api import Connector, Fragment, OutputColumn, Query
from connectors.tree import source_of, type_of
from gateway.plan import facts
from gateway.plan.guards.derived import base, is_guarded, reads_others
from gateway.plan.notes import answered
from gateway.plan.plan import ConnectorOf, Plan, Scan, Step
from gateway.plan.relation_scan import plan_relation
from gateway.plan.split import scan_table
from gateway.plan.survey import Survey
from gateway.sql.bind.names import Names, quoted


@dataclass(frozen=True, slots=True)
class Cut:
    """What is read in place of guarded relations."""

    scans: tuple[Scan, ...] = ()
    steps: tuple[Step, ...] = ()

    def __add__(self, other: Cut) -> Cut:
        return Cut((*self.scans, *other.scans), (*self.steps, *other.steps))


def cut_guards(
    root: exp.Expression,
    connector: ConnectorOf,
    planned: Callable[[exp.Query], Plan],
    *,
    pushdown: bool,
) -> Cut:
    """What `root` reads from now on in place of all guarded relations under it.

    `planned` plans one whose policies read other relations.
    """
    names, cut = _names(root), Cut()
    guarded = [item for item in root.find_all(exp.Subquery) if is_guarded(item)]
    guarded = [item for item in guarded if not _is_in_another(item)]
    rescanned = {id(item): _is_rescanned(item) for item in guarded}
    for item in guarded:
        source = source_of(base(item)) or ""
        name = names.unique(f"{source}.{item.alias}")
        _prune(root, item)
        item.replace(scan_table(name, item.alias))
        again = rescanned[id(item)]
        if reads_others(item):
            cut += _step(name, planned(item.this.pop()), again)
            continue
        whole = _whole(name, item, source, connector(source), again) if pushdown else None
        barred = whole or _with_barrier(
            name, item, connector(source), pushdown=pushdown, rescanned=again
        )
        cut += Cut((barred,))
    return cut


def _is_in_another(item: exp.Expression) -> bool:
    """Whether a guarded relation is read by the policy of another one."""
    node = item.parent
    while node is not None and not is_guarded(node):
        node = node.parent
    return node is not None


def _step(name: str, plan: Plan, rescanned: bool) -> Cut:
    """The parts of a plan under names of their own, and its answer as `name`."""
    if plan.residual is None:
        (scan,) = plan.scans
        return Cut((replace(scan, name=name, rescanned=rescanned, guarded=True),))
    old = (*(scan.name for scan in plan.scans), *(step.name for step in plan.steps))
    new = {part: f"{name}/{part}" for part in old}
    scans = [
        replace(
            scan,
            name=new[scan.name],
            guarded=True,
            barrier=None if scan.barrier is None else _renamed(scan.barrier, new),
        )
        for scan in plan.scans
    ]
    steps = [replace(s, name=new[s.name], query=_renamed(s.query, new)) for s in plan.steps]
    last = Step(name, _renamed(plan.residual, new), rescanned)
    return Cut(tuple(scans), (*steps, last))


def _renamed(query: exp.Query, new: Mapping[str, str]) -> exp.Query:
    for table in query.find_all(exp.Table):
        if table.meta.get("scan") in new:
            table.set("this", quoted(new[table.name]))
            table.meta["scan"] = table.name
    return query


def _names(root: exp.Expression) -> Names:
    """Every name of the statement is taken: a CTE must not be read in a scan's place."""
    names = Names()
    for alias in root.find_all(exp.TableAlias):
        names.unique(alias.name)
    return names


def _prune(root: exp.Expression, item: exp.Expression) -> None:
    """Only the columns that are read; one where none is."""
    read = {column.name for column in facts.columns(root) if column.table == item.alias}
    kept = [output for output in item.this.expressions if output.alias in read]
    item.this.set("expressions", kept or item.this.expressions[:1])


def _whole(
    name: str, item: exp.Subquery, source: str, connector: Connector, rescanned: bool
) -> Scan | None:
    """The relation filtered and masked by its source, None if that does not prove all of it."""
    query = item.this
    columns = tuple(OutputColumn(o.alias, type_of(o)) for o in query.expressions)
    fragment = Fragment(source, query, columns)
    answer = connector.supports(fragment, Query(query))
    if not answer.exact:
        return None
    return Scan(name, fragment, (answered("guarded relation", answer),), rescanned, guarded=True)


def _with_barrier(
    name: str, item: exp.Subquery, connector: Connector, *, pushdown: bool, rescanned: bool
) -> Scan:
    """The relation with what its source filters, and the rest as the scan's barrier."""
    item.parent = None
    query, table = item.this, base(item)
    survey = Survey(item)
    planned = plan_relation(query, table, connector, survey, pushdown=pushdown)
    for column in survey.columns(table.alias):
        column.set("this", quoted(planned.outputs[column.name]))
    table.replace(scan_table(name, table.alias))
    return Scan(name, planned.fragment, planned.notes, rescanned, guarded=True, barrier=query)


def _is_rescanned(item: exp.Expression) -> bool:
    """Whether the rest may read it more than once: inside what is recursive or correlated."""
    node = item.parent
    while node is not None:
        if isinstance(node, exp.With) and node.args.get("recursive"):
            return True
        if isinstance(node, exp.Query) and not _is_closed(node):
            return True
        node = node.parent
    return False


def _is_closed(query: exp.Query) -> bool:
    """Whether `query` reads columns of its own FROM items only."""
    defined = {
        node.alias
        for node in query.walk()
        if node.args.get("alias") and not isinstance(node, (exp.Alias, exp.CTE))
    }
    read = {column.table for column in query.find_all(exp.Column) if column.table}
    return read <= defined
