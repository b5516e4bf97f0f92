"""The console: a page for people, made of the files in `static/` as they are.

It has no rights of its own: all it shows comes from the API, with the reader's login. So its files
may be had by anybody, while the policy below keeps it from loading or sending anything elsewhere.

Imports: starlette.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

PATH: Final = "/console/"
STATIC: Final = Path(__file__).parent / "static"

_POLICY: Final = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'"
)


def is_open(path: str) -> bool:
    """Whether a path is the console's, which answers anybody."""
    return path == "/" or path.startswith(PATH)


def routes() -> list[BaseRoute]:
    """`/` leads to the console."""
    return [
        Route("/", _home, methods=["GET"]),
        Mount(PATH.rstrip("/"), _Files(directory=STATIC, html=True)),
    ]


async def _home(request: object) -> RedirectResponse:
    return RedirectResponse(PATH.removeprefix("/"))


class _Files(StaticFiles):
    """The files, asked for anew when they may have changed."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {"content-security-policy": _POLICY, "cache-control": "no-cache"}
                kept = [(k, v) for k, v in Headers(raw=message["headers"]).items() if k not in own]
                message["headers"] = [
                    (name.encode(), value.encode()) for name, value in [*kept, *own.items()]
                ]
            await send(message)

        await super().__call__(scope, receive, with_headers)
