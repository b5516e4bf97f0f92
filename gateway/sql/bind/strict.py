"""Nothing is ignored: a clause the binder does not know is an error, not a loss."""

from __future__ import annotations

from sqlglot import exp

from gateway.errors import SqlError, unsupported
from gateway.sql.parse import position_of

_WORDS = {
    "sample": "TABLESAMPLE",
    "qualify": "QUALIFY",
    "pivots": "PIVOT",
    "match": "MATCH_RECOGNIZE",
    "laterals": "LATERAL VIEW",
    "hint": "a hint",
    "cluster": "CLUSTER BY",
    "distribute": "DISTRIBUTE BY",
    "sort": "SORT BY",
    "connect": "CONNECT BY",
    "prewhere": "PREWHERE",
    "when": "a temporal table",
    "version": "a temporal table",
    "only": "ONLY",
    "search": "SEARCH or CYCLE",
}


def only(node: exp.Expression, *handled: str) -> None:
    """Raise unless every argument of `node` that says something is among `handled`.

    0A000 for what PostgreSQL knows and we do not; 25006 for SELECT INTO and for row locks; 42601
    for the rest.
    """
    for key, value in node.args.items():
        if key in handled or value is None or value is False or value == []:
            continue
        if key == "into":
            raise SqlError("25006", "cannot execute SELECT INTO in a read-only transaction")
        if key == "locks" and node.args.get("from_") is None:
            continue  # no row to lock
        if key == "locks":
            what = f"SELECT FOR {_strength(value[0])}"
            raise SqlError("25006", f"cannot execute {what} in a read-only transaction")
        position = position_of(value) if isinstance(value, exp.Expression) else position_of(node)
        if key in ("sample", "only", "search"):
            raise unsupported(_WORDS[key], position=position)
        raise SqlError(
            "42601", f"syntax error: {_WORDS.get(key, key)} is not PostgreSQL", position=position
        )


def _strength(lock: exp.Expression) -> str:
    if lock.args.get("update"):
        return "NO KEY UPDATE" if lock.args.get("key") else "UPDATE"
    return "KEY SHARE" if lock.args.get("key") else "SHARE"
