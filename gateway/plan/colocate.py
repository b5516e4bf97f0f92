"""Colocated joins: relations of one source that a select joins by keys become one scan.

    pg.orders o JOIN pg.customer c ON c.id = o.customer JOIN my.lines l ON l.order = o.id
    →   one fragment over o and c, and a scan of l

Which relations go together (`docs/adr`, colocated joins): one is the root; another joins it when an
equality with what is there already covers one of its unique keys, so that the join has no more rows
than the root. And there must be a gain: a filter in the fragment, or rows no wider than the root's.

What may move: inner joins commute, and a left join commutes with them as long as its own condition
reads the group alone. With a RIGHT or FULL join in the select nothing moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from connectors.api import Connector, Filter, Fragment
from connectors.tree import Call, Constant, conjuncts, is_implicit, relation_of, source_of
from gateway.plan import facts, filters


@dataclass(frozen=True, slots=True)
class Member:
    """One relation of a group, and the join that brings it into the select, if any."""

    table: exp.Table
    join: exp.Join | None

    @property
    def left(self) -> bool:
        """Whether the relation may supply NULLs."""
        return self.join is not None and self.join.args.get("side") == "LEFT"

    @property
    def alias(self) -> str:
        """Its name in the select."""
        return self.table.alias


@dataclass(slots=True)
class Group:
    """Relations that are read together, the root first, and the conjuncts that are theirs."""

    source: str
    members: list[Member]
    inner: list[exp.Expression] = field(default_factory=list)
    """Conjuncts of WHERE and of inner joins."""

    @property
    def aliases(self) -> set[str]:
        """The names of the members."""
        return {member.alias for member in self.members}

    @property
    def inner_aliases(self) -> set[str]:
        """The names of those that no join of the group fills with NULL."""
        return {member.alias for member in self.members if not member.left}

    @property
    def conditions(self) -> list[exp.Expression]:
        """Every conjunct that the group evaluates: `inner`, and those of its left joins."""
        own = [list(conjuncts(m.join.args["on"])) for m in self.members if m.left and m.join]
        return [*self.inner, *(c for part in own for c in part)]


def groups(select: exp.Select, connector: Connector, source: str) -> Iterator[Group]:
    """The groups of `source`, the largest first; no relation is in two."""
    joins = select.args.get("joins") or []
    if any(join.args.get("side") in ("RIGHT", "FULL") for join in joins):
        return
    rest = [member for member in _members(select) if source_of(member.table) == source]
    pool = [c for c in _pool(select) if _asked(connector, source, select, c)]
    while len(rest) > 1:
        found = [_grown(root, rest, pool, connector, select) for root in rest if not root.left]
        best = max(found, key=lambda group: len(group.members), default=None)
        if best is None or len(best.members) < 2:
            return
        best.inner = [c for c in pool if facts.tables_read(c) <= best.inner_aliases]
        yield best
        rest = [member for member in rest if member.alias not in best.aliases]


def _members(select: exp.Select) -> Iterator[Member]:
    first = select.args["from_"].this
    if isinstance(first, exp.Table) and relation_of(first) is not None:
        yield Member(first, None)
    for join in select.args.get("joins") or []:
        if isinstance(join.this, exp.Table) and relation_of(join.this) is not None:
            yield Member(join.this, join)


def _pool(select: exp.Select) -> Iterator[exp.Expression]:
    """Conjuncts that hold for every row of the select: plain ones only."""
    yield from filter(_plain, filters.inner_conjuncts(select))


def _plain(conjunct: exp.Expression) -> bool:
    return not (
        facts.has_subquery(conjunct)
        or facts.is_volatile(conjunct)
        or facts.computes_over_rows(conjunct)
    )


def _asked(connector: Connector, source: str, select: exp.Select, c: exp.Expression) -> bool:
    """Whether a conjunct reads relations of the source alone, and it is EXACT there."""
    tables = {m.alias: m.table for m in _members(select) if source_of(m.table) == source}
    read = facts.tables_read(c)
    if not read or not read <= tables.keys():
        return False
    query = exp.Select(expressions=[], from_=exp.From(this=tables[min(read)].copy()))
    others = [exp.Join(this=tables[a].copy(), kind="CROSS") for a in sorted(read)[1:]]
    query.set("joins", others)
    return connector.supports(Fragment(source, query, ()), Filter(c)).exact


def _grown(
    root: Member,
    candidates: Sequence[Member],
    pool: Sequence[exp.Expression],
    connector: Connector,
    select: exp.Select,
) -> Group:
    """The group that one relation can gather."""
    group = Group(source_of(root.table) or "", [root])
    grew = True
    while grew:
        grew = False
        for member in candidates:
            if member.alias not in group.aliases and _joins(member, group, pool, connector, select):
                group.members.append(member)
                grew = True
    # Inner joins first: a left join commutes with them, and its condition may read all of them.
    group.members.sort(key=lambda member: member.left)
    return group


def _joins(
    member: Member,
    group: Group,
    pool: Sequence[exp.Expression],
    connector: Connector,
    select: exp.Select,
) -> bool:
    """Whether a relation joins the group by a unique key of its own."""
    if not member.left:
        return _covers_key(member, group.inner_aliases, pool)
    assert member.join is not None
    own = list(conjuncts(member.join.args["on"]))
    known = group.aliases | {member.alias}
    if not all(_plain(c) and facts.tables_read(c) <= known for c in own):
        return False
    if not all(_asked(connector, group.source, select, c) for c in own):
        return False
    return _covers_key(member, group.aliases, own)


def _covers_key(member: Member, others: set[str], pool: Sequence[exp.Expression]) -> bool:
    """Whether equalities with the others (or constants) fix one row of the relation at most."""
    fixed: set[str] = set()
    linked: set[str] = set()
    for conjunct in pool:
        for mine, other in equalities(conjunct):
            if mine.table != member.alias:
                continue
            if isinstance(other, Constant):
                fixed.add(mine.name)
            elif facts.tables_read(other) and facts.tables_read(other) <= others:
                fixed.add(mine.name)
                linked.add(mine.name)
    keys = [key for key in unique_keys(member.table) if set(key) <= fixed]
    return any(set(key) & linked for key in keys)


def equalities(conjunct: exp.Expression) -> Iterator[tuple[exp.Column, exp.Expression]]:
    """A column and what it equals, both ways round; nothing for any other condition."""
    if not isinstance(conjunct, Call) or conjunct.function != "=":
        return
    left, right = conjunct.arguments
    for one, other in ((left, right), (right, left)):
        bare = one.this if isinstance(one, exp.Cast) and is_implicit(one) else one
        if isinstance(bare, exp.Column):
            yield bare, other


def unique_keys(table: exp.Table) -> Iterator[tuple[str, ...]]:
    """The column lists of a relation that no two rows share, as its source says."""
    schema = relation_of(table)
    if schema is None:
        return
    if schema.primary_key:
        yield schema.primary_key
    for index in schema.indexes:
        if index.unique:
            yield index.columns
