"""The doors through which a restricted user may come: one line each in `DOORS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from typing import Final

import psycopg

from gateway import client
from gateway.access import roles
from gateway.errors import SqlError
from gateway.serve.http.server import running as http_running
from gateway.serve.pgwire import running
from gateway.sql.output import to_text
from tests.access.world import World

Ask = Callable[[str], list[tuple[object, ...]]]
"""Rows of a statement in text form, sorted. SqlError."""
PASSWORD: Final = "a good password"


@contextmanager
def in_process(there: World, user: str, pushdown: str) -> Iterator[Ask]:
    """The engine itself."""
    yield lambda sql: there.ask(user, sql, pushdown=pushdown)


@contextmanager
def wire(there: World, user: str, pushdown: str) -> Iterator[Ask]:
    """PostgreSQL's protocol, simple."""
    with _connected(there, user, pushdown) as connection:
        yield lambda sql: _rows(connection, sql)


@contextmanager
def wire_prepared(there: World, user: str, pushdown: str) -> Iterator[Ask]:
    """PostgreSQL's protocol, extended."""
    with _connected(there, user, pushdown) as connection:
        yield lambda sql: _rows(connection, sql, prepare=True)


@contextmanager
def sql_prepared(there: World, user: str, pushdown: str) -> Iterator[Ask]:
    """PREPARE and EXECUTE."""
    with _connected(there, user, pushdown) as connection:

        def ask(sql: str) -> list[tuple[object, ...]]:
            _rows(connection, f"PREPARE p AS {sql}")
            try:
                return _rows(connection, "EXECUTE p")
            finally:
                _rows(connection, "DEALLOCATE p")

        yield ask


@contextmanager
def cursor(there: World, user: str, pushdown: str) -> Iterator[Ask]:
    """DECLARE and FETCH."""
    with _connected(there, user, pushdown) as connection:

        def ask(sql: str) -> list[tuple[object, ...]]:
            _rows(connection, "BEGIN")
            try:
                _rows(connection, f"DECLARE c CURSOR FOR {sql}")
                return _rows(connection, "FETCH ALL FROM c")
            finally:
                _rows(connection, "ROLLBACK")

        yield ask


@contextmanager
def copy(there: World, user: str, pushdown: str) -> Iterator[Ask]:
    """COPY TO STDOUT."""
    with _connected(there, user, pushdown) as connection:

        def ask(sql: str) -> list[tuple[object, ...]]:
            with _errors(), connection.cursor() as c, c.copy(f"COPY ({sql}) TO STDOUT") as out:
                return sorted(out.rows(), key=repr)

        yield ask


@contextmanager
def http(there: World, user: str, pushdown: str) -> Iterator[Ask]:
    """HTTP, by the Python driver."""
    _let_in(there, user)
    with http_running(there.gateway) as server:
        url = f"http://127.0.0.1:{server.port}"
        settings = {"pushdown": pushdown}
        with closing(
            client.connect(url, user=user, password=PASSWORD, settings=settings)
        ) as connection:

            def ask(sql: str) -> list[tuple[object, ...]]:
                try:
                    with closing(connection.cursor()) as opened:
                        opened.execute(sql)
                        table = opened.fetch_arrow_table()
                except client.Error as error:
                    raise SqlError(
                        str(error.sqlstate), error.message,
                        detail=error.detail or "", hint=error.hint or "",
                    ) from None  # fmt: skip
                outputs = there.gateway.prepare(sql, there.session(user)).columns
                columns = [
                    to_text(column.combine_chunks(), output.type).to_pylist()
                    for column, output in zip(table.columns, outputs, strict=True)
                ]
                return sorted(zip(*columns, strict=True), key=repr)

            yield ask


Door = Callable[[World, str, str], AbstractContextManager[Ask]]

DOORS: Final[Mapping[str, Door]] = {
    "in process": in_process,
    "wire": wire,
    "wire, extended": wire_prepared,
    "PREPARE": sql_prepared,
    "cursor": cursor,
    "COPY": copy,
    "HTTP": http,
}


@contextmanager
def _connected(there: World, user: str, pushdown: str) -> Iterator[psycopg.Connection]:
    _let_in(there, user)
    with (
        running(there.gateway) as server,
        psycopg.connect(
            host="127.0.0.1", port=server.port, user=user, password=PASSWORD, dbname="unsilo",
            options=f"-c pushdown={pushdown}", autocommit=True,
        ) as connection,
    ):  # fmt: skip
        yield connection


def _let_in(there: World, user: str) -> None:
    """Give the user a password, if there is none."""
    roles.change(
        there.gateway.access.store, user,
        lambda role: role if role.verifier else _may_log_in(role),
    )  # fmt: skip


def _may_log_in(role: roles.Role) -> roles.Role:
    return replace(role, login=True).with_password(PASSWORD)


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        diagnosis = error.diag
        raise SqlError(
            error.sqlstate or "XX000",
            diagnosis.message_primary or "",
            detail=diagnosis.message_detail or "",
            hint=diagnosis.message_hint or "",
        ) from None


def _rows(
    connection: psycopg.Connection, sql: str, *, prepare: bool = False
) -> list[tuple[object, ...]]:
    with _errors(), connection.cursor(binary=False) as c:
        c.execute(sql, prepare=prepare or None)
        if c.description is None:
            return []
        result = c.pgresult
        assert result is not None
        return sorted(
            (tuple(_text(result.get_value(row, n)) for n in range(result.nfields))
             for row in range(result.ntuples)),
            key=repr,
        )  # fmt: skip


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()
