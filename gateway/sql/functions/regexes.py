"""Regular expressions: `~` and its kin, SIMILAR TO, the regexp_ functions.

Constant patterns are checked here; a test that RE2 answers alike runs in DuckDB, the rest in
Python.
"""

from __future__ import annotations

import re
from typing import Final

from gateway.errors import SqlError, unsupported
from gateway.sql.functions.registry import REGISTRY, EngineRule, Function, Kind, Rendered
from gateway.sql.functions.rendering import MISSING, constant_of, evaluated_once, text_constant
from gateway.sql.regex import compiled
from gateway.sql.regex.emit import to_re2
from gateway.sql.regex.proof import nullable
from gateway.sql.regex.similar import similar_pattern
from gateway.sql.render.constants import text

_NO_BOOLEAN: Final = "CAST(NULL AS BOOLEAN)"


def _test(flags: str = "", *, negated: bool = False) -> EngineRule:
    def rule(rendered: Rendered) -> str:
        value, pattern = rendered.arguments[:2]
        flag = flags
        if len(rendered.arguments) == 3:
            given = _flags(rendered, 2)
            if given is None:
                return _NO_BOOLEAN
            flag = given
        constant = constant_of(rendered, 1)
        if constant is None:
            return _NO_BOOLEAN
        if isinstance(constant, str):
            matched = test_sql(value, constant, flag)
        else:
            matched = f"pg_regex_test({value}, {pattern}, {text(flag)})"
        return f"(NOT {matched})" if negated else matched

    return rule


def test_sql(value: str, pattern: str, flags: str) -> str:
    """`value ~ pattern` for a known pattern; 2201B, 0A000 as `compiled`."""
    node, _ = compiled.tree(pattern, flags)
    compiled.testing(pattern, flags)
    python = f"pg_regex_test({value}, {text(pattern)}, {text(flags)})"
    native = to_re2(node)
    if native is None:
        return python
    re2, ascii_only = native
    matched = f"regexp_matches({value}, {text(re2)})"
    if not ascii_only:
        return matched
    return f"(CASE WHEN strlen({value}) = length({value}) THEN {matched} ELSE {python} END)"


test_sql.__test__ = False  # type: ignore[attr-defined]  # no test for pytest


def _similar(*, negated: bool) -> EngineRule:
    def rule(rendered: Rendered) -> str:
        pattern = constant_of(rendered, 1)
        escape = constant_of(rendered, 2) if len(rendered.arguments) == 3 else "\\"
        if pattern is None or escape is None:
            return _NO_BOOLEAN
        if escape is MISSING:
            raise unsupported("a SIMILAR TO escape that is not constant")
        if isinstance(pattern, str):
            matched = test_sql(rendered.arguments[0], similar_pattern(pattern, escape), "")
        else:
            value, dynamic = rendered.arguments[:2]
            matched = f"pg_similar_test({value}, {dynamic}, {text(escape)})"
        return f"(NOT {matched})" if negated else matched

    return rule


def _flags(rendered: Rendered, index: int) -> str | None:
    """The flags argument, which must be constant; None for NULL, "" when left out."""
    if index >= len(rendered.arguments):
        return ""
    flags = constant_of(rendered, index)
    if flags is MISSING:
        raise unsupported("regular expression flags that are not constant")
    return flags  # type: ignore[no-any-return]


def _checked(rendered: Rendered, flags: str, *, groups: bool) -> None:
    """Refuse a constant pattern at once, not at its first row."""
    pattern = text_constant(rendered, 1)
    if pattern is not None:
        (compiled.grouping if groups else compiled.spanning)(pattern, flags)


def _call(function: str, defaults: tuple[str, ...], *, flags: int, groups: bool) -> EngineRule:
    """A Python function with all its arguments: those given, then the `defaults` of the rest."""

    def rule(rendered: Rendered) -> str:
        given = list(rendered.arguments)
        flag = _flags(rendered, flags)
        if flag is not None:
            _checked(rendered, flag, groups=groups)
        arguments = given + list(defaults[len(given) :])
        return f"{function}({', '.join(arguments)})"

    return rule


def _no_global(function: str, groups: bool) -> EngineRule:
    """Functions of one match, whose flags may not hold "g"."""
    plain = _call(f"pg_regex_{function}", ("", "", "''"), flags=2, groups=groups)

    def rule(rendered: Rendered) -> str:
        if "g" in (_flags(rendered, 2) or ""):
            _raise_global(f"regexp_{function}")
        return plain(rendered)

    return rule


def _raise_global(function: str) -> None:
    """22023: a function that finds one match, or all of them anyway."""
    raise SqlError("22023", f'{function}() does not support the "global" option')


def _replace(rendered: Rendered) -> str:
    """regexp_replace(text, pattern, new [, start [, n]] [, flags])."""
    arguments, types = list(rendered.arguments), [t.name for t in rendered.types]
    has_flags = len(arguments) > 3 and types[-1] == "text"
    numbers = arguments[3:-1] if has_flags else arguments[3:]
    flags = _flags(rendered, len(arguments) - 1) if has_flags else ""
    if flags is None:
        return "CAST(NULL AS VARCHAR)"
    default = "0" if "g" in flags else "1"
    start, which = (*numbers, *("1", default)[len(numbers) :])
    new = text_constant(rendered, 2)
    _checked(rendered, flags, groups=new is None or compiled.uses_groups(new))
    value, pattern, replacement = arguments[:3]
    python = (
        f"pg_regex_replace({value}, {pattern}, {replacement}, CAST({start} AS INTEGER), "
        f"CAST({which} AS INTEGER), {text(flags)})"
    )
    return python if numbers else _native_replace(rendered, flags, python)


def _native_replace(rendered: Rendered, flags: str, python: str) -> str:
    """RE2's replacement, where pattern and new text are constant and never match empty text."""
    pattern, new = text_constant(rendered, 1), text_constant(rendered, 2)
    if pattern is None or new is None:
        return python
    node, options = compiled.tree(pattern, flags)
    native = to_re2(node)
    if native is None or nullable(node):
        return python
    re2, ascii_only = native
    value = rendered.arguments[0]
    option = ", 'g'" if options.every else ""
    groups = compiled.spanning(pattern, flags).groups
    replaced = f"regexp_replace({value}, {text(re2)}, {text(_rewrite(new, groups))}{option})"
    if not ascii_only:
        return replaced
    return f"CASE WHEN strlen({value}) = length({value}) THEN {replaced} ELSE {python} END"


def _rewrite(new: str, groups: int) -> str:
    r"""A replacement text in RE2's form: `\0` for the match, no other escapes than `\1`, `\\`."""

    def escape(match: re.Match[str]) -> str:
        which = match[1]
        if which == "&":
            return "\\0"
        if which.isdigit() and which:
            return match[0] if int(which) <= groups else ""
        return "\\\\" + (which if which != "\\" else "")

    return re.sub(r"\\([1-9&\\]?)", escape, new)


_T: Final = "text"
_I: Final = "int4"

_FUNCTIONS: Final = (
    *(
        Function(operator, (kind, _T), "bool", _test(flags, negated=negated))
        for operator, flags, negated in (
            ("~", "", False), ("!~", "", True), ("~*", "i", False), ("!~*", "i", True)
        )
        for kind in (_T, "bpchar")
    ),
    Function("regexp_like", (_T, _T, _T), "bool", _test(), optional=1),
    *(
        Function(name, (kind, _T, _T), "bool", _similar(negated=name.startswith("not")), optional=1)
        for name in ("similar to", "not similar to")
        for kind in (_T, "bpchar")
    ),
    Function("regexp_match", (_T, _T, _T), "text[]", _no_global("match", True), optional=1),
    Function(
        "regexp_matches",
        (_T, _T, _T),
        "text[]",
        _call("pg_regex_matches", ("", "", "''"), flags=2, groups=True),
        kind=Kind.TABLE,
        optional=1,
    ),
    Function(
        "regexp_split_to_array",
        (_T, _T, _T),
        "text[]",
        _no_global("split", False),
        optional=1,
    ),
    Function(
        "regexp_split_to_table",
        (_T, _T, _T),
        "text",
        _no_global("split", False),
        kind=Kind.TABLE,
        optional=1,
    ),
    *(
        Function("regexp_replace", arguments, "text", _replace)
        for arguments in (
            (_T, _T, _T),
            (_T, _T, _T, _T),
            (_T, _T, _T, _I),
            (_T, _T, _T, _I, _I),
            (_T, _T, _T, _I, _I, _T),
        )
    ),
    Function(
        "regexp_count",
        (_T, _T, _I, _T),
        "int4",
        _call("pg_regex_count", ("", "", "1", "''"), flags=3, groups=False),
        optional=2,
    ),
    Function(
        "regexp_substr",
        (_T, _T, _I, _I, _T, _I),
        "text",
        _call("pg_regex_substr", ("", "", "1", "1", "''", "0"), flags=4, groups=False),
        optional=4,
    ),
    Function(
        "regexp_instr",
        (_T, _T, _I, _I, _I, _T, _I),
        "int4",
        _call("pg_regex_instr", ("", "", "1", "1", "0", "''", "0"), flags=5, groups=False),
        optional=5,
    ),
    Function(
        "substring",
        (_T, _T),
        "text",
        _call("pg_regex_first", (), flags=2, groups=True),
    ),
    Function(
        "substring",
        (_T, _T, _T),
        "text",
        None,
        refusal="substring with a SIMILAR TO pattern in three parts",
    ),
)  # fmt: skip

REGISTRY.add(*map(evaluated_once, _FUNCTIONS))
