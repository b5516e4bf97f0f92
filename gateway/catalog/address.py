"""Where secrets sit in a source's address and options.

An address is never parsed further than needed to find its password: that is the connector's work.
Imports: standard library, `gateway.errors`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import quote, unquote

from gateway.errors import SqlError

PLACEHOLDER: Final = re.compile(r"\$\{(env|file|enc):([^}]*)\}")
_SECRET_NAME: Final = re.compile(
    r"passw|passphrase|pwd|secret|token|credential|api_?key|private_?key", re.IGNORECASE
)
_NO_SECRET_NAME: Final = re.compile(r"(file|path)$", re.IGNORECASE)
_HEAD: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def is_secret_name(name: str) -> bool:
    """Whether the value of an option or URL parameter of this name is a secret."""
    return bool(_SECRET_NAME.search(name)) and not _NO_SECRET_NAME.search(name)


def replace_secrets(url: str, replacement: Callable[[str], str]) -> str:
    """`url` with every literal secret replaced by `replacement(secret)` (decoded).

    Secrets are the password before the host and parameters with a secret's name. Placeholders
    stay. Raises SqlError HV00D when the password cannot be told from the rest.
    """
    head, authority, tail = _split(url)
    userinfo, at, host = _cut_last(authority, "@")
    user, colon, password = _cut_first(userinfo, ":")
    if at and password and not PLACEHOLDER.fullmatch(password):
        password = replacement(unquote(password))
    path, question, parameters = _cut_first(tail, "?")
    shown = "&".join(_parameter(pair, replacement) for pair in parameters.split("&"))
    return f"{head}{user}{colon}{password}{at}{host}{path}{question}{shown}"


def with_password(url: str, password: str) -> str:
    """`url` with the password (a placeholder) put before the host. HV00D if it has one already."""
    head, authority, tail = _split(url)
    userinfo, _, host = _cut_last(authority, "@")
    user, _, given = _cut_first(userinfo, ":")
    if not authority:
        raise _malformed("An address without a host takes no password.")
    if given:
        raise _malformed("It has a password already, and another one is given.")
    return f"{head}{user}:{password}@{host}{tail}"


def with_login(url: str, user: str | None = None, password: str | None = None) -> str:
    """`url` with another user and password before the host; a placeholder stays one.

    HV00D where there is no host, or secrets are given in another way.
    """
    head, authority, tail = _split(url)
    if not authority:
        raise _malformed("An address without a host has no user.")
    userinfo, _, host = _cut_last(authority, "@")
    old_user, _, old_password = _cut_first(userinfo, ":")
    name = old_user if user is None else quote(user, safe="")
    secret = (old_password if user is None else "") if password is None else _encoded(password)
    login = f"{name}:{secret}@" if secret else f"{name}@" if name else ""
    return f"{head}{login}{host}{tail}"


def _encoded(secret: str) -> str:
    return secret if PLACEHOLDER.fullmatch(secret) else quote(secret, safe="")


def database_of(url: str) -> str | None:
    """The first part of the address's path, which is the database where it has one."""
    _, authority, tail = _split(url)
    name = unquote(_cut_first(tail, "?")[0].lstrip("/").split("/")[0])
    return name or None if authority else None


def _parameter(pair: str, replacement: Callable[[str], str]) -> str:
    name, equals, value = _cut_first(pair, "=")
    if value and is_secret_name(unquote(name)) and not PLACEHOLDER.fullmatch(value):
        value = replacement(unquote(value))
    return f"{name}{equals}{value}"


def _split(url: str) -> tuple[str, str, str]:
    """Scheme with its slashes, authority, and the rest with its leading `/`, `?` or `#`."""
    head = _HEAD.match(url)
    if head is None:
        if "@" in url:
            raise _malformed("It has no scheme and slashes, as in postgresql://.")
        return url, "", ""
    rest = url[head.end() :]
    masked = _masked(rest)
    end = min((at for at in map(masked.find, "/?#") if at >= 0), default=len(rest))
    authority, tail = rest[:end], rest[end:]
    path = _masked(tail).partition("?")[0]
    if authority and ("@" in path or ("@" in _masked(tail) and "@" not in masked[:end])):
        raise _malformed(
            "A password's special characters must be percent-encoded.",
            'Write "@" as %40, "/" as %2F, "?" as %3F, "#" as %23; or use --password-env.',
        )
    return head.group(), authority, tail


def _masked(text: str) -> str:
    """Placeholders made opaque, lengths kept: a path in `${file:/…}` holds delimiters."""
    return PLACEHOLDER.sub(lambda match: "x" * len(match.group()), text)


def _cut_first(text: str, mark: str) -> tuple[str, str, str]:
    at = _masked(text).find(mark)
    return (text, "", "") if at < 0 else (text[:at], mark, text[at + 1 :])


def _cut_last(text: str, mark: str) -> tuple[str, str, str]:
    at = _masked(text).rfind(mark)
    return ("", "", text) if at < 0 else (text[:at], mark, text[at + 1 :])


def _malformed(detail: str, hint: str = "") -> SqlError:
    """Says nothing of the address itself: it may hold a secret."""
    return SqlError("HV00D", "malformed address", detail=detail, hint=hint)
