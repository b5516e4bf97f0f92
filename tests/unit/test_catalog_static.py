"""The DuckDB file with what every PostgreSQL has."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.support.waiting import wait_until

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


def test_one_killed_while_it_makes_the_file_is_cleaned_up_after(tmp_path: Path) -> None:
    surroundings = os.environ | {"TMPDIR": str(tmp_path), "UNSILO_HOME": str(tmp_path / "home")}
    with subprocess.Popen([sys.executable, "-c", ASKED], env=surroundings) as process:
        wait_until(lambda: list(tmp_path.glob("unsilo-catalog-*/postgresql.duckdb")))
        process.send_signal(signal.SIGKILL)
    made = subprocess.run(
        [sys.executable, "-c", "from gateway.catalog.system.static import static; static()"],
        env=surroundings, check=False,
    )  # fmt: skip
    assert made.returncode == 0
    assert list(tmp_path.glob("unsilo-*")) == []
