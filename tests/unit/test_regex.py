"""Regular expressions against a real server: random patterns and texts, a fixed seed.

Every pattern must test as the server tests, in Python and in RE2; every pattern that the proof
lets through must also find the server's matches, groups and pieces.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import duckdb
import psycopg
import pytest

from gateway.demo.servers import Server
from gateway.errors import SqlError
from gateway.sql.regex import compiled
from gateway.sql.regex.emit import to_re2
from gateway.sql.regex.proof import one_span

PATTERNS = 300
ANCHORS = ("^", "$", r"\y", r"\m", r"\M")
QUERY = r"""
SELECT t ~ p,
       regexp_replace(t, p, '<\&>', 'g'),
       regexp_split_to_array(t, p),
       ARRAY(SELECT to_json(m)::text FROM regexp_matches(t, p, 'g') m)
FROM unnest(%s::text[]) WITH ORDINALITY AS x(t, o), (SELECT %s::text AS p) AS y ORDER BY o
"""


class Patterns:
    """Random patterns over a small alphabet, where ambiguity is common."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.lazy = 0.0

    def pattern(self) -> str:
        self.lazy = self.random.choice([0, 0, 0, 1, 0.3])
        pattern = self._choice(2)
        return f"^{pattern}$" if self.random.random() < 0.2 else pattern

    def text(self) -> str:
        alphabet = "aabbcc-\n" if self.random.random() < 0.3 else "abc"
        return "".join(self.random.choices(alphabet, k=self.random.randint(0, 7)))

    def _choice(self, depth: int) -> str:
        branches = 1 if self.random.random() < 0.75 else self.random.randint(2, 3)
        return "|".join(self._sequence(depth) for _ in range(branches))

    def _sequence(self, depth: int) -> str:
        atoms = [self._atom(depth) for _ in range(self.random.randint(1, 4))]
        bare = (*ANCHORS, "(?=", "(?!")
        return "".join(a if a.startswith(bare) else a + self._count() for a in atoms)

    def _atom(self, depth: int) -> str:
        kind = self.random.random()
        if kind < 0.52:
            return self.random.choice("aabbc.")
        if kind < 0.6:
            return self.random.choice(["[ab]", "[^a]", "[bc]", r"\w", r"\d"])
        if kind < 0.64:
            return self.random.choice(ANCHORS)
        if depth <= 0:
            return self.random.choice("abc")
        if kind < 0.66:
            return f"(?{self.random.choice('=!')}{self._choice(depth - 1)})"
        return self.random.choice(["(", "(", "(?:"]) + self._choice(depth - 1) + ")"

    def _count(self) -> str:
        if self.random.random() < 0.55:
            return ""
        count = self.random.choice(["*", "+", "?", "{2}", "{1,2}", "{0,2}", "{2,}"])
        return count + ("?" if self.random.random() < self.lazy else "")


@pytest.fixture(scope="module")
def oracle(postgres_server: Server) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        yield connection


def test_random_patterns(oracle: psycopg.Connection[tuple[object, ...]]) -> None:
    source = Patterns(2)
    extracting = 0
    with duckdb.connect() as engine:
        for _ in range(PATTERNS):
            pattern, texts = source.pattern(), [source.text() for _ in range(8)]
            try:
                expected = oracle.execute(QUERY.encode(), [texts, pattern]).fetchall()
            except psycopg.errors.InvalidRegularExpression:
                with pytest.raises(SqlError, match=r"2201B|0A000"):
                    compiled.testing(pattern, "")
                continue
            _check_test(pattern, texts, [row[0] for row in expected], engine)
            extracting += _check_extraction(pattern, texts, expected)
    assert extracting > PATTERNS / 4


def _check_test(
    pattern: str, texts: list[str], expected: list[object], engine: duckdb.DuckDBPyConnection
) -> None:
    regex = compiled.testing(pattern, "")
    assert [regex.search(text) is not None for text in texts] == expected, pattern
    native = to_re2(compiled.tree(pattern, "")[0])
    if native is not None:
        query = "SELECT regexp_matches(t, ?) FROM (SELECT unnest(?::VARCHAR[]) AS t)"
        found = engine.execute(query, [native[0], texts]).fetchall()
        assert [row[0] for row in found] == expected, (pattern, native)


def _check_extraction(pattern: str, texts: list[str], expected: list[tuple[object, ...]]) -> bool:
    if not one_span(compiled.tree(pattern, "")[0]):
        with pytest.raises(SqlError, match="0A000"):
            compiled.spanning(pattern, "")
        return False
    regex = compiled.spanning(pattern, "")
    for text, (_, replaced, pieces, groups) in zip(texts, expected, strict=True):
        assert compiled.replace(regex, text, r"<\&>", 0, 0) == replaced, (pattern, text)
        assert compiled.split(regex, text) == pieces, (pattern, text)
        try:
            grouping = compiled.grouping(pattern, "")
        except SqlError:
            continue
        found = [compiled.values(match) for match in compiled.matches(grouping, text)]
        assert [_json(values) for values in found] == groups, (pattern, text)
    return True


def _json(values: list[str | None]) -> str:
    quoted = (
        "null" if v is None else '"' + v.replace("\n", "\\n").replace('"', '\\"') + '"'
        for v in values
    )
    return f"[{','.join(quoted)}]"
