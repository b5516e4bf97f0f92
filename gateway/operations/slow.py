"""Statements that took long, as log lines.

Imports: this package.
"""

from __future__ import annotations

import logging

from gateway.operations.record import Record

logger = logging.getLogger("unsilo.slow")


class SlowQueries:
    """Use as a sink of the journal."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __call__(self, record: Record) -> None:
        """Log it if it was slow."""
        if record.seconds < self._seconds:
            return
        sent = "; ".join(f"{s.source}: {s.rows} rows, {s.bytes} bytes" for s in record.sent)
        logger.warning(
            "slow statement user=%s seconds=%.3f outcome=%s rows=%d moved=[%s] sql=%s",
            record.user,
            record.seconds,
            record.outcome,
            record.rows,
            sent,
            record.sql,
            extra={"query_id": record.query_id},
        )
