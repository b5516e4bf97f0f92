"""A plan as text: what each source is sent, what stays, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from connectors.api import Support
from gateway.plan.barrier import barrier_sql, step_sql
from gateway.plan.plan import ConnectorOf, Note, Plan, Scan
from gateway.timezones import Zone


class Moved(Protocol):
    """What a scan moved, once it has run."""

    rows: int
    bytes: int
    batches: int


def explain(
    plan: Plan, connector: ConnectorOf, residual: str, moved: Sequence[Moved] = ()
) -> list[str]:
    """Lines for EXPLAIN. `residual` is the local engine's SQL ("" when nothing is left)."""
    lines: list[str] = []
    for index, scan in enumerate(plan.scans):
        lines.extend(_scan(scan, connector, plan.style.zone, moved[index] if moved else None))
    for step in plan.steps:
        lines.append(f"Step {step.name}: filtered and masked here before anything else")
        lines.extend(f"  {line}" for line in step_sql(step, plan.style.zone).splitlines())
    if plan.residual is None:
        lines.append("Local: nothing; the source's rows are the answer")
    else:
        lines.append("Local (DuckDB)")
        lines.extend(f"  {line}" for line in residual.splitlines())
        lines.extend(dict.fromkeys(map(_note, plan.notes)))
    lines.extend(_totals(plan, moved))
    return lines


def _totals(plan: Plan, moved: Sequence[Moved]) -> Iterator[str]:
    """What each source sent, over all its scans."""
    sums: dict[str, tuple[int, int, int]] = {}
    for scan, part in zip(plan.scans, moved, strict=False):
        if scan.guarded:
            continue
        scans, rows, size = sums.get(scan.fragment.source, (0, 0, 0))
        sums[scan.fragment.source] = scans + 1, rows + part.rows, size + part.bytes
    for source, (scans, rows, size) in sums.items():
        amount = f"{_count(rows, 'row')}, {_count(size, 'byte')} in {_count(scans, 'scan')}"
        yield f'Moved from "{source}": {amount}'


def _note(note: Note) -> str:
    return f"  {_MARKS[note.support]}: {note.what}{_why(note.reason, note.detail)}"


def _scan(scan: Scan, connector: ConnectorOf, zone: Zone, moved: Moved | None) -> Iterator[str]:
    source = scan.fragment.source
    yield f'Scan on source "{source}" as {scan.name}'
    text = connector(source).explain(scan.fragment)
    yield from (f"  {line}" for line in text.splitlines())
    yield from map(_note, scan.notes)
    if scan.rescanned:
        yield "  read completely first: the residual may read it more than once"
    if scan.barrier is not None:
        yield "  filtered and masked here before anything else:"
        yield from (f"    {line}" for line in barrier_sql(scan, zone).splitlines())
    if moved is not None and scan.guarded:
        yield "  moved: not told, policies apply"
    elif moved is not None:
        batches = _count(moved.batches, "batch", "batches")
        yield f"  moved: {_count(moved.rows, 'row')}, {_count(moved.bytes, 'byte')}, {batches}"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


_MARKS = {
    Support.EXACT: "pushed",
    Support.SUPERSET: "pushed, checked again here",
    Support.NONE: "local",
}


def _why(reason: str, detail: str) -> str:
    if not reason:
        return ""
    return f" [{reason}: {detail}]" if detail else f" [{reason}]"
