"""What MariaDB and MySQL share: flags, the first start with its user, and logging in."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pymysql

from gateway.demo.servers.errors import CannotProvide
from gateway.demo.servers.process import HOST, Recipe, new_password, tail

USER, DATABASE = "unsilo", "unsilo"
_BOOTSTRAP_SECONDS = 180
_SMALL_FAST_LOOPBACK = (
    f"--bind-address={HOST}",
    "--skip-log-bin",
    "--skip-name-resolve",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--character-set-server=utf8mb4",
    "--default-time-zone=+00:00",
    "--max-connections=200",
    "--max-allowed-packet=64M",
)


@dataclass(frozen=True, slots=True)
class Installation:
    """How to run the server, the prefix that holds its share and lib folders, its own flags."""

    kind: str
    command: tuple[str, ...]
    prefix: Path
    flags: tuple[str, ...]

    def base(self, folder: Path) -> list[str]:
        """The command line for making the system tables as well as for serving."""
        share = self.prefix / "share" / "mysql"
        words = [*self.command, "--no-defaults", f"--basedir={self.prefix}"]
        words += [f"--lc-messages-dir={share}"] if share.is_dir() else []
        words += [f"--datadir={folder / 'data'}", f"--tmpdir={folder}", "--secure-file-priv="]
        words += ["--innodb-buffer-pool-size=64M", *self.flags]
        return words + (["--user=root"] if os.geteuid() == 0 else [])


def recipe(here: Installation, make_tables: Callable[[Path], None]) -> Recipe:
    """The recipe of a MariaDB or MySQL; `make_tables` makes the system tables in a folder."""
    password = new_password()

    def prepare(folder: Path) -> None:
        (folder / "data").mkdir(mode=0o700)
        make_tables(folder)
        _write_init_file(folder, password)

    def command(folder: Path, port: int) -> Sequence[str]:
        files = (f"--socket={folder / 's'}", f"--pid-file={folder / 'own.pid'}")
        first = f"--init-file={folder / 'init.sql'}"
        return (*here.base(folder), *_SMALL_FAST_LOOPBACK, f"--port={port}", *files, first)

    return Recipe(
        kind=here.kind,
        user=USER,
        password=password,
        database=DATABASE,
        prepare=prepare,
        command=command,
        probe=lambda port: version(HOST, port, USER, password),
    )


def bootstrap(here: Installation, folder: Path, flag: str, statements: str = "") -> None:
    """Run the server once to make its system tables; CannotProvide with its log's end."""
    log = folder / "bootstrap.log"
    with open(log, "w") as output:
        done = subprocess.run(
            [*here.base(folder), flag],
            input=statements.encode(),
            stdout=output,
            stderr=output,
            timeout=_BOOTSTRAP_SECONDS,
            check=False,
        )
    if done.returncode != 0:
        raise CannotProvide(here.kind, f"making the system tables failed:\n{tail(log)}")


def version(host: str, port: int, user: str, password: str) -> str:
    """Log in and ask for the version; pymysql's error while the server is not ready."""
    with (
        pymysql.connect(
            host=host,
            port=port,
            user=user,
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


def _write_init_file(folder: Path, password: str) -> None:
    """Write the statements that the server runs when it starts: our user and database.

    The password is ours and hexadecimal, so it may stand in a literal.
    """
    path = folder / "init.sql"
    path.touch(mode=0o600)
    path.write_text(
        f"CREATE DATABASE IF NOT EXISTS {DATABASE} CHARACTER SET utf8mb4;\n"
        f"CREATE USER IF NOT EXISTS '{USER}'@'%' IDENTIFIED BY '{password}';\n"
        f"GRANT ALL ON *.* TO '{USER}'@'%' WITH GRANT OPTION;\n"
    )
