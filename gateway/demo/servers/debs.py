"""Debian packages unpacked into a cache folder: no root needed, nothing of the system changed.

A package is fetched with everything it depends on, C library included, by an apt that has its own
state and believes nothing is installed; its programs then run with that folder's own loader. So
the same folder works whatever the host has installed, and no daemon is ever started by a postinst.
"""

from __future__ import annotations

import fcntl
import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.demo.servers.errors import CannotProvide

UNSTABLE = (
    "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"
    " http://deb.debian.org/debian unstable main\n"
)
_FETCH_SECONDS = 480
TRIPLET = f"{platform.machine()}-linux-gnu"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A folder that holds a package and all it depends on, laid out as a root file system."""

    root: Path

    def command(self, program: str | Path) -> tuple[str, ...]:
        """How to run `program` with the folder's libraries.

        Either a path inside the folder, such as "usr/sbin/mysqld", or an absolute one.
        """
        folders = [self.root / "usr/lib" / TRIPLET, self.root / "lib" / TRIPLET]
        # Some libraries live in folders that a file of ld.so.conf.d names.
        private = sorted(folders[0].glob("*/lib*.so.*"))
        path = dict.fromkeys(str(p) for p in [*folders, *(p.parent for p in private)])
        return (str(self._loader()), "--library-path", ":".join(path), str(self.root / program))

    def _loader(self) -> Path:
        """The C library's loader; lib64 may hold an absolute link to the host's, so not there."""
        for place in ("usr/lib", "lib"):
            for loader in sorted((self.root / place / TRIPLET).glob("ld-linux-*.so.*")):
                if loader.is_file():
                    return loader
        raise CannotProvide("package", f'no loader in "{self.root}"')


def unpacked(
    package: str, wanted: str, sources: str | None = None, *, also: tuple[str, ...] = ()
) -> Unpacked:
    """The folder of `package`, fetched once and kept.

    `wanted` is the file the caller needs from it, `also` are packages for the same folder,
    `sources` are apt source lines, None for the host's own. Raises CannotProvide with apt's
    complaints.
    """
    home = cache_home() / package
    folder = Unpacked(home / "root")
    with _locked(home):
        if not (folder.root / wanted).exists():
            _fetch((package, *also), home, sources)
        if not (folder.root / wanted).exists():
            raise CannotProvide(package, f'the Debian package "{package}" has no "{wanted}"')
    return folder


def cache_home() -> Path:
    """Where downloads are kept: $UNSILO_HOME/cache, else ~/.cache/unsilo."""
    home = os.environ.get("UNSILO_HOME")
    base = Path(home) / "cache" if home else Path.home() / ".cache" / "unsilo"
    return base / "packages"


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    home.mkdir(parents=True, exist_ok=True)
    with open(home / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetch(packages: tuple[str, ...], home: Path, sources: str | None) -> None:
    package = packages[0]
    for tool in ("apt-get", "dpkg"):
        if shutil.which(tool) is None:
            raise CannotProvide(package, f'"{tool}" is not on this machine')
    with tempfile.TemporaryDirectory(dir=home) as scratch:
        options = _private_apt(Path(scratch), sources)
        # One unreachable third-party source must not matter: the install decides, and tells both.
        update = _run(package, ["apt-get", *options, "-q", "update"])
        wanted = ["install", "-y", "--no-install-recommends", "--download-only", *packages]
        install = _run(package, ["apt-get", *options, "-q", *wanted])
        if install.returncode != 0:
            raise CannotProvide(package, f"apt-get failed: {_complaints(update, install)}")
        root = Path(scratch) / "root"
        for deb in sorted((Path(scratch) / "archives").glob("*.deb")):
            done = _run(package, ["dpkg", "-x", str(deb), str(root)])
            if done.returncode != 0:
                raise CannotProvide(package, f"dpkg failed: {_complaints(done)}")
        shutil.rmtree(home / "root", ignore_errors=True)
        root.rename(home / "root")


def _private_apt(scratch: Path, sources: str | None) -> list[str]:
    """Options that make apt leave the system's state alone and think nothing is installed."""
    for folder in ("state/lists/partial", "archives/partial", "cache"):
        (scratch / folder).mkdir(parents=True)
    (scratch / "status").touch()
    options = {
        "Dir::State": scratch / "state",
        "Dir::State::status": scratch / "status",
        "Dir::Cache": scratch / "cache",
        "Dir::Cache::archives": scratch / "archives",
        "APT::Sandbox::User": "root",
        "Debug::NoLocking": "1",
        "Acquire::Languages": "none",
        "Acquire::Retries": "2",
        "APT::Install-Recommends": "0",
    }
    if sources is not None:
        (scratch / "sources.list").write_text(sources)
        options["Dir::Etc::sourcelist"] = scratch / "sources.list"
        options["Dir::Etc::sourceparts"] = "-"
    return [word for name, value in options.items() for word in ("-o", f"{name}={value}")]


def _run(package: str, command: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    try:
        return subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_FETCH_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CannotProvide(package, f"{command[0]} took over {_FETCH_SECONDS} s") from error


def _complaints(*runs: subprocess.CompletedProcess[str]) -> str:
    """The first errors and warnings that the programs printed, in one line."""
    lines = [line for run in runs for line in run.stdout.splitlines()]
    wrong = [line for line in lines if line.startswith(("E:", "W:", "dpkg"))]
    return " / ".join(dict.fromkeys(wrong[:2] + wrong[-1:]) or lines[-3:])
