"""The local engine's SQL for the barrier of a scan, and for a step.

Imports: `gateway.plan`, `gateway.sql.render`.
"""

from __future__ import annotations

from gateway.plan.plan import Scan, Step
from gateway.sql.render.query import render_query
from gateway.timezones import Zone, in_zone


def barrier_sql(scan: Scan, zone: Zone) -> str:
    """What lets the rows pass that may be seen, "" for a scan without barrier.

    Raises SqlError 0A000 if that cannot be done exactly.
    """
    if scan.barrier is None:
        return ""
    with in_zone(zone):
        return render_query(scan.barrier)


def step_sql(step: Step, zone: Zone) -> str:
    """What makes the rows of a step. Raises SqlError 0A000 if that cannot be done exactly."""
    with in_zone(zone):
        return render_query(step.query)
