"""A third party's connector with faults that its options ask for, found through an entry point."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from connectors.api import (
    Column,
    ConnectorError,
    Health,
    Relation,
    RelationNotFound,
    RelationSchema,
    SourceUnavailable,
    Statistics,
)
from connectors.types import INT4, TEXT
from tests.unit.nothing import Nothing

WORLD: dict[str, tuple[str, ...]] = {}
"""What the next connector holds: columns by the name of the relation."""


class Faulty(Nothing):
    def __init__(self, options: Mapping[str, str]) -> None:
        super().__init__()
        self.options = options
        self.fault = options.get("fault", "")

    def check(self) -> Health:
        if self.fault == "refuses":
            raise SourceUnavailable(
                f"no connection to {self.options['url']}", hint=repr(self.options)
            )
        if self.fault == "crashes":
            raise RuntimeError(f"cannot use {self.options}")
        return Health("Faulty", "1.0", ("it is only a test",))

    def relations(self) -> Iterable[Relation]:
        names = [Relation("main", name) for name in WORLD]
        return names * 2 if self.fault == "doubles" else names

    def describe(self, relation: Relation) -> RelationSchema:
        match relation.name:
            case "undescribable":
                raise ConnectorError("odd thing", detail="Its type is unknown.")
            case "crashing":
                raise ZeroDivisionError(self.options["url"])
            case "unstorable":
                return RelationSchema(relation, (), details={"x": object()})
            case "vanished":
                raise RelationNotFound("gone")
            case "breaking":
                raise SourceUnavailable("connection lost")
        if relation.name not in WORLD:
            raise RelationNotFound("gone")
        columns = tuple(
            Column(name.removesuffix("!"), TEXT if name.endswith("!") else INT4,
                   warning="odd values" if name == "odd" else None)
            for name in WORLD[relation.name]
        )  # fmt: skip
        return RelationSchema(relation, columns)

    def statistics(self, relation: Relation) -> Statistics:
        return Statistics(rows=len(relation.name))


def open_faulty(options: Mapping[str, str]) -> Faulty:
    return Faulty(options)


@contextmanager
def installed(folder: Path) -> Iterator[None]:
    """As if a distribution with this connector, scheme `faulty`, were installed."""
    info = folder / "faulty-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: faulty\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[unsilo.connectors]\n"
        "faulty = tests.unit.faulty:open_faulty\n"
        "missing = tests.unit.no_such_module:open\n"
    )
    sys.path.append(str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        WORLD.clear()
