"""PostgreSQL's text output, under the name the doors know it by."""

from __future__ import annotations

from gateway.sql.output import to_text

__all__ = ["to_text"]
