"""What names mean at one place of a statement."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from connectors.api import Column, Origin, OutputColumn
from connectors.tree import typed
from connectors.types import Type
from gateway.catalog.naming import cut_schema, without_database
from gateway.errors import SqlError
from gateway.sql.bind.names import column


@dataclass(frozen=True, slots=True)
class ItemColumn:
    """One column of a FROM item: the name users see, and the name in the bound tree.

    `origin`: the relation's column that it is, also where it comes through derived tables.
    """

    name: str
    bound: str
    type: Type
    catalog: Column | None = None
    origin: Origin | None = None


@dataclass(slots=True)
class Item:
    """A FROM item as names see it.

    `alias` is what the user calls it (folded), `bound` its unique alias in the bound tree,
    `path` its catalog name (source, schema, relation) for `schema.relation.column`. `partial`: the
    relation may have columns that must not be read nor known of; `columns` are the others.
    """

    alias: str
    bound: str
    columns: tuple[ItemColumn, ...]
    path: tuple[str, ...] = ()
    primary_key: tuple[str, ...] = ()
    partial: bool = False
    optional: bool = False
    """Whether an outer join may fill its columns with NULL."""
    merged: Mapping[str, exp.Expression] = field(default_factory=dict)
    """Columns that are expressions, by their names: those of `USING (…) AS alias`."""

    def all_columns(self, position: int | None) -> tuple[ItemColumn, ...]:
        """The columns of a star. 42501 if some may not be read, as in PostgreSQL."""
        if self.partial:
            raise self.denied(position)
        return self.columns

    def denied(self, position: int | None, column: str = "") -> SqlError:
        """42501; of a `column` not even whether there is one."""
        what = f'Column "{column}" does not exist, or it' if column else "One of its columns"
        return SqlError(
            "42501",
            f"permission denied for table {self.path[-1] if self.path else self.alias}",
            detail=f"{what} may not be read.",
            position=position,
        )

    def reference(self, item_column: ItemColumn) -> exp.Expression:
        """A bound reference to one of this item's columns."""
        if item_column.name in self.merged:
            return self.merged[item_column.name].copy()
        node = typed(column(self.bound, item_column.bound), item_column.type)
        if item_column.catalog is not None:
            node.meta["column"] = item_column.catalog
        return node


@dataclass(frozen=True, slots=True)
class Cte:
    """A common table expression that is in sight."""

    bound: str
    columns: tuple[OutputColumn, ...]
    names: tuple[str, ...]


@dataclass(slots=True)
class Scope:
    """FROM items and CTEs of one select; `parent` is the query around it.

    `shown`: what `*` is, in order, and what names without a qualifier are found among. USING makes
    one column of two there.
    """

    parent: Scope | None = None
    items: list[Item] = field(default_factory=list)
    shown: list[tuple[str, exp.Expression]] = field(default_factory=list)
    ctes: dict[str, Cte] = field(default_factory=dict)
    correlated: bool = False

    def cte(self, name: str) -> Cte | None:
        """The nearest CTE of that name."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.ctes:
                return scope.ctes[name]
            scope = scope.parent
        return None

    def child(self) -> Scope:
        """The scope of a query inside this one."""
        return Scope(parent=self)

    @classmethod
    def of(cls, item: Item) -> Scope:
        """The scope of a select from one item."""
        scope = cls()
        scope.add(item)
        return scope

    def add(self, item: Item, position: int | None = None, *, hidden: bool = False) -> None:
        """Bring a FROM item in sight, `hidden` for qualified names only.

        42712 when its alias is taken at this level.
        """
        if item.alias and any(other.alias == item.alias for other in self.items):
            raise SqlError(
                "42712", f'table name "{item.alias}" specified more than once', position=position
            )
        self.items.append(item)
        if not hidden:
            self.shown.extend((c.name, item.reference(c)) for c in item.columns)

    def star(
        self, position: int | None = None, *, partly: bool = False
    ) -> Iterator[tuple[str, exp.Expression]]:
        """Every column of `*`, in order.

        42501 where an item has columns that may not be read, unless `partly`.
        """
        if not self.items:
            raise SqlError(
                "42601", "SELECT * with no tables specified is not valid", position=position
            )
        for item in self.items:
            if item.partial and not partly:
                raise item.denied(position)
        for name, node in self.shown:
            yield name, node.copy()

    def item(self, alias: str) -> Item | None:
        """The FROM item that a qualifier names at this level."""
        return next((item for item in self.items if item.alias == alias), None)


def resolve_column(
    scope: Scope, name: str, qualifiers: tuple[str, ...], position: int | None
) -> exp.Expression:
    """The bound reference that a column name stands for, looking outwards through the scopes.

    Raises 42703 (no such column), 42702 (ambiguous), 42P01 (no such FROM item).
    """
    found = find_column(scope, name, qualifiers, position)
    if found is not None:
        return found
    named = find_item(scope, qualifiers) if qualifiers else None
    for item in [named] if named is not None else [] if qualifiers else _visible(scope):
        if item.partial:
            raise item.denied(position, name)
    if qualifiers:
        raise _missing_qualified(scope, name, qualifiers, position)
    raise SqlError(
        "42703",
        f'column "{name}" does not exist',
        hint=_nearest_hint(scope, name),
        position=position,
    )


def find_column(
    scope: Scope, name: str, qualifiers: tuple[str, ...], position: int | None
) -> exp.Expression | None:
    """As `resolve_column`, with None where nothing is found."""
    level: Scope | None = scope
    crossed: list[Scope] = []
    while level is not None:
        found = _at_level(level, name, qualifiers, position)
        if found is not None:
            for inner in crossed:
                inner.correlated = True
            return found
        crossed.append(level)
        level = level.parent
    return None


def find_item(scope: Scope, qualifiers: tuple[str, ...]) -> Item | None:
    """The FROM item that `qualifiers` names, at the nearest level that has one."""
    level: Scope | None = scope
    while level is not None:
        for item in level.items:
            if _matches(item, qualifiers):
                return item
        level = level.parent
    return None


def origins_of(nodes: Sequence[exp.Expression], scope: Scope) -> list[Origin | None]:
    """The relation's column that each bound expression is; None for what is computed.

    PostgreSQL's rule (`markTargetListOrigin`): plain references, through joins, derived tables and
    CTEs, not through set operations.
    """
    levels: list[dict[tuple[str, str], Origin]] = []
    level: Scope | None = scope
    while level is not None:
        levels.append({
            (item.bound, column.bound): column.origin
            for item in level.items
            for column in item.columns
            if column.origin is not None
        })  # fmt: skip
        level = level.parent
    places = [
        (node.table, node.name) if isinstance(node, exp.Column) else ("", "") for node in nodes
    ]
    return [next((known[p] for known in levels if p in known), None) for p in places]


def _at_level(
    scope: Scope, name: str, qualifiers: tuple[str, ...], position: int | None
) -> exp.Expression | None:
    seen = scope.shown
    if qualifiers:
        named = [item for item in scope.items if _matches(item, qualifiers)]
        seen = [(c.name, item.reference(c)) for item in named for c in item.columns]
    matches = [node for found, node in seen if found == name]
    if not matches:
        # Sources with mixed-case names (MongoDB's firstName) are found without quotes as well.
        matches = [node for found, node in seen if found.lower() == name]
    if len(matches) > 1:
        raise SqlError("42702", f'column reference "{name}" is ambiguous', position=position)
    return matches[0].copy() if matches else None


def _matches(item: Item, qualifiers: tuple[str, ...]) -> bool:
    if len(qualifiers) == 1:
        return item.alias == qualifiers[0]
    # A relation with an alias of its own hides its catalog name, as in PostgreSQL.
    path = tuple(part.lower() for part in item.path)
    wanted = tuple(part.lower() for part in cut_schema(without_database(qualifiers)))
    return bool(path) and path[-1] == item.alias.lower() and _suffix(path, wanted)


def _suffix(path: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return path[-len(wanted) :] == wanted or (len(wanted) == 2 and (path[0], path[-1]) == wanted)


def _missing_qualified(
    scope: Scope, name: str, qualifiers: tuple[str, ...], position: int | None
) -> SqlError:
    item = find_item(scope, qualifiers)
    if item is not None:
        near = difflib.get_close_matches(name, [c.name for c in item.columns], n=1)
        hint = (
            f'Perhaps you meant to reference the column "{item.alias}.{near[0]}".' if near else ""
        )
        return SqlError(
            "42703",
            f"column {item.alias}.{name} does not exist",
            hint=hint,
            position=position,
        )
    aliases = [i.alias for i in _visible(scope) if i.alias]
    near = difflib.get_close_matches(qualifiers[-1], aliases, n=1)
    hint = f'Perhaps you meant to reference the table alias "{near[0]}".' if near else ""
    return SqlError(
        "42P01",
        f'missing FROM-clause entry for table "{qualifiers[-1]}"',
        hint=hint,
        position=position,
    )


def _visible(scope: Scope) -> Iterator[Item]:
    level: Scope | None = scope
    while level is not None:
        yield from level.items
        level = level.parent


def _nearest_hint(scope: Scope, name: str) -> str:
    names = {c.name: item.alias for item in _visible(scope) for c in item.columns}
    near = difflib.get_close_matches(name, names, n=1)
    if not near:
        return ""
    return f'Perhaps you meant to reference the column "{names[near[0]]}.{near[0]}".'
