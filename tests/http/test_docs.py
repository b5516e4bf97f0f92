"""The page's curl examples, run as they are printed, answer what is printed below them."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from pathlib import Path

import pytest

from gateway.serve.http.server import HttpServer

DOCS = Path(importlib.util.find_spec("gateway").origin or "").parent / "docs"  # type: ignore[union-attr]
PAGE = (DOCS / "http.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sh\n(.*?)```\n\n```(?:json|csv)\n(.*?)```", PAGE, re.S)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize(("command", "answer"), EXAMPLES)
def test_example(server: HttpServer, command: str, answer: str) -> None:
    here = command.replace("127.0.0.1:8080", f"127.0.0.1:{server.port}")
    done = subprocess.run(["bash", "-c", here], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == (answer, "")
