"""Sockets to listen on, and what is said when an address cannot be had.

Imports: `gateway.errors`.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable
from typing import TypeVar

from gateway.errors import SqlError

T = TypeVar("T")


async def bound(host: str, port: int, *, shared: bool = False) -> list[socket.socket]:
    """A socket for every address of the host, all of the same port; 0 takes a free one.

    `shared`: other processes of this user may listen there too, and the kernel spreads the
    clients over them. OSError if it cannot be had.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    sockets: list[socket.socket] = []
    try:
        for family, _, _, _, address in dict.fromkeys(found):
            place = (str(address[0]), port or (port_of(sockets) if sockets else 0))
            sockets.append(_bound(family, place, shared=shared))
    except OSError:
        for opened in sockets:
            opened.close()
        raise
    return sockets


def port_of(sockets: list[socket.socket]) -> int:
    """The port they are bound to."""
    return int(sockets[0].getsockname()[1])


async def listening(starting: Awaitable[T], host: str, port: int, option: str) -> T:
    """What has started to listen. SqlError 58000 that names `option` if it cannot."""
    try:
        return await starting
    except OSError as error:
        raise SqlError(
            "58000",
            f"could not listen on {host}:{port}",
            detail=str(error.strerror or error),
            hint=f"Choose another port with {option}.",
        ) from None


def check_port(host: str, port: int, option: str) -> None:
    """SqlError 58000 that names `option` if the port is taken now."""

    async def look() -> None:
        for opened in await bound(host, port):
            opened.close()

    asyncio.run(listening(look(), host, port, option))


def _bound(family: int, place: tuple[str, int], *, shared: bool) -> socket.socket:
    # The protocol must be named: asyncio switches Nagle's algorithm off only where it is.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(place)
    except OSError:
        made.close()
        raise
    return made
