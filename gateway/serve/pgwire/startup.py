"""The first packets of a connection: SSLRequest, GSSENCRequest, CancelRequest, StartupMessage.

Imports: `gateway.errors`, this package.
"""

from __future__ import annotations

import re
import ssl
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gateway.errors import SqlError
from gateway.serve.pgwire import replies
from gateway.serve.pgwire.channel import Channel
from gateway.serve.pgwire.keys import LONG, SHORT
from gateway.serve.pgwire.messages import utf8, violation

_MAX_PACKET: Final = 10_000
_CANCEL: Final = 80877102
_SSL: Final = 80877103
_GSS: Final = 80877104
_HANDSHAKE: Final = 0x16
"""First byte of a TLS connection; no startup packet is so long."""
ALPN: Final = "postgresql"
_MINOR: Final = 2
"""The newest minor version of protocol 3 that we speak."""
_LONG_KEYS: Final = 2
"""The minor version that brought them."""
_LONGEST_KEY: Final = 256


@dataclass(frozen=True, slots=True)
class Startup:
    """Who connects, where, the settings it wishes, the minor version of protocol 3 it speaks.

    `role` is the one it wishes to act as from the first statement on.
    """

    user: str
    database: str
    settings: Mapping[str, str]
    minor: int = 0
    role: str | None = None

    @property
    def key_length(self) -> int:
        """Bytes of its cancel key."""
        return LONG if self.minor >= _LONG_KEYS else SHORT


@dataclass(frozen=True, slots=True)
class Cancel:
    """A request to cancel what another connection runs."""

    process: int
    secret: bytes


async def opening(channel: Channel, tls: ssl.SSLContext | None) -> Startup | Cancel:
    """The first real packet of a connection, after TLS if the client wants it and `tls` is there.

    Raises SqlError: 08P01 for what is not the protocol, 0A000 for what we do not speak, 28000
    without a user.
    """
    offers = {_SSL, _GSS}
    if tls is not None and await channel.peek() == _HANDSHAKE:
        await _direct(channel, tls)
        offers.clear()
    while True:
        code, body = await _packet(channel)
        if code == _SSL and code in offers and tls is not None:
            offers.clear()
            await _secured(channel, tls)
        elif code in offers:
            offers.remove(code)
            channel.write(b"N")
        elif code == _CANCEL:
            return _cancel(body)
        else:
            return _startup(channel, code, body)


async def _direct(channel: Channel, tls: ssl.SSLContext) -> None:
    """TLS from the first byte, as since PostgreSQL 17; ALPN keeps other protocols out."""
    tunnel = await channel.secure(tls)
    if tunnel.protocol != ALPN:
        raise violation(
            "received direct SSL connection request without ALPN protocol negotiation extension"
        )


async def _secured(channel: Channel, tls: ssl.SSLContext) -> None:
    if channel.buffered:
        # CVE-2021-23214: it would be taken for something said inside.
        raise SqlError(
            "08P01",
            "received unencrypted data after SSL request",
            detail="This could be either a client-software bug or evidence of an attempted "
            "man-in-the-middle attack.",
        )
    channel.write(b"S")
    await channel.secure(tls)


async def _packet(channel: Channel) -> tuple[int, bytes]:
    (length,) = struct.unpack("!I", await channel.read(4))
    if not 8 <= length <= _MAX_PACKET:
        raise violation("invalid length of startup packet")
    (code,) = struct.unpack("!I", await channel.read(4))
    return code, await channel.read(length - 8)


def _cancel(body: bytes) -> Cancel:
    if not 4 < len(body) <= 4 + _LONGEST_KEY:
        raise violation("invalid length of cancel request")
    return Cancel(int.from_bytes(body[:4]), body[4:])


def _startup(channel: Channel, code: int, body: bytes) -> Startup:
    major, minor = code >> 16, code & 0xFFFF
    if major != 3:
        raise SqlError(
            "0A000",
            f"unsupported frontend protocol {major}.{minor}: server supports 3.0 to 3.{_MINOR}",
        )
    given = _pairs(body)
    unknown = [name for name in given if name.startswith("_pq_.")]
    if minor > _MINOR or unknown:
        channel.write(replies.negotiate_version(_MINOR, unknown))
    user = given.pop("user", "")
    if not user:
        raise SqlError("28000", "no PostgreSQL user name specified in startup packet")
    if given.pop("replication", "false").lower() not in ("false", "off", "no", "0"):
        raise SqlError("0A000", "replication connections are not supported")
    database = given.pop("database", "") or user
    options = _options(given.pop("options", ""))
    settings = options | {k: v for k, v in given.items() if k not in unknown}
    role = settings.pop("role", None)
    return Startup(user, database, settings, min(minor, _MINOR), role)


def _pairs(body: bytes) -> dict[str, str]:
    """Names and values up to an empty name."""
    parts = body.split(b"\0")
    # name, value, …, name, value, the empty name, and nothing after the last zero byte
    if len(parts) < 2 or len(parts) % 2 or parts[-1] or parts[-2]:
        raise violation("invalid startup packet layout: expected terminator as last byte")
    texts = [utf8(part) for part in parts[:-2]]
    return dict(zip(texts[::2], texts[1::2], strict=True))


_WORD: Final = re.compile(r"(?:\\.|[^\s\\])+", re.DOTALL)


def _options(text: str) -> dict[str, str]:
    """The settings in `options`: `-c name=value`, `-cname=value`, `--name=value`."""
    words = [re.sub(r"\\(.)", r"\1", word, flags=re.DOTALL) for word in _WORD.findall(text)]
    settings: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        setting = next(rest, "") if word == "-c" else word.removeprefix("--").removeprefix("-c")
        name, equals, value = setting.partition("=")
        if not equals or (word != "-c" and not word.startswith(("--", "-c"))):
            raise SqlError("42601", f"invalid command-line argument for server process: {setting}")
        settings[name.replace("-", "_")] = value
    return settings
