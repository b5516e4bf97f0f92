"""Using an argument several times in a template, written and computed once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gateway.sql.functions.registry import EngineRule, Rendered

_SHORT: Final = 40


def once(template: str, arguments: Sequence[str]) -> str:
    """`template` over `arguments` (`{0}`, `{1}` …), each evaluated once per row.

    Short arguments are written where they stand. Longer ones become fields of a struct that a
    lambda looks at: templates nest, and text that doubles at every level would explode.
    """
    if all(len(argument) <= _SHORT for argument in arguments):
        return template.format(*arguments)
    fields = ", ".join(f"'x{n}': {argument}" for n, argument in enumerate(arguments))
    body = template.format(*(f"_v_.x{n}" for n in range(len(arguments))))
    return f"list_transform([{{{fields}}}], lambda _v_: {body})[1]"


def over_once(template: str) -> EngineRule:
    """An engine rule: `once` over the call's arguments."""

    def rule(rendered: Rendered) -> str:
        return once(template, rendered.arguments)

    return rule
