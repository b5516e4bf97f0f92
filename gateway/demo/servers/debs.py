"""Debian packages unpacked into a cache folder: no root needed, nothing of the system changed.

A package is fetched with everything it depends on, C library included, by an apt that has its own
state and believes nothing is installed; its programs then run with that folder's own loader. So
the same folder works whatever the host has installed, and no daemon is ever started by a postinst.
"""

from __future__ import annotations

import fcntl
import os
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


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A folder that holds a package and all it depends on, laid out as a root file system."""

    root: Path

    def command(self, program: str) -> tuple[str, ...]:
        """How to run `program` (a path inside the folder, such as "usr/sbin/mysqld")."""
        libraries = [self.root / "usr/lib/x86_64-linux-gnu", self.root / "lib/x86_64-linux-gnu"]
        # Debian before 13 ships some libraries in private folders that an ld.so.conf names.
        private = sorted((self.root / "usr/lib/x86_64-linux-gnu").glob("*/lib*.so.*"))
        path = ":".join(str(p) for p in dict.fromkeys([*libraries, *(p.parent for p in private)]))
        return (str(self._loader()), "--library-path", path, str(self.root / program))

    def _loader(self) -> Path:
        for place in ("usr/lib64", "lib64", "usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"):
            loader = self.root / place / "ld-linux-x86-64.so.2"
            if loader.is_file():  # lib64's may be an absolute link to the host's folder
                return loader
        raise CannotProvide("package", f'no loader in "{self.root}"')


def unpacked(package: str, program: str, sources: str | None = None) -> Unpacked:
    """The folder of `package`, fetched once and kept.

    `program` is the file the caller wants from it; `sources` are apt source lines, None for the
    host's own. Raises CannotProvide with apt's last words.
    """
    home = cache_home() / package
    folder = Unpacked(home / "root")
    with _locked(home):
        if not (folder.root / program).exists():
            _fetch(package, home, sources)
        if not (folder.root / program).exists():
            raise CannotProvide(package, f'the Debian package "{package}" has no "{program}"')
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


def _fetch(package: str, home: Path, sources: str | None) -> None:
    for tool in ("apt-get", "dpkg"):
        if shutil.which(tool) is None:
            raise CannotProvide(package, f'"{tool}" is not on this machine')
    with tempfile.TemporaryDirectory(dir=home) as scratch:
        options = _private_apt(Path(scratch), sources)
        # One unreachable third-party source must not matter: the install below decides.
        _run(package, ["apt-get", *options, "-q", "update"], check=False)
        wanted = ["install", "-y", "--no-install-recommends", "--download-only", package]
        _run(package, ["apt-get", *options, "-q", *wanted])
        root = Path(scratch) / "root"
        for deb in sorted((Path(scratch) / "archives").glob("*.deb")):
            _run(package, ["dpkg", "-x", str(deb), str(root)])
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


def _run(package: str, command: list[str], *, check: bool = True) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    try:
        done = subprocess.run(
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
    if check and done.returncode != 0:
        last = " / ".join(done.stdout.strip().splitlines()[-4:])
        raise CannotProvide(package, f"{command[0]} failed: {last}")
