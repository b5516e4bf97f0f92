"""Random scalars and predicates, as SQL text over the columns in scope.

Only `raising` makes what can fail: which rows a predicate's error is met in depends on the plan, in
PostgreSQL too.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from tests.property.domains import COMMON

INTEGERS = ("i2", "i4", "i8")
NUMBERS = (*INTEGERS, "n")
TEXTS = ("t", "t2")


@dataclass(frozen=True)
class Column:
    """A column in scope: how to write it, and its kind (the name of a column in `domains`)."""

    text: str
    kind: str


Scope = tuple[Column, ...]

_CASTS = {
    "i2": "smallint", "i4": "integer", "i8": "bigint", "f8": "double precision",
    "n": "numeric(12,3)", "nn": "numeric", "d": "date", "ts": "timestamp", "tz": "timestamptz",
    "tm": "time", "u": "uuid", "b": "boolean",
}  # fmt: skip
_COMPARISONS = ("=", "<>", "<", "<=", ">", ">=", "is distinct from", "is not distinct from")
_PATTERNS = ("a%", "%a", "%", "_", "", "a_%", "%\\%%", "\\_%", "A%", "%ä%", "a\\\\%")
_UNITS = ("year", "month", "day", "hour")


def like(kind: str, scope: Scope) -> list[Column]:
    """Columns that compare with one of that kind."""
    family = next((f for f in (INTEGERS, TEXTS) if kind in f), (kind,))
    return [column for column in scope if column.kind in family]


@st.composite
def constant(draw: st.DrawFn, kind: str) -> str:
    """A constant of a kind, or rarely NULL."""
    if draw(st.integers(0, 11)) == 0:
        return "NULL"
    value = draw(st.sampled_from(COMMON[kind]))
    if kind in TEXTS:
        return quoted(str(value))
    if kind == "by":
        assert isinstance(value, bytes)
        return f"'\\x{value.hex()}'::bytea"
    if kind in (*INTEGERS, "n", "nn"):
        return f"'{value}'::{_CASTS[kind]}" if draw(st.booleans()) else f"({value})"
    return f"'{value}'::{_CASTS[kind]}"


def quoted(text: str) -> str:
    """A string constant."""
    return "'" + text.replace("'", "''") + "'"


@st.composite
def predicate(draw: st.DrawFn, scope: Scope, depth: int = 2) -> str:
    """A condition over the scope."""
    form = draw(st.integers(0, 9 if depth else 6))
    column = draw(st.sampled_from(scope))
    match form:
        case 0 | 1 | 2:
            operator = draw(st.sampled_from(_COMPARISONS))
            return f"{column.text} {operator} {draw(operand(column.kind, scope))}"
        case 3:
            word = draw(st.sampled_from(("in", "not in")))
            items = draw(st.lists(constant(column.kind), min_size=1, max_size=4))
            return f"{column.text} {word} ({', '.join(items)})"
        case 4:
            return f"{column.text} is {draw(st.sampled_from(('', 'not ')))}null"
        case 5:
            low, high = draw(constant(column.kind)), draw(constant(column.kind))
            return f"{column.text} between {low} and {high}"
        case 6:
            return draw(special(column, scope))
        case 7:
            return f"not ({draw(predicate(scope, depth - 1))})"
        case _:
            word = "and" if form == 8 else "or"
            left, right = draw(predicate(scope, depth - 1)), draw(predicate(scope, depth - 1))
            return f"({left} {word} {right})"


@st.composite
def operand(draw: st.DrawFn, kind: str, scope: Scope) -> str:
    """Something to compare a column of that kind with."""
    others = like(kind, scope)
    if others and draw(st.integers(0, 2)) == 0:
        return draw(st.sampled_from(others)).text
    return draw(constant(kind))


@st.composite
def special(draw: st.DrawFn, column: Column, scope: Scope) -> str:
    """What only some kinds have."""
    text = column.text
    if column.kind in TEXTS:
        pattern = quoted(draw(st.sampled_from(_PATTERNS)))
        word = draw(st.sampled_from(("like", "not like", "like", "ilike")))
        forms = (f"{text} {word} {pattern}", f"length({text}) > 1", f"{text} || 'x' = 'ax'")
        return draw(st.sampled_from(forms))
    if column.kind == "b":
        return draw(st.sampled_from((text, f"{text} is true", f"{text} is not false")))
    if column.kind in ("d", "ts", "tz"):
        return f"extract(year from {text}) {draw(st.sampled_from(('=', '<')))} 2000"
    if column.kind in INTEGERS:
        return f"{text} % 2 = {draw(st.sampled_from((0, 1)))}"
    return f"coalesce({text}, {draw(constant(column.kind))}) = {draw(operand(column.kind, scope))}"


@st.composite
def expression(draw: st.DrawFn, scope: Scope) -> str:
    """An output."""
    column = draw(st.sampled_from(scope))
    text = column.text
    forms = [text, text, text, f"coalesce({text}, {text})", f"{text} is null",
             f"case when {draw(predicate(scope, 0))} then {text} end"]  # fmt: skip
    if column.kind in TEXTS:
        forms += [f"length({text})", f"{text} || '.'", f"left({text}, 1)", f"nullif({text}, 'a')"]
    if column.kind in INTEGERS:
        forms += [f"{text}::numeric + 1", f"{text}::numeric * {text}", f"{text} % 5"]
    if column.kind == "n":
        forms += [f"{text} + 1", f"{text} * 2", f"-{text}", f"abs({text})", f"round({text}, 1)"]
    if column.kind in ("ts", "tz"):
        forms += [f"date_trunc('{draw(st.sampled_from(_UNITS))}', {text})"]
    return draw(st.sampled_from(forms))


@st.composite
def aggregate(draw: st.DrawFn, scope: Scope) -> str:
    """An aggregate whose value does not depend on the order of rows."""
    column = draw(st.sampled_from(scope))
    forms = ["count(*)", f"count({column.text})", f"count(distinct {column.text})"]
    if column.kind not in ("b", "u", "by"):
        forms += [f"min({column.text})", f"max({column.text})"]
    if column.kind in NUMBERS:
        forms += [f"sum({column.text})", f"avg({column.text})", f"avg(distinct {column.text})"]
        forms += [f"round(avg({column.text}), 2)", f"sum({column.text}) + count(*)"]
    if column.kind == "b":
        forms += [f"bool_or({column.text})", f"bool_and({column.text})"]
    chosen = draw(st.sampled_from(forms))
    if draw(st.integers(0, 4)) == 0:
        return f"{chosen} filter (where {draw(predicate(scope, 0))})"
    return chosen


_FRAMES = (
    "", "", " rows 1 preceding", " rows between 1 preceding and 1 following",
    " rows between unbounded preceding and unbounded following",
    " rows between current row and unbounded following exclude current row",
    " range between unbounded preceding and current row", " groups 1 preceding",
)  # fmt: skip


@st.composite
def window(draw: st.DrawFn, scope: Scope, key: str) -> str:
    """A window function whose value is the same for every plan; `key` is unique."""
    column, other = draw(st.sampled_from(scope)), draw(st.sampled_from(scope))
    text = column.text
    partition = f"partition by {other.text} " if draw(st.booleans()) else ""
    sort = f"{draw(st.sampled_from(scope)).text}{draw(st.sampled_from(('', ' desc')))}"
    total = f"({partition}order by {sort}, {key}"
    if draw(st.integers(0, 1)):
        forms = ["row_number()", "ntile(2)", f"lag({text})", f"lead({text}, 2)", f"lag({text}, 0)"]
        return f"{draw(st.sampled_from(forms))} over {total})"
    if draw(st.integers(0, 3)) == 0:
        form = draw(st.sampled_from(("rank()", "dense_rank()", "percent_rank()", "cume_dist()")))
        return f"{form} over ({partition}order by {sort})"
    frame = draw(st.sampled_from(_FRAMES))
    forms = [f"first_value({text})", f"last_value({text})", f"nth_value({text}, 2)", "count(*)"]
    forms += [f"count({text})"]
    if column.kind not in ("b", "u", "by"):
        forms += [f"min({text})", f"max({text})"]
    if column.kind in NUMBERS:
        forms += [f"sum({text})", f"avg({text})"]
    return f"{draw(st.sampled_from(forms))} over {total}{frame})"


@st.composite
def raising(draw: st.DrawFn, scope: Scope) -> str:
    """A value that is an error for some rows: division by zero, overflow, casts."""
    numbers = like("i4", scope)
    column = draw(st.sampled_from([c for c in scope if c.kind in (*NUMBERS, *TEXTS)] or numbers))
    text = column.text
    forms = [f"10 / {draw(st.sampled_from(numbers)).text}", f"10 % {numbers[0].text}"]
    if column.kind in TEXTS:
        forms += [f"{text}::int", f"{text}::numeric", f"{text}::bool", f"{text}::float8"]
    elif column.kind == "n":
        forms += [f"1 / {text}", f"{text}::smallint", f"{text}::numeric(3,1)"]
    else:
        forms += [
            f"{text}::smallint",
            f"{text} + {text}",
            f"{text} * 3",
            f"-{text}",
            f"abs({text})",
        ]
        forms += [f"{text}::numeric(3,1)", f"1.5 / {text}"]
    return draw(st.sampled_from(forms))
