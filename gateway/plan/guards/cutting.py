"""A guarded relation as a scan of its own: filtered and masked before the rest sees a row.

By its source where that proves all of it; else the source narrows what it can and the local engine
does the rest in a step of its own (the scan's *barrier*), which no optimiser looks across.

Imports: sqlglot, `connectors`, `gateway.plan`.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from connectors.api import Connector, Fragment, OutputColumn, Query
from connectors.tree import source_of, type_of
from gateway.plan import facts
from gateway.plan.guards.derived import base, is_guarded
from gateway.plan.notes import answered
from gateway.plan.plan import ConnectorOf, Scan
from gateway.plan.relation_scan import plan_relation
from gateway.plan.split import scan_table
from gateway.plan.survey import Survey
from gateway.sql.bind.names import Names, quoted


def cut_guards(root: exp.Expression, connector: ConnectorOf, *, pushdown: bool) -> Iterator[Scan]:
    """The scans of all guarded relations under `root`, which reads them instead from now on."""
    names = _names(root)
    guarded = [item for item in root.find_all(exp.Subquery) if is_guarded(item)]
    rescanned = {id(item): _is_rescanned(item) for item in guarded}
    for item in guarded:
        source = source_of(base(item)) or ""
        name = names.unique(f"{source}.{item.alias}")
        _prune(root, item)
        item.replace(scan_table(name, item.alias))
        again = rescanned[id(item)]
        whole = _whole(name, item, source, connector(source), again) if pushdown else None
        yield whole or _with_barrier(
            name, item, connector(source), pushdown=pushdown, rescanned=again
        )


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
