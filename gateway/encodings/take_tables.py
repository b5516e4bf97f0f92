"""Writes `tables.json.xz`: how a real PostgreSQL maps the characters of some encodings.

    python -m gateway.encodings.take_tables postgresql://…

PostgreSQL's conversions are under the PostgreSQL licence.
"""

from __future__ import annotations

import json
import lzma
import sys
from collections.abc import Iterator
from itertools import product
from typing import Any

import psycopg

from gateway.encodings.known import TABLES
from gateway.encodings.tables import FILE

_FUNCTIONS = """
CREATE FUNCTION pg_temp.written(letter int, encoding text) RETURNS bytea LANGUAGE plpgsql AS
    'BEGIN RETURN convert_to(chr(letter), encoding); EXCEPTION WHEN OTHERS THEN RETURN NULL; END';
CREATE FUNCTION pg_temp.read(data bytea, encoding text) RETURNS text LANGUAGE plpgsql AS
    'BEGIN RETURN convert_from(data, encoding); EXCEPTION WHEN OTHERS THEN RETURN NULL; END';
"""
_WRITTEN = """
SELECT letter, code FROM generate_series(128, 196607) letter, pg_temp.written(letter, %s) code
WHERE letter NOT BETWEEN 55296 AND 57343 AND code IS NOT NULL
"""
_READ = """
SELECT code, letter FROM unnest(%s::bytea[]) code, pg_temp.read(code, %s) letter
WHERE letter IS NOT NULL
"""
_HIGH = range(0xA1, 0xFF)


def _candidates() -> Iterator[bytes]:
    """All that could be one character in any of the encodings."""
    yield from (bytes([first]) for first in range(0x80, 0x100))
    yield from map(bytes, product(range(0x80, 0x100), range(1, 0x100)))
    yield from map(bytes, product([0x8F], _HIGH, _HIGH))
    yield from map(bytes, product([0x8E], range(0xA1, 0xB1), _HIGH, _HIGH))


def _table(connection: psycopg.Connection[Any], name: str) -> dict[str, dict[str, str]]:
    letter = TABLES[name].fullmatch
    codes = [code for code in _candidates() if letter(code)]
    read = {bytes(c): text for c, text in connection.execute(_READ, (codes, name))}
    written = {chr(n): bytes(code) for n, code in connection.execute(_WRITTEN, (name,))}
    both = {code: text for code, text in read.items() if written.get(text) == code}
    return {
        "both": {code.hex(): text for code, text in both.items()},
        "read": {code.hex(): text for code, text in read.items() if code not in both},
        "write": {t: c.hex() for t, c in written.items() if both.get(c) != t},
    }


def main() -> None:
    """Write the file next to this one."""
    with psycopg.connect(sys.argv[1], autocommit=True) as connection:
        connection.execute(_FUNCTIONS.encode())
        tables = {name: _table(connection, name) for name in sorted(TABLES)}
    text = json.dumps(tables, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    FILE.write_bytes(lzma.compress(text.encode(), preset=9))


if __name__ == "__main__":
    main()
