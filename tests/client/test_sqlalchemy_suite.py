"""SQLAlchemy's own suite for dialects passes where it applies to a database that is only read.

The suite's plugin takes a pytest run over, so it has one of its own: the folder beside this file,
whose `requirements.py` says what is left out and why. By default the classes that make few tables;
`SQLALCHEMY_SUITE=all` runs everything.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

SUITE: Final = Path(__file__).parent / "sqlalchemy_suite"
_MANY_TABLES: Final = ("Reflection", "Bizarro", "HasTable", "TableVia", "QuotedName", "HasIndex")
"""Each of their tests makes tables anew, and the gateway looks at the source again."""


def test_the_suite(postgres_url: str) -> None:
    whole = os.environ.get("SQLALCHEMY_SUITE") == "all"
    chosen = [] if whole else ["-k", " and ".join(f"not {name}" for name in _MANY_TABLES)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-c", SUITE / "setup.cfg", SUITE, *chosen],
        env=os.environ | {"UNSILO_SUITE_SOURCE": postgres_url},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-5_000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None
    assert int(passed[1]) >= (1_000 if whole else 500), done.stdout[-2_000:]
