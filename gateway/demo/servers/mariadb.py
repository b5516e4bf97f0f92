"""MariaDB: the system's, or Debian's package unpacked into the cache."""

from __future__ import annotations

from pathlib import Path

from gateway.demo.servers.debs import unpacked
from gateway.demo.servers.errors import CannotProvide
from gateway.demo.servers.find import from_environment, on_system
from gateway.demo.servers.mysql_family import Installation, bootstrap, recipe
from gateway.demo.servers.process import Server, start

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
    statements = _system_tables(here.prefix)
    made = recipe(here, lambda folder: bootstrap(here, folder, "--bootstrap", statements))
    return start(made, datadir, port, watch)


def _installation() -> Installation:
    program = from_environment("UNSILO_MARIADB_BIN") or on_system("mariadbd")
    if program is not None:
        return Installation(KIND, (str(program),), program.parents[1], _FLAGS)
    folder = unpacked("mariadb-server-core", "usr/sbin/mariadbd")
    return Installation(KIND, folder.command("usr/sbin/mariadbd"), folder.root / "usr", _FLAGS)


def _system_tables(prefix: Path) -> str:
    """The statements of mariadb-install-db, itself a shell script that wants a fixed prefix."""
    share = prefix / "share" / "mysql"
    scripts = share if share.is_dir() else prefix / "share" / "mariadb"
    parts = ["CREATE DATABASE mysql;", "USE mysql;"]
    parts += ["SET @auth_root_socket = NULL;", "SET @skip_auth_anonymous = 1;"]
    for pattern in _SCRIPTS:
        found = sorted(scripts.glob(pattern))
        if not found:
            raise CannotProvide(KIND, f'no "{pattern}" in "{scripts}"')
        parts.append(found[0].read_text(encoding="utf-8"))
    return "\n".join(parts)
