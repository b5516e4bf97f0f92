"""The same data in five databases behind the gateway, and all of it in one PostgreSQL."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
import pymongo
import pymysql
import redis
from bson import Int64

HERE = Path(__file__).parent
CRM = (HERE / "crm.sql").read_text()
TWIN = (HERE / "twin.sql").read_text()

ARTICLES = [
    (1, "Teapot", Decimal("12.50"), date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5), 0.75),
    (2, "Cup ☕", Decimal("3.00"), None, None, None),
    (3, "100% 'wool'", None, date(1999, 12, 31), datetime(1999, 12, 31, 23, 59, 59), 1e-9),
]
LINES = [(order, pos, 1 + (order + pos) % 3, pos) for order in range(1, 21) for pos in (1, 2)]
REVIEWS = [
    (1, 1, 5, "good", datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC), 0.5),
    (2, 1, 1, "leaks ☹", datetime(2026, 2, 4, tzinfo=UTC), None),
    (3, 2, 4, None, datetime(2020, 2, 29, 23, 0, tzinfo=UTC), 2.5),
]
PARTS = [(1, 1, "lid"), (1, 2, "spout ☕"), (3, 1, None)]
STOCK = [(1, 10, "Wien"), (2, 0, "Łódź")]
MAPPING = """
[[relation]]
name = "stock"
key = "stock:{article}"
[relation.columns]
article = "integer"
amount = "integer"
place = "text"
"""


def fill_crm(url: str) -> None:
    """The source "crm"."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(CRM.encode())


_GOODS = (
    "(id int PRIMARY KEY, title varchar(60) NOT NULL, price decimal(8,2), stocked date, "
    "added datetime, weight double)"
)


def fill_shop(url: str) -> None:
    """The source "shop", in MariaDB."""
    with _mysql(url) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE articles {_GOODS}")
        cursor.execute(
            "CREATE TABLE `lines` (order_id bigint NOT NULL, pos smallint NOT NULL, "
            "article int NOT NULL, amount int, PRIMARY KEY (order_id, pos), "
            "CONSTRAINT lines_article_fkey FOREIGN KEY (article) REFERENCES articles (id))"
        )
        cursor.executemany("INSERT INTO articles VALUES (%s, %s, %s, %s, %s, %s)", ARTICLES)
        cursor.executemany("INSERT INTO `lines` VALUES (%s, %s, %s, %s)", LINES)


def fill_depot(url: str) -> None:
    """The source "depot", in MySQL."""
    with _mysql(url) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE goods {_GOODS}")
        cursor.execute(
            "CREATE TABLE parts (good int NOT NULL, pos smallint NOT NULL, label varchar(20), "
            "PRIMARY KEY (good, pos), "
            "CONSTRAINT parts_good_fkey FOREIGN KEY (good) REFERENCES goods (id))"
        )
        cursor.executemany("INSERT INTO goods VALUES (%s, %s, %s, %s, %s, %s)", ARTICLES)
        cursor.executemany("INSERT INTO parts VALUES (%s, %s, %s)", PARTS)


def _mysql(url: str) -> pymysql.Connection[Any]:
    place = urlsplit(url)
    return pymysql.connect(
        host=place.hostname or "",
        port=place.port or 3306,
        user=unquote(place.username or ""),
        password=unquote(place.password or ""),
        database=place.path.lstrip("/"),
        charset="utf8mb4",
        autocommit=True,
    )


def fill_docs(url: str) -> None:
    """The source "docs"."""
    client: pymongo.MongoClient[dict[str, Any]]
    with pymongo.MongoClient(url) as client:
        client.get_default_database()["reviews"].insert_many(
            {
                "_id": Int64(id_),
                "article": Int64(article),
                "stars": Int64(stars),
                "words": words,
                "written": written,
                "score": score,
            }
            for id_, article, stars, words, written, score in REVIEWS
        )


def document_text(row: tuple[Any, ...]) -> str:
    """What the column `_doc` shows of a review."""
    names = ("_id", "article", "stars", "words", "written", "score")
    written = row[4].strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps({**dict(zip(names, row, strict=True)), "written": {"$date": written}})


def fill_kv(url: str) -> None:
    """The source "kv"."""
    with redis.Redis.from_url(url) as client:
        for article, amount, place in STOCK:
            client.hset(f"stock:{article}", mapping={"amount": amount, "place": place})


def fill_twin(url: str) -> None:
    """PostgreSQL with everything, in schemas called as the gateway's sources."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA crm")
        connection.execute("SET search_path = crm")
        connection.execute(CRM.encode())
        connection.execute(TWIN.encode())
        connection.execute("DROP SCHEMA public")
        path = "crm, depot, docs, kv, shop"
        name = connection.info.dbname
        connection.execute(f'ALTER DATABASE "{name}" SET search_path = {path}'.encode())
        _copy(connection, "shop.articles", ARTICLES)
        _copy(connection, "shop.lines", LINES)
        _copy(connection, "depot.goods", ARTICLES)
        _copy(connection, "depot.parts", PARTS)
        _copy(connection, "kv.stock", STOCK)
        _copy(connection, "docs.reviews", [(*row, document_text(row)) for row in REVIEWS])


def _copy(connection: psycopg.Connection, table: str, rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)
