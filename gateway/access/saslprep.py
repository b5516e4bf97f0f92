"""SASLprep: passwords that look the same are the same.

Rules: RFC 4013, RFC 3454; as PostgreSQL a password that they do not allow is taken as it is
(`pg_saslprep`, saslprep.c).

Imports: standard library.
"""

from __future__ import annotations

import stringprep
import unicodedata
from collections.abc import Callable
from typing import Final

_PROHIBITED: Final[tuple[Callable[[str], bool], ...]] = (
    stringprep.in_table_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
    stringprep.in_table_a1,  # unassigned in Unicode 3.2
)


def saslprep(password: str) -> str:
    """The normal form of a password, or the password where there is none."""
    if password.isascii():
        # Control characters are prohibited and nothing else changes: either way it stays.
        return password
    spaced = "".join(" " if stringprep.in_table_c12(c) else c for c in password)
    mapped = "".join(c for c in spaced if not stringprep.in_table_b1(c))
    normal = unicodedata.normalize("NFKC", mapped)
    if not normal or _is_prohibited(normal) or not _is_directed(normal):
        return password
    return normal


def _is_prohibited(text: str) -> bool:
    return any(test(c) for c in text for test in _PROHIBITED)


def _is_directed(text: str) -> bool:
    """Right-to-left letters: everything between two of them, and none from left to right."""
    right = [stringprep.in_table_d1(c) for c in text]
    if not any(right):
        return True
    left = any(stringprep.in_table_d2(c) for c in text)
    return right[0] and right[-1] and not left
