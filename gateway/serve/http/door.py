"""What the routes share.

Imports: starlette, `gateway.engine`, this package.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from starlette.requests import Request

from gateway.config import Settings
from gateway.errors import SqlError
from gateway.serve.admission import Admission
from gateway.serve.guests import Guest, unwelcome
from gateway.serve.http.identity import Identities, Identity
from gateway.serve.http.neighbours import Neighbours
from gateway.serve.http.problems import Problem
from gateway.serve.http.running import RunningStatements
from gateway.serve.http.spool import Spool
from gateway.serve.http.statement import RunningStatement
from gateway.serve.metrics import Metrics
from gateway.serve.workers import Workers
from gateway.session import Session

if TYPE_CHECKING:
    from gateway.engine import Gateway

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HttpLimits:
    """Guards of the HTTP door. `result_bytes`: of all kept results together."""

    body_bytes: int = 16 * 1024 * 1024
    body_seconds: float = 60.0
    queries_per_user: int = 64
    result_bytes: int = 10_000_000_000
    result_seconds: float = 3600.0

    @classmethod
    def of(cls, settings: Settings) -> HttpLimits:
        """What the settings say."""
        return cls(
            body_bytes=settings.http_max_body,
            queries_per_user=settings.http_max_queries,
            result_bytes=settings.http_result_space,
            result_seconds=settings.http_result_ttl,
        )


@dataclass(frozen=True, slots=True)
class Door:
    """One HTTP endpoint's parts."""

    gateway: Gateway
    workers: Workers
    admission: Admission
    identities: Identities
    statements: RunningStatements
    spool: Spool
    metrics: Metrics
    limits: HttpLimits
    neighbours: Neighbours | None = None
    """The other workers, if there are any and this door is the clients'."""
    jobs: set[asyncio.Task[None]] = field(default_factory=set)
    """Statements whose result is fetched later, while they run."""
    keyed: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held from the look for an idempotency key to its begin."""

    @classmethod
    def of(
        cls,
        gateway: Gateway,
        limits: HttpLimits,
        admission: Admission,
        *,
        trust_remote: bool,
        neighbours: Neighbours | None = None,
    ) -> Door:
        """A new door before a gateway. F0000 for settings that contradict each other."""
        workers = Workers()
        identities = Identities(
            gateway.catalog.store,
            gateway.settings,
            workers,
            admission,
            trust_remote=trust_remote,
        )
        statements = RunningStatements(
            limits.result_seconds, lambda running: admission.give(_seat(running.user))
        )
        spool = Spool(gateway.settings.temp_directory, limits.result_bytes)
        metrics = Metrics()
        metrics.http_running.set_function(lambda: statements.count)
        return cls(
            gateway, workers, admission, identities, statements, spool, metrics, limits, neighbours
        )

    async def sweep(self) -> None:
        """Delete what has been kept long enough."""
        for statement in self.statements.expired():
            if statement.spooled is not None:
                await self.workers.run(statement.spooled.delete)

    async def dismiss(self) -> None:
        """Stop what runs for who may not be here any more (57P01)."""
        store = self.gateway.catalog.store
        guests = [Guest(one.login, one.cancel) for one in self.statements.running()]
        if store is None or not guests:
            return
        try:
            for guest, error in await self.workers.run(partial(unwelcome, store, guests)):
                self.workers.cancel(partial(guest.leave, error))
        except SqlError as error:
            logger.warning("cannot read roles: %s", error)

    async def close(self) -> None:
        """After the last request: nothing runs, nothing is kept."""
        if self.jobs:
            await asyncio.wait(self.jobs)
        await asyncio.to_thread(self.workers.close)
        await asyncio.to_thread(self.spool.close)


def user_of(request: Request) -> str:
    """The user whom the guard has let in."""
    identity: Identity = request.state.identity
    return identity.user


async def is_admin(door: Door, request: Request) -> bool:
    """Whether everything is allowed to the request's user. 28000 for who has just been dropped."""
    session = Session(user=user_of(request))
    rights = await door.workers.run(partial(door.gateway.access.rights, session))
    return rights.administrator


async def begin(door: Door, request: Request, sql: str, wanted: str | None) -> RunningStatement:
    """A new statement of the request's user. Problem 409, SqlError 53300."""
    user, most = user_of(request), door.limits.queries_per_user
    if not await door.admission.take(_seat(user), most):
        raise SqlError(
            "53300",
            f'too many running statements for user "{user}"',
            detail=f"The limit is {most}.",
        )
    try:
        running = door.statements.begin(user, sql, wanted)
    except Problem:
        door.admission.give(_seat(user))
        raise
    running.login = request.state.identity.login
    running.client = request.client.host if request.client is not None else ""
    running.trace_parent = request.headers.get("traceparent", "")
    return running


def _seat(user: str) -> str:
    return f"http {user}"
