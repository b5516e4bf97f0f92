"""The application: its routes, and how errors leave it.

Imports: starlette, this package.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from gateway.errors import SqlError
from gateway.serve.http import console, health, query
from gateway.serve.http.door import Door
from gateway.serve.http.guard import Guard
from gateway.serve.http.identity import identify
from gateway.serve.http.problems import Problem, http_problem, sql_problem

Endpoint = Callable[[Door, Request], Awaitable[ASGIApp]]

ROUTES: Final[tuple[tuple[str, str, Endpoint], ...]] = (
    ("POST", "/v1/query", query.query),
    ("GET", "/v1/queries", query.running),
    ("GET", "/v1/queries/{id}", query.show),
    ("DELETE", "/v1/queries/{id}", query.cancel),
    ("GET", "/healthz", health.healthz),
)
"""Method, path and endpoint of everything there is."""


def application(door: Door, *, hosts: frozenset[str], origins: frozenset[str]) -> ASGIApp:
    """The ASGI application of a door. `hosts`: the names it may be addressed by."""
    routes = [
        Route(path, partial(endpoint, door), methods=[method]) for method, path, endpoint in ROUTES
    ]
    app = Starlette(
        routes=[*routes, *console.routes()],
        exception_handlers={
            SqlError: _sql_error,
            Problem: _problem,
            HTTPException: _http_exception,
        },
    )
    app.router.redirect_slashes = False
    return Guard(app, identify, hosts=hosts, origins=origins)


async def _sql_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, SqlError)
    return sql_problem(error)


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return http_problem(error)


async def _http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    details = {404: "there is nothing at this path", 405: "the path has no such method"}
    detail = details.get(error.status_code, str(error.detail))
    return http_problem(Problem(error.status_code, detail, headers=error.headers))
