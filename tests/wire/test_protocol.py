"""The same messages to PostgreSQL and to the gateway: the same kinds of replies, tags, errors."""

from __future__ import annotations

import pytest

from tests.wire.conftest import Address
from tests.wire.frames import Reply, Wire, wire
from tests.wire.protocol_cases import CASES, Case

READ_ONLY = "-c default_transaction_read_only=on -c search_path=public"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_replies_are_postgresqls(case: Case, address: Address, postgres_url: str) -> None:
    with wire(conninfo=postgres_url, options=READ_ONLY) as real:
        expected = played(case, real)
    with wire(**address, options="-c search_path=crm.public") as ours:
        found = played(case, ours)
    for sent, replies, right in zip(case.units, found, expected, strict=True):
        assert replies == right, sent


def played(case: Case, connection: Wire) -> list[list[Reply]]:
    return [_seen(case, connection.unit(unit)) for unit in case.units]


def _seen(case: Case, replies: list[Reply]) -> list[Reply]:
    """How many rows have left before an error is chance."""
    failed = any(reply[0] == "E" for reply in replies)
    return [case.seen(reply) for reply in replies if not (failed and reply[0] in "TDHd")]
