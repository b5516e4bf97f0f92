"""Parameters of every type through a running gateway: in and out in text and in binary."""

from __future__ import annotations

from typing import Any

import psycopg
import pyarrow as pa
import pytest

from tests.wire.encode_values import SCALARS, SHAPED, Case, arrow
from tests.wire.test_values import parts_of

NOT_HERE = {
    "mood": "the gateway does not know a source's types",
} | dict.fromkeys(
    ("money", "jsonpath", "tsvector", "tsquery", "inet", "cidr"),
    "the gateway does not know what the type prints of every text",
)
CASES = [case for case in SCALARS.values() if case.type_.name not in NOT_HERE]
CASES += [case for case in SHAPED if case.type_.element.name not in NOT_HERE]


def values(case: Case) -> pa.Array:
    """The edge values and some more; an infinite interval is not supported as a constant."""
    column = case.column(3, 40).slice(0, 25)
    if case.sql != "interval":
        return column
    finite = [v for v in column.to_pylist() if v is None or abs(v[0]) < 2**31 - 2]
    return arrow(finite, case.type_)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.sql)
def test_there_and_back(connection: psycopg.Connection[Any], case: Case) -> None:
    column = values(case)
    text, binary = parts_of(column, case.type_, 0), parts_of(column, case.type_, 1)
    sql = "SELECT $1" if case.sql == "bpchar" else f"SELECT $1::{case.sql}"
    for parameter, form in ((text, 0), (binary, 1)):
        for value, plain, packed in zip(parameter, text, binary, strict=True):
            for wanted, out in ((plain, 0), (packed, 1)):
                result = connection.pgconn.exec_params(
                    sql.encode(), [value], [case.type_.oid], [form], out
                )
                assert result.status == psycopg.pq.ExecStatus.TUPLES_OK, result.error_message
                assert result.get_value(0, 0) == wanted
