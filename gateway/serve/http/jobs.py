"""Queries whose result is fetched later: `POST /v1/queries`, and `GET …/{id}/result`.

Imports: starlette, `gateway.engine`, this package.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from gateway.errors import SqlError
from gateway.serve.formats.rows import Rows
from gateway.serve.http.door import Door, begin, user_of
from gateway.serve.http.encoding import CODINGS, counted, limited, paced
from gateway.serve.http.media import Media, negotiate
from gateway.serve.http.problems import QUERY_ID, Problem, sql_problem
from gateway.serve.http.query import content_coding, execute
from gateway.serve.http.requests import Statement, chosen_id, parse_statement, read_body
from gateway.serve.http.spool import Spooled
from gateway.serve.http.statement import RunningStatement, State

logger = logging.getLogger(__name__)

_LONGEST_KEY: Final = 255
_LONGEST_WAIT: Final = 60.0
_MOST_CHUNKS: Final = 10_000_000


async def submit(door: Door, request: Request) -> Response:
    """Start a query; its result is kept for a while. The same idempotency key starts it once."""
    body = await read_body(request, door.limits.body_bytes, door.limits.body_seconds)
    wanted, statement = chosen_id(request), parse_statement(body)
    user = user_of(request)
    key = request.headers.get("idempotency-key")
    if key is not None and not 1 <= len(key) <= _LONGEST_KEY:
        raise Problem(400, f"an idempotency key has 1 to {_LONGEST_KEY} characters")
    if key is not None and door.neighbours is not None:
        answer = await door.neighbours.keeper(request, user, key, body)
        if answer is not None:
            return answer
    if key is None:
        running = await _begin(door, request, statement, wanted)
    else:
        digest = hashlib.sha256(body).digest()
        async with door.keyed:
            known = door.statements.repeated(user, key, digest)
            running = known or await _begin(door, request, statement, wanted)
            door.statements.remember(user, key, digest, running)
    headers = {"Location": f"/v1/queries/{running.query_id}", QUERY_ID: running.query_id}
    return JSONResponse(running.shown(), 202, headers)


async def _begin(
    door: Door, request: Request, statement: Statement, wanted: str | None
) -> RunningStatement:
    running = await begin(door, request, statement.sql, wanted)
    running.spooled = door.spool.new()
    task = asyncio.create_task(_work(door, statement, running, running.spooled))
    door.jobs.add(task)
    task.add_done_callback(door.jobs.discard)
    return running


async def result(door: Door, request: Request) -> Response:
    """A chunk of a result, as soon as it is there; 202 if it is not within `wait` seconds."""
    media = negotiate(request)
    number = whole_number(request, "chunk", 0, _MOST_CHUNKS)
    running = door.statements.find(request.path_params["id"], user_of(request))
    spooled = running.spooled
    if spooled is None:
        raise Problem(404, "the rows of this query were streamed and are not kept")

    def ready() -> bool:
        return running.state is not State.RUNNING or len(spooled.chunks) > number + 1

    await running.signal.wait_until(ready, seconds_to_wait(request))
    if not ready():
        headers = {"Retry-After": "1", QUERY_ID: running.query_id}
        return JSONResponse(running.shown(), 202, headers)
    if running.error is not None:
        return sql_problem(running.error, running.query_id)
    if number >= len(spooled.chunks):
        raise Problem(404, f"the result has {len(spooled.chunks)} chunks")
    return _chunk(request, running, spooled, media, number)


def _chunk(
    request: Request, running: RunningStatement, spooled: Spooled, media: Media, number: int
) -> Response:
    assert spooled.result is not None
    coding = content_coding(request, media)
    form = hashlib.sha256(f"{media} {request.query_params.get('numbers')} {coding}".encode())
    headers = {
        QUERY_ID: running.query_id,
        "ETag": f'"{running.query_id}-{number}-{form.hexdigest()[:12]}"',
        "Vary": "Accept, Accept-Encoding",
        "Cache-Control": "private, no-cache",
        "X-Unsilo-Chunk-Rows": str(spooled.chunks[number]),
    }
    if number + 1 < len(spooled.chunks):
        headers["Link"] = f'</v1/queries/{running.query_id}/result?chunk={number + 1}>; rel="next"'
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    batches = spooled.read(number)
    rows = Rows(
        spooled.result.columns,
        spooled.result.schema,
        batches if media.whole else paced(batches),
        lambda: running.warnings,
        lambda: spooled.result.tag(running.rows) if spooled.result else "",
        spooled.result.style,
    )
    parts = media.encode(rows)
    if coding is not None:
        headers["Content-Encoding"] = coding
        parts = CODINGS[coding](parts)
    return StreamingResponse(parts, headers=headers, media_type=media.content_type)


async def _work(
    door: Door, statement: Statement, running: RunningStatement, spooled: Spooled
) -> None:
    """Run it to its end, in a worker."""
    error: SqlError | None = None
    try:
        await door.workers.run(partial(_run, door, statement, running, spooled))
    except SqlError as raised:
        error = raised
    except Exception:
        logger.exception("internal error in query %s", running.query_id)
        error = SqlError("XX000", "internal error")
    finally:
        running.end(error)
        if error is not None:
            await door.workers.run(spooled.delete)
        door.statements.ended(running)


def _run(door: Door, statement: Statement, running: RunningStatement, spooled: Spooled) -> None:
    with running.start(partial(execute, door, statement, running)) as found:
        batches = counted(limited(found.batches(), statement.row_limit, running), running)
        for _ in spooled.write(found, batches):
            running.signal.pulse()


def seconds_to_wait(request: Request) -> float:
    """`wait`: for how long an answer may be held back."""
    return float(whole_number(request, "wait", 0, int(_LONGEST_WAIT)))


def whole_number(request: Request, name: str, default: int, most: int) -> int:
    """A number in the query string. Problem 400."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 12 or int(text) > most:
        raise Problem(400, f"{name} must be a whole number from 0 to {most}")
    return int(text)
