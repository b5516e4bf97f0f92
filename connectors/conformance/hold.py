"""Hold one claim to account: run what the connector said it can do, compare with the reference."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from sqlglot import exp

from connectors.api import Answer, Connector, ConnectorError, Filter, Support
from connectors.conformance import build as b
from connectors.conformance.base import Tables, rows_of
from connectors.conformance.claims import Claim
from connectors.conformance.context import run
from connectors.conformance.queries import Result, answer, faces, identities
from connectors.conformance.scalars import SqlError


def asked(connector: Connector, claim: Claim) -> Answer:
    """The connector's answer to a claim; anything but EXACT needs a reason code."""
    found = connector.supports(b.fragment(claim.base), claim.operation)
    assert isinstance(found, Answer)
    if not found.exact:
        assert found.reason, f"{claim.name}: {found.support.value} without a reason code"
    if found.support is Support.SUPERSET:
        assert isinstance(claim.operation, Filter), f"{claim.name}: only a filter may be SUPERSET"
    return found


def hold(connector: Connector, tables: Tables, claim: Claim) -> Answer:
    """Run the claim unless the connector says NONE; fails where the answer is not what it says."""
    found = asked(connector, claim)
    if found.support is Support.NONE:
        return found
    fragment = b.fragment(claim.query)
    where = f"{claim.name}, claimed {found.support.value}:\n{connector.explain(fragment)}"
    try:
        wanted = answer(claim.query, tables.rows)
    except SqlError as error:
        _must_fail(connector, claim, error, where)
        return found
    rows = rows_of(run(connector, fragment), wanted.types)
    got = Counter(faces(row, wanted.types) for row in rows)
    if found.support is Support.SUPERSET:
        everything = Counter(answer(claim.base, tables.rows).faces)
        _contains(got, Counter(wanted.faces), f"rows are missing: {where}")
        _contains(everything, got, f"rows are not the relation's: {where}")
    elif claim.query.args.get("limit") or claim.query.args.get("offset"):
        assert len(rows) == len(wanted.rows), where
        _contains(Counter(_unlimited(claim.query, tables).faces), got, where)
    else:
        assert got == Counter(wanted.faces), _difference(got, Counter(wanted.faces), where)
    if found.exact:
        _in_order(claim.query, rows, wanted, where)
    return found


def _must_fail(connector: Connector, claim: Claim, error: SqlError, where: str) -> None:
    with pytest.raises(ConnectorError) as raised:
        run(connector, b.fragment(claim.query))
    assert raised.value.sqlstate == error.sqlstate, where


def _contains(whole: Counter[Any], part: Counter[Any], message: str) -> None:
    rest = part - whole
    assert not rest, f"{message}\n{dict(rest)}"


def _unlimited(query: exp.Query, tables: Tables) -> Result:
    query = query.copy()
    query.set("limit", None)
    query.set("offset", None)
    return answer(query, tables.rows)


def _in_order(query: exp.Query, rows: list[Any], wanted: Result, where: str) -> None:
    """The sort keys of the rows are the reference's, position by position.

    Rows whose keys tie may come in any order, so only the outputs that are keys are compared.
    """
    clause = query.args.get("order")
    if clause is None or not isinstance(query, exp.Select):
        return
    places = [_place(query, item.this) for item in clause.expressions]
    types = [wanted.types[p] for p in places]
    got, reference = (
        [identities([row[p] for p in places], types) for row in part]
        for part in (rows, wanted.rows)
    )
    assert got == reference, f"order differs: {where}\n got {got}\nwant {reference}"


def _place(query: exp.Select, key: exp.Expression) -> int:
    for at, item in enumerate(query.expressions):
        output = isinstance(key, exp.Column) and not key.table and item.alias == key.name
        if output or item.this == key:
            return at
    raise AssertionError(f"the suite orders by outputs only, not by {key!r}")


def _difference(got: Counter[Any], wanted: Counter[Any], where: str) -> str:
    return f"{where}\nmissing: {dict(wanted - got)}\nextra: {dict(got - wanted)}"
