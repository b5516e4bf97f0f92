"""Our own dialect `unsilo://`, over HTTP, beside SQLAlchemy's for PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pandas
import pytest
import sqlalchemy as sa

from gateway.engine import Gateway
from gateway.serve.http.server import running
from tests.wire.clients.alike import shown
from tests.wire.clients.conftest import Pair
from tests.wire.clients.test_sqlalchemy import LOOKS, _spelled

Both = tuple[sa.Connection, sa.Connection]


@pytest.fixture(scope="module")
def both(home: Path, pair: Pair) -> Iterator[Both]:
    """A connection by our dialect, and one to the twin."""
    theirs = sa.create_engine(pair.theirs.url_for("postgresql+psycopg"))
    with closing(Gateway.open(home)) as gateway, running(gateway) as server:
        ours = sa.create_engine(f"unsilo://127.0.0.1:{server.port}")
        with ours.connect() as here, theirs.connect() as there:
            yield here, there
        ours.dispose()
    theirs.dispose()


def _same_zone(text: str) -> str:
    """UTC is UTC, whichever class says so; our driver keeps the months of an interval."""
    text = text.replace("zoneinfo.ZoneInfo(key='UTC')", "datetime.timezone.utc")
    return _INTERVAL.sub(_counted, text)


_INTERVAL = re.compile(r"MonthDayNano\(months=(-?\d+), days=(-?\d+), nanoseconds=(-?\d+)\)")


def _counted(match: re.Match[str]) -> str:
    months, days, nanoseconds = map(int, match.groups())
    return repr(timedelta(days=months * 30 + days, microseconds=nanoseconds // 1000))


@pytest.mark.parametrize("name", LOOKS)
def test_as_postgresql(name: str, both: Both) -> None:
    ours, theirs = (_same_zone(_spelled(LOOKS[name](connection))) for connection in both)
    assert ours == theirs


VALUES: dict[str, tuple[Any, Any]] = {
    "integer": (7, sa.Integer), "big": (2**40, sa.BigInteger), "text": ("Łódź's", sa.Text),
    "numeric": (Decimal("12.50"), sa.Numeric(10, 2)), "float": (1.5, sa.Double),
    "boolean": (True, sa.Boolean), "date": (date(2026, 1, 2), sa.Date),
    "time": (time(1, 2, 3), sa.Time), "timestamp": (datetime(2026, 1, 2, 3, 4, 5), sa.DateTime),
    "timestamptz": (datetime(2026, 1, 2, tzinfo=UTC), sa.DateTime(timezone=True)),
    "uuid": (UUID(int=7), sa.Uuid), "bytes": (b"\x00x", sa.LargeBinary), "null": (None, sa.Integer),
    "array": ([1, 2], sa.ARRAY(sa.Integer)), "json": ({"a": [1]}, sa.JSON),
}  # fmt: skip


@pytest.mark.parametrize("name", VALUES)
def test_parameters(name: str, both: Both) -> None:
    value, type_ = VALUES[name]
    query = sa.select(sa.bindparam("v", value, type_).label("v"))
    ours, theirs = (_same_zone(shown(connection.execute(query).all())) for connection in both)
    assert ours == theirs


def test_expanding_in(both: Both) -> None:
    articles = sa.table("articles", sa.column("id"), sa.column("title"), schema="shop")
    for numbers in ([1, 3], [2], []):
        query = sa.select(articles.c.title).where(articles.c.id.in_(numbers)).order_by("title")
        ours, theirs = (connection.execute(query).all() for connection in both)
        assert ours == theirs


def test_pandas(both: Both) -> None:
    query = sa.text(
        "SELECT id, title, price, stocked FROM shop.articles WHERE id > :low ORDER BY id"
    )
    ours, theirs = (pandas.read_sql(query, c, params={"low": 0}) for c in both)
    assert ours.dtypes.to_dict() == theirs.dtypes.to_dict()
    assert shown(ours.to_dict("records")) == shown(theirs.to_dict("records"))


def test_errors_are_sqlalchemys(both: Both) -> None:
    found = []
    for connection in both:
        with pytest.raises(sa.exc.ProgrammingError) as raised:
            connection.execute(sa.text("SELECT nam FROM crm.customers"))
        found.append(raised.value.orig.sqlstate)  # type: ignore[union-attr]
        connection.rollback()
    assert found[0] == found[1] == "42703"
