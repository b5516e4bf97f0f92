"""The documentation says how many cases there are, and how many of them are refused."""

from __future__ import annotations

import re
from pathlib import Path

import gateway
from tests.semantics.harness import CASES, read


def test_the_documented_counts_are_true() -> None:
    page = (Path(gateway.__file__).parent / "docs" / "sql.md").read_text()
    found = re.search(r"has (\d+) cases: (\d+) are answered.*?(\d+) are refused", page, re.DOTALL)
    assert found is not None
    cases = [case for path in CASES.glob("*.sql") for case in read(path)]
    refused = sum(case.refused for case in cases)
    assert [int(number) for number in found.groups()] == [
        len(cases), len(cases) - refused, refused,
    ]  # fmt: skip
