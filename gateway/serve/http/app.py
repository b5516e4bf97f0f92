"""The application: its routes, and how errors leave it.

Imports: starlette, this package.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from gateway.errors import SqlError
from gateway.serve.http import catalog, console, explain, health, jobs, openapi, queries, query
from gateway.serve.http.door import Door, user_of
from gateway.serve.http.guard import Guard
from gateway.serve.http.neighbours import Trusted
from gateway.serve.http.problems import QUERY_ID, Problem, http_problem, sql_problem
from gateway.serve.http.streaming import SET_SESSION, WARNINGS

Endpoint = Callable[[Door, Request], Awaitable[ASGIApp]]


def anywhere(endpoint: Endpoint) -> Endpoint:
    """An endpoint about a query that may be another worker's."""

    async def answer(door: Door, request: Request) -> ASGIApp:
        try:
            return await endpoint(door, request)
        except Problem as problem:
            if problem.status != HTTPStatus.NOT_FOUND or door.neighbours is None:
                raise
            found = await door.neighbours.find(request, user_of(request))
            if found is None:
                raise
            return found

    return answer


ROUTES: Final[tuple[tuple[str, str, Endpoint], ...]] = (
    ("POST", "/v1/query", query.query),
    ("POST", "/v1/queries", jobs.submit),
    ("GET", "/v1/queries", queries.list_queries),
    ("GET", "/v1/queries/{id}", anywhere(queries.show)),
    ("DELETE", "/v1/queries/{id}", anywhere(queries.cancel)),
    ("GET", "/v1/queries/{id}/result", anywhere(jobs.result)),
    ("POST", "/v1/explain", explain.explain),
    ("GET", "/v1/sources", catalog.sources),
    ("GET", "/v1/catalog", catalog.catalog),
    ("GET", "/healthz", health.healthz),
    ("GET", "/readyz", health.readyz),
    ("GET", "/metrics", health.metrics),
    ("GET", "/openapi.json", openapi.openapi),
)
"""Method, path and endpoint of everything there is."""


def application(door: Door, *, hosts: frozenset[str], origins: frozenset[str]) -> ASGIApp:
    """The ASGI application of a door. `hosts`: the names it may be addressed by."""
    app = _routed(door)
    guard = Guard(app, door.identities.identify, door.metrics, hosts=hosts, origins=origins)
    if not origins:
        return guard
    return CORSMiddleware(
        guard,
        allow_origins=sorted(origins),
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key", QUERY_ID],
        expose_headers=[QUERY_ID, WARNINGS, SET_SESSION, "ETag", "Link", "X-Unsilo-Chunk-Rows"],
        max_age=600,
    )


def neighbours_application(door: Door) -> ASGIApp:
    """The same for the other workers, which pass on what they have let in."""
    return Trusted(_routed(replace(door, neighbours=None)), door.identities)


def _routed(door: Door) -> Starlette:
    paths: dict[str, dict[str, Endpoint]] = {}
    for method, path, endpoint in ROUTES:
        paths.setdefault(path, {})[method] = endpoint
    routes = [
        Route(path, partial(_dispatch, door, path, endpoints), methods=list(endpoints))
        for path, endpoints in paths.items()
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
    return app


async def _dispatch(
    door: Door, path: str, endpoints: Mapping[str, Endpoint], request: Request
) -> ASGIApp:
    """One path's endpoint by method; HEAD is GET without its body."""
    request.state.route = path
    method = "GET" if request.method == "HEAD" else request.method
    return await endpoints[method](door, request)


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
