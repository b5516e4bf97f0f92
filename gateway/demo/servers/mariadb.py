"""MariaDB: the system's, or Debian's package unpacked into the cache."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from gateway.demo.servers import mysql_login
from gateway.demo.servers.debs import unpacked
from gateway.demo.servers.errors import CannotProvide
from gateway.demo.servers.find import from_environment, on_system
from gateway.demo.servers.mysql_login import Installation
from gateway.demo.servers.process import Recipe, Server, new_password, start, tail

KIND = "mariadb"
_FLAGS = (
    "--performance-schema=OFF",
    "--innodb-log-file-size=48M",
    "--aria-pagecache-buffer-size=8M",
    "--key-buffer-size=8M",
)
# What mariadb-install-db feeds to the server, less the help texts.
_SCRIPTS = (
    "*_system_tables.sql",
    "*_performance_tables.sql",
    "*_system_tables_data.sql",
    "maria_add_gis_sp_bootstrap.sql",
    "*_sys_schema.sql",
)


def start_mariadb(
    datadir: Path | None = None, port: int | None = None, *, watch: int | None = None
) -> Server:
    """Start a MariaDB with an empty database "unsilo" (utf8mb4) and a user who may do all.

    The binary is $UNSILO_MARIADB_BIN (the file mariadbd), else the system's, else Debian's
    package. Arguments and errors as `process.start`.
    """
    here = _installation()
    password = new_password()

    def prepare(folder: Path) -> None:
        _bootstrap(here, folder)
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
    program = from_environment("UNSILO_MARIADB_BIN") or on_system("mariadbd")
    if program is not None:
        return Installation((str(program),), program.parents[1])
    folder = unpacked("mariadb-server-core", "usr/sbin/mariadbd")
    return Installation(folder.command("usr/sbin/mariadbd"), folder.root / "usr")


def _bootstrap(here: Installation, folder: Path) -> None:
    """Make the system tables, as mariadb-install-db does (a shell script that wants a prefix)."""
    (folder / "data").mkdir(mode=0o700)
    share = here.basedir / "share"
    scripts = share / "mysql" if (share / "mysql").is_dir() else share / "mariadb"
    parts = ["CREATE DATABASE mysql;", "USE mysql;"]
    parts += ["SET @auth_root_socket = NULL;", "SET @skip_auth_anonymous = 1;"]
    for pattern in _SCRIPTS:
        found = sorted(scripts.glob(pattern))
        if not found:
            raise CannotProvide(KIND, f'no "{pattern}" in "{scripts}"')
        parts.append(found[0].read_text(encoding="utf-8"))
    log = folder / "bootstrap.log"
    with open(log, "w") as output:
        done = subprocess.run(
            [*here.command, *mysql_login.base_flags(here, folder), *_FLAGS, "--bootstrap"],
            input="\n".join(parts).encode(),
            stdout=output,
            stderr=output,
            timeout=120,
            check=False,
        )
    if done.returncode != 0:
        raise CannotProvide(KIND, f"making the system tables failed:\n{tail(log)}")
