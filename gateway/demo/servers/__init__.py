"""Real database servers on this machine, for `unsilo demo` and the tests.

Each starts on loopback, on a free port, in a folder of its own, and ends with the process that
asked for it, however that one ends. Linux only.
"""

from __future__ import annotations

from gateway.demo.servers.errors import CannotProvide
from gateway.demo.servers.mariadb import start_mariadb
from gateway.demo.servers.mongodb import start_mongodb
from gateway.demo.servers.mysql import start_mysql
from gateway.demo.servers.postgres import start_postgres
from gateway.demo.servers.process import Server
from gateway.demo.servers.redis import start_redis

__all__ = [
    "CannotProvide",
    "Server",
    "start_mariadb",
    "start_mongodb",
    "start_mysql",
    "start_postgres",
    "start_redis",
]
