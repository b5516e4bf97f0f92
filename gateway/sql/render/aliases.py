"""Aliases of FROM items that DuckDB cannot take for columns.

DuckDB reads `"c"."id"` as a field of the column c where one is nearer than the item c. PostgreSQL
never does: a field needs parentheses.
"""

from __future__ import annotations

from sqlglot import exp


def told_apart(query: exp.Expr) -> exp.Expr:
    """The query, its FROM items called otherwise where a column anywhere in it has that name."""
    aliases, columns = _names(query)
    clashing = {name for name in aliases if name.lower() in columns}
    if not clashing:
        return query
    taken = columns | {name.lower() for name in aliases}
    renamed = {name: _free(name, taken) for name in sorted(clashing)}
    result = query.copy()
    for node in result.walk():
        if isinstance(node, exp.Column) and node.table in renamed:
            node.set("table", exp.to_identifier(renamed[node.table], quoted=True))
        elif _names_item(node) and node.name in renamed:
            node.set("this", exp.to_identifier(renamed[node.name], quoted=True))
    return result


def _names(query: exp.Expr) -> tuple[set[str], set[str]]:
    """The aliases of FROM items, and the names of columns in lower case."""
    aliases: set[str] = set()
    columns: set[str] = set()
    for node in query.walk():
        match node:
            case exp.Column() | exp.Alias():
                columns.add(node.alias_or_name.lower())
            case exp.TableAlias():
                columns.update(column.name.lower() for column in node.columns)
                if _names_item(node):
                    aliases.add(node.name)
    return aliases, columns


def _names_item(node: exp.Expr) -> bool:
    return isinstance(node, exp.TableAlias) and not isinstance(node.parent, exp.CTE)


def _free(name: str, taken: set[str]) -> str:
    """`name$`, with as many signs as it takes to be no other name."""
    while name.lower() in taken:
        name += "$"
    taken.add(name.lower())
    return name
