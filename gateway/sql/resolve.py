"""Which function or operator a call means: PostgreSQL's overload resolution (chapter 10.2, 10.3).

Follows func_get_detail, func_match_argtypes, func_select_candidate (parse_func.c) and oper
(parse_oper.c) over `REGISTRY`.
"""

from __future__ import annotations

import difflib
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from connectors.tree import type_of
from connectors.types import BOOL, TEXT, UNKNOWN, Type, array
from gateway.errors import SqlError, unsupported
from gateway.sql.categories import (
    castable,
    category,
    is_polymorphic,
    is_preferred,
    signature,
)
from gateway.sql.coerce import coerce, common_type
from gateway.sql.functions.absent import ABSENT
from gateway.sql.functions.elsewhere import in_postgres
from gateway.sql.functions.registry import REGISTRY, EngineRule, Function, Rendered
from gateway.sql.numbers import bare
from gateway.sql.polymorphic import Inconsistent, concrete, solve
from gateway.sql.render.forms import NO_EQUALITY, comparable_as_text, key
from gateway.sql.type_names import named_type, parse_type

__all__ = ["Resolution", "is_operator", "parse_type", "refused", "resolve_call"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """The function a call means, its arguments converted to what it takes, and the call's type.

    `cast` is set when the "function" is a type's name (`float8(x)`): then it is the whole answer,
    and `function` only says so.
    """

    function: Function
    arguments: list[exp.Expression]
    type: Type
    cast: exp.Expression | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A function whose parameters were laid over the arguments (variadic ones repeated)."""

    function: Function
    wanted: tuple[str, ...]


_CAST = Function("cast", ("any",), "any", None)
_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})
_THROUGH_EQUALITY = frozenset({"is distinct from", "is not distinct from", "nullif"})
_COMMON = {"coalesce": "COALESCE", "greatest": "GREATEST", "least": "LEAST", "array": "ARRAY"}


def resolve_call(
    name: str, arguments: Sequence[exp.Expression], *, position: int | None = None
) -> Resolution:
    """Find the function or operator `name` for bound `arguments`.

    An operator is a name that starts with no letter or underscore. Literals are constants of type
    unknown; parameters of type unknown get their type, in place. Raises 42883 or 42725 as
    PostgreSQL does, and what the conversion of a literal raises.
    """
    if name in _THROUGH_EQUALITY:
        return _through_equality(name, arguments, position)
    if name in _COMMON:
        return _common(name, arguments, position)
    functions = REGISTRY.named(name)
    types = [type_of(node) for node in arguments]
    symbol = is_operator(name)
    candidates = _laid_over(functions, len(types))
    chosen = _exact(candidates, [signature(type_) for type_ in types], symbol)
    if chosen is None:
        matching = [c for c in candidates if _accepts(c, types)]
        if len(matching) == 1:
            chosen = matching[0]
        elif not matching:
            comparison = _opaque_comparison(name, arguments) if symbol else None
            if comparison is not None:
                return comparison
            cast = None if symbol else _type_name_cast(name, arguments)
            if cast is not None:
                return Resolution(_CAST, [cast], type_of(cast), cast)
            raise _not_found(name, functions, arguments, position)
        else:
            chosen = _select(matching, types)
            if chosen is None:
                raise _not_unique(name, arguments, position)
    return _applied(chosen, arguments, position)


def _opaque_comparison(name: str, arguments: Sequence[exp.Expression]) -> Resolution | None:
    """A comparison of values that the gateway only carries: a source knows what it means.

    The engine compares their texts, for `=` and `<>` of types where that is right.
    """
    types = {type_of(node) for node in arguments} - {UNKNOWN}
    if name not in _COMPARISONS or len(arguments) != 2 or len(types) != 1:
        return None
    (type_,) = types
    if not type_.opaque:
        return None
    nodes = [coerce(node, type_, context="implicit") for node in arguments]
    engine: str | EngineRule | None = None
    if name in ("=", "<>"):
        engine = f"({{0}} {name} {{1}})" if comparable_as_text(type_) else None
    elif type_.labels:
        engine = _by_place(name)
    refusal = f"{name} of {type_} in the gateway"
    function = Function(name, (type_.name, type_.name), "bool", engine, refusal=refusal)
    return Resolution(function, nodes, BOOL)


def _by_place(symbol: str) -> EngineRule:
    """Enums are ordered as their labels are."""

    def rule(rendered: Rendered) -> str:
        left, right = map(key, rendered.arguments, rendered.types)
        return f"({left} {symbol} {right})"

    return rule


def _through_equality(
    name: str, arguments: Sequence[exp.Expression], position: int | None
) -> Resolution:
    """IS [NOT] DISTINCT FROM and NULLIF mean the `=` operator of their arguments' types."""
    equality = resolve_call("=", arguments, position=position)
    function = REGISTRY.named(name)[0]
    result = type_of(equality.arguments[0]) if name == "nullif" else BOOL
    return Resolution(function, equality.arguments, result)


def _common(name: str, arguments: Sequence[exp.Expression], position: int | None) -> Resolution:
    """COALESCE, GREATEST, LEAST and ARRAY: all arguments become their common type."""
    common = common_type(arguments, context=_COMMON[name], position=position)
    if name in ("greatest", "least") and common.name in NO_EQUALITY:
        message = f"could not identify a comparison function for type {common}"
        raise SqlError("42883", message, position=position)
    nodes = [coerce(a, common, context="implicit", position=position) for a in arguments]
    function = REGISTRY.named(name)[0]
    return Resolution(function, nodes, array(common) if name == "array" else common)


def is_operator(name: str) -> bool:
    """Whether the name is written as an operator (`+`, `||`) rather than as a function."""
    return not (name[0].isalpha() or name[0] == "_")


def refused(function: Function, position: int | None = None) -> SqlError:
    """The error for a call that only a source can run."""
    what = function.refusal or f"{function.name}({', '.join(function.arguments)})"
    return unsupported(what, position=position)


def _laid_over(functions: Sequence[Function], count: int) -> list[_Candidate]:
    found = []
    for function in functions:
        declared = function.arguments
        if function.variadic and count >= len(declared):
            extra = (declared[-1],) * (count - len(declared))
            found.append(_Candidate(function, declared + extra))
        elif len(declared) - function.optional <= count <= len(declared):
            found.append(_Candidate(function, declared[:count]))
    # A plain signature hides a variadic one with the same parameters.
    plain = {c.wanted for c in found if not c.function.variadic}
    return [c for c in found if not c.function.variadic or c.wanted not in plain]


def _exact(
    candidates: Sequence[_Candidate], given: Sequence[str], operator: bool
) -> _Candidate | None:
    wanted = tuple(given)
    if operator and len(given) == 2 and "unknown" in given and given[0] != given[1]:
        known = given[0] if given[1] == "unknown" else given[1]
        wanted = (known, known)
    return next((c for c in candidates if c.wanted == wanted), None)


def _accepts(candidate: _Candidate, given: Sequence[Type]) -> bool:
    """Whether every argument converts implicitly, and the pseudo-types agree."""
    names = [signature(type_) for type_ in given]
    for wanted, have in zip(candidate.wanted, names, strict=True):
        if not is_polymorphic(wanted) and not castable(have, wanted, "implicit"):
            return False
    if not any(map(is_polymorphic, candidate.wanted)):
        return True
    try:
        found = solve(candidate.wanted, given)
        return all(
            not wanted.startswith("anycompatible")
            or castable(have, signature(concrete(wanted, found)), "implicit")
            for wanted, have in zip(candidate.wanted, names, strict=True)
        )
    except (Inconsistent, SqlError):
        return False


def _select(candidates: list[_Candidate], types: Sequence[Type]) -> _Candidate | None:
    """func_select_candidate: None when the call stays ambiguous."""
    given = [signature(type_) for type_ in types]
    candidates = _best(candidates, given, operator.eq)
    if len(candidates) == 1:
        return candidates[0]
    candidates = _best(candidates, given, _same_or_preferred)
    if len(candidates) == 1:
        return candidates[0]
    if "unknown" not in given:
        return None
    candidates = _by_unknown_category(candidates, given)
    if len(candidates) == 1:
        return candidates[0]
    return _as_the_known_type(candidates, types)


def _same_or_preferred(have: str, wanted: str) -> bool:
    return have == wanted or (category(have) == category(wanted) and is_preferred(wanted))


def _best(
    candidates: list[_Candidate], given: Sequence[str], hit: Callable[[str, str], bool]
) -> list[_Candidate]:
    """Those with the most arguments for which `hit` holds; literals do not count."""
    scores = [
        sum(
            have != "unknown" and hit(have, wanted)
            for have, wanted in zip(given, c.wanted, strict=True)
        )
        for c in candidates
    ]
    top = max(scores)
    return [c for c, score in zip(candidates, scores, strict=True) if score == top]


def _by_unknown_category(candidates: list[_Candidate], given: Sequence[str]) -> list[_Candidate]:
    slots: dict[int, tuple[str, bool]] = {}
    for i, have in enumerate(given):
        if have != "unknown":
            continue
        slot = _slot([c.wanted[i] for c in candidates])
        if slot is None:
            return candidates
        slots[i] = slot
    kept = [
        c
        for c in candidates
        if all(
            category(c.wanted[i]) == kind and (is_preferred(c.wanted[i]) or not preferred)
            for i, (kind, preferred) in slots.items()
        )
    ]
    return kept or candidates


def _slot(wanted: Sequence[str]) -> tuple[str, bool] | None:
    """Category of an unknown argument, and whether a preferred type is among the candidates'."""
    kind, preferred, conflict = category(wanted[0]), is_preferred(wanted[0]), False
    for name in wanted[1:]:
        if category(name) == kind:
            preferred = preferred or is_preferred(name)
        elif category(name) == "S":
            kind, preferred = "S", is_preferred(name)
        else:
            conflict = True
    return None if conflict and kind != "S" else (kind, preferred)


def _as_the_known_type(candidates: list[_Candidate], types: Sequence[Type]) -> _Candidate | None:
    """When all known arguments are of one type, the literals are supposed to be of it too."""
    known = {signature(type_): type_ for type_ in types if type_ != UNKNOWN}
    if len(known) != 1:
        return None
    supposed = list(known.values()) * len(types)
    fitting = [c for c in candidates if _accepts(c, supposed)]
    return fitting[0] if len(fitting) == 1 else None


def _applied(
    candidate: _Candidate, arguments: Sequence[exp.Expression], position: int | None
) -> Resolution:
    function = candidate.function
    found = solve(candidate.wanted, [type_of(node) for node in arguments])
    nodes = [
        _argument(node, wanted, found, position)
        for wanted, node in zip(candidate.wanted, arguments, strict=True)
    ]
    if callable(function.returns):
        return Resolution(function, nodes, function.returns(nodes))
    if is_polymorphic(function.returns):
        # Literals have their types now: what is known of numerics may have changed.
        found = solve(candidate.wanted, [type_of(node) for node in nodes])
    return Resolution(function, nodes, concrete(function.returns, found))


def _argument(
    node: exp.Expression, wanted: str, found: dict[str, Type], position: int | None
) -> exp.Expression:
    if wanted in ("any", "record"):
        if type_of(node).name == "unknown":
            return coerce(node, TEXT, context="implicit", position=position)
        return node
    target = concrete(wanted, found)
    # Polymorphic arguments share one physical form; others keep the scale we know.
    keep = not is_polymorphic(wanted)
    return coerce(node, target, context="implicit", position=position, keep_scale=keep)


def _type_name_cast(name: str, arguments: Sequence[exp.Expression]) -> exp.Expression | None:
    if len(arguments) != 1:
        return None
    try:
        target = named_type(name)
    except SqlError:
        return None
    source = signature(type_of(arguments[0]))
    if source == "record":
        return None
    if not castable(source, signature(target), "explicit"):
        return None
    return coerce(arguments[0], target, context="explicit")


def _spelled(name: str, arguments: Sequence[exp.Expression]) -> str:
    types = [bare(type_of(node)) for node in arguments]
    if not is_operator(name):
        return f"function {name}({', '.join(types)})"
    if len(types) == 1:
        return f"operator does not exist: {name} {types[0]}"
    return f"operator does not exist: {types[0]} {name} {types[-1]}"


def _not_found(
    name: str,
    functions: Sequence[Function],
    arguments: Sequence[exp.Expression],
    position: int | None,
) -> SqlError:
    spelled = _spelled(name, arguments)
    if in_postgres(name, [type_of(node) for node in arguments]):
        return unsupported(spelled.replace(" does not exist:", ""), position=position)
    if is_operator(name):
        hint = "No operator matches the given name and argument types."
        hint += " You might need to add explicit type casts."
        return SqlError("42883", spelled, hint=hint, position=position)
    hint = "No function matches the given name and argument types."
    hint += " You might need to add explicit type casts."
    if not functions and name in ABSENT:
        return unsupported(f"function {name}", position=position)
    if not functions:
        near = difflib.get_close_matches(name, REGISTRY.names(), n=1, cutoff=0.75)
        hint = f'There is a function named "{near[0]}".' if near else hint
    return SqlError("42883", f"{spelled} does not exist", hint=hint, position=position)


def _not_unique(name: str, arguments: Sequence[exp.Expression], position: int | None) -> SqlError:
    spelled = _spelled(name, arguments).replace(
        "operator does not exist:", "operator is not unique:"
    )
    kind = "operator" if is_operator(name) else "function"
    hint = f"Could not choose a best candidate {kind}. You might need to add explicit type casts."
    message = spelled if kind == "operator" else f"{spelled} is not unique"
    return SqlError("42725", message, hint=hint, position=position)
