"""What MariaDB and MySQL share: flags, the user made at the first start, and logging in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pymysql

from gateway.demo.servers.process import HOST

USER, DATABASE = "unsilo", "unsilo"


@dataclass(frozen=True, slots=True)
class Installation:
    """How to run the server, and the prefix that holds its share and lib folders."""

    command: tuple[str, ...]
    basedir: Path


def base_flags(here: Installation, folder: Path) -> list[str]:
    """Flags for making the system tables as well as for serving."""
    share = here.basedir / "share" / "mysql"
    flags = ["--no-defaults", f"--basedir={here.basedir}", f"--datadir={folder / 'data'}"]
    flags += [f"--lc-messages-dir={share}"] if share.is_dir() else []
    flags += [f"--tmpdir={folder}", "--secure-file-priv=", "--innodb-buffer-pool-size=64M"]
    return flags + (["--user=root"] if os.geteuid() == 0 else [])


def flags(here: Installation, folder: Path, port: int) -> list[str]:
    """Flags for serving on loopback: small, and fast rather than durable."""
    return [
        *base_flags(here, folder),
        f"--bind-address={HOST}",
        f"--port={port}",
        f"--socket={folder / 's'}",
        f"--pid-file={folder / 'own.pid'}",
        f"--init-file={folder / 'init.sql'}",
        "--skip-log-bin",
        "--skip-name-resolve",
        "--innodb-flush-log-at-trx-commit=0",
        "--innodb-doublewrite=0",
        "--character-set-server=utf8mb4",
        "--default-time-zone=+00:00",
        "--max-connections=200",
        "--max-allowed-packet=64M",
    ]


def write_init_file(folder: Path, password: str) -> None:
    """Write the statements that the server runs at its start: our user and database.

    The password is ours and hexadecimal, so it may stand in a literal.
    """
    path = folder / "init.sql"
    path.touch(mode=0o600)
    path.write_text(
        f"CREATE DATABASE IF NOT EXISTS {DATABASE} CHARACTER SET utf8mb4;\n"
        f"CREATE USER IF NOT EXISTS '{USER}'@'%' IDENTIFIED BY '{password}';\n"
        f"GRANT ALL ON *.* TO '{USER}'@'%' WITH GRANT OPTION;\n"
    )


def version(port: int, password: str) -> str:
    """Log in and ask for the version; pymysql's error while the server is not ready."""
    with (
        pymysql.connect(
            host=HOST,
            port=port,
            user=USER,
            password=password,
            database=DATABASE,
            connect_timeout=5,
            read_timeout=10,
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT version()")
        row = cursor.fetchone()
        return str(row[0]) if row else ""
