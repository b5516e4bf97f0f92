"""Keys of GROUP BY that hold a query: computed by an item of FROM, of which they are a column.

    GROUP BY CASE WHEN EXISTS (…) THEN 1 END
    →  CROSS JOIN LATERAL (SELECT CASE WHEN EXISTS (…) THEN 1 END AS key) AS k  GROUP BY k.key

Every binding of the same text gives its FROM items other aliases, so such keys are found in the
select list by what they say, not by their nodes.
"""

from __future__ import annotations

from sqlglot import exp

from connectors.tree import type_of, typed
from gateway.sql.bind.context import Place
from gateway.sql.bind.names import column, quoted
from gateway.sql.bind.outputs import alias


def computed_key(key: exp.Expression, place: Place) -> exp.Expression:
    """A bound key, or the column that computes it where it holds a query."""
    if key.find(exp.Query) is None:
        return key
    said = _said(key)
    for known, reference in place.select.keys:
        if known == said:
            return reference.copy()
    name = place.names.unique("key")
    inner = exp.Subquery(
        this=exp.Select(expressions=[alias(key, "key")]),
        alias=exp.TableAlias(this=quoted(name)),
    )
    inner.meta["lateral"] = True
    reference = typed(column(name, "key"), type_of(key))
    place.select.keys.append((said, reference))
    place.select.computed.append(inner)
    return reference


def with_keys(node: exp.Expression, place: Place) -> exp.Expression:
    """A bound scalar, every computed key in it as the column that it is."""
    known = place.select.keys
    if not known or node.find(exp.Query) is None:
        return node
    said = _said(node)
    for key, reference in known:
        if key == said:
            return reference.copy()
    if isinstance(node, exp.Query):
        return node
    result = node.copy()
    for child in list(result.iter_expressions()):
        replaced = with_keys(child, place)
        if replaced is not child:
            child.replace(replaced)
    return result


def _said(node: exp.Expression) -> exp.Expression:
    """The scalar, the aliases inside it numbered in the order in which they come."""
    result = node.copy()
    numbers: dict[str, str] = {}
    for named in result.find_all(exp.TableAlias):
        numbers.setdefault(named.name, f"${len(numbers)}")
    for found in result.walk():
        match found:
            case exp.TableAlias() if found.name in numbers:
                found.set("this", quoted(numbers[found.name]))
            case exp.Column() if found.table in numbers:
                found.set("table", quoted(numbers[found.table]))
            case exp.Table() if not found.db and found.name in numbers:
                found.set("this", quoted(numbers[found.name]))
    return result
