"""Chromium for tests of pages: the system's, installed from Debian's packages if need be."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""No sandbox, as tests may run as root; nothing that talks to the outside."""


def program() -> str:
    """Path of the browser. RuntimeError when there is none and none can be installed."""
    found = os.environ.get("UNSILO_CHROMIUM") or shutil.which("chromium")
    if found is None and os.geteuid() == 0:
        for command in (["update", "-q"], ["install", "-y", "-q", "chromium"]):
            subprocess.run(["apt-get", *command], check=True, capture_output=True, timeout=900)
        found = shutil.which("chromium")
    if found is None:
        raise RuntimeError("no Chromium: install the package chromium, or set UNSILO_CHROMIUM")
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """A running headless browser."""
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=program(), args=_ARGUMENTS)
        yield chromium
        chromium.close()
