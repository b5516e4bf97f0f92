"""Points in time that options name: a date, a timestamp, or a span from now.

Imports: click.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

import click

_SPAN: Final = re.compile(r"(\d{1,6})\s*(min|h|d|w)")
_UNITS: Final = {"min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def moment(text: str | None) -> datetime | None:
    """The time meant; UTC unless it says another zone. Wrong usage for what is none."""
    if text is None:
        return None
    span = _SPAN.fullmatch(text.strip())
    try:
        if span is not None:
            return datetime.now(UTC) + timedelta(**{_UNITS[span[2]]: int(span[1])})
        found = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError):
        raise click.UsageError(
            f'"{text}" is neither a time, as 2030-01-31 or 2030-01-31T12:00Z, nor a span, as 90d'
        ) from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
