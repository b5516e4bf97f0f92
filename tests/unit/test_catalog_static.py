"""The DuckDB file with what every PostgreSQL has."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

ASKED = """
import time
from gateway.engine import Gateway
with_rows = Gateway.open().execute("SELECT count(*) FROM pg_class").table().num_rows
print(with_rows, flush=True)
time.sleep(60)
"""


def test_a_killed_process_leaves_no_file(tmp_path: Path) -> None:
    temporary, home = tmp_path / "temporary", tmp_path / "home"
    temporary.mkdir()
    surroundings = os.environ | {"TMPDIR": str(temporary), "UNSILO_HOME": str(home)}
    asked = [sys.executable, "-c", ASKED]
    with subprocess.Popen(asked, stdout=subprocess.PIPE, env=surroundings) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"1\n"
        process.send_signal(signal.SIGKILL)
    assert list(temporary.iterdir()) == []
