"""Statistics for the planner: kept, aged, and never waited for long.

Imports: `connectors.api`, the catalog's backing.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Final

from connectors.api import Connector, ConnectorError, Relation, Statistics
from gateway.catalog.backing import Backing
from gateway.errors import SqlError

logger = logging.getLogger(__name__)

PATIENCE: Final = 0.3
"""Seconds the planner waits for statistics it has never seen."""
FRESH: Final = 300.0
"""Seconds after which statistics are taken again, in the background."""

Key = tuple[str, Relation]


class Estimates:
    """Statistics by relation. The first question waits a moment, later ones never."""

    def __init__(self, backing: Backing, connector: Callable[[str], Connector]) -> None:
        self._backing = backing
        self._connector = connector
        self._lock = threading.Lock()
        self._running: dict[Key, Future[Statistics]] = {}
        self._pool: ThreadPoolExecutor | None = None
        self._closed = False

    def get(self, source: str, relation: Relation) -> Statistics:
        """What is known now; a `Statistics()` of unknowns rather than a long wait."""
        kept = self._backing.statistics(source, relation)
        if kept is not None and kept[1] <= FRESH:
            return kept[0]
        future = self._ask(source, relation)
        if kept is not None:
            return kept[0]
        try:
            return future.result(timeout=PATIENCE) if future else Statistics()
        except FutureTimeout:
            return Statistics()

    def close(self) -> None:
        """Ask nothing any more. Idempotent."""
        with self._lock:
            self._closed = True
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    def _ask(self, source: str, relation: Relation) -> Future[Statistics] | None:
        key = (source, relation)
        with self._lock:
            if self._closed:
                return None
            if key not in self._running:
                if self._pool is None:
                    self._pool = ThreadPoolExecutor(4, thread_name_prefix="unsilo-statistics")
                self._running[key] = self._pool.submit(self._take, source, relation)
            return self._running[key]

    def _take(self, source: str, relation: Relation) -> Statistics:
        """Unknown statistics are an answer: a source that cannot say is not asked at each query."""
        try:
            statistics = self._asked(source, relation)
            self._backing.keep_statistics(source, relation, statistics)
        except SqlError as error:
            logger.info("statistics not kept source=%s state=%s", source, error.sqlstate)
            return Statistics()
        finally:
            with self._lock:
                self._running.pop((source, relation), None)
        return statistics

    def _asked(self, source: str, relation: Relation) -> Statistics:
        try:
            return self._connector(source).statistics(relation)
        except ConnectorError as error:
            logger.info("no statistics source=%s state=%s", source, error.sqlstate)
            return Statistics()
