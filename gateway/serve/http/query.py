"""`POST /v1/query`: run a statement and stream its rows.

Imports: starlette, `gateway.engine`, this package.
"""

from __future__ import annotations

from functools import partial

from starlette.requests import Request

from gateway.execute.result import Result
from gateway.serve.http.door import Door, begin
from gateway.serve.http.encoding import CODINGS, encoded
from gateway.serve.http.media import Media, negotiate
from gateway.serve.http.requests import Statement, chosen_id, parse_statement, read_body
from gateway.serve.http.statement import RunningStatement
from gateway.serve.http.streaming import StreamingAnswer


async def query(door: Door, request: Request) -> StreamingAnswer:
    """Run the statement in the body; rows in the format that Accept asks for."""
    media = negotiate(request)
    coding = content_coding(request, media)
    body = await read_body(request, door.limits.body_bytes, door.limits.body_seconds)
    statement = parse_statement(body)
    running = await begin(door, request, statement.sql, chosen_id(request))
    start = partial(execute, door, statement, running)
    parts = encoded(running, start, media, statement.row_limit)
    return StreamingAnswer(running, parts, media, coding, door.workers, door.statements)


def execute(door: Door, statement: Statement, running: RunningStatement) -> Result:
    """Plan and start a statement, in a worker. Raises SqlError."""
    session = statement.session(running)
    prepared = door.gateway.prepare(statement.sql, session, statement.types)
    before, _ = session.values.saved()
    result = prepared.execute(statement.values(prepared.parameters))
    after, _ = session.values.saved()
    names = before.keys() | after.keys()
    running.changed = {n: after.get(n) for n in names if before.get(n) != after.get(n)}
    return result


def content_coding(request: Request, media: Media) -> str | None:
    """The compression of a text format that Accept-Encoding asks for."""
    if not media.text:
        return None
    given = ",".join(request.headers.getlist("accept-encoding")).lower().replace(" ", "")
    wanted = {name for name, _, q in (e.partition(";q=") for e in given.split(",")) if q != "0"}
    return next((name for name in CODINGS if name in wanted), None)
