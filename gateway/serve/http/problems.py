"""Errors as RFC 9457 problems: SQLSTATE, position and hint beside the HTTP status.

Imports: starlette, `gateway.errors`.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from starlette.responses import JSONResponse

from gateway.errors import SqlError

MEDIA_TYPE: Final = "application/problem+json"
QUERY_ID: Final = "X-Unsilo-Query-Id"

CLIENT_CLOSED_REQUEST: Final = 499
"""nginx's status for a request that its client has cancelled."""

_CLASSES: Final[dict[str, tuple[int, str]]] = {
    "08": (502, "connection exception"),
    "0A": (400, "feature not supported"),
    "0L": (403, "invalid grantor"),
    "0P": (400, "invalid role specification"),
    "20": (400, "case not found"),
    "21": (400, "cardinality violation"),
    "22": (400, "data exception"),
    "23": (409, "integrity constraint violation"),
    "25": (400, "invalid transaction state"),
    "26": (404, "invalid SQL statement name"),
    "28": (401, "invalid authorization specification"),
    "2F": (400, "SQL routine exception"),
    "34": (404, "invalid cursor name"),
    "3D": (400, "invalid catalog name"),
    "3F": (400, "invalid schema name"),
    "42": (400, "syntax error or access rule violation"),
    "44": (400, "WITH CHECK OPTION violation"),
    "53": (503, "insufficient resources"),
    "54": (400, "program limit exceeded"),
    "55": (409, "object not in prerequisite state"),
    "57": (503, "operator intervention"),
    "58": (502, "system error"),
    "F0": (500, "configuration file error"),
    "HV": (502, "foreign data wrapper error"),
    "P0": (400, "PL/pgSQL error"),
}
"""Status and title of the SQLSTATE's class; PostgreSQL's appendix A has the names."""
_STATES: Final[dict[str, tuple[int, str]]] = {
    "08P01": (400, "protocol violation"),
    "42501": (403, "insufficient privilege"),
    "57014": (CLIENT_CLOSED_REQUEST, "query canceled"),
}
_TIMED_OUT: Final = (504, "query canceled")
_OTHER: Final = (500, "internal error")


class Problem(Exception):
    """An answer that is an error of HTTP's own: no SQLSTATE."""

    def __init__(
        self, status: int, detail: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})


def status_of(error: SqlError) -> tuple[int, str]:
    """HTTP status and title of an error."""
    if error.sqlstate == "57014" and "timeout" in error.message:
        return _TIMED_OUT
    return _STATES.get(error.sqlstate) or _CLASSES.get(error.sqlstate[:2]) or _OTHER


def members(error: SqlError, query_id: str = "") -> dict[str, Any]:
    """The members of the problem of an error."""
    status, title = status_of(error)
    found: dict[str, Any] = {
        "type": f"urn:unsilo:sqlstate:{error.sqlstate}",
        "title": title,
        "status": status,
        "detail": error.message,
        "sqlstate": error.sqlstate,
    }
    more = {
        "position": error.position,
        "hint": error.hint,
        "error_detail": error.detail,
        "query_id": query_id,
    }
    return found | {key: value for key, value in more.items() if value}


def sql_problem(error: SqlError, query_id: str = "") -> JSONResponse:
    """The answer to a statement that failed. `error_detail` is PostgreSQL's DETAIL."""
    headers = {QUERY_ID: query_id} if query_id else {}
    status, _ = status_of(error)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "1"
    return JSONResponse(members(error, query_id), status, headers, MEDIA_TYPE)


def http_problem(problem: Problem) -> JSONResponse:
    """The answer to a request that HTTP itself forbids."""
    content = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
    }
    return JSONResponse(content, problem.status, problem.headers, MEDIA_TYPE)
