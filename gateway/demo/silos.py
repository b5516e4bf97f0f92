"""The demo's data: one company's customers as four systems know them, from a fixed seed.

Ids do not match, as in life: the CRM (PostgreSQL) calls a customer `C-000042`, billing (MySQL)
account 42, the web shop (MongoDB) `user:42` or nothing, the feature store (Redis) `features:42`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bson import Decimal128, Int64

FIRST_NAMES = ("Ada", "Alan", "Barbara", "Claude", "Edsger", "Grace", "Hedy", "Katherine", "Ken")
LAST_NAMES = ("Byron", "Dijkstra", "Hamilton", "Hopper", "Johnson", "Lamarr", "Liskov", "Turing")
COUNTRIES = ("DE", "FR", "NL", "PL", "ES", "IT", "SE", "US", "GB", "JP")
SEGMENTS = ("consumer", "business", "enterprise")
DEVICES = (("phone", "iOS"), ("phone", "Android"), ("laptop", "macOS"), ("desktop", "Windows"))
PAGES = ("/", "/pricing", "/docs", "/login", "/cart", "/checkout", "/blog/unsilo")
START = date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class Size:
    """How much of each silo. The default is about 330,000 rows."""

    customers: int = 40_000
    invoices: int = 160_000
    sessions: int = 80_000
    features: int = 40_000


def customers(size: Size) -> Iterator[tuple[Any, ...]]:
    """(customer_no, name, email, country, segment, credit_limit, signed_up)."""
    rng = random.Random(1)
    for n in range(1, size.customers + 1):
        first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
        limit = Decimal(rng.randrange(0, 5_000_000)).scaleb(-2) if rng.random() < 0.95 else None
        yield (
            f"C-{n:06d}",
            f"{first} {last}",
            f"{first}.{last}{n}@example.com".lower(),
            rng.choice(COUNTRIES),
            rng.choices(SEGMENTS, (80, 17, 3))[0],
            limit,
            START - timedelta(days=rng.randrange(2000)),
        )


def invoices(size: Size) -> Iterator[tuple[Any, ...]]:
    """(id, account, issued, due, amount, currency, state, memo); account is the CRM's number."""
    rng = random.Random(2)
    for n in range(1, size.invoices + 1):
        issued = START + timedelta(days=rng.randrange(365))
        yield (
            n,
            rng.randint(1, int(size.customers * 1.02)),  # some accounts the CRM never heard of
            issued,
            issued + timedelta(days=rng.choice((14, 30, 60))),
            Decimal(rng.randrange(500, 900_000)).scaleb(-2),
            rng.choices(("EUR", "USD", "JPY"), (80, 15, 5))[0],
            rng.choices(("paid", "open", "overdue", "void"), (70, 15, 12, 3))[0],
            None if rng.random() < 0.7 else f"order {rng.randrange(10**6)}",
        )


def sessions(size: Size) -> Iterator[dict[str, Any]]:
    """Web sessions: nested documents, now and then without user or place."""
    rng = random.Random(3)
    begin = datetime(2025, 11, 1, tzinfo=UTC)
    for n in range(1, size.sessions + 1):
        kind, system = rng.choice(DEVICES)
        document: dict[str, Any] = {
            "_id": Int64(n),
            "started": begin + timedelta(seconds=rng.randrange(30 * 86_400)),
            "seconds": Int64(rng.randrange(5, 3600)),
            "device": {"kind": kind, "os": system},
            "pages": [rng.choice(PAGES) for _ in range(rng.randint(1, 6))],
            "cart": Decimal128(Decimal(rng.randrange(0, 50_000)).scaleb(-2)),
        }
        if rng.random() < 0.8:
            document["user"] = f"user:{rng.randint(1, size.customers)}"
        if rng.random() < 0.9:
            document["geo"] = {"country": rng.choice(COUNTRIES), "city": None}
        yield document


def features(size: Size) -> Iterator[tuple[int, dict[str, str]]]:
    """(customer number, hourly features) for most customers."""
    rng = random.Random(4)
    for n in range(1, size.features + 1):
        if rng.random() < 0.03:
            continue
        yield (
            n,
            {
                "churn_risk": f"{rng.random():.4f}",
                "sessions_24h": str(rng.randrange(0, 20)),
                "computed_at": (
                    datetime(2025, 11, 30, 12, tzinfo=UTC) - timedelta(minutes=rng.randrange(60))
                ).isoformat(),
            },
        )
