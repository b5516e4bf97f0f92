"""What the suite asks of a database in the database's own way."""

from __future__ import annotations

from typing import Any

from sqlalchemy.testing.provision import (
    set_default_schema_on_connection,
    temp_table_keyword_args,
)


@temp_table_keyword_args.for_db("unsilo")
def _temporary(cfg: Any, eng: Any) -> dict[str, Any]:
    return {"prefixes": ["TEMPORARY"]}


@set_default_schema_on_connection.for_db("unsilo")
def _default_schema(cfg: Any, dbapi_connection: Any, schema_name: str) -> None:
    cursor = dbapi_connection.cursor()
    cursor.execute(f"""SET search_path = '"{schema_name}"'""")
    cursor.close()
