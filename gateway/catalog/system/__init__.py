"""`pg_catalog` and `information_schema`, answered by the gateway itself.

    routing       which statements are about the catalog
    snapshot      PostgreSQL's own rows; static: these in a file, with functions
    places        our relations with what their rows are made of; objects: the rows
    parts         the rows of one source, made anew only where something has changed
    loaded        all rows that somebody sees in DuckDB, with views; changed in place
    database      these in one state, with what was answered from them
    databases     those in use: one for all who see the same
    live          rows made when they are asked for: settings, roles, sessions
    parameters    the types of `$1`, and their values as literals
    rewrite       PostgreSQL's statement in DuckDB's terms
    output_types  PostgreSQL's types of the statement's outputs
    results       DuckDB's answer in those types
    acts          functions that lock and sleep
    query         all of it for one statement, with the answers kept
    source        system relations beside those of sources, in one statement

No source is ever asked. A statement that cannot be answered is an error and a line in the log,
never an empty result.
"""

from gateway.catalog.system.acts import Later
from gateway.catalog.system.query import Described, MixedError, describe, prepare, run
from gateway.catalog.system.routing import answers
from gateway.catalog.system.source import SystemSource, WithSystem, is_system

__all__ = [
    "Described", "Later", "MixedError", "SystemSource", "WithSystem", "answers", "describe",
    "is_system", "prepare", "run",
]  # fmt: skip
