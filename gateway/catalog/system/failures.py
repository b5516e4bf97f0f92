"""What DuckDB says went wrong, in PostgreSQL's words.

Imports: duckdb's errors as they come, `gateway.errors`, this package.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from gateway.catalog.system.snapshot import function_signatures, private_functions
from gateway.errors import SqlError

_RAISED: Final = re.compile(r"\[([0-9A-Z]{5})\] (.+?)(?: \[hint\] (.+))?$", re.MULTILINE)
"""What `__fail` of `properties.sql` raises."""
_ERRORS: Final[Mapping[str, tuple[str, str]]] = {
    r"Table with name (.+?) does not exist": ("42P01", 'relation "{}" does not exist'),
    r'Referenced column "([^"]+)" not found': ("42703", 'column "{}" does not exist'),
    r'Column "([^"]+)" referenced that exists': ("42703", 'column "{}" does not exist'),
    r'does not have a column named "([^"]+)"': ("42703", 'column "{}" does not exist'),
    r'Referenced table "([^"]+)" not found': (
        "42P01", 'missing FROM-clause entry for table "{}"'),
    r"Function with name (\S+) does not exist": ("42883", "function {} does not exist"),
    r"Could not convert string '([^']*)' to": (
        "22P02", 'invalid input syntax for a catalog value: "{}"'),
    r'privileges of another role: ("[^"]+")': (
        "0A000", 'asking for the privileges of another role ("{}") is not supported'),
}  # fmt: skip
_ANSWERED: Final = frozenset({"pg_current_logfile"})
"""Functions of which there is something to say to everybody, though PostgreSQL does not."""


def failure(error: Exception, text: str) -> SqlError:
    """The error of a statement, of which `text` is DuckDB's form."""
    known = _in_our_words(str(error))
    if known is not None:
        return known
    failed = SqlError(
        "0A000",
        "this catalog query is not supported",
        detail=str(error).splitlines()[0],
        hint="It is in the gateway's log; information_schema may have what it asks for.",
    )
    failed.add_note(f"{text} | {error}")
    return failed


@cache
def denied() -> frozenset[str]:
    """Functions that PostgreSQL lets nobody call but superusers and whom they have let."""
    return private_functions() - _ANSWERED


def _in_our_words(message: str) -> SqlError | None:
    raised = _RAISED.search(message)
    if raised is not None:
        return SqlError(raised[1], raised[2], hint=raised[3] or "")
    for pattern, (sqlstate, text) in _ERRORS.items():
        match = re.search(pattern, message)
        if match is not None:
            name = match.group(1).strip('"!')
            if sqlstate == "42883" and name.removeprefix("__") in function_signatures():
                return None  # PostgreSQL has it
            return SqlError(sqlstate, text.format(name))
    return None
