"""Identifiers as PostgreSQL's `quote_ident` writes them.

Imports: `gateway.catalog.naming`, `gateway.lexer`, this package.
"""

from __future__ import annotations

import re
from typing import Final

from gateway.catalog.naming import without_database
from gateway.catalog.system.snapshot import reserved
from gateway.lexer import Kind, tokens

_WORD: Final = re.compile(r"[a-z_][a-z0-9_$]*")


def quoted(name: str) -> str:
    """An identifier, in double quotes where it needs them.

    >>> quoted("crm"), quoted("crm.sales"), quoted("select")
    ('crm', '"crm.sales"', '"select"')
    """
    plain = name.isascii() and name.replace("_", "a").isalnum() and name == name.lower()
    if plain and not name[:1].isdigit() and name and name not in reserved():
        return name
    return '"' + name.replace('"', '""') + '"'


def plain(name: str) -> str:
    """An identifier as `__plain` of `names.sql` leaves it: quotes only where a name is no word.

    >>> plain("crm"), plain("crm.sales"), plain("select")
    ('crm', '"crm.sales"', 'select')
    """
    return name if _WORD.fullmatch(name) else quoted(name)


def spelled_name(type_: str, name: str) -> str:
    """The input of a reg* type that names an object, spelled as `quoted` would.

    >>> spelled_name("regclass", '"crm"."customers"'), spelled_name("regclass", 'UNSILO.Crm.x')
    ('crm.customers', 'crm.x')
    """
    if type_ not in ("regclass", "regnamespace", "regrole"):
        return name
    parts = [token for token in tokens(name) if token.text != "."]
    if not all(part.kind in (Kind.WORD, Kind.QUOTED) for part in parts):
        return name
    return ".".join(quoted(part) for part in without_database(tuple(p.name or "" for p in parts)))
