"""What PostgreSQL says of our statements."""

from __future__ import annotations

from typing import Final

import psycopg

SECONDS: Final = 30.0
FOREVER: Final = "SELECT * FROM crm.forever"


def sleepers(source_url: str, query_id: str = "") -> int:
    """How many statements of ours run at the source, as PostgreSQL itself says."""
    with psycopg.connect(source_url, autocommit=True) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' "
            "AND datname = current_database() AND pid <> pg_backend_pid() "
            "AND query LIKE '%%forever%%' AND query LIKE %s",
            [f"%{query_id}%"],
        ).fetchone()
    assert row is not None
    return int(row[0])
