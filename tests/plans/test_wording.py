"""How EXPLAIN words a condition: as its reader would write it."""

from __future__ import annotations

import pytest

from connectors.types import DATE, INT4, INT8, JSONB, TEXT, TIMESTAMPTZ, array, numeric
from tests.plans.test_explain import gateway_over
from tests.support.memory import MemoryConnector, Profile

COLUMNS = (
    ("a", INT4), ("b", INT8), ("n", numeric(10, 2)), ("t", TEXT), ("Odd one", TEXT),
    ("d", DATE), ("z", TIMESTAMPTZ), ("j", JSONB), ("l", array(INT4)),
)  # fmt: skip
NOTHING = Profile(filters="none", queries=False, limits=False, sorts=False)

CASES = {
    "b > 5": "x.b > 5",
    "n > 0.50 and n <= -1": None,
    "a + b * 2 = 7": "(x.a + (x.b * 2)) = 7",
    "not (a = 1 or b = 2)": "NOT (x.a = 1 OR x.b = 2)",
    "a = 1 or b = 2 and t = 'it''s'": "x.a = 1 OR (x.b = 2 AND x.t = 'it''s')",
    "t ilike '%order 1%' or a is null": "x.t ILIKE '%order 1%' OR x.a IS NULL",
    "t not like 'a!%' escape '!'": "NOT (x.t LIKE 'a!%' ESCAPE '!')",
    "t is distinct from \"Odd one\"": 'x.t IS DISTINCT FROM x."Odd one"',
    "d between '2020-01-01' and '2020-02-01'": None,
    "a between 1 and 3 or b = 1": "(x.a >= 1 AND x.a <= 3) OR x.b = 1",
    "(a + b) is not null": "(x.a + x.b) IS NOT NULL",
    "t::int = 3": "x.t::integer = 3",
    "a in (1, 2, null)": "x.a IN (1, 2, NULL)",
    "a = any (array[1, 2])": "x.a = ANY (ARRAY[1, 2])",
    "l[1] = 3": "x.l[1] = 3",
    "extract(year from d) = 2020": "extract(year FROM x.d) = 2020",
    "z at time zone 'Asia/Tokyo' > '2020-01-01'":
        "(x.z AT TIME ZONE 'Asia/Tokyo') > '2020-01-01 00:00:00'",
    "j ->> 'k' = 'v'": "(x.j ->> 'k') = 'v'",
    "coalesce(t, 'none') = lower(t)": "coalesce(x.t, 'none') = lower(x.t)",
    "case when a = 1 then t else 'z' end = 'z'": "CASE WHEN x.a = 1 THEN x.t ELSE 'z' END = 'z'",
    "- a < 3": "(- x.a) < 3",
    "(a, b) = (1, 2)": None,
}  # fmt: skip


def notes_of(condition: str) -> list[str]:
    gateway = gateway_over(crm=MemoryConnector({"wide": (COLUMNS, [])}, NOTHING))
    text = gateway.explain(f"select 1 from wide x where {condition}")
    gateway.close()
    marks = (line.partition("  local: ")[2] for line in text.splitlines())
    return [mark.rpartition(" [")[0] for mark in marks if mark and "whole query" not in mark]


@pytest.mark.parametrize(("condition", "expected"), CASES.items(), ids=CASES)
def test_a_condition_is_worded_and_means_the_same(condition: str, expected: str | None) -> None:
    notes = notes_of(condition)
    if expected is not None:
        assert notes == [expected]
    assert notes
    assert notes_of(" AND ".join(f"({note})" for note in notes)) == notes
