"""`GET /v1/sources`, `GET /v1/catalog`: what there is, as the user may see it.

Imports: starlette, `gateway.catalog`, this package.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse

from connectors.api import Column, RelationSchema
from gateway.catalog.search import Hit
from gateway.catalog.seen import Seen
from gateway.errors import SqlError
from gateway.serve.http.door import Door, user_of
from gateway.serve.http.jobs import whole_number
from gateway.serve.http.problems import Problem
from gateway.session import Session

_HITS: Final = 50
_MOST_HITS: Final = 1000


async def sources(door: Door, request: Request) -> JSONResponse:
    """The sources and what they are."""
    return JSONResponse(
        {"sources": await door.workers.run(partial(_sources, door, user_of(request)))}
    )


async def catalog(door: Door, request: Request) -> JSONResponse:
    """Sources, schemas, relations and columns as a tree; with `search` what has its words."""
    query = request.query_params
    user = user_of(request)
    limit = whole_number(request, "limit", _HITS, _MOST_HITS)
    columns = query.get("columns", "true")
    if columns not in ("true", "false"):
        raise Problem(400, "columns must be true or false")
    if "search" in query:
        hits = await door.workers.run(partial(_hits, door, user, query["search"], limit))
        return JSONResponse({"hits": hits})
    tree = partial(_tree, door, user, query.get("source"), with_columns=columns == "true")
    return JSONResponse({"sources": await door.workers.run(tree)})


def _seen(door: Door, user: str) -> Seen:
    """The catalog as this user may see it."""
    return door.gateway.access.seen_by(Session(user=user))


def _sources(door: Door, user: str) -> list[dict[str, Any]]:
    seen, store = _seen(door, user), door.gateway.catalog.store
    known = {} if store is None else {source.name: source for source in store.sources()}
    found = []
    for name in seen.sources():
        shown: dict[str, Any] = {"name": name, "relations": len(list(seen.relations(name)))}
        if name in known:
            health = known[name].health
            shown |= {
                "kind": known[name].url.partition(":")[0],
                "product": health.flavour,
                "version": health.version,
                "refreshed": known[name].refreshed_at,
            }
        found.append(shown)
    return found


def _tree(door: Door, user: str, source: str | None, *, with_columns: bool) -> list[dict[str, Any]]:
    seen = _seen(door, user)
    if source is not None and source not in seen.sources():
        raise SqlError("42704", f'source "{source}" does not exist')
    names = seen.sources() if source is None else (source,)
    return [
        {"name": name, "schemas": list(_schemas(seen, name, with_columns=with_columns))}
        for name in names
    ]


def _schemas(seen: Seen, source: str, *, with_columns: bool) -> Iterator[dict[str, Any]]:
    relations = sorted(seen.relations(source), key=lambda s: (s.relation.schema, s.relation.name))
    for schema, members in groupby(relations, key=lambda s: s.relation.schema):
        found = [_relation(member, with_columns=with_columns) for member in members]
        yield {"name": schema, "relations": found}


def _relation(schema: RelationSchema, *, with_columns: bool) -> dict[str, Any]:
    relation = schema.relation
    shown: dict[str, Any] = {
        "name": relation.name, "kind": relation.kind, "comment": relation.comment
    }  # fmt: skip
    if with_columns:
        shown |= {
            "columns": [_column(column) for column in schema.columns],
            "primary_key": list(schema.primary_key),
            "foreign_keys": [
                {
                    "columns": list(key.columns),
                    "references": str(key.foreign_relation),
                    "foreign_columns": list(key.foreign_columns),
                }
                for key in schema.foreign_keys
            ],
        }
    return shown


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": str(column.type),
        "nullable": column.nullable,
        "native_type": column.native_type,
        "comment": column.comment,
        "warning": column.warning,
    }


def _hits(door: Door, user: str, text: str, limit: int) -> list[dict[str, Any]]:
    return [_hit(hit) for hit in _seen(door, user).search(text, limit=limit)]


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "source": hit.source,
        "schema": hit.relation.schema,
        "relation": hit.relation.name,
        "column": hit.column.name if hit.column is not None else None,
        "type": str(hit.column.type) if hit.column is not None else None,
        "comment": hit.comment,
    }
