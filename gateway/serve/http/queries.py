"""Queries, however and wherever they were begun: list, look at, stop. An admin's are everybody's.

Those of the HTTP door are known here from begin to end and longer, those of the other doors from
the journal while they run.

Imports: starlette, `gateway.operations`, this package.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway.operations.journal import Entry
from gateway.serve.http.door import Door, is_admin, user_of
from gateway.serve.http.jobs import seconds_to_wait
from gateway.serve.http.problems import QUERY_ID, Problem
from gateway.serve.http.statement import State


async def list_queries(door: Door, request: Request) -> JSONResponse:
    """What runs, the newest first; with `ended=true` also what has ended lately."""
    ended = request.query_params.get("ended", "false")
    if ended not in ("true", "false"):
        raise Problem(400, "ended must be true or false")
    whose = await _whose(door, request)
    found = [
        statement.shown()
        for statement in door.statements.of(whose)
        if ended == "true" or statement.state is State.RUNNING
    ]
    found += [_shown(entry, whose) for entry in _elsewhere(door, whose)]
    if door.neighbours is not None:
        for answer in await door.neighbours.all(request, user_of(request)):
            found += answer["queries"]
    return JSONResponse({"queries": sorted(found, key=itemgetter("begun"), reverse=True)})


async def show(door: Door, request: Request) -> JSONResponse:
    """How far a query is; held back up to `wait` seconds while it runs, if it came this way."""
    query_id, whose = request.path_params["id"], await _whose(door, request)
    wait = seconds_to_wait(request)
    running = door.statements.look_up(query_id, whose)
    if running is None:
        shown = _shown(_found(door, query_id, whose), whose)
    else:
        await running.signal.wait_until(lambda: running.state is not State.RUNNING, wait)
        shown = running.shown()
    return JSONResponse(shown, headers={QUERY_ID: query_id})


async def cancel(door: Door, request: Request) -> Response:
    """Stop a query wherever it runs; forget the result of one that has ended."""
    query_id, whose = request.path_params["id"], await _whose(door, request)
    running = door.statements.look_up(query_id, whose)
    if running is None:
        door.workers.cancel(_found(door, query_id, whose).cancel)
    elif running.state is State.RUNNING:
        door.workers.cancel(running.cancel)
    elif running.spooled is not None:
        await door.workers.run(running.spooled.delete)
        door.statements.forget(running)
    return Response(status_code=204)


async def _whose(door: Door, request: Request) -> str | None:
    """The user whose queries these are; None: an admin's are everybody's."""
    return None if await is_admin(door, request) else user_of(request)


def _elsewhere(door: Door, whose: str | None) -> Iterator[Entry]:
    """What runs and did not come through this door."""
    for entry in door.gateway.journal.running():
        known = door.statements.look_up(entry.query_id, None)
        if known is None and (whose is None or entry.is_of(whose)):
            yield entry


def _found(door: Door, query_id: str, whose: str | None) -> Entry:
    """One of those. Problem 404."""
    for entry in _elsewhere(door, whose):
        if entry.query_id == query_id:
            return entry
    raise Problem(404, "there is no such query")


def _shown(entry: Entry, whose: str | None) -> dict[str, Any]:
    """As `RunningStatement.shown`; only an admin is told what moves that policies withhold."""
    result = entry.result
    moved = () if result is None else result.moved() if whose is None else result.progress()
    return {
        "id": entry.query_id,
        "state": State.RUNNING.value,
        "user": entry.user,
        "door": entry.door,
        "client": entry.client,
        "sql": entry.text,
        "begun": datetime.fromtimestamp(entry.began, UTC).isoformat(),
        "ended": None,
        "seconds": entry.seconds,
        "rows": entry.rows,
        "sources": [
            {"source": p.source, "scan": p.scan, "rows": p.rows, "bytes": p.bytes, "done": p.done}
            for p in moved
        ],
        "warnings": [],
    }
