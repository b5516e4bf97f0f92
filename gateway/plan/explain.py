"""A plan as text: what each source is sent, what stays, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from connectors.api import Support
from gateway.plan.plan import ConnectorOf, Plan, Scan


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
        lines.extend(_scan(scan, connector, moved[index] if moved else None))
    if plan.residual is None:
        lines.append("Local: nothing; the source's rows are the answer")
    else:
        lines.append("Local (DuckDB)")
        lines.extend(f"  {line}" for line in residual.splitlines())
    return lines


def _scan(scan: Scan, connector: ConnectorOf, moved: Moved | None) -> Iterator[str]:
    source = scan.fragment.source
    yield f'Scan on source "{source}" as {scan.name}'
    text = connector(source).explain(scan.fragment)
    yield from (f"  {line}" for line in text.splitlines())
    for note in scan.notes:
        yield f"  {_MARKS[note.support]}: {note.what}{_why(note.reason, note.detail)}"
    if scan.rescanned:
        yield "  read completely first: the residual may read it more than once"
    if moved is not None:
        yield f"  moved: {moved.rows} rows, {moved.bytes} bytes, {moved.batches} batches"


_MARKS = {
    Support.EXACT: "pushed",
    Support.SUPERSET: "pushed, checked again here",
    Support.NONE: "local",
}


def _why(reason: str, detail: str) -> str:
    if not reason:
        return ""
    return f" [{reason}: {detail}]" if detail else f" [{reason}]"
