"""Temporary folders: private, and gone with their process, sooner or later."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from gateway.errors import SqlError
from gateway.execute.local import EngineSettings, LocalEngine
from gateway.scratch import Scratch

MAKE_AND_WAIT = """
import sys
from pathlib import Path
from gateway.scratch import Scratch
made = Scratch("test", Path(sys.argv[1]))
(made.path / "data").write_text("rows")
print(made.path, flush=True)
sys.stdin.read()
"""


def made_by_another(parent: Path) -> tuple[subprocess.Popen[str], Path]:
    process = subprocess.Popen(
        [sys.executable, "-c", MAKE_AND_WAIT, str(parent)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_a_folder_is_private_and_can_be_removed(tmp_path: Path) -> None:
    scratch = Scratch("test", tmp_path / "not yet there")
    assert scratch.path.stat().st_mode & 0o777 == 0o700
    (scratch.path / "data").write_text("rows")
    scratch.remove()
    scratch.remove()
    assert not scratch.path.exists()


def test_what_a_killed_process_has_left_goes_with_the_next_folder(tmp_path: Path) -> None:
    with Scratch("test", tmp_path) as own:
        process, left = made_by_another(tmp_path)
        with process:
            process.kill()
        assert (left / "data").exists()
        with Scratch("test", tmp_path):
            assert not left.exists()
            assert own.exists()


def test_a_folder_in_use_stays_and_ends_with_its_process(tmp_path: Path) -> None:
    process, used = made_by_another(tmp_path)
    with process:
        with Scratch("test", tmp_path):
            assert (used / "data").exists()
        process.communicate("")
    assert process.returncode == 0
    assert not used.exists()


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / ".lock").touch()
    parent = tmp_path / "parent"
    parent.mkdir()
    (parent / "unsilo-test-link").symlink_to(elsewhere)
    (parent / "unsilo-test-trap").mkdir()
    (parent / "unsilo-test-trap" / ".lock").symlink_to(elsewhere / ".lock")
    (parent / "unsilo-test-unlocked").mkdir()
    before = sorted(parent.iterdir())
    Scratch("test", parent).remove()
    assert sorted(parent.iterdir()) == before
    assert (elsewhere / ".lock").exists()


def test_no_place_is_an_error_that_says_where_to_set_one(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SqlError) as caught:
        Scratch("test", tmp_path / "file")
    assert caught.value.sqlstate == "58030"
    assert "temp_directory" in caught.value.hint


def test_the_local_engine_spills_in_a_private_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB's own default is a folder in the current directory that everybody may read."""
    here, temporary = tmp_path / "here", tmp_path / "temporary"
    here.mkdir()
    temporary.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    engine = LocalEngine(EngineSettings(memory="48MB", threads=1))
    text = "SELECT md5(range::VARCHAR) AS t FROM range(1000000) ORDER BY t"
    query = engine.run(text, {}, 1000)
    query.open().read_next_batch()
    (folder,) = temporary.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [file for file in os.listdir(folder) if file.startswith("duckdb_temp")]
    assert list(here.iterdir()) == []
    query.close()
    engine.close()
    assert list(temporary.iterdir()) == []
