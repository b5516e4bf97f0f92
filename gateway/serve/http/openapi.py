"""`GET /openapi.json`: this door's OpenAPI 3.1 document, written by hand and checked by tests.

Imports: starlette, this package.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse

from gateway.serve.http.door import Door
from gateway.serve.http.media import FORMATS
from gateway.serve.http.schemas import SCHEMAS, TEXT, Schema, ref


async def openapi(door: Door, request: Request) -> JSONResponse:
    """The document."""
    return JSONResponse(document())


@cache
def document() -> dict[str, Any]:
    """The document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Unsilo",
            "version": version("unsilo"),
            "description": "One PostgreSQL dialect over several databases.",
        },
        "paths": _PATHS,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic"},
            },
        },
        "security": [{}, {"bearer": []}, {"basic": []}],
    }


def _json(schema: str) -> Schema:
    return {"application/json": {"schema": ref(schema)}}


def _answer(description: str, content: Schema, headers: Schema | None = None) -> Schema:
    found: Schema = {"description": description, "content": content}
    return found | ({"headers": headers} if headers else {})


def _header(description: str) -> Schema:
    return {"description": description, "schema": TEXT}


_QUERY_ID: Final = {"X-Unsilo-Query-Id": _header("The query's id, which its remote work carries")}
_ROWS_HEADERS: Final = _QUERY_ID | {
    "X-Unsilo-Warnings": _header("Warnings known when the answer began, as JSON"),
    "X-Unsilo-Set-Session": _header("Settings that the statement has changed"),
}
_CHUNK_HEADERS: Final = _QUERY_ID | {
    "ETag": _header("Names this chunk in this format"),
    "Link": _header('The next chunk (rel="next"), if there is one'),
    "X-Unsilo-Chunk-Rows": _header("Rows of this chunk"),
}
_ROWS: Final[Schema] = {
    media: {"schema": ref("Rows")} if media == "application/json" else {} for media in FORMATS
}
_PROBLEM: Final = {
    "description": "RFC 9457 problem; a statement's has its SQLSTATE",
    "content": {"application/problem+json": {"schema": ref("Problem")}},
}
_OWN_ID: Final = {
    "name": "X-Unsilo-Query-Id", "in": "header", "description": "An id the client has chosen",
    "schema": TEXT | {"pattern": "^[0-9a-f]{32}$"},
}  # fmt: skip
_NUMBERS: Final = {
    "name": "numbers", "in": "query", "description": "string: bigint and numeric as JSON strings",
    "schema": {"enum": ["exact", "string"]},
}  # fmt: skip
_ID: Final = {"name": "id", "in": "path", "required": True, "schema": TEXT | {"minLength": 1}}


def _number(name: str, description: str, most: int) -> Schema:
    schema = {"type": "integer", "minimum": 0, "maximum": most}
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _text(name: str, description: str, schema: Schema = TEXT) -> Schema:
    return {"name": name, "in": "query", "description": description, "schema": schema}


_WAIT: Final = _number("wait", "Seconds for which the answer may be held back", 60)


def _operation(
    name: str,
    summary: str,
    answers: Schema,
    *,
    parameters: tuple[Schema, ...] = (),
    body: str | None = None,
) -> Schema:
    found: Schema = {
        "operationId": name,
        "summary": summary,
        "responses": answers | {"4XX": _PROBLEM, "5XX": _PROBLEM},
    }
    if parameters:
        found["parameters"] = list(parameters)
    if body is not None:
        found["requestBody"] = {"required": True, "content": _json(body)}
    return found


def _plain(media: str) -> Schema:
    return {"200": _answer("It is so", {media: {"schema": TEXT}})}


_PATHS: Final[Schema] = {
    "/v1/query": {
        "post": _operation(
            "query", "Run a statement and stream its rows",
            {"200": _answer("The rows", _ROWS, _ROWS_HEADERS)},
            parameters=(_OWN_ID, _NUMBERS), body="Statement",
        )
    },
    "/v1/queries": {
        "post": _operation(
            "submit", "Start a query whose result is fetched later",
            {"202": _answer("It runs", _json("Query"), _QUERY_ID | {"Location": _header("It")})},
            parameters=(
                _OWN_ID,
                {"name": "Idempotency-Key", "in": "header", "description": "Starts it once only",
                 "schema": TEXT | {"minLength": 1, "maxLength": 255}},
            ),
            body="Statement",
        ),
        "get": _operation(
            "queries", "What the user runs; to an admin, what anybody runs",
            {"200": _answer("Newest first", _json("Queries"))},
            parameters=(_text("ended", "Also what has ended", {"enum": ["true", "false"]}),),
        ),
    },
    "/v1/queries/{id}": {
        "get": _operation(
            "show", "How far a query is", {"200": _answer("The query", _json("Query"), _QUERY_ID)},
            parameters=(_ID, _WAIT),
        ),
        "delete": _operation(
            "cancel", "Stop a query wherever it runs, or forget its result",
            {"204": {"description": "Done, or about to be"}}, parameters=(_ID,),
        ),
    },
    "/v1/queries/{id}/result": {
        "get": _operation(
            "result", "A chunk of a query's rows",
            {
                "200": _answer("The rows of the chunk", _ROWS, _CHUNK_HEADERS),
                "202": _answer("It is not there yet", _json("Query"), _QUERY_ID),
                "304": {"description": "The client has it (If-None-Match)"},
            },
            parameters=(_ID, _number("chunk", "Its number, from 0", 10_000_000), _WAIT, _NUMBERS),
        )
    },
    "/v1/explain": {
        "post": _operation(
            "explain", "The plan of a query",
            {"200": _answer("The plan", _json("Plan"), _QUERY_ID)},
            parameters=(_OWN_ID,), body="Explain",
        )
    },
    "/v1/sources": {
        "get": _operation("sources", "The sources", {"200": _answer("Them", _json("Sources"))})
    },
    "/v1/catalog": {
        "get": _operation(
            "catalog", "Sources, schemas, relations and columns",
            {"200": _answer(
                "The tree, or what has the words of `search`",
                {"application/json": {"schema": {"anyOf": [ref("Tree"), ref("Hits")]}}},
            )},
            parameters=(
                _text("source", "Only this source"),
                _text("columns", "Whether relations have columns and keys",
                      {"enum": ["true", "false"]}),
                _text("search", "Words that names and comments must have"),
                _number("limit", "How many hits at most", 1000),
            ),
        )
    },
    "/healthz": {"get": _operation("healthz", "Whether the process lives", _plain("text/plain"))},
    "/readyz": {"get": _operation("readyz", "Whether statements run", _plain("text/plain"))},
    "/metrics": {"get": _operation("metrics", "Prometheus metrics", _plain("text/plain"))},
    "/openapi.json": {
        "get": _operation(
            "openapi", "This document",
            {"200": _answer("OpenAPI 3.1", {"application/json": {"schema": {"type": "object"}}})},
        )
    },
}  # fmt: skip
