"""Settings of one Unsilo: `$UNSILO_HOME/unsilo.toml`, then the environment, which wins.

Every setting is a field of `Settings`; `memory_limit` is the key `memory_limit` of the file and the
variable `UNSILO_MEMORY_LIMIT`. Documented in `gateway/docs/configuration.md`.

Imports: standard library, `gateway.networks`, `gateway.errors`.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from gateway import networks
from gateway.errors import SqlError

FILE_NAME: Final = "unsilo.toml"
PREFIX: Final = "UNSILO_"
_NO_SETTINGS: Final = ("UNSILO_HOME", "UNSILO_KEY", "UNSILO_URL")
JWT_ALGORITHMS: Final = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
"""Signatures of web tokens that can be accepted."""


def default_home() -> Path:
    """`$UNSILO_HOME`, else `~/.unsilo`."""
    named = os.environ.get("UNSILO_HOME")
    return Path(named).expanduser() if named else Path.home() / ".unsilo"


@dataclass(frozen=True, slots=True)
class Settings:
    """How this Unsilo runs. Times are seconds, sizes bytes; 0 seconds means no limit."""

    home: Path = field(default_factory=default_home)
    metadata_url: str = field(default="", repr=False)
    """SQLAlchemy URL of the metadata store; SQLite in the home when empty."""
    memory_limit: str = "4GB"
    """What the local engine may use before it spills to disk."""
    temp_directory: Path | None = None
    """Where the local engine spills; the system's temporary directory when not set."""
    threads: int | None = None
    """Threads of the local engine; one per core when not set."""
    statement_timeout: float = 0.0
    """Seconds after which a statement is cancelled."""
    batch_rows: int = 65_536
    """Rows per batch that sources aim for."""
    max_rows: int = 1_000_000_000
    """A scan of one source that moves more rows fails."""
    max_bytes: int = 100_000_000_000
    """A scan of one source that moves more bytes fails."""
    search_path: str = ""
    """Sources, or source.schema, that unqualified names are looked up in."""
    catalog_ttl: float = 3600.0
    """Seconds after which a relation is described again before it is used."""
    tls_cert: Path | None = None
    """Certificate chain of the server (PEM); TLS is offered when it is set."""
    tls_key: Path | None = None
    """Its private key; in the same file when not set."""
    tls_client_ca: Path | None = None
    """Authorities whose client certificates log in the role that they name."""
    tls_required: bool = False
    """Whether a client without TLS is refused."""
    certificate_roles: Mapping[str, str] = field(default_factory=dict)
    """The role of a client certificate's common name; without an entry the name itself."""
    allowed_addresses: tuple[str, ...] = ()
    """Networks from which clients may come; none is any."""
    authentication_timeout: float = 30.0
    """Seconds after which a client that has not logged in is disconnected."""
    max_connections: int = 1000
    """Clients of the PostgreSQL endpoint at one time."""
    audit: bool = True
    """Whether every statement is written to the audit log."""
    audit_days: int = 90
    """Days for which it is kept; 0 for ever."""
    audit_literals: bool = True
    """Whether strings and numbers of statements are kept; passwords never are."""
    slow_query: float = 0.0
    """Statements that take at least so many seconds are logged; 0 logs none."""
    log_format: str = "text"
    """Log lines as "text" or as "json"."""
    trace_endpoint: str = ""
    """Where OpenTelemetry traces go (OTLP over HTTP); "" for nowhere."""
    drain: float = 30.0
    """Seconds that running statements have to end when the server is told to stop."""
    http_allowed_origins: tuple[str, ...] = ()
    """Origins of web pages elsewhere that may use the HTTP endpoint."""
    http_max_body: int = 16_000_000
    """Bytes of an HTTP request's body."""
    http_max_queries: int = 64
    """Statements of one user at the HTTP endpoint at one time."""
    http_result_space: int = 10_000_000_000
    """Bytes of all results that are kept to be fetched later."""
    http_result_ttl: float = 3600.0
    """Seconds for which they are kept."""
    jwt_jwks_url: str = ""
    """Where an identity provider publishes its keys; its web tokens are accepted when set."""
    jwt_issuer: str = ""
    """The provider (`iss`) whose web tokens are accepted."""
    jwt_audience: str = ""
    """What web tokens must be made out to (`aud`)."""
    jwt_algorithms: tuple[str, ...] = ("RS256", "ES256", "EdDSA")
    """Signatures that are accepted."""
    jwt_role_claim: str = "sub"
    """The claim that names the role."""

    @classmethod
    def load(cls, home: Path | None = None) -> Settings:
        """The settings of `home` (default `$UNSILO_HOME`) and the environment.

        Raises SqlError F0000 for an unknown key, with the nearest one, or a malformed value.
        """
        place = home if home is not None else default_home()
        given = _from_file(place / FILE_NAME) | _from_environment(os.environ)
        return cls(home=place, **given)

    @property
    def audit_folder(self) -> Path:
        """Where the audit log is."""
        return self.home / "audit"

    @property
    def store_url(self) -> str:
        """Where the metadata store is; may hold a password."""
        return self.metadata_url or f"sqlite:///{self.home / 'metadata.db'}"


def _from_file(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise _error(f'could not read "{path}"', str(error)) from None
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _error(f'could not read "{path}"', str(error)) from None
    return {key: _read(key, value, str(path)) for key, value in content.items()}


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """Variables that are no setting belong to somebody else, unless they look like a slip."""
    found = {}
    for name in environment:
        key = name.removeprefix(PREFIX).lower()
        if not name.startswith(PREFIX) or name in _NO_SETTINGS:
            continue
        if key in _READERS or difflib.get_close_matches(key, _READERS, n=1, cutoff=0.85):
            found[key] = _read(key, environment[name], "the environment")
    return found


def _read(key: str, value: object, place: str) -> Any:
    reader = _READERS.get(key)
    if reader is None:
        near = difflib.get_close_matches(key, _READERS, n=1)
        hint = f'Did you mean "{near[0]}"?' if near else f"Settings: {', '.join(_READERS)}."
        raise _error(f'unrecognized setting "{key}" in {place}', hint=hint)
    try:
        return reader(value)
    except ValueError as error:
        raise _error(f'invalid value for setting "{key}" in {place}', str(error)) from None


_SIZE: Final = re.compile(r"(\d+)\s*(B|KB|MB|GB|TB|KiB|MiB|GiB|TiB)", re.IGNORECASE)
_TIME: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|min|h|d)")
_SECONDS: Final = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86_400.0}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("A string is needed.")
    return value


def _path(value: object) -> Path:
    return Path(_text(value)).expanduser()


def _count(value: object) -> int:
    text = str(value).replace("_", "")
    if isinstance(value, bool) or not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ValueError("A whole number of at least 1 is needed.")
    return int(text)


def _natural(value: object) -> int:
    return 0 if str(value) == "0" else _count(value)


def _log_format(value: object) -> str:
    if value not in ("text", "json"):
        raise ValueError("text or json is needed.")
    return str(value)


def _bytes(value: object) -> int:
    match = _SIZE.fullmatch(str(value).strip())
    if match is None:
        return _count(value)
    unit = match[2].upper()
    base = 1024 if "I" in unit else 1000
    return int(match[1]) * int(base ** "BKMGT".index(unit[0]))


def _flag(value: object) -> bool:
    known = {"true": True, "on": True, "1": True, "false": False, "off": False, "0": False}
    if str(value).lower() not in known:
        raise ValueError("true or false is needed.")
    return known[str(value).lower()]


def _list(value: object) -> list[str]:
    """A list of strings, or one string with commas."""
    parts = value if isinstance(value, list) else _text(value).split(",")
    return [text for part in parts if (text := _text(part).strip())]


def _origins(value: object) -> tuple[str, ...]:
    """`scheme://host[:port]`, as browsers write it."""
    found = tuple(_list(value))
    for origin in found:
        if not re.fullmatch(r"https?://[a-z0-9.\-\[\]:]+", origin):
            raise ValueError(f'"{origin}" is no origin, as in "https://app.example.com".')
    return found


def _algorithms(value: object) -> tuple[str, ...]:
    """A shared secret (HS256) would let whoever verifies tokens forge them."""
    found = tuple(_list(value))
    if not found or not set(found) <= set(JWT_ALGORITHMS):
        raise ValueError(f"One or more of {', '.join(JWT_ALGORITHMS)} are needed.")
    return found


def _networks(value: object) -> tuple[str, ...]:
    return networks.normal(_list(value))


def _pairs(value: object) -> dict[str, str]:
    """A table of strings, or one string `name=value, …`."""
    if isinstance(value, dict):
        return {name: _text(item) for name, item in value.items()}
    pairs = [part.partition("=") for part in _list(value)]
    if not all(name.strip() and item.strip() for name, _, item in pairs):
        raise ValueError('Pairs are needed, as in "name=value, other=value".')
    return {name.strip(): item.strip() for name, _, item in pairs}


def _memory(value: object) -> str:
    if _SIZE.fullmatch(str(value).strip()) is None:
        raise ValueError('A size with a unit is needed, as in "4GB" or "512MiB".')
    return str(value).strip()


def _seconds(value: object) -> float:
    """A unit is required: PostgreSQL reads a bare number as milliseconds, others as seconds."""
    match = _TIME.fullmatch(str(value).strip())
    if match is not None:
        return float(match[1]) * _SECONDS[match[2]]
    if str(value) == "0":
        return 0.0
    raise ValueError('A time with a unit (ms, s, min, h, d) is needed, as in "30s"; or 0.')


_READERS: Final[dict[str, Callable[[object], Any]]] = {
    "metadata_url": _text,
    "memory_limit": _memory,
    "temp_directory": _path,
    "threads": _count,
    "statement_timeout": _seconds,
    "batch_rows": _count,
    "max_rows": _count,
    "max_bytes": _bytes,
    "search_path": _text,
    "catalog_ttl": _seconds,
    "tls_cert": _path,
    "tls_key": _path,
    "tls_client_ca": _path,
    "tls_required": _flag,
    "certificate_roles": _pairs,
    "allowed_addresses": _networks,
    "authentication_timeout": _seconds,
    "max_connections": _count,
    "audit": _flag,
    "audit_days": _natural,
    "audit_literals": _flag,
    "slow_query": _seconds,
    "log_format": _log_format,
    "trace_endpoint": _text,
    "drain": _seconds,
    "http_allowed_origins": _origins,
    "http_max_body": _bytes,
    "http_max_queries": _count,
    "http_result_space": _bytes,
    "http_result_ttl": _seconds,
    "jwt_jwks_url": _text,
    "jwt_issuer": _text,
    "jwt_audience": _text,
    "jwt_algorithms": _algorithms,
    "jwt_role_claim": _text,
}

SETTINGS: Final = tuple(item.name for item in fields(Settings) if item.name != "home")
"""Names of all settings."""


def _error(message: str, detail: str = "", hint: str = "") -> SqlError:
    return SqlError("F0000", message, detail=detail, hint=hint)
