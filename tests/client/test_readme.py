"""The README's Python example, as printed."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.engine import Gateway
from gateway.serve.http.server import running

README = Path(__file__).parents[2] / "README.md"


def test_the_python_example_works(
    postgres_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = re.search(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert found is not None
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE customers (country text)")
        connection.execute("INSERT INTO customers VALUES ('AT'), ('AT'), ('FR')")
    Sources.open(Settings(home=tmp_path)).add("crm", postgres_url)
    with closing(Gateway.open(tmp_path)) as gateway, running(gateway) as server:
        monkeypatch.setenv("UNSILO_URL", f"http://127.0.0.1:{server.port}")
        exec(found[1], {})
    assert capsys.readouterr().out == "[{'country': 'AT', 'count': 2}]\n"
