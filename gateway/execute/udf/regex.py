"""Regular expressions that RE2 cannot run as PostgreSQL would. Patterns are cached per text."""

from __future__ import annotations

from typing import Any, Final

import pyarrow as pa

from gateway.errors import SqlError
from gateway.execute.udf.registry import engine_function
from gateway.execute.udf.rows import by_row
from gateway.sql.regex import compiled
from gateway.sql.regex.similar import similar_pattern

_TEXTS: Final = pa.list_(pa.string())


@engine_function("pg_regex_test", ("VARCHAR", "VARCHAR", "VARCHAR"), "BOOLEAN")
def _test(texts: Any, patterns: Any, flags: Any) -> pa.Array:
    return by_row(_is_match, pa.bool_())(texts, patterns, flags)


@engine_function("pg_similar_test", ("VARCHAR", "VARCHAR", "VARCHAR"), "BOOLEAN")
def _similar(texts: Any, patterns: Any, escapes: Any) -> pa.Array:
    def is_similar(text: str, pattern: str, escape: str) -> bool:
        return _is_match(text, similar_pattern(pattern, escape), "")

    return by_row(is_similar, pa.bool_())(texts, patterns, escapes)


@engine_function("pg_regex_match", ("VARCHAR",) * 3, "VARCHAR[]", sees_nulls=True)
def _match(texts: Any, patterns: Any, flags: Any) -> pa.Array:
    def first(text: str, pattern: str, flag: str) -> list[str | None] | None:
        found = compiled.grouping(pattern, flag).search(text)
        return compiled.values(found) if found else None

    return by_row(first, _TEXTS, strict=True)(texts, patterns, flags)


@engine_function("pg_regex_matches", ("VARCHAR",) * 3, "VARCHAR[][]")
def _matches(texts: Any, patterns: Any, flags: Any) -> pa.Array:
    def every(text: str, pattern: str, flag: str) -> list[list[str | None]]:
        regex = compiled.grouping(pattern, flag)
        found = map(compiled.values, compiled.matches(regex, text))
        return list(found) if "g" in flag else [v for v, _ in zip(found, "1", strict=False)]

    return by_row(every, pa.list_(_TEXTS))(texts, patterns, flags)


@engine_function("pg_regex_split", ("VARCHAR",) * 3, "VARCHAR[]")
def _split(texts: Any, patterns: Any, flags: Any) -> pa.Array:
    def pieces(text: str, pattern: str, flag: str) -> list[str]:
        return compiled.split(compiled.spanning(pattern, flag), text)

    return by_row(pieces, _TEXTS)(texts, patterns, flags)


@engine_function(
    "pg_regex_replace",
    ("VARCHAR", "VARCHAR", "VARCHAR", "INTEGER", "INTEGER", "VARCHAR"),
    "VARCHAR",
)
def _replace(
    texts: Any, patterns: Any, news: Any, starts: Any, whiches: Any, flags: Any
) -> pa.Array:
    return by_row(_replaced, pa.string())(texts, patterns, news, starts, whiches, flags)


@engine_function("pg_regex_count", ("VARCHAR", "VARCHAR", "INTEGER", "VARCHAR"), "INTEGER")
def _count(texts: Any, patterns: Any, starts: Any, flags: Any) -> pa.Array:
    def count(text: str, pattern: str, start: int, flag: str) -> int:
        regex = compiled.spanning(pattern, flag)
        return sum(1 for _ in compiled.matches(regex, text, _from_zero("start", start)))

    return by_row(count, pa.int32())(texts, patterns, starts, flags)


@engine_function(
    "pg_regex_substr",
    ("VARCHAR", "VARCHAR", "INTEGER", "INTEGER", "VARCHAR", "INTEGER"),
    "VARCHAR",
    sees_nulls=True,
)
def _substr(
    texts: Any, patterns: Any, starts: Any, whiches: Any, flags: Any, groups: Any
) -> pa.Array:
    """Text, pattern, start, which match, flags, group (0 the whole)."""

    def part(text: str, pattern: str, start: int, which: int, flag: str, group: int) -> str | None:
        found = _found(text, pattern, start, which, flag, group)
        return found.group(group) if found and group <= found.re.groups else None

    return by_row(part, pa.string(), strict=True)(texts, patterns, starts, whiches, flags, groups)


@engine_function(
    "pg_regex_instr",
    ("VARCHAR", "VARCHAR", "INTEGER", "INTEGER", "INTEGER", "VARCHAR", "INTEGER"),
    "INTEGER",
)
def _instr(
    texts: Any, patterns: Any, starts: Any, whiches: Any, ends: Any, flags: Any, groups: Any
) -> pa.Array:
    """Text, pattern, start, which match, 0 or 1 for its end, flags, group."""

    def place(
        text: str, pattern: str, start: int, which: int, end: int, flag: str, group: int
    ) -> int:
        if end not in (0, 1):
            raise _bad("endoption", end)
        found = _found(text, pattern, start, which, flag, group)
        if found is None or group > found.re.groups:
            return 0
        return int(found.end(group) if end else found.start(group)) + 1

    return by_row(place, pa.int32())(texts, patterns, starts, whiches, ends, flags, groups)


@engine_function("pg_regex_first", ("VARCHAR", "VARCHAR"), "VARCHAR", sees_nulls=True)
def _first(texts: Any, patterns: Any) -> pa.Array:
    """substring(text from pattern): the first group, or the whole match if there is none."""

    def first(text: str, pattern: str) -> str | None:
        found = compiled.grouping(pattern, "").search(text)
        return compiled.values(found)[0] if found else None

    return by_row(first, pa.string(), strict=True)(texts, patterns)


def _is_match(text: str, pattern: str, flags: str) -> bool:
    return compiled.testing(pattern, flags).search(text) is not None


def _replaced(text: str, pattern: str, new: str, start: int, which: int, flags: str) -> str:
    find = compiled.grouping if compiled.uses_groups(new) else compiled.spanning
    if which < 0:
        raise _bad("n", which)
    return compiled.replace(find(pattern, flags), text, new, _from_zero("start", start), which)


def _found(text: str, pattern: str, start: int, which: int, flags: str, group: int) -> Any:
    if which <= 0:
        raise _bad("n", which)
    if group < 0:
        raise _bad("subexpr", group)
    find = compiled.grouping if group else compiled.spanning
    return compiled.nth(find(pattern, flags), text, _from_zero("start", start), which)


def _from_zero(name: str, position: int) -> int:
    if position <= 0:
        raise _bad(name, position)
    return position - 1


def _bad(name: str, value: int) -> SqlError:
    return SqlError("22023", f'invalid value for parameter "{name}": {value}')
