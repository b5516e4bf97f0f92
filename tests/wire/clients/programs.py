"""Clients that are programs of their own: they print `name<TAB>result`, a line for each check."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence

from tests.wire.clients.conftest import Address, Pair

_SECONDS = 180
_KEYS = {
    **dict.fromkeys(("articles_pkey", "lines_pkey", "goods_pkey", "parts_pkey"), "PRIMARY"),
    "reviews_pkey": "_id_",
}
"""Names of keys that the databases behind give, and PostgreSQL would not."""

Answers = dict[str, str]


def compare(
    pair: Pair,
    command: Callable[[Address], Sequence[str]],
    *,
    checks: int,
    environment: Mapping[str, str] | None = None,
    stdin: str = "",
) -> None:
    """Run the program against both. AssertionError with every check whose answers differ.

    `checks`: how many there are, so that none is lost unseen.
    """
    ours, theirs = (
        _answers(command(address), environment or {}, stdin, address, pair) for address in pair
    )
    failed = [f"{name}: {found}" for name, found in theirs.items() if found.startswith("FAILED")]
    assert not failed, "PostgreSQL itself\n" + "\n".join(failed)
    wrong = [_difference(n, ours.get(n, ""), theirs[n]) for n in theirs if ours.get(n) != theirs[n]]
    assert not wrong, f"{len(wrong)} of {len(theirs)} differ\n" + "\n".join(wrong)
    assert len(theirs) == checks, f"there are {len(theirs)} checks"


def _answers(
    command: Sequence[str], environment: Mapping[str, str], stdin: str, at: Address, pair: Pair
) -> Answers:
    done = subprocess.run(
        command, input=stdin, capture_output=True, text=True, timeout=_SECONDS, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    text = done.stdout.replace(at.database, pair.ours.database)
    for theirs, ours in _KEYS.items():
        text = text.replace(theirs, ours)
    return dict(line.split("\t", 1) for line in text.splitlines() if "\t" in line)


def _difference(name: str, ours: str, theirs: str) -> str:
    """From a little before the first letter that differs."""
    at = next((n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), 0)
    begin = max(at - 60, 0)
    return f"{name}\n  ours   {ours[begin : at + 240]}\n  theirs {theirs[begin : at + 240]}"
