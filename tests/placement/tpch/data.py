"""TPC-H tables after the specification's clause 4.2, from a fixed seed.

Not dbgen's own text: names and comments come from smaller word lists, but every value domain that
the 22 queries select on (types, containers, brands, segments, priorities, modes, phone prefixes,
date ranges, 'special … requests', 'Customer … Complaints', '%green%', 'forest%') is there.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from connectors.types import DATE, INT4, TEXT, Type, numeric

Columns = tuple[tuple[str, Type], ...]
Rows = list[tuple[object, ...]]

MONEY = numeric(15, 2)

COLUMNS: dict[str, Columns] = {
    "region": (("r_regionkey", INT4), ("r_name", TEXT), ("r_comment", TEXT)),
    "nation": (
        ("n_nationkey", INT4), ("n_name", TEXT), ("n_regionkey", INT4), ("n_comment", TEXT),
    ),
    "supplier": (
        ("s_suppkey", INT4), ("s_name", TEXT), ("s_address", TEXT), ("s_nationkey", INT4),
        ("s_phone", TEXT), ("s_acctbal", MONEY), ("s_comment", TEXT),
    ),
    "part": (
        ("p_partkey", INT4), ("p_name", TEXT), ("p_mfgr", TEXT), ("p_brand", TEXT),
        ("p_type", TEXT), ("p_size", INT4), ("p_container", TEXT), ("p_retailprice", MONEY),
        ("p_comment", TEXT),
    ),
    "partsupp": (
        ("ps_partkey", INT4), ("ps_suppkey", INT4), ("ps_availqty", INT4),
        ("ps_supplycost", MONEY), ("ps_comment", TEXT),
    ),
    "customer": (
        ("c_custkey", INT4), ("c_name", TEXT), ("c_address", TEXT), ("c_nationkey", INT4),
        ("c_phone", TEXT), ("c_acctbal", MONEY), ("c_mktsegment", TEXT), ("c_comment", TEXT),
    ),
    "orders": (
        ("o_orderkey", INT4), ("o_custkey", INT4), ("o_orderstatus", TEXT),
        ("o_totalprice", MONEY), ("o_orderdate", DATE), ("o_orderpriority", TEXT),
        ("o_clerk", TEXT), ("o_shippriority", INT4), ("o_comment", TEXT),
    ),
    "lineitem": (
        ("l_orderkey", INT4), ("l_partkey", INT4), ("l_suppkey", INT4), ("l_linenumber", INT4),
        ("l_quantity", MONEY), ("l_extendedprice", MONEY), ("l_discount", MONEY),
        ("l_tax", MONEY), ("l_returnflag", TEXT), ("l_linestatus", TEXT), ("l_shipdate", DATE),
        ("l_commitdate", DATE), ("l_receiptdate", DATE), ("l_shipinstruct", TEXT),
        ("l_shipmode", TEXT), ("l_comment", TEXT),
    ),
}  # fmt: skip

KEYS: dict[str, tuple[str, ...]] = {
    "region": ("r_regionkey",),
    "nation": ("n_nationkey",),
    "supplier": ("s_suppkey",),
    "part": ("p_partkey",),
    "partsupp": ("ps_partkey", "ps_suppkey"),
    "customer": ("c_custkey",),
    "orders": ("o_orderkey",),
    "lineitem": ("l_orderkey", "l_linenumber"),
}

REGIONS = ("AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST")
NATIONS = (
    ("ALGERIA", 0), ("ARGENTINA", 1), ("BRAZIL", 1), ("CANADA", 1), ("EGYPT", 4), ("ETHIOPIA", 0),
    ("FRANCE", 3), ("GERMANY", 3), ("INDIA", 2), ("INDONESIA", 2), ("IRAN", 4), ("IRAQ", 4),
    ("JAPAN", 2), ("JORDAN", 4), ("KENYA", 0), ("MOROCCO", 0), ("MOZAMBIQUE", 0), ("PERU", 1),
    ("CHINA", 2), ("ROMANIA", 3), ("SAUDI ARABIA", 4), ("VIETNAM", 2), ("RUSSIA", 3),
    ("UNITED KINGDOM", 3), ("UNITED STATES", 1),
)  # fmt: skip
COLOURS = [
    "almond",
    "antique",
    "aquamarine",
    "azure",
    "beige",
    "bisque",
    "black",
    "blanched",
    "blue",
    "blush",
    "brown",
    "burlywood",
    "chartreuse",
    "chiffon",
    "chocolate",
    "coral",
    "cornflower",
    "cream",
    "cyan",
    "dark",
    "deep",
    "dim",
    "dodger",
    "drab",
    "firebrick",
    "floral",
    "forest",
    "frosted",
    "gainsboro",
    "ghost",
    "goldenrod",
    "green",
    "grey",
    "honeydew",
    "hot",
    "indian",
    "ivory",
    "khaki",
    "lace",
    "lavender",
    "lawn",
    "lemon",
    "light",
    "lime",
    "linen",
    "magenta",
    "maroon",
    "medium",
    "metallic",
]
TYPES = (
    ("STANDARD", "SMALL", "MEDIUM", "LARGE", "ECONOMY", "PROMO"),
    ("ANODIZED", "BURNISHED", "PLATED", "POLISHED", "BRUSHED"),
    ("TIN", "NICKEL", "BRASS", "STEEL", "COPPER"),
)
CONTAINERS = (
    ("SM", "LG", "MED", "JUMBO", "WRAP"),
    ("CASE", "BOX", "BAG", "JAR", "PKG", "PACK", "CAN", "DRUM"),
)
SEGMENTS = ("AUTOMOBILE", "BUILDING", "FURNITURE", "MACHINERY", "HOUSEHOLD")
PRIORITIES = ("1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW")
INSTRUCTIONS = ("DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN")
MODES = ("REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB")
WORDS = [
    "furiously",
    "quickly",
    "carefully",
    "special",
    "pending",
    "express",
    "ironic",
    "regular",
    "final",
    "bold",
    "requests",
    "deposits",
    "packages",
    "accounts",
    "theodolites",
    "foxes",
    "pinto",
    "beans",
    "instructions",
    "dependencies",
    "sleep",
    "wake",
    "haggle",
    "nag",
    "use",
    "boost",
    "Customer",
    "Complaints",
    "Recommends",
]
FIRST_DAY = date(1992, 1, 1)
TODAY = date(1995, 6, 17)


def tables(scale: float = 0.01, seed: int = 19) -> dict[str, Rows]:
    """All eight tables; scale 1 would be the specification's six million line items."""
    rng = random.Random(seed)
    parts, suppliers = max(int(200_000 * scale), 40), max(int(10_000 * scale), 10)
    customers, orders = max(int(150_000 * scale), 30), max(int(1_500_000 * scale), 150)
    prices = [_retail_price(n) for n in range(1, parts + 1)]
    result: dict[str, Rows] = {
        "region": [(n, name, _comment(rng)) for n, name in enumerate(REGIONS)],
        "nation": [(n, name, r, _comment(rng)) for n, (name, r) in enumerate(NATIONS)],
        "supplier": [_supplier(rng, n) for n in range(1, suppliers + 1)],
        "part": [_part(rng, n, prices[n - 1]) for n in range(1, parts + 1)],
        "partsupp": [r for n in range(1, parts + 1) for r in _partsupp(rng, n, suppliers)],
        "customer": [_customer(rng, n) for n in range(1, customers + 1)],
        "orders": [],
        "lineitem": [],
    }
    for n in range(1, orders + 1):
        order, lines = _order(rng, n, customers, suppliers, prices)
        result["orders"].append(order)
        result["lineitem"].extend(lines)
    return result


def _comment(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(4, 9)))


def _money(rng: random.Random, low: int, high: int) -> Decimal:
    return Decimal(rng.randint(low * 100, high * 100)).scaleb(-2)


def _phone(rng: random.Random, nation: int) -> str:
    a, b, c = rng.randint(100, 999), rng.randint(100, 999), rng.randint(1000, 9999)
    return f"{nation + 10}-{a}-{b}-{c}"


def _retail_price(key: int) -> Decimal:
    return Decimal(90_000 + (key // 10) % 20_001 + 100 * (key % 1000)).scaleb(-2)


def _supplier(rng: random.Random, n: int) -> tuple[object, ...]:
    nation = rng.randrange(25)
    return (
        n, f"Supplier#{n:09d}", _comment(rng)[:40], nation, _phone(rng, nation),
        _money(rng, -999, 9999), _comment(rng),
    )  # fmt: skip


def _part(rng: random.Random, n: int, price: Decimal) -> tuple[object, ...]:
    maker = rng.randint(1, 5)
    return (
        n, " ".join(rng.sample(COLOURS, 5)), f"Manufacturer#{maker}",
        f"Brand#{maker}{rng.randint(1, 5)}", " ".join(rng.choice(words) for words in TYPES),
        rng.randint(1, 50), " ".join(rng.choice(words) for words in CONTAINERS), price,
        _comment(rng),
    )  # fmt: skip


def _partsupp(rng: random.Random, part: int, suppliers: int) -> Iterator[tuple[object, ...]]:
    for n in range(4):
        supplier = (part + n * (suppliers // 4)) % suppliers + 1
        yield part, supplier, rng.randint(1, 9999), _money(rng, 1, 1000), _comment(rng)


def _customer(rng: random.Random, n: int) -> tuple[object, ...]:
    nation = rng.randrange(25)
    return (
        n, f"Customer#{n:09d}", _comment(rng)[:40], nation, _phone(rng, nation),
        _money(rng, -999, 9999), rng.choice(SEGMENTS), _comment(rng),
    )  # fmt: skip


def _order(
    rng: random.Random, n: int, customers: int, suppliers: int, prices: list[Decimal]
) -> tuple[tuple[object, ...], Rows]:
    key = (n // 8) * 32 + n % 8
    customer = rng.randint(1, customers)
    if customer % 3 == 0:  # a third of the customers never order
        customer = max(customer - 1, 1)
    day = FIRST_DAY + timedelta(days=rng.randint(0, 2405))
    lines = [
        _line(rng, key, number, day, suppliers, prices) for number in range(1, rng.randint(2, 8))
    ]
    total = sum((_total(line) for line in lines), Decimal(0)).quantize(Decimal("0.01"))
    flags = {line[9] for line in lines}
    status = flags.pop() if len(flags) == 1 else "P"
    order = (
        key, customer, status, total, day, rng.choice(PRIORITIES),
        f"Clerk#{rng.randint(1, 1000):09d}", 0, _comment(rng),
    )  # fmt: skip
    return order, lines


def _total(line: tuple[object, ...]) -> Decimal:
    price, discount, tax = (Decimal(str(line[i])) for i in (5, 6, 7))
    return price * (1 - discount) * (1 + tax)


def _line(
    rng: random.Random, order: int, number: int, day: date, suppliers: int, prices: list[Decimal]
) -> tuple[object, ...]:
    part = rng.randint(1, len(prices))
    step = rng.randrange(4) * (suppliers // 4)
    quantity = Decimal(rng.randint(1, 50)).quantize(Decimal("0.01"))
    shipped = day + timedelta(days=rng.randint(1, 121))
    received = shipped + timedelta(days=rng.randint(1, 30))
    returned = rng.choice("RA") if received <= TODAY else "N"
    return (
        order, part, (part + step) % suppliers + 1, number, quantity,
        (quantity * prices[part - 1]).quantize(Decimal("0.01")),
        Decimal(rng.randint(0, 10)).scaleb(-2), Decimal(rng.randint(0, 8)).scaleb(-2),
        returned, "O" if shipped > TODAY else "F", shipped,
        day + timedelta(days=rng.randint(30, 90)), received, rng.choice(INSTRUCTIONS),
        rng.choice(MODES), _comment(rng)[:44],
    )  # fmt: skip
