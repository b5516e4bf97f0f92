"""A plan as one JSON document: what EXPLAIN (FORMAT JSON) shows.

The outer shape is PostgreSQL's (`[{"Plan": {"Node Type": …, "Plans": […]}}]`), the keys are ours.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from connectors.api import Support
from gateway.plan.barrier import barrier_sql, step_sql
from gateway.plan.explain import Moved
from gateway.plan.plan import ConnectorOf, Note, Plan, Scan
from gateway.timezones import Zone


def explain_json(
    plan: Plan,
    connector: ConnectorOf,
    residual: str,
    moved: Sequence[Moved] = (),
    rows: int | None = None,
) -> str:
    """The document. `residual` is the local engine's SQL, `moved` and `rows` what a run gave."""
    scans = [
        _scan(scan, connector, plan.style.zone, moved[n] if moved else None)
        for n, scan in enumerate(plan.scans)
    ]
    top: dict[str, Any] = (
        scans[0]
        if plan.residual is None
        else {
            "Node Type": "Local",
            "Engine": "DuckDB",
            "SQL": residual,
            "Decisions": _decisions(plan.notes),
            "Plans": scans,
        }
    )
    if plan.steps:
        zone = plan.style.zone
        top["Steps"] = [{"Name": s.name, "SQL": step_sql(s, zone)} for s in plan.steps]
    if rows is not None:
        top["Actual Rows"] = rows
    return json.dumps([{"Plan": top}], indent=2, ensure_ascii=False)


_PLACES: Final = {
    Support.EXACT: "source",
    Support.SUPERSET: "source, checked again locally",
    Support.NONE: "local",
}


def _decisions(notes: Sequence[Note]) -> list[dict[str, str]]:
    return [
        {"What": note.what, "Where": _PLACES[note.support]}
        | ({"Reason": note.reason} if note.reason else {})
        | ({"Detail": note.detail} if note.detail else {})
        for note in dict.fromkeys(notes)
    ]


def _scan(scan: Scan, connector: ConnectorOf, zone: Zone, moved: Moved | None) -> dict[str, Any]:
    source = scan.fragment.source
    found: dict[str, Any] = {
        "Node Type": "Scan",
        "Source": source,
        "Alias": scan.name,
        "Statement": connector(source).explain(scan.fragment),
        "Decisions": _decisions(scan.notes),
    }
    if scan.barrier is not None:
        found["Barrier"] = barrier_sql(scan, zone)
    if moved is not None and not scan.guarded:
        found |= {
            "Moved Rows": moved.rows,
            "Moved Bytes": moved.bytes,
            "Moved Batches": moved.batches,
        }
    return found
