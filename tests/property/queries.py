"""Random queries over tables `a`, `b`, `c`.

Joins of all kinds, sub-selects, grouping, sets, windows, and expressions that may raise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from tests.property.scalars import (
    INTEGERS,
    TEXTS,
    Column,
    Scope,
    aggregate,
    expression,
    like,
    predicate,
    raising,
    window,
)

Tables = Mapping[str, Sequence[str]]
"""Tables, and their columns by name; "id" is the key."""

_JOINS = ("join", "join", "left join", "right join", "full join", "cross join", "comma")


@st.composite
def query(draw: st.DrawFn, tables: Tables) -> str:
    """One statement whose answer is the same whichever plan is taken."""
    form = draw(st.integers(0, 11))
    if form == 10:
        return draw(windowed(tables))
    if form == 11:
        return draw(failing(tables))
    if form == 0:
        return draw(set_operation(tables))
    if form == 1:
        return draw(common_table(tables))
    if form == 2:
        return draw(star(tables))
    return draw(select(tables))


@st.composite
def star(draw: st.DrawFn, tables: Tables) -> str:
    """A table joined to the key of others, and grouped by what those say."""
    names = [draw(st.sampled_from(sorted(tables))) for _ in range(draw(st.integers(2, 3)))]
    fact, *others = (
        tuple(Column(f"t{n}.{column}", kind_of(column)) for column in tables[name])
        for n, name in enumerate(names)
    )
    links = [draw(st.sampled_from(like("i8", fact))).text for _ in others]
    text = f"{names[0]} t0"
    for n, (name, link) in enumerate(zip(names[1:], links, strict=True), 1):
        text += f" join {name} t{n} on t{n}.id = {link}"
    scope = tuple(column for other in others for column in other)
    parts = draw(st.lists(st.one_of(predicate(fact, 1), predicate(scope, 1)), max_size=2))
    where = f" where {' and '.join(parts)}" if parts else ""
    keys = [key.text for key in draw(st.lists(st.sampled_from(scope), max_size=2, unique=True))]
    items = keys + draw(st.lists(aggregate(fact), min_size=1, max_size=3))
    outputs = ", ".join(f"{item} as o{n}" for n, item in enumerate(items))
    group = f" group by {', '.join(keys)}" if keys else ""
    return f"select {outputs} from {text}{where}{group}"


@st.composite
def select(draw: st.DrawFn, tables: Tables) -> str:
    """A SELECT: plain, distinct, grouped or limited."""
    text, scope = draw(from_clause(tables))
    where = draw(where_clause(tables, scope))
    form = draw(st.integers(0, 5))
    if form == 0:
        return f"{draw(grouped(scope, text + where))}"
    items = draw(st.lists(expression(scope), min_size=1, max_size=4))
    outputs = ", ".join(f"{item} as o{n}" for n, item in enumerate(items))
    word = "distinct " if form == 1 else ""
    tail = draw(limits(len(items))) if form in (2, 3) else ""
    return f"select {word}{outputs} from {text}{where}{tail}"


@st.composite
def windowed(draw: st.DrawFn, tables: Tables) -> str:
    """Windows over one table, whose key makes every order total; or the first rows of each."""
    name = draw(st.sampled_from(sorted(tables)))
    scope = tuple(Column(f"t0.{column}", kind_of(column)) for column in tables[name])
    where = draw(where_clause(tables, scope))
    windows = draw(st.lists(window(scope, "t0.id"), min_size=1, max_size=3))
    items = ["t0.id", *windows, draw(expression(scope))]
    outputs = ", ".join(f"{item} as o{n}" for n, item in enumerate(items))
    text = f"select {outputs} from {name} t0{where}"
    if draw(st.integers(0, 2)):
        return text
    number = draw(st.sampled_from(scope)).text
    text = (
        f"{text.replace(' from ', f', row_number() over (order by {number}, t0.id) as r from ', 1)}"
    )
    return f"select * from ({text}) w where r <= 2 and o0 > {draw(st.integers(-1, 2))}"


@st.composite
def failing(draw: st.DrawFn, tables: Tables) -> str:
    """An output that raises for some values: of the rows that pass WHERE, and of no others."""
    text, scope = draw(from_clause(tables))
    where = draw(where_clause(tables, scope))
    value = draw(raising(scope))
    if draw(st.integers(0, 3)) == 0:
        value = f"count({value})"
    return f"select {value} as o0 from {text}{where}"


@st.composite
def limits(draw: st.DrawFn, width: int) -> str:
    """ORDER BY every output, so that LIMIT keeps the same rows always."""
    words = ("", " desc", " nulls first", " desc nulls last")
    keys = [f"o{n}{draw(st.sampled_from(words))}" for n in range(width)]
    limit = draw(st.sampled_from(("", " limit 1", " limit 3", " limit 2 offset 1", " limit 0")))
    return f" order by {', '.join(keys)}{limit}"


@st.composite
def grouped(draw: st.DrawFn, scope: Scope, rest: str) -> str:
    """GROUP BY some columns, or none."""
    keys = draw(st.lists(st.sampled_from(scope), max_size=2, unique=True))
    items = [key.text for key in keys] + draw(st.lists(aggregate(scope), min_size=1, max_size=3))
    outputs = ", ".join(f"{item} as o{n}" for n, item in enumerate(items))
    text = f"select {outputs} from {rest}"
    if keys:
        text += f" group by {', '.join(key.text for key in keys)}"
    if draw(st.integers(0, 3)) == 0:
        text += " having count(*) > 1"
    if draw(st.integers(0, 2)) == 0:
        text += draw(limits(len(items)))
    return text


@st.composite
def from_clause(draw: st.DrawFn, tables: Tables, prefix: str = "t") -> tuple[str, Scope]:
    """One to three items joined, and the columns they give."""
    count = draw(st.sampled_from((1, 1, 2, 2, 2, 3)))
    text, scope = draw(item(tables, f"{prefix}0"))
    for number in range(1, count):
        other, more = draw(item(tables, f"{prefix}{number}"))
        word = draw(st.sampled_from(_JOINS))
        if word == "cross join":
            text += f" cross join {other}"
        elif word == "comma":
            # Binds looser than JOIN: the items so far are one operand.
            text = f"{text} join {other} on true"
        else:
            text += f" {word} {other} on {draw(condition(scope, more, word))}"
        scope = (*scope, *more)
    return text, scope


@st.composite
def condition(draw: st.DrawFn, left: Scope, right: Scope, word: str) -> str:
    """An equality, mostly over keys, with more beside it."""
    pairs = [(one, two) for one in left for two in like(one.kind, right)]
    pairs = [p for p in pairs if p[0].kind != "f8"] or pairs
    keyed = [p for p in pairs if any(c.text.endswith(".id") for c in p)]
    one, two = draw(st.sampled_from(keyed if keyed and draw(st.integers(0, 2)) else pairs))
    text = f"{one.text} = {two.text}"
    # FULL JOIN takes only what can be merged or hashed in PostgreSQL.
    if word == "full join" or draw(st.integers(0, 2)):
        return text
    return f"{text} and {draw(predicate((*left, *right), 1))}"


@st.composite
def item(draw: st.DrawFn, tables: Tables, alias: str) -> tuple[str, Scope]:
    """A table, or now and then a derived one."""
    if draw(st.integers(0, 4)) == 0:
        return draw(derived(tables, alias))
    name = draw(st.sampled_from(sorted(tables)))
    scope = tuple(Column(f"{alias}.{column}", kind_of(column)) for column in tables[name])
    return f"{name} {alias}", scope


@st.composite
def derived(draw: st.DrawFn, tables: Tables, alias: str) -> tuple[str, Scope]:
    """A sub-select in FROM: filtered, distinct, grouped, limited or a union."""
    name = draw(st.sampled_from(sorted(tables)))
    inner = tuple(Column(f"{alias}x.{column}", kind_of(column)) for column in tables[name])
    form = draw(st.integers(0, 4))
    if form == 0:
        key = draw(st.sampled_from(inner))
        text = f"select {key.text} as k, count(*) as id from {name} {alias}x group by {key.text}"
        outputs: Scope = (Column(f"{alias}.k", key.kind), Column(f"{alias}.id", "i8"))
        return f"({text}) {alias}", outputs
    names = ["id", *draw(st.lists(st.sampled_from(tables[name][1:]), max_size=3, unique=True))]
    chosen = [next(c for c in inner if c.text == f"{alias}x.{n}") for n in names]
    listed = ", ".join(f"{c.text} as {n}" for c, n in zip(chosen, names, strict=True))
    word = "distinct " if form == 1 else ""
    text = f"select {word}{listed} from {name} {alias}x"
    if draw(st.booleans()):
        text += f" where {draw(predicate(inner, 1))}"
    if form == 2:
        text += " order by id limit 3"
    if form == 3:
        text = f"{text} union all select {listed} from {name} {alias}x where id > 1"
    outputs = tuple(Column(f"{alias}.{n}", kind_of(n)) for n in names)
    return f"({text}) {alias}", outputs


@st.composite
def where_clause(draw: st.DrawFn, tables: Tables, scope: Scope) -> str:
    """Nothing, a condition, or one with a sub-select."""
    parts = draw(st.lists(predicate(scope), max_size=2))
    if draw(st.integers(0, 3)) == 0:
        parts.append(draw(subquery(tables, scope)))
    return f" where {' and '.join(parts)}" if parts else ""


@st.composite
def subquery(draw: st.DrawFn, tables: Tables, scope: Scope) -> str:
    """IN, EXISTS, or a comparison with an aggregate; correlated or not."""
    name = draw(st.sampled_from(sorted(tables)))
    inner = tuple(Column(f"s.{column}", kind_of(column)) for column in tables[name])
    outer = draw(st.sampled_from([c for c in scope if c.kind in (*INTEGERS, *TEXTS)]))
    matching = like(outer.kind, inner)
    key = draw(st.sampled_from(matching)) if matching else inner[0]
    filter_ = draw(predicate(inner, 1))
    word = draw(st.sampled_from(("", "not ")))
    form = draw(st.integers(0, 3))
    if not matching or form == 0:
        return f"{word}exists (select 1 from {name} s where {filter_})"
    if form == 1:
        return f"{word}exists (select 1 from {name} s where {key.text} = {outer.text})"
    if form == 2:
        return f"{outer.text} {word}in (select {key.text} from {name} s where {filter_})"
    return f"{outer.text} >= (select min({key.text}) from {name} s where {filter_})"


@st.composite
def set_operation(draw: st.DrawFn, tables: Tables) -> str:
    """Two tables' columns of the same kinds, put together."""
    one, two = (draw(st.sampled_from(sorted(tables))) for _ in range(2))
    shared = [c for c in tables[one] if c in tables[two] and c != "f8"]
    names = draw(st.lists(st.sampled_from(shared), min_size=1, max_size=3, unique=True))
    listed = ", ".join(f"{name} as o{n}" for n, name in enumerate(names))
    scopes = [tuple(Column(c, kind_of(c)) for c in tables[name]) for name in (one, two)]
    arms = [
        f"select {listed} from {name} where {draw(predicate(scope, 1))}"
        for name, scope in zip((one, two), scopes, strict=True)
    ]
    word = draw(st.sampled_from(("union", "union all", "intersect", "except", "except all")))
    tail = draw(limits(len(names))) if draw(st.booleans()) else ""
    return f"{arms[0]} {word} {arms[1]}{tail}"


@st.composite
def common_table(draw: st.DrawFn, tables: Tables) -> str:
    """A CTE that is read once or twice."""
    name = draw(st.sampled_from(sorted(tables)))
    inner = tuple(Column(c, kind_of(c)) for c in tables[name])
    listed = ", ".join(tables[name])
    with_ = f"with w as (select {listed} from {name} where {draw(predicate(inner, 1))})"
    return f"{with_} {draw(select({**tables, 'w': tables[name]}))}"


def kind_of(column: str) -> str:
    """The kind of a column by its name."""
    return "i8" if column == "id" else column
