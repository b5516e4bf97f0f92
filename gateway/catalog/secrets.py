"""Secrets of sources: by reference, or encrypted at rest; never shown.

A *template* is an address or an option's value with placeholders: `${env:NAME}` and
`${file:/path}` are references that the user writes, `${enc:…}` is what we make of a literal secret.
The key of the encryption is `$UNSILO_KEY`, or the file `key` in the home, which only its owner may
read and which is made when first needed.

Imports: cryptography, `gateway.catalog.address`, `gateway.errors`.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

from cryptography.fernet import Fernet, InvalidToken

from gateway.catalog.address import PLACEHOLDER, is_secret_name, replace_secrets
from gateway.errors import SqlError

HIDDEN: Final = "***"


@dataclass(frozen=True, slots=True)
class Filled:
    """An address and options with their secrets in place, ready for a connector's `open`."""

    url: str = field(repr=False)
    options: Mapping[str, str] = field(repr=False)
    secrets: frozenset[str] = field(repr=False)

    def redact(self, text: str) -> str:
        """`text` without any of these secrets."""
        return redact(text, self.secrets)


class Vault:
    """Encrypts and fills secrets with the key of one home."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def protect(self, url: str, options: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        """Address and options as they may be stored: literal secrets encrypted."""
        return replace_secrets(url, self.encrypted), {
            name: self._protected_option(name, value) for name, value in options.items()
        }

    def encrypted(self, secret: str) -> str:
        """The placeholder of a literal secret."""
        token = self._fernet(create=True).encrypt(secret.encode("utf-8")).decode("ascii")
        return f"${{enc:{token}}}"

    def fill(self, url: str, options: Mapping[str, str]) -> Filled:
        """Put secrets in their places: percent-encoded in the address, as they are in options.

        Raises SqlError 28000 naming the reference that cannot be followed.
        """
        found: set[str] = set()

        def value(match: re.Match[str]) -> str:
            secret = self._value(match[1], match[2])
            found.add(secret)
            return secret

        filled = PLACEHOLDER.sub(lambda match: quote(value(match), safe=""), url)
        values = {name: PLACEHOLDER.sub(value, text) for name, text in options.items()}
        return Filled(filled, values, frozenset(found))

    def _protected_option(self, name: str, value: str) -> str:
        literal = is_secret_name(name) and not PLACEHOLDER.search(value)
        if literal:
            return self.encrypted(value)
        return replace_secrets(value, self.encrypted) if "://" in value else value

    def _value(self, kind: str, argument: str) -> str:
        readers: dict[str, Callable[[str], str]] = {
            "env": from_environment,
            "file": from_file,
            "enc": self._decrypted,
        }
        return readers[kind](argument)

    def _decrypted(self, token: str) -> str:
        try:
            return self._fernet(create=False).decrypt(token.encode("ascii")).decode("utf-8")
        except InvalidToken:
            raise SqlError(
                "28000",
                "a stored password cannot be decrypted",
                detail="It was encrypted with another key.",
                hint=f"Restore UNSILO_KEY or {self._home / 'key'}, or add the source again.",
            ) from None

    def _fernet(self, *, create: bool) -> Fernet:
        key = os.environ.get("UNSILO_KEY") or self._key_file(create=create)
        try:
            return Fernet(key)
        except ValueError:
            raise SqlError(
                "F0000",
                "the encryption key is malformed",
                detail="A key is 32 bytes in URL-safe base64.",
            ) from None

    def _key_file(self, *, create: bool) -> str:
        path = self._home / "key"
        if create and not path.exists():
            _write_once(path, Fernet.generate_key())
        try:
            mode = path.stat().st_mode
            if stat.S_IMODE(mode) & 0o077:
                raise SqlError(
                    "F0000",
                    f'key file "{path}" may be read by others',
                    hint=f"Run: chmod 600 {path}",
                )
            return path.read_text(encoding="ascii", errors="replace").strip()  # malformed, then
        except OSError as error:
            raise SqlError(
                "28000", f'could not read key file "{path}"', detail=str(error.strerror)
            ) from None


def displayed(template: str) -> str:
    """A template as users may see it: references stay, everything secret is hidden."""
    hidden = PLACEHOLDER.sub(lambda m: HIDDEN if m[1] == "enc" else m.group(), template)
    if "://" not in hidden:
        return hidden
    return replace_secrets(hidden, lambda _: HIDDEN)


def redact(text: str, secrets: Iterable[str]) -> str:
    """`text` with every secret, plain or percent-encoded, replaced."""
    forms = {form for secret in secrets for form in (secret, quote(secret, safe=""))}
    for form in sorted(filter(None, forms), key=len, reverse=True):
        bounds = (r"(?<!\w)", r"(?!\w)") if len(form) < 4 else ("", "")
        text = re.sub(f"{bounds[0]}{re.escape(form)}{bounds[1]}", HIDDEN, text)
    return text


def from_environment(name: str) -> str:
    """The value of a variable. 28000 if it is not set."""
    value = os.environ.get(name)
    if value is None:
        raise SqlError("28000", f'environment variable "{name}" is not set')
    return value


def from_file(path: str) -> str:
    """The file's content without the line's end. 28000 if it cannot be read."""
    try:
        return Path(path).expanduser().read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SqlError(
            "28000", f'could not read password file "{path}"', detail=str(reason)
        ) from None


def _write_once(path: Path, key: bytes) -> None:
    """Whoever comes first makes the key; the file is never seen half-written."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f"key.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key + b"\n")
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
