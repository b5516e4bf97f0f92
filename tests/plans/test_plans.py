"""Golden plans. `UPDATE_PLANS=1 pytest tests/plans` rewrites them; review the diff.

A case is a file: `# title`, `# sources: name=profile, …`, the query, `----`, and EXPLAIN's text.
Every case is also executed with pushdown on and off: a plan that changes the answer cannot pass.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.types import DATE, INT4, INT8, TEXT, numeric
from gateway.catalog.catalog import Catalog
from gateway.engine import Gateway
from gateway.session import Session
from tests.support.memory import MemoryConnector, Profile

CASES = sorted((Path(__file__).parent / "cases").glob("*.plan"))

PROFILES = {
    "exact": Profile(),
    "no-averages": Profile(averages=False),
    "no-queries": Profile(queries=False),
    "superset": Profile(filters="superset", queries=False, limits=False, sorts=False),
    "none": Profile(filters="none", queries=False, limits=False, sorts=False),
}

TABLES = {
    "crm": {
        "customers": (
            (("id", INT4), ("name", TEXT), ("since", DATE)),
            [(1, "Ann", date(2020, 1, 1)), (2, "bob", None), (3, None, date(2021, 5, 5))],
        ),
        "orders": (
            (("id", INT4), ("customer", INT4), ("total", numeric(10, 2))),
            [
                (1, 1, Decimal("10.50")),
                (2, 1, Decimal("3.25")),
                (3, 2, Decimal("7.00")),
                (4, 9, None),
            ],
        ),
    },
    "web": {
        "events": (
            (("id", INT8), ("customer", INT4), ("kind", TEXT)),
            [(1, 1, "a"), (2, 2, "b"), (3, 2, "a"), (4, None, None), (5, 1, "A")],
        )
    },
}
KEYS = {"customers": ("id",), "orders": ("id",), "events": ("id",)}


@dataclass(frozen=True)
class PlanCase:
    """One golden file."""

    path: Path
    head: str
    sources: dict[str, str]
    sql: str
    plan: str


def read(path: Path) -> PlanCase:
    body, _, plan = path.read_text().partition("\n----\n")
    head = "\n".join(line for line in body.splitlines() if line.startswith("#"))
    sql = "\n".join(line for line in body.splitlines() if not line.startswith("#"))
    listed = next(line for line in head.splitlines() if line.startswith("# sources:"))
    pairs = (item.split("=") for item in listed.removeprefix("# sources:").split(","))
    return PlanCase(path, head, {k.strip(): v.strip() for k, v in pairs}, sql, plan.strip())


def gateway_for(case: PlanCase) -> Gateway:
    sources = {}
    for name, profile in case.sources.items():
        connector = MemoryConnector(TABLES[name], PROFILES[profile], primary_keys=KEYS)
        schemas = [connector.describe(relation) for relation in connector.relations()]
        sources[name] = (connector, schemas)
    return Gateway(Catalog.in_memory(sources))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_plan(path: Path) -> None:
    case = read(path)
    gateway = gateway_for(case)
    plan = gateway.explain(case.sql).strip()
    if os.environ.get("UPDATE_PLANS"):
        path.write_text(f"{case.head}\n{case.sql.strip()}\n----\n{plan}\n")
    else:
        assert plan == case.plan
    assert rows(gateway, case.sql, "on") == rows(gateway, case.sql, "off")
    gateway.close()


def rows(gateway: Gateway, sql: str, pushdown: str) -> Counter[str]:
    with gateway.execute(sql, session=Session(settings={"pushdown": pushdown})) as result:
        return Counter(str(row) for row in result.table().to_pylist())


def test_there_are_cases() -> None:
    assert len(CASES) >= 50
