"""`pg_catalog` and `information_schema`, answered by the gateway itself.

    routing   which statements are about the catalog
    snapshot  PostgreSQL's own rows; objects: the rows of our relations
    database  both in a small DuckDB database, with views and functions
    rewrite   PostgreSQL's statement in DuckDB's terms
    results   DuckDB's answer in PostgreSQL's types

No source is ever asked. A statement that cannot be answered is an error and a line in the log,
never an empty result.
"""

from gateway.catalog.system.query import Described, describe, run
from gateway.catalog.system.routing import answers

__all__ = ["Described", "answers", "describe", "run"]
