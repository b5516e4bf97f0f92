"""Small results: one round trip of psycopg's libpq, decoded value by value.

ADBC's driver takes several round trips for any statement (0.4 ms for a row, where this takes 0.1),
which COPY repays for large results only. The batches have the form of that driver, so that one
`decode.Decoder` serves both: dates and timestamps wrap around at the ends of the integers.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import struct
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

import psycopg
import pyarrow as pa
from psycopg import errors, pq

from connectors.api import ValueNotRepresentable
from connectors.pace import Pace
from connectors.postgres import session
from connectors.postgres.options import Options
from connectors.template import Step
from connectors.types import ARRAY_OIDS, OIDS

_BINARY: Final = 1
_TEXT_OID: Final = OIDS["text"]
_SHORT: Final = 8192
"""Bytes of values that an idle session's socket takes at once."""
_LOOKS: Final = 16
"""Pieces in which an answer comes that is no long one."""
_FEW: Final = 1000
"""Values that are read in less time than a thread takes to begin."""
_DAYS: Final = 10_957
_MICROS: Final = 946_684_800_000_000

Read = Callable[[bytes], Any]


class RowConnection:
    """A session of psycopg. Used by one thread at a time; a statement's `cancel` by any."""

    def __init__(self, options: Options) -> None:
        """Connect. Raises psycopg.Error."""
        self._connection = psycopg.connect(options.conninfo, autocommit=True)
        self.timeout = 0
        try:
            self.run(session.statement())
        except BaseException:
            self.close()
            raise

    def run(self, sql: str, values: Sequence[str] = ()) -> None:
        """A small statement whose rows do not matter."""
        self.execute(sql, values)

    def execute(self, sql: str, values: Sequence[str]) -> pq.abc.PGresult:
        """The whole result, values in binary form. Raises psycopg.Error."""
        texts = [value.encode() for value in values]
        return checked(self._connection.pgconn.exec_params(sql.encode(), texts, **_forms_of(texts)))

    def statement(self, sql: str, values: Sequence[str], pace: Pace) -> RowStatement:
        """A statement ready to run; its result is one batch."""
        return RowStatement(self, self._connection, sql, values)

    def alive(self) -> bool:
        """Whether the server answers."""
        try:
            self.run("SELECT 1")
        except psycopg.Error:
            return False
        return True

    def close(self) -> None:
        """End the session."""
        self._connection.close()


class RowStatement:
    """One statement, its rows in one batch.

    It may be sent first, and its answer read when it has come (`connectors.template.Asked`).
    """

    def __init__(
        self,
        owner: RowConnection,
        connection: psycopg.Connection[Any],
        sql: str,
        values: Sequence[str],
    ) -> None:
        self._owner = owner
        self._connection = connection
        self._sql = sql
        self._values = values
        self._sent = False
        self._looks = 0
        self._results: list[pq.abc.PGresult] = []

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Run, unless it runs, and give the rows."""
        if not self._sent:
            yield batch_of(self._owner.execute(self._sql, self._values))
            return
        while not self._complete():
            self._wait()
        yield batch_of(checked(self._results[-1]))

    def send(self) -> bool:
        """Send it without waiting; False if that cannot be done."""
        texts, pgconn = [value.encode() for value in self._values], self._connection.pgconn
        if sum(map(len, texts)) > _SHORT:
            return False
        try:
            pgconn.send_query_params(self._sql.encode(), texts, **_forms_of(texts))
            self._sent = pgconn.flush() == 0
        except psycopg.Error:
            return False
        return self._sent

    def fileno(self) -> int:
        """The socket of the answer."""
        return self._connection.pgconn.socket

    def step(self) -> Step:
        """What to do about the answer of what was sent."""
        self._looks += 1
        try:
            if not self._complete():
                return Step.WAIT if self._looks < _LOOKS else Step.BLOCK
        except psycopg.Error:
            return Step.BLOCK
        return Step.READ if self.over and self._values_come() <= _FEW else Step.BLOCK

    def _values_come(self) -> int:
        """How many there are to read."""
        return sum(result.ntuples * result.nfields for result in self._results)

    @property
    def over(self) -> bool:
        """Whether the session is idle, and alive."""
        return self._connection.pgconn.transaction_status == pq.TransactionStatus.IDLE

    def _complete(self) -> bool:
        """Take what has come of the results; whether that is all. Raises psycopg.Error."""
        connection = self._connection.pgconn
        connection.consume_input()
        while not connection.is_busy():
            result = connection.get_result()
            if result is None:
                return True
            self._results.append(result)
        return False

    def _wait(self) -> None:
        """For more of the answer: libpq's own wait would hold the interpreter's lock."""
        poll = select.poll()
        poll.register(self.fileno(), select.POLLIN)
        poll.poll()

    def cancel(self) -> None:
        """Ask the server to stop."""
        with contextlib.suppress(psycopg.Error):
            self._connection.cancel_safe(timeout=1.0)

    def cut(self) -> None:
        """End the connection under whoever waits for its answer."""
        with (
            contextlib.suppress(psycopg.Error, OSError),
            # A copy of the descriptor: its end is not the end of libpq's.
            socket.socket(fileno=os.dup(self._connection.fileno())) as same,
        ):
            same.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Nothing is held."""


def _forms_of(texts: Sequence[bytes]) -> dict[str, Any]:
    """What libpq is told of a statement: values come as text, results in binary form."""
    return {"param_types": [_TEXT_OID] * len(texts), "result_format": _BINARY}


def checked(result: pq.abc.PGresult) -> pq.abc.PGresult:
    """A result that has rows, if only none. Raises psycopg.Error."""
    if result.status != pq.ExecStatus.TUPLES_OK:
        raise errors.error_from_result(result)
    return result


def batch_of(result: pq.abc.PGresult) -> pa.RecordBatch:
    """A result as one batch. Raises ValueNotRepresentable."""
    reads, type_ = _forms(tuple(map(result.ftype, range(result.nfields))))
    rows = [
        tuple(
            None if (value := result.get_value(row, column)) is None else read(value)
            for column, read in enumerate(reads)
        )
        for row in range(result.ntuples)
    ]
    return pa.RecordBatch.from_struct_array(pa.array(rows, type=type_))


@lru_cache(256)
def _forms(oids: tuple[int, ...]) -> tuple[tuple[Read, ...], pa.StructType]:
    """How to read the values of columns of these types, and the type of a row."""
    forms = [_form(oid) for oid in oids]
    fields = [pa.field(str(n), type_) for n, (_, type_) in enumerate(forms)]
    return tuple(read for read, _ in forms), pa.struct(fields)


def _form(oid: int) -> tuple[Read, pa.DataType]:
    """How to read a value, and the type it gets."""
    element = _ELEMENTS.get(oid)
    if element is None:
        return _FORMS.get(oid, _AS_TEXT)
    read, type_ = _FORMS.get(element, _AS_TEXT)
    return _array(read), pa.list_(type_)


def _number(form: str) -> Read:
    unpack = struct.Struct(form).unpack
    return lambda value: unpack(value)[0]


def _wrapping(form: str, bits: int, distance: int) -> Read:
    """An integer moved by `distance` in `bits` bits, as ADBC's driver does."""
    unpack, half = struct.Struct(form).unpack, 1 << (bits - 1)
    return lambda value: (unpack(value)[0] + distance + half) % (1 << bits) - half


def _interval(value: bytes) -> pa.MonthDayNano:
    micros, days, months = struct.unpack(">qii", value)
    if not -(2**63) <= micros * 1000 < 2**63:
        raise ValueNotRepresentable("an interval is outside the range of 64-bit nanoseconds")
    return pa.MonthDayNano([months, days, micros * 1000])


def _array(read: Read) -> Read:
    """A list of all elements, whatever the shape: another column tells whether it is odd."""

    def items(value: bytes) -> list[Any]:
        dimensions, _, _ = struct.unpack_from(">iiI", value)
        at, count = 12, min(dimensions, 1)
        for _ in range(dimensions):
            count *= struct.unpack_from(">i", value, at)[0]
            at += 8
        found: list[Any] = []
        for _ in range(count):
            (length,) = struct.unpack_from(">i", value, at)
            at += 4
            found.append(None if length < 0 else read(value[at : at + length]))
            at += max(length, 0)
        return found

    return items


_TIMESTAMP: Final = _wrapping(">q", 64, _MICROS)
_AS_TEXT: Final = (bytes.decode, pa.string())
_BY_NAME: Final[dict[str, tuple[Read, pa.DataType]]] = {
    "bool": (_number("?"), pa.bool_()),
    "int2": (_number(">h"), pa.int16()),
    "int4": (_number(">i"), pa.int32()),
    "int8": (_number(">q"), pa.int64()),
    "float4": (_number(">f"), pa.float32()),
    "float8": (_number(">d"), pa.float64()),
    "bytea": (bytes, pa.binary()),
    "date": (_wrapping(">i", 32, _DAYS), pa.date32()),
    "time": (_number(">q"), pa.time64("us")),
    "timestamp": (_TIMESTAMP, pa.timestamp("us")),
    "timestamptz": (_TIMESTAMP, pa.timestamp("us", tz="UTC")),
    "interval": (_interval, pa.month_day_nano_interval()),
}
"""All other types travel as text (`render.AS_TEXT`), or are text in binary form too."""

_FORMS: Final = {OIDS[name]: form for name, form in _BY_NAME.items()}
_ELEMENTS: Final = {ARRAY_OIDS[name]: OIDS[name] for name in ARRAY_OIDS}
