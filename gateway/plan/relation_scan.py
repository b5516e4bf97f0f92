"""The scan of one relation: what its source does for the select, and the columns still needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from connectors.api import (
    Answer,
    Column,
    Connector,
    Filter,
    Fragment,
    OutputColumn,
    Query,
    RelationSchema,
    Support,
)
from connectors.tree import relation_of, source_of, typed
from gateway.errors import unsupported
from gateway.plan import facts, filters
from gateway.plan.limits import limited
from gateway.plan.notes import answered, kept
from gateway.plan.plan import Note
from gateway.plan.survey import Survey
from gateway.plan.wording import worded
from gateway.sql.bind.names import Names, column, quoted


@dataclass(frozen=True, slots=True)
class RelationScan:
    """The fragment, the notes, and under which name each relation column comes out."""

    fragment: Fragment
    notes: tuple[Note, ...]
    outputs: dict[str, str]


def plan_relation(
    select: exp.Select, table: exp.Table, connector: Connector, survey: Survey, *, pushdown: bool
) -> RelationScan:
    """The fragment for one relation of a select; the select loses what the source does.

    Asked about filters first: a column that only they read is not moved.
    """
    if not pushdown:
        outputs = _needed(survey, table)
        return RelationScan(_fragment(table, outputs), (kept("all", "pushdown_off"),), outputs)
    notes: list[Note] = []
    where = _filters(select, table, connector, survey, notes)
    outputs = _needed(survey, table)
    fragment = _fragment(table, outputs, where)
    origin = {item.this.name: item.this for item in fragment.query.selects}
    fragment = limited(select, table.alias, fragment, connector, origin, notes)
    return RelationScan(fragment, tuple(notes), outputs)


def _filters(
    select: exp.Select,
    table: exp.Table,
    connector: Connector,
    survey: Survey,
    notes: list[Note],
) -> list[exp.Expression]:
    """What the source filters by."""
    taken: list[exp.Expression] = []
    for conjunct, holder in list(filters.candidates(select, table)):
        fragment = _fragment(table, _needed(survey, table), taken)
        answer = _answer(connector, fragment, conjunct)
        notes.append(answered(worded(conjunct), answer))
        if answer.support is not Support.NONE:
            taken.append(conjunct.copy())
        if answer.exact or conjunct.meta.get("implied"):
            survey.forget([conjunct])
            filters.remove(holder, conjunct)
    return taken


def _answer(connector: Connector, fragment: Fragment, conjunct: exp.Expression) -> Answer:
    """About one conjunct; with a sub-select in it, about the query that it makes."""
    if not facts.has_subquery(conjunct):
        return connector.supports(fragment, Filter(conjunct))
    query = fragment.query.copy()
    assert isinstance(query, exp.Select)
    filters.add(query, conjunct.copy())
    return connector.supports(Fragment(fragment.source, query, fragment.columns), Query(query))


def _needed(survey: Survey, table: exp.Table) -> dict[str, str]:
    """Relation column → output name, unique without regard to case; never empty."""
    schema = relation_of(table)
    assert schema is not None
    names = Names()
    read = dict.fromkeys(reference.name for reference in survey.columns(table.alias))
    return {name: names.unique(name) for name in list(read) or [_narrowest(schema).name]}


def _narrowest(schema: RelationSchema) -> Column:
    """The cheapest column to read when only the number of rows matters. 0A000 without any."""
    if not schema.columns:
        raise unsupported(f'reading "{schema.relation}", which has no columns, in the gateway')
    cost = {"bool": 1, "int2": 2, "int4": 4, "date": 4, "int8": 8, "float8": 8}
    keys = [c for c in schema.columns if c.name in schema.primary_key[:1]]
    return min(keys or schema.columns, key=lambda c: cost.get(c.type.name, 100))


def _fragment(
    table: exp.Table, outputs: dict[str, str], where: Sequence[exp.Expression] = ()
) -> Fragment:
    """The relation with these columns, and with the rows that all of `where` holds for."""
    schema = relation_of(table)
    assert schema is not None
    items = [output_of(table.alias, schema.column(c), name) for c, name in outputs.items()]
    query = exp.Select(expressions=items, from_=exp.From(this=table.copy()))
    if where:
        query.set("where", exp.Where(this=filters.conjunction([part.copy() for part in where])))
    return Fragment(source_of(table) or "", query, output_columns(items))


def output_of(alias: str, known: Column, name: str) -> exp.Alias:
    """A select item that gives a relation's column as `name`."""
    reference = typed(column(alias, known.name), known.type)
    reference.meta["column"] = known
    return typed(exp.Alias(this=reference, alias=quoted(name)), known.type)


def output_columns(items: Sequence[exp.Alias]) -> tuple[OutputColumn, ...]:
    """The outputs of a select list."""
    return tuple(OutputColumn(item.alias, item.meta["pg"]) for item in items)
