"""Bound trees as DuckDB SQL with PostgreSQL's meaning."""
