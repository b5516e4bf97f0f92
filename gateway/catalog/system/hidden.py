"""Columns that a system relation has though it does not list them.

`tableoid`, `xmin` and their like, and names of before PostgreSQL 17: psql 15 and 16 use them.

Imports: this package.
"""

from __future__ import annotations

from typing import Final

from gateway.catalog.system.pieces import Pieces, is_at, raw, word
from gateway.catalog.system.snapshot import relations

_FROZEN: Final = {
    "xmin": "1::UINTEGER", "xmax": "0::UINTEGER", "cmin": "0::UINTEGER", "cmax": "0::UINTEGER",
    "ctid": "'(0,1)'",
}  # fmt: skip
"""Nothing here is ever updated: the bootstrap transaction's number."""
_FORMER: Final = {"daticulocale": "datlocale", "colliculocale": "colllocale"}
_HAVE_THEM: Final = frozenset({"pg_replication_slots"})
"""Relations with an ordinary column of such a name."""


def with_system_columns(pieces: Pieces) -> Pieces:
    """The statement with values for system columns."""
    if any(piece.name in _HAVE_THEM for piece in pieces):
        return pieces
    done: Pieces = []
    for at, piece in enumerate(pieces):
        name = piece.name or ""
        if name in _FORMER:
            done.append(word(_FORMER[name]))
            continue
        value = None
        if name not in _FROZEN and name != "tableoid":
            done.append(piece)
            continue
        if not is_at(pieces, at - 1, "as") and not is_at(pieces, at + 1, "("):
            value = _FROZEN.get(name)
            if name == "tableoid":
                owner = pieces[at - 2].name if is_at(pieces, at - 1, ".") else None
                value = _relation(pieces, at, owner)
        if value is None:
            done.append(piece)
            continue
        while is_at(done, len(done) - 1, "."):
            done = done[:-2]
        done.append(raw(value))
    return done


def _relation(pieces: Pieces, start: int, owner: str | None) -> str | None:
    """The OID of the relation called `owner`, or of the first one after `start`."""
    names = {name for schema, name in relations() if schema == "pg_catalog"}
    places = range(len(pieces)) if owner else range(start, len(pieces))
    for at in places:
        name = pieces[at].name
        if name not in names or is_at(pieces, at + 1, "."):
            continue
        alias = at + 1 + is_at(pieces, at + 1, "as")
        called = pieces[alias].name if alias < len(pieces) else None
        if owner is None or owner in (called, name):
            return f"{_oids()[name]}::UINTEGER"
    return None


def _oids() -> dict[str, int]:
    rows = relations()["pg_catalog", "pg_class"].rows
    assert rows is not None
    return dict(
        zip(rows.column("relname").to_pylist(), rows.column("oid").to_pylist(), strict=True)
    )
