"""Options of a MySQL or MariaDB source: the address and what else may be set, checked once.

    mysql://user:password@host:port/database?tls=verify     (mariadb:// is the same)

Which of the two answers, and which version, is asked of the server, not read from the scheme. The
options below may stand in the URL's query or beside it.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from connectors.api import OptionError

KNOWN: Final = (
    "url", "tinyint1", "zero_dates", "tls", "tls_ca", "tls_cert", "tls_key", "socket",
    "connections", "connect_timeout", "read_timeout",
)  # fmt: skip
SCHEMES: Final = ("mysql", "mariadb")
_PORT = 3306


@dataclass(frozen=True, slots=True)
class Options:
    """Where the source is and how its values are read.

    `database` None: every database that the user may read. `tinyint1`: what a `tinyint(1)` is,
    "int" or "bool". `zero_dates`: a date that is none becomes NULL with a warning ("null") or
    fails the query ("error"); "none" says that there are none, so that everything about dates may
    go to the source (one that is read nevertheless fails the query). `tls`: "disable", "prefer",
    "require" (no check of the certificate) or "verify". `connections`: open at a time at most.
    Timeouts are seconds; `read_timeout` is the longest silence while a statement without deadline
    runs.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str | None = None
    socket: str | None = None
    tinyint1: str = "int"
    zero_dates: str = "null"
    tls: str = "prefer"
    tls_ca: str | None = None
    tls_cert: str | None = None
    tls_key: str | None = None
    connections: int = 16
    connect_timeout: float = 10.0
    read_timeout: float = 3600.0

    @property
    def address(self) -> str:
        """Where it is, for messages: no user, no password."""
        return self.socket or f"{self.host}:{self.port}"

    def tls_arguments(self) -> dict[str, Any]:
        """What PyMySQL is told about TLS; OptionError if a file of it cannot be read."""
        if self.tls == "disable" or self.socket:
            return {"ssl_disabled": True}
        if self.tls == "prefer":
            return {}
        try:
            context = ssl.create_default_context(cafile=self.tls_ca)
            if self.tls == "require":
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
            if self.tls_cert:
                context.load_cert_chain(self.tls_cert, self.tls_key)
        except OSError as error:
            raise OptionError(f'option "tls": {error.strerror or error}') from None
        return {"ssl": context}


def parse_options(given: Mapping[str, str]) -> Options:
    """The options of a source. Raises OptionError, naming the option but never a secret."""
    for name in given:
        if name not in KNOWN:
            raise _unknown(name)
    if "url" not in given:
        raise OptionError(
            'option "url" is missing', hint="mysql://user:password@host:3306/database"
        )
    parts = _split(given["url"])
    merged = dict(parse_qsl(parts.query, keep_blank_values=True))
    for name in merged:
        if name == "url" or name not in KNOWN:
            raise _unknown(name)
    merged.update({name: value for name, value in given.items() if name != "url"})
    return Options(
        host=parts.hostname or "localhost",
        port=_port(parts),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=unquote(parts.path.lstrip("/")) or None,
        **{name: _READERS[name](name, value) for name, value in merged.items()},
    )


def _split(url: str) -> SplitResult:
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise OptionError('option "url" must begin with mysql:// or mariadb://')
    return parts


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or _PORT
    except ValueError:
        raise OptionError('option "url" has a malformed port') from None


def _unknown(name: str) -> OptionError:
    return OptionError(f'unknown option "{name}"', hint=f"Known options: {', '.join(KNOWN)}.")


def _choice(*choices: str) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        if value not in choices:
            raise OptionError(f'option "{name}" must be one of {", ".join(choices)}')
        return value

    return read


def _seconds(name: str, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:
        raise OptionError(f'option "{name}" must be a number of seconds above 0')
    return seconds


def _count(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 1000):
        raise OptionError(f'option "{name}" must be a number from 1 to 1000')
    return int(value)


def _text(name: str, value: str) -> str:
    if not value:
        raise OptionError(f'option "{name}" is empty')
    return value


_READERS: Final[dict[str, Callable[[str, str], Any]]] = {
    "tinyint1": _choice("int", "bool"),
    "zero_dates": _choice("null", "error", "none"),
    "tls": _choice("disable", "prefer", "require", "verify"),
    "tls_ca": _text,
    "tls_cert": _text,
    "tls_key": _text,
    "socket": _text,
    "connections": _count,
    "connect_timeout": _seconds,
    "read_timeout": _seconds,
}
