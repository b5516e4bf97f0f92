"""The options of a PostgreSQL source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from connectors.api import OptionError

KNOWN: Final = ("url", "pool_size", "pool_timeout", "connect_timeout")
_DEFAULTS: Final = {
    "client_encoding": "UTF8",
    "application_name": "unsilo",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
"""libpq's settings unless the URL says otherwise: a dead network is noticed within 30 s."""


@dataclass(frozen=True, slots=True)
class Options:
    """`conninfo` holds the secret and is never shown; `address` is what messages name."""

    conninfo: str = field(repr=False)
    secret: str = field(repr=False)
    address: str
    pool_size: int = 8
    pool_timeout: float = 10.0


def parsed(options: Mapping[str, str]) -> Options:
    """Options as given to `open`. Raises OptionError for an unknown or malformed one."""
    for name in options:
        if name not in KNOWN:
            raise OptionError(
                f'unknown option "{name}"', hint=f"Known options: {', '.join(KNOWN)}."
            )
    if not options.get("url"):
        raise OptionError('option "url" is missing')
    try:
        given = conninfo_to_dict(options["url"])
    except psycopg.Error:
        # libpq's message may quote the address with its secret.
        raise OptionError(
            'option "url" is not a PostgreSQL address',
            hint="Write postgresql://user:password@host:port/database.",
        ) from None
    timeout = _number(options, "connect_timeout", given.get("connect_timeout") or 10)
    settings = {**_DEFAULTS, **given, "connect_timeout": max(2, round(timeout))}
    settings["client_encoding"] = "UTF8"
    host, port = given.get("host") or "", given.get("port") or "5432"
    return Options(
        conninfo=make_conninfo(**{k: str(v) for k, v in settings.items() if v is not None}),
        secret=str(given.get("password") or ""),
        address=f"{host}:{port}/{given.get('dbname') or ''}",
        pool_size=int(_number(options, "pool_size", 8)),
        pool_timeout=_number(options, "pool_timeout", 10),
    )


def _number(options: Mapping[str, str], name: str, default: object) -> float:
    text = str(options.get(name, default))
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number < 1e6:
        raise OptionError(f'option "{name}" is not a positive number: "{text}"')
    return number
