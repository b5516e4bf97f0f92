"""Database servers in Docker containers, through testcontainers, where an engine answers.

Each test process has its own containers; testcontainers' reaper removes them after it.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial

from gateway.demo.servers import CannotProvide, Server, mongodb, mysql_family, postgres, redis
from gateway.demo.servers.process import READY_SECONDS, new_password

_PING = "import docker; docker.from_env(timeout=2).ping()"


@dataclass(frozen=True, slots=True)
class Image:
    """How to run one image; "{password}" in values stands for a fresh password."""

    name: str
    port: int
    user: str
    database: str
    version: Callable[[str, int, str, str], str]
    command: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)


IMAGES = {
    "postgres": Image(
        "postgres:18",
        5432,
        postgres.USER,
        postgres.DATABASE,
        postgres.version,
        "-c fsync=off -c timezone=UTC -c max_connections=200",
        {
            "POSTGRES_USER": postgres.USER,
            "POSTGRES_DB": postgres.DATABASE,
            "POSTGRES_PASSWORD": "{password}",
            "POSTGRES_INITDB_ARGS": "--encoding=UTF8 " + " ".join(postgres.locale_flags(18)),
        },
    ),
    "mariadb": Image(
        "mariadb:11.8",
        3306,
        "root",
        mysql_family.DATABASE,
        mysql_family.version,
        "--character-set-server=utf8mb4 --default-time-zone=+00:00",
        {"MARIADB_ROOT_PASSWORD": "{password}", "MARIADB_DATABASE": mysql_family.DATABASE},
    ),
    "mysql": Image(
        "mysql:9",
        3306,
        "root",
        mysql_family.DATABASE,
        mysql_family.version,
        "--character-set-server=utf8mb4 --default-time-zone=+00:00",
        {"MYSQL_ROOT_PASSWORD": "{password}", "MYSQL_DATABASE": mysql_family.DATABASE},
    ),
    "mongodb": Image("mongo:8", 27017, "", mongodb.DATABASE, mongodb.version),
    "redis": Image(
        "redis:8",
        6379,
        "",
        "0",
        redis.version,
        "redis-server --requirepass {password} --databases 64 --save ''",
    ),
}


@cache
def docker_answers() -> bool:
    """Whether a Docker engine answers within two seconds.

    Asked in a process of its own: a client that finds no engine leaves a socket unclosed.
    """
    if os.environ.get("UNSILO_TEST_DOCKER") == "0":
        return False
    ask = [sys.executable, "-c", _PING]
    try:
        return subprocess.run(ask, capture_output=True, timeout=10, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


@cache
def started(name: str) -> Server:
    """The container of this name in this process; CannotProvide if it does not get ready."""
    from testcontainers.core.container import DockerContainer  # slow, and often not needed

    image, password = IMAGES[name], new_password()
    container = DockerContainer(image.name).with_exposed_ports(image.port)
    for variable, value in image.environment.items():
        container.with_env(variable, value.replace("{password}", password))
    if image.command:
        container.with_command(image.command.replace("{password}", password))
    container.start()
    atexit.register(container.stop)
    host, port = container.get_container_host_ip(), int(container.get_exposed_port(image.port))
    secret = "" if name == "mongodb" else password
    return Server(
        kind=name,
        version=_wait(name, partial(image.version, host, port, image.user, secret)),
        host=host,
        port=port,
        user=image.user,
        password=secret,
        database=image.database,
    )


def _wait(name: str, version: Callable[[], str]) -> str:
    """Ask until it answers twice: the images restart their server after setting it up."""
    deadline, answers = time.monotonic() + 2 * READY_SECONDS, 0
    while True:
        try:
            said = version()
        except Exception as error:
            answers = 0
            if time.monotonic() > deadline:
                raise CannotProvide(name, f"its container is not ready: {error}") from error
        else:
            answers += 1
            if answers == 2:
                return said
        time.sleep(1.0)
