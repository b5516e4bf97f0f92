"""The scan of a group of relations that their source joins (see `colocate`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlglot import exp

from connectors.api import Connector, Filter, Fragment, Query, Support
from connectors.tree import conjuncts, relation_of
from gateway.plan import facts, filters
from gateway.plan.colocate import Group, Member
from gateway.plan.limits import limited
from gateway.plan.notes import answered, kept
from gateway.plan.plan import Note
from gateway.plan.relation_scan import output_columns, output_of
from gateway.plan.survey import Survey
from gateway.plan.wording import worded
from gateway.sql.bind.names import Names

_WIDTHS: Final = {
    "bool": 1, "int2": 2, "int4": 4, "float4": 4, "date": 4, "int8": 8, "float8": 8, "timestamp": 8,
    "timestamptz": 8, "numeric": 16, "uuid": 16,
}  # fmt: skip
_WIDE: Final = 32
"""Bytes of a value of any other type: a guess, used to compare rows with rows only."""


@dataclass(frozen=True, slots=True)
class JoinedScan:
    """The fragment, the notes, and the output name of each (relation alias, column)."""

    fragment: Fragment
    notes: tuple[Note, ...]
    outputs: dict[tuple[str, str], str]


def plan_group(
    select: exp.Select, group: Group, connector: Connector, survey: Survey
) -> JoinedScan | Note:
    """The fragment of a group, or why there is none. The select is not changed."""
    what = f"join of {', '.join(member.alias for member in group.members)}"
    outputs = _outputs(group, survey)
    if not _gains(group, outputs, survey):
        return kept(what, "no_gain")
    query = _query(group, outputs)
    columns = output_columns(query.expressions)
    for conjunct in _single(select, group):
        answer = connector.supports(Fragment(group.source, query, columns), Filter(conjunct))
        if answer.support is Support.SUPERSET:
            return Note(what, Support.NONE, answer.reason, "a relation alone can be narrowed more")
    answer = connector.supports(Fragment(group.source, query, columns), Query(query))
    notes = [answered(what, answer)]
    if not answer.exact:
        return notes[0]
    notes.extend(Note(worded(c), Support.EXACT) for c in group.inner)
    return JoinedScan(Fragment(group.source, query, columns), tuple(notes), outputs)


def take(select: exp.Select, group: Group, scan: exp.Table, survey: Survey) -> None:
    """Put `scan` in the place of a group's relations; the select loses the group's conjuncts."""
    survey.forget(group.conditions)
    _drop(select, group.inner)
    inside = {id(member.table) for member in group.members}
    joins = list(select.args.get("joins") or [])
    first = select.args["from_"].this
    if id(first) in inside:
        select.args["from_"].set("this", scan)
        placed = True
    else:
        placed = False
    left_over: list[exp.Expression] = []
    kept_joins: list[exp.Join] = []
    for join in joins:
        if id(join.this) not in inside:
            kept_joins.append(join)
        elif not placed:
            join.set("this", scan)
            kept_joins.append(join)
            placed = True
        elif not join.args.get("side") and join.args.get("on") is not None:
            # What an inner join demands may be demanded at the end.
            left_over.extend(c for c in conjuncts(join.args["on"]) if not filters.is_true(c))
    select.set("joins", kept_joins)
    for condition in left_over:
        filters.add(select, condition)


def limit_group(
    select: exp.Select, name: str, scan: JoinedScan, connector: Connector
) -> JoinedScan:
    """The scan with the select's limit, where nothing is left to do before it."""
    notes = list(scan.notes)
    origin = {item.alias: item.this for item in scan.fragment.query.selects}
    fragment = limited(select, name, scan.fragment, connector, origin, notes)
    return JoinedScan(fragment, tuple(notes), scan.outputs)


def _drop(select: exp.Select, taken: Sequence[exp.Expression]) -> None:
    """Remove conjuncts from the clauses that hold them."""
    gone = {id(conjunct) for conjunct in taken}
    where = select.args.get("where")
    holders = [where, *(select.args.get("joins") or [])]
    for holder in holders:
        if holder is None:
            continue
        key = "this" if isinstance(holder, exp.Where) else "on"
        for conjunct in list(conjuncts(holder.args.get(key))):
            if id(conjunct) in gone:
                filters.remove(holder, conjunct)


def _outputs(group: Group, survey: Survey) -> dict[tuple[str, str], str]:
    """What the rest of the statement reads of the group, under names unique in the fragment."""
    own = {
        id(column) for condition in group.conditions for column in condition.find_all(exp.Column)
    }
    names = Names()
    outputs: dict[tuple[str, str], str] = {}
    for member in group.members:
        for column in survey.columns(member.alias):
            key = (member.alias, column.name)
            if id(column) not in own and key not in outputs:
                outputs[key] = names.unique(column.name)
    if not outputs:
        root = group.members[0]
        column_name = _any_column(root)
        outputs[(root.alias, column_name)] = column_name
    return outputs


def _any_column(member: Member) -> str:
    schema = relation_of(member.table)
    assert schema is not None
    return schema.primary_key[0] if schema.primary_key else schema.columns[0].name


def _gains(group: Group, outputs: dict[tuple[str, str], str], survey: Survey) -> bool:
    """Whether the fragment plausibly moves less than its parts would."""
    if any(len(facts.tables_read(conjunct)) == 1 for conjunct in group.inner):
        return True
    root = group.members[0]
    read = {column.name for column in survey.columns(root.alias)}
    apart = sum(_width(root, name) for name in read)
    by_alias = {member.alias: member for member in group.members}
    return sum(_width(by_alias[alias], name) for alias, name in outputs) <= apart


def _width(member: Member, name: str) -> int:
    schema = relation_of(member.table)
    assert schema is not None
    return _WIDTHS.get(schema.column(name).type.name, _WIDE)


def _query(group: Group, outputs: dict[tuple[str, str], str]) -> exp.Select:
    """The join as a bound query; every conjunct stands where its last relation is joined."""
    items = []
    tables = {member.alias: member.table for member in group.members}
    for (alias, name), output in outputs.items():
        schema = relation_of(tables[alias])
        assert schema is not None
        items.append(output_of(alias, schema.column(name), output))
    first, *others = group.members
    query = exp.Select(expressions=items, from_=exp.From(this=first.table.copy()))
    rest = list(group.inner)
    known = {first.alias}
    joins = []
    for member in others:
        known.add(member.alias)
        joins.append(_join(member, rest, known))
    query.set("joins", joins)
    for conjunct in rest:
        filters.add(query, conjunct.copy())
    return query


def _join(member: Member, rest: list[exp.Expression], known: set[str]) -> exp.Join:
    if member.left and member.join is not None:
        return member.join.copy()
    here = [c for c in rest if len(facts.tables_read(c)) > 1 and facts.tables_read(c) <= known]
    rest[:] = [c for c in rest if all(c is not placed for placed in here)]
    on = filters.conjunction([conjunct.copy() for conjunct in here])
    return exp.Join(this=member.table.copy(), kind="INNER", on=on)


def _single(select: exp.Select, group: Group) -> list[exp.Expression]:
    """Conjuncts of one member that are not the group's: a source may narrow by them."""
    own = {id(conjunct) for conjunct in group.conditions}
    return [
        conjunct
        for member in group.members
        for conjunct, _ in filters.candidates(select, member.table)
        if id(conjunct) not in own and not facts.has_subquery(conjunct)
    ]
