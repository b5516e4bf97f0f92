"""The gateway over HTTP: statements as JSON, results as a stream of Arrow (see docs/http.md).

Imports: pyarrow, urllib3, this package.
"""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import urllib3

from gateway.client.errors import DatabaseError, InterfaceError, OperationalError, from_sqlstate
from gateway.client.parameters import Statement
from gateway.client.transport import Answer

ARROW: Final = "application/vnd.apache.arrow.stream"
QUERY_ID: Final = "X-Unsilo-Query-Id"
WARNINGS: Final = b"unsilo_warnings"
SET_SESSION: Final = "X-Unsilo-Set-Session"
"""Settings that the statement changed: `name=value, …`, percent-encoded; `name` alone: reset."""

_CONNECT_SECONDS: Final = 10.0


class Http:
    """A transport to one address, which keeps no session: its settings are kept here."""

    def __init__(
        self,
        url: str,
        user: str | None,
        password: str | None,
        token: str | None,
        ca_file: str | Path | None,
        settings: Mapping[str, str],
    ) -> None:
        """Remember where and who; nothing is sent. InterfaceError for a malformed address."""
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InterfaceError(f'"{parts.scheme}://{parts.hostname or ""}" is no HTTP address')
        user = user if user is not None else _unquoted(parts.username)
        password = password if password is not None else _unquoted(parts.password)
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        port = f":{parts.port}" if parts.port is not None else ""
        self._url = f"{parts.scheme}://{host}{port}{parts.path.rstrip('/')}"
        self._begun = dict(settings)
        self._changed: dict[str, str] = {}
        self._headers = _login(user, password, token)
        self._pool = urllib3.PoolManager(
            retries=False, ca_certs=None if ca_file is None else str(ca_file)
        )

    def run(self, statement: Statement, query_id: str) -> Answer:
        """Start a statement; returns when the first rows are there, or the error."""
        body: dict[str, Any] = {"sql": statement.sql, "settings": self._begun | self._changed}
        if statement.values:
            body |= {"parameters": statement.values, "types": statement.types}
        response = self._request("POST", "/v1/query", query_id, body)
        if response.status != 200:
            raise _problem(response, query_id)
        self._keep(response.headers.get(SET_SESSION, ""))
        return _answer(response, query_id)

    def cancel(self, query_id: str) -> None:
        """Ask the server to stop a statement; one it does not know is over."""
        with suppress(OperationalError):
            self._request("DELETE", f"/v1/queries/{query_id}", query_id).close()

    def close(self) -> None:
        """Hang up."""
        self._pool.clear()

    def _request(
        self, method: str, path: str, query_id: str, body: object = None
    ) -> urllib3.BaseHTTPResponse:
        headers = {**self._headers, "Accept": f"{ARROW}, application/problem+json"}
        headers[QUERY_ID] = query_id
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body).encode()
        try:
            return self._pool.request(
                method,
                self._url + path,
                body=content,
                headers=headers,
                preload_content=False,
                redirect=False,
                timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=None),
            )
        except urllib3.exceptions.HTTPError as error:
            raise _lost(f'could not speak to "{self._url}"', error, query_id) from None

    def _keep(self, header: str) -> None:
        """Remember what a statement has SET."""
        for part in filter(None, (item.strip() for item in header.split(","))):
            name, equals, value = part.partition("=")
            if equals:
                self._changed[urllib.parse.unquote(name)] = urllib.parse.unquote(value)
            else:
                self._changed.pop(urllib.parse.unquote(name), None)


def _login(user: str | None, password: str | None, token: str | None) -> dict[str, str]:
    if token is not None:
        return {"Authorization": f"Bearer {token}"}
    if user is not None:
        return dict(urllib3.make_headers(basic_auth=f"{user}:{password or ''}"))
    return {}


def _answer(response: urllib3.BaseHTTPResponse, query_id: str) -> Answer:
    try:
        reader = pa.ipc.open_stream(response)
    except (pa.ArrowException, OSError, urllib3.exceptions.HTTPError) as error:
        response.close()
        raise _lost("the connection broke", error, query_id) from None
    warnings: list[str] = []
    return Answer(
        reader.schema.remove_metadata(),
        _batches(reader, response, query_id, warnings),
        close=lambda: _hang_up(response),
        warnings=lambda: tuple(warnings),
    )


def _batches(
    reader: pa.RecordBatchReader,
    response: urllib3.BaseHTTPResponse,
    query_id: str,
    warnings: list[str],
) -> Iterator[pa.RecordBatch]:
    """The batches; a stream without its end mark is an error, never a shorter result.

    The last one may be empty, with all warnings in its metadata.
    """
    try:
        for batch, metadata in reader.iter_batches_with_custom_metadata():
            if metadata is not None and WARNINGS in metadata:
                warnings += [warning["message"] for warning in json.loads(metadata[WARNINGS])]
            if batch.num_rows:
                yield batch
        response.drain_conn()  # to the end of the body, so that the connection serves again
    except (pa.ArrowException, OSError, urllib3.exceptions.HTTPError) as error:
        raise _lost("the result broke off", error, query_id) from None
    finally:
        _hang_up(response)


def _hang_up(response: urllib3.BaseHTTPResponse) -> None:
    """Give the connection back if the body was read to its end, else close it: the server stops."""
    if not response.closed:
        response.close()
    response.release_conn()


def _problem(response: urllib3.BaseHTTPResponse, query_id: str) -> DatabaseError:
    """The driver's form of an RFC 9457 problem."""
    with suppress(urllib3.exceptions.HTTPError):
        content = response.read()
    try:
        problem = json.loads(content)
        detail = problem["detail"]
    except (ValueError, KeyError, TypeError, UnboundLocalError):
        return OperationalError(f"the server answered with status {response.status}")
    sqlstate = problem.get("sqlstate", "")
    return from_sqlstate(sqlstate)(
        detail,
        sqlstate=sqlstate,
        detail=problem.get("error_detail", ""),
        hint=problem.get("hint", ""),
        position=problem.get("position"),
        query_id=problem.get("query_id", query_id),
    )


def _lost(message: str, error: Exception, query_id: str) -> OperationalError:
    return OperationalError(message, sqlstate="08006", detail=str(error), query_id=query_id)


def _unquoted(text: str | None) -> str | None:
    return None if text is None else urllib.parse.unquote(text)
