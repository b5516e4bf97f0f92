"""The rows of pg_settings.

Imports: `gateway.session`, this package.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from gateway.catalog.system.facts import Facts
from gateway.catalog.system.snapshot import setting_facts

Row = Mapping[str, Any]
_KB: Final = 1024
_FACTORS: Final = {
    "B": 1, "kB": _KB, "8kB": 8 * _KB, "MB": _KB**2, "GB": _KB**3, "TB": _KB**4,
    "ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000,
}  # fmt: skip
"""Bytes and milliseconds of PostgreSQL's units (guc.c)."""
_WITH_UNIT: Final = re.compile(r"(-?\d+)(kB|MB|GB|TB|B|ms|s|min|h|d)")


def settings(facts: Facts) -> list[Row]:
    """One for each setting: what PostgreSQL says about it, our values, and where they are from."""
    return [_row(facts, name, value) for name, value in sorted(facts.settings().items())]


def _row(facts: Facts, name: str, value: str) -> Row:
    known = setting_facts().get(name, {})
    own = {"category": "Unsilo", "short_desc": "", "context": "user", "vartype": "string"}
    origin = facts.session.values.origin(name)
    unit = known.get("unit")
    return {
        **own, **known, "name": name, "setting": in_unit(value, unit), "source": origin.source,
        "boot_val": in_unit(origin.default, unit), "reset_val": in_unit(origin.reset, unit),
        "pending_restart": False, "sourceline": None,
    }  # fmt: skip


def in_unit(value: str, unit: str | None) -> str:
    """A value as SHOW writes it, as a number of its setting's unit.

    >>> in_unit("4MB", "kB"), in_unit("1min", "ms"), in_unit("on", None)
    ('4096', '60000', 'on')
    """
    found = _WITH_UNIT.fullmatch(value)
    if unit is None or found is None:
        return value
    number, suffix = found.groups()
    return str(int(number) * _FACTORS[suffix] // _FACTORS[unit])
