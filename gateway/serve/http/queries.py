"""Queries of a user, however they were begun: list, look at, stop.

Imports: starlette, this package.
"""

from __future__ import annotations

from operator import itemgetter

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway.serve.http.door import Door, user_of
from gateway.serve.http.jobs import seconds_to_wait
from gateway.serve.http.problems import QUERY_ID, Problem
from gateway.serve.http.statement import State


async def list_queries(door: Door, request: Request) -> JSONResponse:
    """What the user runs; with `ended=true` also what has ended lately."""
    ended = request.query_params.get("ended", "false")
    if ended not in ("true", "false"):
        raise Problem(400, "ended must be true or false")
    found = [
        statement.shown()
        for statement in door.statements.of(user_of(request))
        if ended == "true" or statement.state is State.RUNNING
    ]
    if door.neighbours is not None:
        for answer in await door.neighbours.all(request, user_of(request)):
            found += answer["queries"]
        found.sort(key=itemgetter("begun"), reverse=True)
    return JSONResponse({"queries": found})


async def show(door: Door, request: Request) -> JSONResponse:
    """How far a query is; held back up to `wait` seconds while it runs."""
    running = door.statements.find(request.path_params["id"], user_of(request))
    await running.signal.wait_until(
        lambda: running.state is not State.RUNNING, seconds_to_wait(request)
    )
    return JSONResponse(running.shown(), headers={QUERY_ID: running.query_id})


async def cancel(door: Door, request: Request) -> Response:
    """Stop a query wherever it runs; forget the result of one that has ended."""
    running = door.statements.find(request.path_params["id"], user_of(request))
    if running.state is State.RUNNING:
        door.workers.cancel(running.cancel)
    elif running.spooled is not None:
        await door.workers.run(running.spooled.delete)
        door.statements.forget(running)
    return Response(status_code=204)
