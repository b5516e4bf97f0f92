"""What operators ask: does it live, is it ready, what has it counted.

Imports: starlette, this package.
"""

from __future__ import annotations

from functools import partial

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from gateway.errors import SqlError
from gateway.serve.http.door import Door, is_admin, user_of
from gateway.serve.http.problems import Problem
from gateway.serve.metrics import CONTENT_TYPE, merged


async def healthz(door: Door, request: Request) -> PlainTextResponse:
    """Always, while the process lives."""
    return PlainTextResponse("ok\n")


async def readyz(door: Door, request: Request) -> PlainTextResponse:
    """Whether statements can be run: the catalog and the local engine answer."""
    try:
        await door.workers.run(partial(_try, door))
    except SqlError:
        raise Problem(503, "the gateway cannot run statements") from None
    return PlainTextResponse("ready\n")


async def metrics(door: Door, request: Request) -> Response:
    """In Prometheus' text format; of all workers, each with its number. Of sources to an admin."""
    sources = await is_admin(door, request)
    text = await door.workers.run(partial(door.metrics.text, sources=sources))
    if door.neighbours is not None:
        others = await door.neighbours.texts(request, user_of(request))
        texts = {door.neighbours.number: text.decode()} | others
        text = await door.workers.run(partial(merged, texts))
    return Response(text, headers={"Content-Type": CONTENT_TYPE})


def _try(door: Door) -> None:
    door.gateway.catalog.sources()
    door.gateway.execute("SELECT 1").table()
