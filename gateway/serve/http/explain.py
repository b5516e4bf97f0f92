"""`POST /v1/explain`: the plan of a query, as a document and as lines.

Imports: starlette, `gateway.prepared`, this package.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from gateway.errors import SqlError
from gateway.prepared import CatalogQuery, Explain, Query
from gateway.serve.http.door import Door, user_of
from gateway.serve.http.problems import QUERY_ID
from gateway.serve.http.requests import Statement, chosen_id, parse_explain, read_body
from gateway.serve.http.statement import RunningStatement


async def explain(door: Door, request: Request) -> JSONResponse:
    """What each source is sent and why; with `analyze` it is run, and what was moved is shown."""
    body = await read_body(request, door.limits.body_bytes, door.limits.body_seconds)
    statement, analyze = parse_explain(body)
    wanted = chosen_id(request)
    running = door.statements.begin(user_of(request), statement.sql, wanted)
    error: SqlError | None = None
    try:
        plan = await door.workers.run(partial(_plan, door, statement, running, analyze))
    except SqlError as raised:
        error = raised
        raise
    finally:
        running.end(error)
        door.statements.ended(running)
    return JSONResponse({"plan": plan}, headers={QUERY_ID: running.query_id})


def _plan(door: Door, statement: Statement, running: RunningStatement, analyze: bool) -> Any:
    session = statement.session(running.user, running.query_id)
    prepared = door.gateway.prepare(statement.sql, session, statement.types)
    if not isinstance(prepared, (Query, CatalogQuery)):
        raise SqlError("42601", "only a query can be explained")
    values = statement.values(prepared.parameters)
    lines = Explain(prepared, analyze, json=True).lines(values)
    return json.loads("\n".join(lines))[0]["Plan"]
