"""`GET /healthz`: the process answers.

Imports: starlette.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse

from gateway.serve.http.door import Door


async def healthz(door: Door, request: Request) -> PlainTextResponse:
    """Always, while the process lives."""
    return PlainTextResponse("ok\n")
