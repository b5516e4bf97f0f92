"""Where results go: standard output, or a file that appears only when it is complete.

Imports: standard library, `gateway.errors`.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from gateway.errors import SqlError


@contextmanager
def opened(path: Path | None) -> Iterator[BinaryIO]:
    """A binary stream to write to. A file is put in its place at the end, or not at all."""
    with _readable_errors(path):
        if path is None:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        elif path.exists() and not path.is_file():  # a device or a pipe
            with path.open("wb") as stream:
                yield stream
        else:
            with _replaced(path) as stream:
                yield stream


@contextmanager
def _replaced(path: Path) -> Iterator[BinaryIO]:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def _readable_errors(path: Path | None) -> Iterator[None]:
    """A reader that has gone is no error of ours (click ends quietly); a full disk is one."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        where = f'"{path}"' if path is not None else "standard output"
        raise SqlError(
            "53100" if error.errno == errno.ENOSPC else "58030",
            f"could not write {where}",
            detail=str(error.strerror or error),
        ) from None
