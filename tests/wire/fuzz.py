"""Packet sequences that were right until they were mutated, against a running endpoint.

    python -m tests.wire.fuzz [--sequences 100000] [--seed 1]

starts a gateway of its own, shows its log, sends them, and fails unless the server then answers,
holds no connection of those that have gone, has reported no internal error and stopped growing.
`test_hostile` sends some thousands to a server in its own process.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import struct
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Final

import psycopg

from gateway.catalog.sources import Sources
from gateway.cli.bench.memory import kilobytes
from gateway.config import Settings
from tests.operations.serving import Serving, serving
from tests.support.waiting import wait_until
from tests.wire.frames import FLUSH, SYNC, bind, close, describe, execute, message, parse, query

Sequence = list[bytes]
Outcomes = Counter[str]

AT_ONCE: Final = 24
QUIET: Final = 0.05
"""Seconds of silence after which a client leaves."""
ALLOWED_GROWTH: Final = 0.1
"""Of the memory after the first quarter: buffers of the allocators, not of the clients."""

_STARTUP: Final = (
    struct.pack("!II", 8, 80877103),
    struct.pack("!II", 8, 80877104),
    struct.pack("!III", 16, 80877102, 1) + b"\0\0\0\1",
    b"user\0fuzz\0database\0unsilo\0application_name\0fuzz\0\0",
    b"user\0fuzz\0database\0unsilo\0options\0-c search_path=files\0\0",
)
_TABLE: Final = "SELECT id, name FROM files.towns"
_UNITS: Final[tuple[Sequence, ...]] = (
    [query("SELECT 1; SHOW search_path")],
    [query("BEGIN"), query("SELECT nothing"), query("ROLLBACK")],
    [query("COPY (SELECT id, name FROM files.towns) TO STDOUT (FORMAT csv)")],
    [query("BEGIN"), query(f"DECLARE c SCROLL CURSOR FOR {_TABLE}"), query("FETCH 2 FROM c"),
     query("MOVE BACKWARD ALL IN c"), query("CLOSE c"), query("COMMIT")],
    [query(f"PREPARE p (int) AS {_TABLE} WHERE id = $1"), query("EXECUTE p (2)"),
     query("DEALLOCATE p")],
    [parse("SHOW TimeZone"), bind(), describe("P"), execute(), SYNC],
    [parse(f"{_TABLE} WHERE id = $1", "s"), describe("S", "s"), bind("p", "s", ["1"]),
     execute("p", 1), FLUSH, execute("p", 1), close("P", "p"), close("S", "s"), SYNC],
    [parse(_TABLE), bind("a"), bind("b"), execute("a", 1), execute("b", 1), execute("a"), SYNC],
    [parse("SELECT $1::int8 + $2", types=(20, 20)), bind(values=["1", "2"]), execute(), SYNC],
    [query("SET statement_timeout = '1s'"), query("RESET ALL"), query("DISCARD ALL")],
    [message("p", b"SCRAM-SHA-256\0\0\0\0\4n,,n"), message("d", b"data"), message("c"),
     message("f", b"why\0"), message("F", b"\0\0\0\1\0\0\0\0\0\0"), SYNC],
)  # fmt: skip


def sequences(count: int, seed: int) -> Iterator[Sequence]:
    """Mutated sequences, the same for the same seed."""
    random = Random(seed)
    for _ in range(count):
        sequence = _opening(random)
        for unit in random.choices(_UNITS, k=random.randint(1, 4)):
            sequence += unit
        for mutate in random.choices(_MUTATIONS, k=random.randint(1, 4)):
            mutate(random, sequence)
        yield sequence


def _opening(random: Random) -> Sequence:
    """Mostly a startup that lets the rest be looked at."""
    sequence = [part for part in _STARTUP[:2] if random.random() < 0.1]
    if random.random() < 0.03:
        return [*sequence, _STARTUP[2]]
    body = random.choice(_STARTUP[3:])
    return [*sequence, struct.pack("!II", len(body) + 8, 196608 + random.choice((0, 0, 2))) + body]


def _place(random: Random, sequence: Sequence) -> int:
    # Rarely in the startup, after which nothing else is read.
    first = 0 if len(sequence) == 1 or random.random() < 0.1 else 1
    return random.randrange(first, len(sequence))


def _flip(random: Random, sequence: Sequence) -> None:
    at = _place(random, sequence)
    data = bytearray(sequence[at])
    for _ in range(random.randint(1, 3)):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    sequence[at] = bytes(data)


def _truncate(random: Random, sequence: Sequence) -> None:
    at = _place(random, sequence)
    sequence[at] = sequence[at][: random.randrange(1, len(sequence[at]) + 1)]


def _reorder(random: Random, sequence: Sequence) -> None:
    rest = sequence[1:]
    random.shuffle(rest)
    sequence[1:] = rest


def _repeat(random: Random, sequence: Sequence) -> None:
    sequence.insert(_place(random, sequence), sequence[_place(random, sequence)])


def _drop(random: Random, sequence: Sequence) -> None:
    if len(sequence) > 1:
        del sequence[_place(random, sequence)]


def _lie(random: Random, sequence: Sequence) -> None:
    """Another length."""
    at = _place(random, sequence)
    if len(sequence[at]) < 5:
        return
    length = random.choice((0, 1, 3, 4, 5, 1000, 2**16, 2**26 + 1, 2**31 - 1, 2**31, 2**32 - 1))
    sequence[at] = sequence[at][:1] + struct.pack("!I", length) + sequence[at][5:]


def _random_body(random: Random, sequence: Sequence) -> None:
    kind = random.choice("QPBDCESHXdcfFp")
    sequence[_place(random, sequence)] = message(kind, random.randbytes(random.randrange(60)))


def _garbage(random: Random, sequence: Sequence) -> None:
    sequence.insert(_place(random, sequence), random.randbytes(random.randint(1, 200)))


_MUTATIONS: Final[tuple[Callable[[Random, Sequence], None], ...]] = (
    _flip, _flip, _truncate, _reorder, _repeat, _drop, _lie, _random_body, _garbage,
)  # fmt: skip


async def attack(port: int, count: int, seed: int) -> Outcomes:
    """Send them, some at a time; how the conversations ended."""
    outcomes: Outcomes = Counter()
    waiting = sequences(count, seed)

    async def client() -> None:
        for sequence in waiting:
            outcomes[await _talk(port, b"".join(sequence))] += 1

    await asyncio.gather(*(client() for _ in range(AT_ONCE)))
    return outcomes


async def _talk(port: int, data: bytes) -> str:
    said = bytearray()
    ended = "left"
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(data)
        while True:
            async with asyncio.timeout(QUIET):
                part = await reader.read(65536)
            if not part:
                ended = "closed"
                break
            said += part
    except (TimeoutError, ConnectionError):
        pass
    finally:
        writer.transport.abort()
    return "internal error" if b"CXX000\0" in said else ended


def main() -> None:
    """The command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sequences", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="unsilo-fuzz-") as folder:
        (Path(folder) / "towns.csv").write_text("id,name\n1,Wien\n2,Łódź\n3,\n")
        home = Path(folder) / "home"
        Sources.open(Settings(home=home)).add("files", Path(folder).as_uri())
        with serving(home, "--no-http") as server:
            sys.exit(_judged(server, given.sequences, given.seed))


def _judged(server: Serving, count: int, seed: int) -> int:
    """Attack in quarters and look; the exit code."""
    pid, log = server.process.pid, server.process.stderr
    assert log is not None
    threading.Thread(target=shutil.copyfileobj, args=(log, sys.stderr), daemon=True).start()
    _answers(server)
    open_before = _sockets(pid)
    total: Outcomes = Counter()
    memory = []
    for quarter in range(4):
        total += asyncio.run(attack(server.pg_port, count // 4, seed * 4 + quarter))
        wait_until(lambda: _sockets(pid) <= open_before)
        _answers(server)
        memory.append(kilobytes(pid) / 1024)
        said = f"{sum(total.values())} sequences: {dict(total)}, {memory[-1]:.0f} MiB\n"
        sys.stdout.write(said)
        sys.stdout.flush()
    flat = memory[-1] <= memory[0] * (1 + ALLOWED_GROWTH)
    return 0 if flat and not total["internal error"] else 1


def _sockets(pid: int) -> int:
    """How many sockets a process has open."""
    found = 0
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):  # closed meanwhile
            found += os.readlink(handle).startswith("socket:")
    return found


def _answers(server: Serving) -> None:
    address = f"postgresql://fuzz@127.0.0.1:{server.pg_port}/unsilo"
    with psycopg.connect(address, connect_timeout=30) as connection:
        assert connection.execute("SELECT count(*) FROM files.towns").fetchone() == (3,)


if __name__ == "__main__":
    main()
