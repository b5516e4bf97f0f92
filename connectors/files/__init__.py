"""Files as relations: Parquet, CSV and JSON folders, DuckDB and SQLite databases. Read only."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.files.connector import FilesConnector, Store
from connectors.files.options import parse


def open(options: Mapping[str, str]) -> FilesConnector:
    """The connector for a file:///, duckdb:/// or sqlite:/// URL. OptionError."""
    parsed = parse(options)
    store: Store
    match parsed.kind:
        case "duckdb":
            from connectors.files.duckdb_store import DuckDBStore

            store = DuckDBStore(parsed)
        case "sqlite":
            from connectors.files.sqlite_store import SQLiteStore

            store = SQLiteStore(parsed)
        case _:
            from connectors.files.folder_store import FolderStore

            store = FolderStore(parsed)
    return FilesConnector(store)
