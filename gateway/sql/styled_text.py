"""Text made inside a query is the usual one: refuse it where the session wants another.

`x::text` of an interval under IntervalStyle iso_8601 has to be the text a client would see. Values
are printed in that style on their way out only, so such an expression is 0A000, whoever would
compute it.

Imports: `connectors`, `gateway.errors`, `gateway.sql.output_style`.
"""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from connectors.tree import Aggregate, Call, type_of
from connectors.types import STRINGS, Type
from gateway.errors import unsupported
from gateway.sql.output_style import OutputStyle

_TEXTS: Final = STRINGS | {"json", "jsonb", "xml"}
_OWN_FORMAT: Final = frozenset({"to_char", "encode"})
"""Functions whose text no setting changes."""


def check_style(query: exp.Query, style: OutputStyle) -> None:
    """0A000 if the query makes text of a type that the session prints in a style of its own."""
    styled = style.types
    if not styled:
        return
    for node in query.find_all(exp.Cast, Call, Aggregate):
        if not _holds(type_of(node), _TEXTS):
            continue
        if isinstance(node, exp.Cast):
            arguments = [node.this]
        elif node.this in _OWN_FORMAT:
            continue
        else:
            arguments = node.expressions
        for argument in arguments:
            if _holds(type_of(argument), styled):
                raise unsupported(
                    f"text of a value of type {type_of(argument)} inside a query",
                    hint="Reset bytea_output, extra_float_digits or IntervalStyle, or select the "
                    "value itself.",
                )


def _holds(type_: Type, names: frozenset[str]) -> bool:
    if type_.name in names:
        return True
    if type_.element is not None:
        return _holds(type_.element, names)
    return any(_holds(field, names) for _, field in type_.fields)
