"""The command line in this process (click's runner) and in one of its own."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from gateway.cli.main import main


@dataclass(frozen=True)
class Unsilo:
    """Runs `unsilo …` with a home of its own."""

    home: Path

    def __call__(self, *arguments: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(main, arguments, input=stdin, prog_name="unsilo")

    def ok(self, *arguments: str, stdin: str | bytes | None = None) -> str:
        """Standard output of a command that must succeed without a word on standard error."""
        result = self(*arguments, stdin=stdin)
        assert (result.exit_code, result.stderr) == (0, ""), result.output
        return result.stdout

    @property
    def command(self) -> list[str]:
        """The console script of the environment the tests run in."""
        return [str(Path(sys.executable).with_name("unsilo"))]

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "UNSILO_HOME": str(self.home)}


@pytest.fixture
def unsilo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Unsilo:
    monkeypatch.delenv("UNSILO_KEY", raising=False)
    monkeypatch.setenv("UNSILO_HOME", str(tmp_path / "home"))
    return Unsilo(tmp_path / "home")


@pytest.fixture(scope="module")
def shop(postgres_url: str) -> str:
    """A PostgreSQL database with a small and a big table."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE orders (id int PRIMARY KEY, note text, amount numeric(10,2));"
            "INSERT INTO orders VALUES (1, 'a', 1.5), (2, NULL, 22.25), (3, 'x,y', 0);"
            "CREATE TABLE big AS SELECT n, md5(n::text) AS word FROM generate_series(1, 300000) n;"
            "COMMENT ON TABLE orders IS 'what was sold'"
        )
    return postgres_url


@pytest.fixture
def crm(unsilo: Unsilo, shop: str) -> Unsilo:
    """The same, with `shop` registered as the source `crm`."""
    assert unsilo("source", "add", "crm", shop).exit_code == 0
    return unsilo
