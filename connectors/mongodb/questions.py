"""What MongoDB can do on top of a fragment: compiled to know."""

from __future__ import annotations

from sqlglot import exp

from connectors.api import (
    EXACT,
    Aggregation,
    Answer,
    Filter,
    Fragment,
    Join,
    Limit,
    Operation,
    Project,
    Query,
    Sort,
    none,
    superset,
)
from connectors.mongodb.fields import Unproven, field_of
from connectors.mongodb.grouping import Grouping
from connectors.mongodb.pipeline import Pipeline, compile_query
from connectors.mongodb.predicates import Predicates
from connectors.tree import Aggregate, constant
from connectors.types import INT8


def answer(fragment: Fragment, operation: Operation, lenient: bool) -> Answer:
    """EXACT for what compiles, SUPERSET for a filter that compiles to a wider one, else why not."""
    try:
        return _answer(fragment, operation, lenient)
    except Unproven as error:
        return none(error.reason, error.detail)


def _answer(fragment: Fragment, operation: Operation, lenient: bool) -> Answer:
    query = fragment.query
    match operation:
        case Query():
            return _whole(compile_query(operation.query, lenient))
        case Filter(predicate):
            return _filter(query, predicate, lenient)
        case Project(expression):
            field_of(expression, lenient)
            return EXACT
        case Join():
            return none("join", "one pipeline reads one collection")
        case Aggregation(keys, aggregates, sets):
            return _aggregation(keys, aggregates, sets, lenient)
        case Sort(keys):
            return _whole(compile_query(_with(query, order=exp.Order(expressions=keys)), lenient))
        case Limit(count, offset):
            limit = exp.Limit(expression=constant(count, INT8))
            skip = exp.Offset(expression=constant(offset, INT8))
            return _whole(compile_query(_with(query, limit=limit, offset=skip), lenient))
    raise Unproven("operation", f"{type(operation).__name__} is not known")


def _whole(pipeline: Pipeline) -> Answer:
    if pipeline.superset:
        return none("superset_filter", "a filter only narrows the rows")
    return EXACT


def _filter(query: exp.Query, predicate: exp.Expression, lenient: bool) -> Answer:
    if query.args.get("group") or predicate.find(Aggregate):
        return _whole(compile_query(_with(query, having=exp.Having(this=predicate)), lenient))
    predicates = Predicates(lambda node: field_of(node, lenient))
    predicates.true(predicate)
    if predicates.superset:
        return superset("like_pattern", 'MongoDB looks for the parts of the pattern around "_"')
    return EXACT


def _aggregation(
    keys: tuple[exp.Expression, ...],
    aggregates: tuple[exp.Expression, ...],
    sets: tuple[exp.Expression, ...],
    lenient: bool,
) -> Answer:
    if sets:
        return none("grouping_sets", "one $group makes one grouping")
    grouping = Grouping(lenient)
    for key in keys:
        grouping.add_key(key)
    for aggregate in aggregates:
        if not isinstance(aggregate, Aggregate):
            raise Unproven("aggregate", "an expression over aggregates")
        grouping.add(aggregate)
    return EXACT


def _with(query: exp.Query, **clauses: exp.Expression) -> exp.Query:
    """A copy of the query that has these clauses too."""
    changed = query.copy()
    for name, clause in clauses.items():
        changed.set(name, clause.copy() if isinstance(clause, exp.Expression) else clause)
    return changed
