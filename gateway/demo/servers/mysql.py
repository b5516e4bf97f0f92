"""MySQL: the system's, or `mysql-server-core` of Debian unstable unpacked into the cache."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from gateway.demo.servers import mysql_login
from gateway.demo.servers.debs import UNSTABLE, unpacked
from gateway.demo.servers.errors import CannotProvide
from gateway.demo.servers.find import from_environment, on_system
from gateway.demo.servers.mysql_login import Installation
from gateway.demo.servers.process import Recipe, Server, new_password, start, tail

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
    password = new_password()

    def prepare(folder: Path) -> None:
        _initialize(here, folder)
        mysql_login.write_init_file(folder, password)

    def command(folder: Path, port: int) -> Sequence[str]:
        return (*here.command, *mysql_login.flags(here, folder, port), *_FLAGS)

    recipe = Recipe(
        kind=KIND,
        user=mysql_login.USER,
        password=password,
        database=mysql_login.DATABASE,
        prepare=prepare,
        command=command,
        probe=lambda port: mysql_login.version(port, password),
    )
    return start(recipe, datadir, port, watch)


def _installation() -> Installation:
    program = from_environment("UNSILO_MYSQL_BIN") or _system()
    if program is not None:
        return Installation((str(program),), program.parents[1])
    folder = unpacked("mysql-server-core", "usr/sbin/mysqld", UNSTABLE)
    return Installation(folder.command("usr/sbin/mysqld"), folder.root / "usr")


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


def _initialize(here: Installation, folder: Path) -> None:
    (folder / "data").mkdir(mode=0o700)
    log = folder / "bootstrap.log"
    with open(log, "w") as output:
        done = subprocess.run(
            [*here.command, *mysql_login.base_flags(here, folder), *_FLAGS]
            + ["--initialize-insecure"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            timeout=180,
            check=False,
        )
    if done.returncode != 0:
        raise CannotProvide(KIND, f"making the system tables failed:\n{tail(log)}")
