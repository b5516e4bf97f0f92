"""The options of a Redis source, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from connectors.api import OptionError

KNOWN = ("url", "relations", "on_bad_value", "max_connections", "timeout", "ca_file")


@dataclass(frozen=True, slots=True)
class Options:
    """Where the server is, and how its keys are read.

    `relations` is the TOML file of mappings (None: there are no relations). `null_misfits`: a value
    that is not of its column's type is NULL and a counted warning, not an error. `timeout`: seconds
    for a connection or one answer. `ca_file`: certificates to trust instead of the system's.
    """

    host: str
    port: int
    database: int
    relations: Path | None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False
    ca_file: str | None = None
    null_misfits: bool = False
    max_connections: int = 16
    timeout: float = 10.0


def parse(options: Mapping[str, str]) -> Options:
    """The checked options. Raises OptionError, naming the option but never its secret."""
    if unknown := sorted(set(options) - set(KNOWN)):
        raise OptionError(f'unknown option "{unknown[0]}"', hint=f"Known: {', '.join(KNOWN)}.")
    mismatch = options.get("on_bad_value", "error")
    if mismatch not in ("error", "null"):
        raise OptionError(f'option "on_bad_value" is "{mismatch}"; it is error or null')
    parts = urlsplit(options.get("url", ""))
    if parts.scheme not in ("redis", "rediss"):
        raise OptionError('option "url" must begin with redis:// or rediss://')
    if parts.query or parts.fragment:
        raise OptionError('option "url" has a query; give options by themselves')
    return Options(
        host=parts.hostname or "localhost",
        port=_port(options["url"]),
        database=_number("url", parts.path.strip("/") or "0", "the database number"),
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        tls=parts.scheme == "rediss",
        relations=Path(options["relations"]) if options.get("relations") else None,
        ca_file=options.get("ca_file"),
        null_misfits=mismatch == "null",
        max_connections=_number(
            "max_connections", options.get("max_connections", "16"), "a number above 0", 1
        ),
        timeout=_seconds(options.get("timeout", "10")),
    )


def _port(url: str) -> int:
    try:
        return urlsplit(url).port or 6379
    except ValueError:
        raise OptionError('option "url" has a port that is no number') from None


def _seconds(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found < 86_400:
        raise OptionError('option "timeout" is a number of seconds above 0')
    return found


def _number(name: str, text: str, what: str, least: int = 0) -> int:
    if not text.isdigit() or int(text) < least:
        raise OptionError(f'option "{name}" is not {what}')
    return int(text)
