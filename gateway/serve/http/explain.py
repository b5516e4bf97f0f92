"""`POST /v1/explain`: the plan of a query, as a document and as lines.

Imports: starlette, this package.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from gateway.errors import SqlError, at_offset
from gateway.execute.result import Result
from gateway.serve.http.door import Door, begin
from gateway.serve.http.problems import QUERY_ID, sql_problem
from gateway.serve.http.query import execute
from gateway.serve.http.requests import Statement, chosen_id, parse_explain, read_body
from gateway.serve.http.statement import RunningStatement


async def explain(door: Door, request: Request) -> JSONResponse:
    """What each source is sent and why; with `analyze` it is run, and what was moved is shown."""
    body = await read_body(request, door.limits.body_bytes, door.limits.body_seconds)
    statement, analyze = parse_explain(body)
    wanted = chosen_id(request)
    running = await begin(door, request, statement.sql, wanted)
    watcher = asyncio.create_task(_watch(door, request, running))
    error: SqlError | None = None
    try:
        plan = await door.workers.run(partial(_plan, door, statement, running, analyze))
    except SqlError as raised:
        error = raised
    except Exception:
        error = SqlError("XX000", "internal error")
        raise
    finally:
        watcher.cancel()
        running.end(error)
        door.statements.ended(running)
    if running.error is not None:
        return sql_problem(running.error, running.query_id)
    return JSONResponse({"plan": plan}, headers={QUERY_ID: running.query_id})


def _plan(door: Door, statement: Statement, running: RunningStatement, analyze: bool) -> Any:
    with running.start(partial(_explained, door, statement, running, analyze)) as result:
        (text,) = result.table().column(0).to_pylist()
    return json.loads(text)[0]["Plan"]


def _explained(
    door: Door, statement: Statement, running: RunningStatement, analyze: bool
) -> Result:
    """The statement with EXPLAIN before it; errors point into the client's own text."""
    prefix = "EXPLAIN (ANALYZE, FORMAT JSON) " if analyze else "EXPLAIN (FORMAT JSON) "
    with at_offset(-len(prefix)):
        return execute(door, replace(statement, sql=prefix + statement.sql), running)


async def _watch(door: Door, request: Request, running: RunningStatement) -> None:
    """Stop it when its client has left."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    door.workers.cancel(running.cancel)
