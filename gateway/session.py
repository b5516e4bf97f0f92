"""A session: who asks, with which settings. Settings follow PostgreSQL's names and rules."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from gateway.errors import SqlError

_BOOLEANS: Final = {
    "on": "on", "true": "on", "yes": "on", "1": "on",
    "off": "off", "false": "off", "no": "off", "0": "off",
}  # fmt: skip

DEFAULTS: Final[dict[str, str]] = {
    "pushdown": "on",
    "search_path": "",
    "statement_timeout": "0",
    "timezone": "UTC",
    "datestyle": "ISO, MDY",
    "intervalstyle": "postgres",
    "application_name": "",
    "client_encoding": "UTF8",
    "client_min_messages": "notice",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "standard_conforming_strings": "on",
    "default_transaction_read_only": "on",
    "transaction_isolation": "read committed",
    "integer_datetimes": "on",
    "server_encoding": "UTF8",
    "server_version": "18.0",
    "server_version_num": "180000",
    "max_identifier_length": "63",
    "is_superuser": "off",
}
"""Every setting of a session and its default value."""

_BOOLEAN: Final = frozenset({"pushdown"})
_FIXED: Final[dict[str, tuple[str, ...]]] = {
    # What our answers are written in; accepting another value would be a lie.
    "timezone": ("utc", "gmt", "etc/utc", "default"),
    "datestyle": ("iso", "iso, mdy", "iso,mdy"),
    "intervalstyle": ("postgres",),
    "client_encoding": ("utf8", "utf-8", "unicode"),
    "bytea_output": ("hex",),
    "standard_conforming_strings": ("on",),
    "default_transaction_read_only": ("on",),
}
_READ_ONLY: Final = frozenset(
    {
        "integer_datetimes",
        "server_encoding",
        "server_version",
        "server_version_num",
        "max_identifier_length",
        "is_superuser",
    }
)


@dataclass(slots=True)
class Session:
    """One user's conversation with the gateway. Not shared between threads."""

    user: str = "unsilo"
    """The role whose rights count: `current_user`. SET ROLE changes it."""
    database: str = "unsilo"
    settings: dict[str, str] = field(default_factory=dict)
    transaction_start: datetime | None = None
    owner: bool = False
    """Whoever asks owns the home (the command line, an embedding program): as an admin's."""
    session_user: str = ""
    """Whom SET ROLE NONE goes back to; `user` at the beginning."""
    login_user: str = ""
    """Who has logged in; `user` at the beginning."""

    def __post_init__(self) -> None:
        self.session_user = self.session_user or self.user
        self.login_user = self.login_user or self.user

    def get(self, name: str) -> str:
        """The value of a setting. 42704 with the nearest name if there is none."""
        key = name.lower()
        if key in self.settings:
            return self.settings[key]
        if key in DEFAULTS:
            return DEFAULTS[key]
        raise _unknown(name)

    def set(self, name: str, value: str) -> None:
        """Change a setting. 42704 unknown, 22023 a value we cannot honour, 55P02 read-only."""
        key = name.lower()
        if key not in DEFAULTS:
            raise _unknown(name)
        if key in _READ_ONLY:
            raise SqlError("55P02", f'parameter "{name}" cannot be changed')
        if value.lower() == "default" and key not in _FIXED:
            self.reset(key)
            return
        self.settings[key] = _checked(key, value)

    def reset(self, name: str | None = None) -> None:
        """Back to the default: one setting, or all of them."""
        if name is None or name.lower() == "all":
            self.settings.clear()
        elif name.lower() in DEFAULTS:
            self.settings.pop(name.lower(), None)
        else:
            raise _unknown(name)

    def all(self) -> Mapping[str, str]:
        """Every setting with its current value."""
        return DEFAULTS | self.settings

    @property
    def pushdown(self) -> bool:
        """Whether fragments may hold more than columns of one relation."""
        return self.get("pushdown") == "on"

    @property
    def search_path(self) -> tuple[str, ...]:
        """Entries `source` or `source.schema`, in order."""
        entries = (part.strip().strip('"') for part in self.get("search_path").split(","))
        return tuple(entry for entry in entries if entry and entry != "$user")

    @property
    def timeout_seconds(self) -> float | None:
        """`statement_timeout` in seconds; None when there is none."""
        milliseconds = _milliseconds(self.get("statement_timeout"))
        return milliseconds / 1000 if milliseconds else None

    def now(self) -> datetime:
        """The time of `now()`: the transaction's start, else this moment (UTC)."""
        return self.transaction_start or datetime.now(UTC)


def _checked(key: str, value: str) -> str:
    if key in _BOOLEAN:
        known = _BOOLEANS.get(value.lower())
        if known is None:
            raise SqlError("22023", f'parameter "{key}" requires a Boolean value')
        return known
    if key in _FIXED and value.lower() not in _FIXED[key]:
        raise SqlError(
            "22023",
            f'invalid value for parameter "{key}": "{value}"',
            detail=f"The gateway answers in {DEFAULTS[key]}.",
        )
    if key in _FIXED:
        return DEFAULTS[key]
    if key == "statement_timeout":
        _milliseconds(value)
    return value


def _milliseconds(value: str) -> int:
    """`statement_timeout` in PostgreSQL's notation: milliseconds, or a number with a unit."""
    text = value.strip().strip("'").lower()
    for unit, factor in (("ms", 1), ("min", 60_000), ("s", 1000), ("h", 3_600_000)):
        if text.endswith(unit):
            text, scale = text[: -len(unit)].strip(), factor
            break
    else:
        scale = 1
    try:
        return int(float(text) * scale)
    except ValueError:
        raise SqlError(
            "22023", f'invalid value for parameter "statement_timeout": "{value}"'
        ) from None


def _unknown(name: str) -> SqlError:
    near = difflib.get_close_matches(name.lower(), DEFAULTS, n=1)
    hint = f'Did you mean "{near[0]}"?' if near else ""
    return SqlError("42704", f'unrecognized configuration parameter "{name}"', hint=hint)
