"""How much of what was written to a client has not reached it.

Imports: standard library.
"""

from __future__ import annotations

import asyncio
import fcntl
import struct
import termios


def undelivered(transport: asyncio.WriteTransport) -> int:
    """Bytes that wait here or in the kernel for the client's machine to take them.

    What the kernel still has is lost if the process runs in a container that ends with it. Where
    the system does not tell (it is Linux' SIOCOUTQ), only what waits here is counted.
    """
    waiting = transport.get_write_buffer_size()
    connected = transport.get_extra_info("socket")
    if connected is None:
        return waiting
    try:
        answer = fcntl.ioctl(connected.fileno(), termios.TIOCOUTQ, struct.pack("i", 0))
    except OSError:  # it has just been closed, or the system has no such call
        return waiting
    return waiting + int(struct.unpack("i", answer)[0])
