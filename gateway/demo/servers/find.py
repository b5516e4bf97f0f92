"""Finding the programs of a database server on this machine."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

from gateway.demo.servers.errors import CannotProvide

_SYSTEM = ("/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin", "/usr/libexec")


def from_environment(variable: str) -> Path | None:
    """The file or folder an environment variable names; an error if it is not there."""
    value = os.environ.get(variable)
    if not value:
        return None
    path = Path(value)
    if not path.exists():
        raise CannotProvide(variable, f'"{value}" does not exist')
    return path


def on_system(*names: str) -> Path | None:
    """The first of these programs on PATH or in the usual system folders."""
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *_SYSTEM])
    found = (shutil.which(name, path=path) for name in names)
    return next((Path(program).resolve() for program in found if program), None)


def in_wheel(package: str, *parts: str) -> Path | None:
    """A file or folder inside an installed package, which is not imported."""
    try:
        spec = importlib.util.find_spec(package)
    except ModuleNotFoundError:
        return None
    for place in (spec.submodule_search_locations or []) if spec else []:
        path = Path(place, *parts)
        if path.exists():
            return path
    return None


def runnable(program: Path) -> Path:
    """The program with its run bit set: a wheel may have been unpacked without it."""
    if not os.access(program, os.X_OK):
        program.chmod(program.stat().st_mode | 0o555)
    return program
