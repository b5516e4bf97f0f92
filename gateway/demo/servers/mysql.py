"""MySQL: the system's, or `mysql-server-core` of Debian unstable unpacked into the cache."""

from __future__ import annotations

import subprocess
from pathlib import Path

from gateway.demo.servers.debs import UNSTABLE, unpacked
from gateway.demo.servers.find import from_environment, on_system
from gateway.demo.servers.mysql_family import Installation, bootstrap, recipe
from gateway.demo.servers.process import Server, start

KIND = "mysql"
_FLAGS = ("--mysqlx=OFF", "--performance-schema=OFF", "--innodb-redo-log-capacity=64M")


def start_mysql(
    datadir: Path | None = None, port: int | None = None, *, watch: int | None = None
) -> Server:
    """Start a MySQL with an empty database "unsilo" (utf8mb4) and a user who may do all.

    The binary is $UNSILO_MYSQL_BIN (the file mysqld), else the system's (unless its mysqld is
    MariaDB's), else Debian unstable's. Arguments and errors as `process.start`.
    """
    here = _installation()
    made = recipe(here, lambda folder: bootstrap(here, folder, "--initialize-insecure"))
    return start(made, datadir, port, watch)


def _installation() -> Installation:
    program = from_environment("UNSILO_MYSQL_BIN") or _system()
    if program is not None:
        return Installation(KIND, (str(program),), program.parents[1], _FLAGS)
    folder = unpacked("mysql-server-core", "usr/sbin/mysqld", UNSTABLE)
    return Installation(KIND, folder.command("usr/sbin/mysqld"), folder.root / "usr", _FLAGS)


def _system() -> Path | None:
    program = on_system("mysqld")
    if program is None or "mariadb" in program.name:  # MariaDB installs a link of that name
        return None
    said = subprocess.run(
        [str(program), "--no-defaults", "--version"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return None if "MariaDB" in said.stdout else program
