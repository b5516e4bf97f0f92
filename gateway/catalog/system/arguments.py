"""Literals as arguments of functions that take a relation, a type, another named thing, or a list.

`pg_relation_size('crm.orders')` has a regclass there, and an unknown name is an error.
Imports: this package.
"""

from __future__ import annotations

from typing import Final

from gateway.catalog.system.casts import REG
from gateway.catalog.system.pieces import Pieces, close_of, is_at, sign, split_at, word
from gateway.catalog.system.snapshot import function_signatures, type_names
from gateway.lexer import Kind

_LISTS: Final = frozenset({"text[]", "name[]", "aclitem[]"})


def with_named_arguments(pieces: Pieces) -> Pieces:
    """The statement with a cast after each such literal."""
    done: Pieces = []
    at = 0
    while at < len(pieces):
        name = pieces[at].name
        done.append(pieces[at])
        at += 1
        if name is None or name not in function_signatures() or not is_at(pieces, at, "("):
            continue
        end = close_of(pieces, at)
        arguments = split_at(pieces[at + 1 : end], ",")
        done.append(sign("("))
        for place, argument in enumerate(arguments):
            done += [sign(",")] if place else []
            done += with_named_arguments(argument)
            type_ = _type(name, place, len(arguments))
            if type_ is not None and len(argument) == 1 and argument[0].kind is Kind.STRING:
                done += [sign("::"), word(type_.removesuffix("[]"))]
                done += [sign("["), sign("]")] if type_.endswith("[]") else []
        done += pieces[end : end + 1]
        at = end + 1
    return done


def _type(function: str, place: int, count: int) -> str | None:
    """The type of a parameter, where it is such a one, and the same in all of that arity."""
    found = {
        type_names().get(signature.parameters[place])
        for signature in function_signatures()[function]
        if len(signature.parameters) == count
    }
    type_ = found.pop() if len(found) == 1 else None
    return type_ if type_ in REG or type_ in _LISTS else None
