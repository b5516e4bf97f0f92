"""What every request goes through: host and origin, who asks, headers that protect, last errors.

A page of another site must not reach a gateway that trusts its network: its name could be made to
resolve to this machine (DNS rebinding), or it could post a form (CSRF). So Host must be one of
ours, Origin must be our own, and bodies must be declared as JSON, which no form can.

Imports: starlette, this package.
"""

from __future__ import annotations

import ipaddress
import logging
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import SqlError
from gateway.serve.http import console
from gateway.serve.http.identity import Identity
from gateway.serve.http.problems import Problem, http_problem, sql_problem
from gateway.serve.metrics import Metrics

logger = logging.getLogger(__name__)

OPEN: Final = frozenset({"/healthz", "/readyz"})
"""Paths that answer anybody."""

_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SAFE_SITES: Final = frozenset({"", "same-origin", "none"})


class Guard:
    """Around the application. `identify` raises SqlError for who may not come in."""

    def __init__(
        self,
        app: ASGIApp,
        identify: Callable[[Request], Awaitable[Identity]],
        metrics: Metrics,
        *,
        hosts: frozenset[str],
        origins: frozenset[str],
    ) -> None:
        self._app = app
        self._identify = identify
        self._metrics = metrics
        self._hosts = hosts
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        assert scope["type"] == "http"
        status, sent, begun = 0, 0, time.perf_counter()

        async def guarded(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            else:
                sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._admit(Request(scope))
            await self._app(scope, receive, guarded)
        except (Problem, SqlError) as error:
            await _answer(error, scope)(scope, receive, guarded)
        except Exception:
            logger.exception("internal error in %s %s", scope["method"], scope["path"])
            if not status:
                internal = SqlError("XX000", "internal error")
                await sql_problem(internal)(scope, receive, guarded)
        finally:
            self._measure(scope, status, sent, time.perf_counter() - begun)

    def _measure(self, scope: Scope, status: int, sent: int, seconds: float) -> None:
        route = scope.get("state", {}).get("route", "none")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.http_requests.labels(method, route, str(status)).inc()
        self._metrics.http_seconds.labels(route).observe(seconds)
        self._metrics.http_bytes.inc(sent)

    async def _admit(self, request: Request) -> None:
        """Raises Problem 421 or 403, SqlError 28xxx. Leaves the identity in the request's state."""
        origin = request.headers.get("origin")
        known = origin is not None and (origin in self._origins or _is_own(origin, request))
        if origin is not None and not known:
            raise Problem(403, "requests from pages of other origins are not allowed")
        site = request.headers.get("sec-fetch-site", "")
        if site not in _SAFE_SITES and not known and request.url.path.startswith("/v1/"):
            raise Problem(403, "requests from pages of other sites are not allowed")
        if request.url.path in OPEN or console.is_open(request.url.path):
            return
        identity = await self._identify(request)
        if identity.login is None and not self._is_ours(request.headers.get("host", "")):
            raise Problem(421, "the Host header names no address of this gateway")
        request.state.identity = identity

    def _is_ours(self, host: str) -> bool:
        """An address literal cannot be rebound; a name must be known."""
        name = _hostname(host)
        if name is None:
            return False
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name in self._hosts
        return True


def _answer(error: Problem | SqlError, scope: Scope) -> Response:
    if isinstance(error, Problem):
        return http_problem(error)
    response = sql_problem(error)
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        # A script asks for the login itself; offered "Basic", a browser would ask beside it.
        by_script = Headers(scope=scope).get("sec-fetch-dest") == "empty"
        schemes = "Bearer" if by_script else 'Basic realm="unsilo", charset="UTF-8", Bearer'
        response.headers["WWW-Authenticate"] = schemes
    return response


def _is_own(origin: str, request: Request) -> bool:
    scheme, _, authority = origin.partition("://")
    own = request.headers.get("host", "").lower()
    return scheme == request.url.scheme and authority.lower() == own


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
