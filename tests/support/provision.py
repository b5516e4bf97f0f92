"""Programs the tests bring along: Debian packages, npm packages, Python packages apart from ours.

Each is fetched once into ~/.cache/unsilo and kept. What cannot be had is CannotProvide, with the
complaint of the tool that fetched it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.demo.servers.debs import TRIPLET, cache_home, unpacked
from gateway.demo.servers.errors import CannotProvide
from gateway.demo.servers.find import on_system

_SECONDS = 300
_C_LIBRARY = ("libc.", "libm.", "libdl.", "libpthread.", "librt.", "libresolv.", "ld-linux")


def program(*names: str, hint: str) -> str:
    """The first of these programs on this machine. CannotProvide, with the hint."""
    found = on_system(*names)
    if found is None:
        raise CannotProvide(names[0], f'"{names[0]}" is not on this machine: {hint}')
    return str(found)


def debian_file(package: str, wanted: str) -> Path:
    """A file of a Debian package."""
    return unpacked(package, wanted).root / wanted


def debian_libraries(package: str, wanted: str) -> Path:
    """A folder with the shared libraries that came with a package, but not the C library.

    For LD_LIBRARY_PATH of a program of this machine, which has its own C library.
    """
    folder = unpacked(package, wanted)
    links = folder.root / "libraries"
    with _locked(links):
        links.mkdir(exist_ok=True)
        for library in (folder.root / "usr/lib" / TRIPLET).glob("lib*.so.*"):
            link = links / library.name
            if not library.name.startswith(_C_LIBRARY) and not link.is_symlink():
                link.symlink_to(library)
    return links


def node_packages(*packages: str) -> Path:
    """A folder in which Node.js finds these npm packages ("pg@8.16.3")."""
    npm = program("npm", hint="install nodejs and npm")
    command = [npm, "install", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"]
    return _once("npm", packages, lambda folder: [*command, "--prefix", str(folder), *packages])


def python_packages(*packages: str) -> Path:
    """A folder for PYTHONPATH with these packages and nothing they depend on."""
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-input"]
    return _once("python", packages, lambda folder: [*command, "--target", str(folder), *packages])


def _once(kind: str, packages: tuple[str, ...], command: Callable[[Path], list[str]]) -> Path:
    name = hashlib.sha256(" ".join(packages).encode()).hexdigest()[:16]
    folder = cache_home().parent / kind / name
    with _locked(folder):
        if not folder.exists():
            scratch = folder.with_suffix(".part")
            shutil.rmtree(scratch, ignore_errors=True)
            scratch.mkdir()
            _fetch(packages[0], command(scratch))
            scratch.rename(folder)
    return folder


def _fetch(name: str, command: list[str]) -> None:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_SECONDS, stdin=subprocess.DEVNULL,
            check=False, env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise CannotProvide(name, f"{command[0]} took over {_SECONDS} s") from error
    if done.returncode:
        raise CannotProvide(name, f"{command[0]} failed: {(done.stderr or done.stdout)[-600:]}")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
