"""When a gateway's answer is the oracle's."""

from __future__ import annotations

import re

from tests.placement.cases import Case
from tests.placement.oracle import Answer, Row

_INTEGERS = {20, 21, 23}
_STRINGS = {25, 1043}
_ORDERED = re.compile(r"\border by\b(?!.*\))", re.IGNORECASE | re.DOTALL)


def check(case: Case, expected: Answer, got: Answer) -> None:
    """Raise AssertionError unless both say the same: names, types, rows, or SQLSTATE.

    A source may keep a number in a wider column (MongoDB has no int4): integer widths and
    varchar/text are one type here. Rows are a bag; where the query orders, their order counts for
    the rows the keys tell apart, which the cases make all of them.
    """
    if case.refused and got.sqlstate == "0A000":
        return
    if expected.sqlstate is not None:
        assert got.sqlstate == expected.sqlstate, f"{expected.message} / {got.message or got.rows}"
        return
    assert got.sqlstate is None, f"{got.sqlstate}: {got.message}"
    assert got.names == expected.names, f"columns {got.names}, not {expected.names}"
    types = [_kind(o) for o in got.oids], [_kind(o) for o in expected.oids]
    assert types[0] == types[1], f"types {types[0]}, not {types[1]}"
    if _ORDERED.search(case.sql):
        assert list(got.rows) == list(expected.rows), f"{got.rows[:9]}, not {expected.rows[:9]}"
    missing = expected.bag() - got.bag()
    extra = got.bag() - expected.bag()
    same = not missing and not extra
    assert same, _difference(missing, extra)


def _kind(oid: int) -> int:
    if oid in _INTEGERS:
        return 20
    return 25 if oid in _STRINGS else oid


def _difference(missing: object, extra: object) -> str:
    return f"missing {_first(missing)}, not expected {_first(extra)}"


def _first(rows: object) -> list[Row]:
    assert isinstance(rows, dict)
    return list(rows)[:4]
