"""Parameters in binary: read back into the text that PostgreSQL prints for them.

`test_encode` proves both sides against a real server: our binary and our text of these values are
PostgreSQL's.
"""

from __future__ import annotations

import struct

import pyarrow as pa
import pytest

from connectors.types import BOOL, INT4, TIME, Type, array
from gateway.errors import SqlError
from gateway.serve.pgwire.encode import data_rows
from gateway.serve.pgwire.messages import Bind
from gateway.serve.pgwire.values import bound
from gateway.sql.output import to_text
from tests.wire.encode_values import CASES, Case
from tests.wire.test_encode import VALUES, rows_of, values_of


def parts_of(column: pa.Array, type_: Type, code: int) -> list[bytes | None]:
    """Each value as a DataRow has it."""
    batch = pa.RecordBatch.from_arrays([column], ["v"])
    rows = rows_of(bytes(data_rows(batch, [type_], [code])))
    return [value for row in rows for value in values_of(row)]


READ = [case for case in CASES if case.type_.name != "record"]


@pytest.mark.parametrize("case", READ, ids=lambda case: case.sql)
def test_every_type(case: Case) -> None:
    column = case.column(5, VALUES)
    parameters = tuple(parts_of(column, case.type_, 1))
    types = [case.type_] * len(parameters)
    got = bound(Bind("", "", (1,), parameters, ()), types)
    want = to_text(column, case.type_).to_pylist()
    if case.type_ == BOOL:
        want = [value and value[0] for value in want]
    assert got == want


@pytest.mark.parametrize(
    ("type_", "data", "sqlstate"),
    [
        (INT4, b"abc", "22P03"),
        (Type("text"), b"\xff", "22021"),
        (Type("numeric"), b"\0\1\0\0\0\0\0\0", "22P03"),
        (Type("numeric"), struct.pack("!HhHHH", 1, 0, 0, 0, 10_000), "22P03"),
        (Type("numeric"), struct.pack("!HhHHH", 1, 0, 0x1234, 0, 1), "22P03"),
        (Type("uuid"), b"abc", "22P03"),
        (Type("jsonb"), b"\2{}", "22P03"),
        (TIME, struct.pack("!q", -1), "22008"),
        (array(INT4), b"", "22P03"),
        (array(INT4), struct.pack("!iiIiii", 1, 0, 23, 1, 1, 4), "22P03"),
        (array(INT4), struct.pack("!iiIii", 1, 0, 23, 2, 1), "22P03"),
        (array(INT4), struct.pack("!iiIiiih", 1, 0, 23, 1, 1, -1, 0), "22P03"),
        (array(INT4), struct.pack("!iiI", 0, 0, 25), "42804"),
        (array(INT4), struct.pack("!iiIii", 1, 0, 23, -1, 1), "22P03"),
        (array(INT4), struct.pack("!iiI", 7, 0, 23), "22P03"),
        (array(INT4), struct.pack("!iiI", -1, 0, 23), "22P03"),
        (Type("record"), b"\0\0\0\0", "0A000"),
    ],
)
def test_wrong_bytes(type_: Type, data: bytes, sqlstate: str) -> None:
    with pytest.raises(SqlError) as caught:
        bound(Bind("", "", (1,), (data,), ()), [type_])
    assert caught.value.sqlstate == sqlstate


def test_formats_of_parameters() -> None:
    values = (b"\0\0\0\7", b"8")
    assert bound(Bind("", "", (1, 0), values, ()), [INT4, INT4]) == ["7", "8"]
    with pytest.raises(SqlError, match="unsupported format code: 2"):
        bound(Bind("", "", (2,), values, ()), [INT4, INT4])
