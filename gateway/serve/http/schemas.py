"""The JSON bodies of the HTTP door as JSON Schema, for the OpenAPI document.

Imports: standard library.
"""

from __future__ import annotations

from typing import Any, Final

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
MAYBE_TEXT: Final[Schema] = {"type": ["string", "null"]}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
FLAG: Final[Schema] = {"type": "boolean"}


def ref(name: str) -> Schema:
    """A reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def array(items: Schema) -> Schema:
    """An array of these."""
    return {"type": "array", "items": items}


def record(required: Schema, optional: Schema | None = None) -> Schema:
    """An object with these members and no others."""
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }


_STATEMENT_OPTIONS: Final[Schema] = {
    "parameters": array({}) | {"description": "Values of $1, $2, …"},
    "types": array(MAYBE_TEXT) | {"description": "Names of the parameters' types; null: inferred"},
    "settings": {
        "type": "object",
        "additionalProperties": {"type": ["string", "number", "boolean"]},
        "description": "Settings of the session, as SET takes them",
    },
    "search_path": MAYBE_TEXT,
    "timeout_ms": {"type": ["integer", "null"], "minimum": 1, "maximum": 2**31 - 1},
    "row_limit": {"type": ["integer", "null"], "minimum": 1, "maximum": 2**63 - 1},
}

SCHEMAS: Final[dict[str, Schema]] = {
    "Statement": record({"sql": TEXT}, _STATEMENT_OPTIONS),
    "Explain": record({"sql": TEXT}, _STATEMENT_OPTIONS | {"analyze": FLAG}),
    "Warning": record({"code": TEXT, "message": TEXT, "count": COUNT}),
    "Rows": record(
        {
            "columns": array(record({"name": TEXT, "type": TEXT})),
            "rows": array(array({})),
            "command": TEXT,
            "warnings": array(ref("Warning")),
        }
    ),
    "Query": record(
        {
            "id": TEXT,
            "state": {"enum": ["running", "succeeded", "failed", "canceled"]},
            "user": TEXT,
            "door": TEXT,
            "client": TEXT,
            "sql": TEXT,
            "begun": TEXT | {"format": "date-time"},
            "ended": MAYBE_TEXT | {"format": "date-time"},
            "seconds": {"type": "number", "minimum": 0},
            "rows": COUNT,
            "sources": array(
                record(
                    {"source": TEXT, "scan": TEXT, "rows": COUNT, "bytes": COUNT, "done": FLAG}
                )
            ),
            "warnings": array(ref("Warning")),
        },
        {"error": ref("Problem"), "chunks": COUNT, "result": TEXT},
    ),
    "Queries": record({"queries": array(ref("Query"))}),
    "Plan": record({"plan": {"type": "object"}}),
    "Sources": record(
        {
            "sources": array(
                record(
                    {"name": TEXT, "relations": COUNT},
                    {"kind": TEXT, "product": TEXT, "version": TEXT,
                     "refreshed": {"type": "number"}},
                )
            )
        }
    ),
    "Column": record(
        {
            "name": TEXT,
            "type": TEXT,
            "nullable": FLAG,
            "native_type": TEXT,
            "comment": MAYBE_TEXT,
            "warning": MAYBE_TEXT,
        }
    ),
    "Relation": record(
        {"name": TEXT, "kind": TEXT, "comment": MAYBE_TEXT},
        {
            "columns": array(ref("Column")),
            "primary_key": array(TEXT),
            "foreign_keys": array(
                record(
                    {"columns": array(TEXT), "references": TEXT, "foreign_columns": array(TEXT)}
                )
            ),
        },
    ),
    "Tree": record(
        {
            "sources": array(
                record(
                    {
                        "name": TEXT,
                        "schemas": array(
                            record({"name": TEXT, "relations": array(ref("Relation"))})
                        ),
                    }
                )
            )
        }
    ),
    "Hits": record(
        {
            "hits": array(
                record(
                    {
                        "source": TEXT,
                        "schema": TEXT,
                        "relation": TEXT,
                        "column": MAYBE_TEXT,
                        "type": MAYBE_TEXT,
                        "comment": MAYBE_TEXT,
                    }
                )
            )
        }
    ),
    "Problem": record(
        {"type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT},
        {
            "sqlstate": TEXT,
            "position": {"type": "integer", "minimum": 1},
            "hint": TEXT,
            "error_detail": TEXT,
            "query_id": TEXT,
        },
    ),
}  # fmt: skip
"""Every body by name."""
