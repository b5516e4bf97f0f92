"""Unsilo: one PostgreSQL dialect over many databases. Start reading at `gateway.engine`."""

__version__ = "0.1.0"
