"""The system catalog is made when a server starts, not when its first client asks."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from gateway.catalog.system import databases
from gateway.catalog.system.parts import Part
from gateway.engine import Gateway
from gateway.serve.warm import warm


def test_the_first_client_finds_the_system_catalog_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []

    class Counted(databases.Database):
        def __init__(self, parts: Sequence[Part]) -> None:
            made.append(self)
            super().__init__(parts)

    monkeypatch.setattr(databases, "Database", Counted)
    monkeypatch.setattr("gateway.catalog.system.query._databases", databases.Databases())
    with closing(Gateway.open(tmp_path)) as gateway:
        warm(gateway)
        before = len(made)
        assert gateway.execute("SELECT count(*) FROM pg_class").table().num_rows == 1
        assert (before, len(made)) == (1, 1)
