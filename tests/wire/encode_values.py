"""Random values of every type in their Arrow form, edge values first. Seeded: failures repeat."""

from __future__ import annotations

import json
import socket
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from connectors.arrays import Shaped
from connectors.jsontext import jsonb
from connectors.types import SHAPE, Type, array, numeric, record, shaped_array
from gateway.sql.output_scalars import float8_text

Random = np.random.Generator
Make = Callable[[Random, int], list[Any]]

LETTERS = np.array(
    [*"abcxyzABC019 _-,;:.'\"\\{}()\t\n\r\b\f\v\x01\x7f", "é", "Ł", "水", "🙂", "\u00a0"]
)
DAY = 86_400_000_000
FIRST_DAY = -2_440_588
LAST_DAY = 2_145_042_541


@dataclass(frozen=True)
class Case:
    """One column: its type, what PostgreSQL calls it, and how to make values."""

    type_: Type
    sql: str
    make: Make

    def column(self, seed: int, count: int) -> pa.Array:
        """About `count` values with NULLs between them."""
        random = np.random.default_rng(seed)
        values = self.make(random, count)
        nulls = random.random(len(values)) < 0.1
        return arrow([None if n else v for v, n in zip(values, nulls, strict=True)], self.type_)


def arrow(values: Sequence[Any], type_: Type) -> pa.Array:
    """Values as integers, strings, bytes, Decimals, lists and tuples, in the type's Arrow form."""
    match type_.name:
        case "date" | "timestamp" | "timestamptz" | "time":
            integer = pa.int32() if type_.name == "date" else pa.int64()
            return pa.array(values, integer).cast(type_.arrow)
        case "array" if type_.shaped:
            shapes = [v or Shaped((), (), ()) for v in values]
            items = arrow([list(shape.items) for shape in shapes], array(type_.element))
            ints = pa.list_(pa.int32())
            rest = [pa.array([list(getattr(s, n)) for s in shapes], ints) for n in SHAPE]
            mask = pa.array([v is None for v in values])
            return pa.StructArray.from_arrays([items, *rest], ["items", *SHAPE], mask=mask)
        case "array":
            lengths = [0 if v is None else len(v) for v in values]
            offsets = [*np.cumsum([0, *lengths]).tolist()]
            items = arrow([i for v in values if v is not None for i in v], type_.element)
            mask = pa.array([v is None for v in values])
            return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), items, mask=mask)
        case "record":
            columns = [
                arrow([None if v is None else v[n] for v in values], t)
                for n, (_, t) in enumerate(type_.fields)
            ]
            mask = pa.array([v is None for v in values])
            return pa.StructArray.from_arrays(columns, fields=list(type_.arrow), mask=mask)
    return pa.array(values, type_.arrow)


def integers(low: int, high: int, *edges: int) -> Make:
    def make(random: Random, count: int) -> list[Any]:
        bits = random.integers(0, int(high).bit_length() + 1, count)
        sizes = (
            [
                random.integers(max(low, -(1 << int(b))), min(high, 1 << int(b)), endpoint=True)
                for b in bits
            ]
            if count < 20_000
            else random.integers(low, high, count, endpoint=True)
        )
        return [low, high, 0, *edges, *map(int, sizes)]

    return make


def floats(code: str, form: str) -> Make:
    def make(random: Random, count: int) -> list[Any]:
        bits = np.frombuffer(random.bytes(count // 2 * np.dtype(form).itemsize), form)
        kind = np.dtype(code).type
        short = (random.integers(-(10**6), 10**6, count // 4) / 100).astype(code)
        wide = (
            random.normal(size=count // 4) * 10.0 ** random.integers(-8, 20, count // 4)
        ).astype(code)
        powers = np.ldexp(np.ones(250), np.arange(-125, 125)).astype(code)
        edges = np.array(
            [
                0,
                -0.0,
                1,
                -1,
                0.1,
                1e15,
                1e16,
                123456789012345680,
                1e-4,
                1e-5,
                np.inf,
                -np.inf,
                np.nan,
                np.finfo(code).max,
                np.finfo(code).tiny,
                np.finfo(code).smallest_subnormal,
                1e6,
                1e5,
                1234567,
            ],
            code,
        )
        with np.errstate(invalid="ignore"):
            random_bits = bits.view(code)
            random_bits = np.where(np.isnan(random_bits), kind(1), random_bits)
        return list(np.concatenate([edges, powers, random_bits, short, wide]).astype(code).tolist())

    return make


def decimals(precision: int, scale: int) -> Make:
    def make(random: Random, count: int) -> list[Any]:
        top = 10**precision - 1
        units = [0, 1, -1, top, -top, 10 ** (precision - 1), 9999, 10_000, 10_001]
        units += [
            int.from_bytes(random.bytes(16)) % (10 ** int(d) or 1) * int(s)
            for d, s in zip(
                random.integers(0, precision, count, endpoint=True),
                random.choice([-1, 1], count),
                strict=True,
            )
        ]
        return [Decimal(f"{'-' if u < 0 else ''}{abs(u)}E-{scale}") for u in units if abs(u) <= top]

    return make


def spelled(random: Random, count: int) -> list[Any]:
    edges = [
        "NaN",
        "Infinity",
        "-Infinity",
        "0",
        "0.0000",
        "-0.0001",
        "0.00000001",
        "10000",
        "100000000.00000000",
        "1" + "0" * 400,
        "9" * 1000 + "." + "1" * 999,
        "0." + "0" * 500 + "1",
        "12345678901234567890123456789012345678901234567890.5",
    ]
    values = []
    for whole, scale, sign in random.integers(0, [30, 25, 2], (count, 3)):
        digits = "".join(map(str, random.integers(0, 10, whole + scale)))
        if random.random() < 0.2:
            digits = "0" * len(digits)
        text = digits[:whole].lstrip("0") or "0"
        fraction = digits[whole:]
        zero = not (text + fraction).strip("0")
        values.append(
            ("-" if sign and not zero else "") + text + ("." + fraction if fraction else "")
        )
    return [*edges, *values]


def strings(limit: int, *edges: str) -> Make:
    def make(random: Random, count: int) -> list[Any]:
        lengths = random.integers(0, limit, count)
        letters = random.choice(LETTERS, int(lengths.sum())).tolist()
        ends = np.cumsum(lengths)
        return [*edges, *("".join(letters[e - n : e]) for n, e in zip(lengths, ends, strict=True))]

    return make


def blobs(random: Random, count: int) -> list[Any]:
    return [
        b"",
        b"\0",
        b"\\",
        bytes(range(256)),
        *(random.bytes(int(n)) for n in random.integers(0, 30, count)),
    ]


def uuids(random: Random, count: int) -> list[Any]:
    return [
        str(uuid.UUID(int=0)),
        str(uuid.UUID(int=2**128 - 1)),
        *(str(uuid.UUID(bytes=random.bytes(16))) for _ in range(count)),
    ]


def dates(random: Random, count: int) -> list[Any]:
    usual = random.integers(-30_000, 40_000, count // 2)
    any_ = random.integers(FIRST_DAY, LAST_DAY, count // 2)
    return [
        2**31 - 1,
        -(2**31) + 1,
        FIRST_DAY,
        LAST_DAY,
        0,
        -719_162,
        -719_163,
        2_932_896,
        2_932_897,
        *map(int, usual),
        *map(int, any_),
    ]


FIRST_MOMENT = -210_866_803_200_000_000
LAST_MOMENT = 9_224_318_015_999_999_999


def moments(random: Random, count: int) -> list[Any]:
    usual = random.integers(-(10**15), 3 * 10**15, count // 2)
    seconds = random.integers(-(10**9), 3 * 10**9, count // 4) * 1_000_000
    millis = random.integers(-(10**12), 3 * 10**12, count // 4) * 1_000
    any_ = random.integers(FIRST_MOMENT, 2**63 - 2, count // 2)
    return [
        2**63 - 1,
        -(2**63) + 1,
        FIRST_MOMENT,
        2**63 - 2,
        0,
        -1,
        1,
        -719_162 * DAY,
        -719_162 * DAY - 1,
        2_932_897 * DAY,
        2_932_897 * DAY - 1,
        *map(int, usual),
        *map(int, seconds),
        *map(int, millis),
        *map(int, any_),
    ]


def times(random: Random, count: int) -> list[Any]:
    return [
        0,
        DAY,
        DAY - 1,
        1,
        100,
        *map(int, random.integers(0, DAY, count // 2)),
        *(1_000_000 * int(s) for s in random.integers(0, 86_400, count // 2)),
    ]


def zoned_times(random: Random, count: int) -> list[Any]:
    made = []
    for micros, zone in zip(
        times(random, count), random.integers(-56000, 57600, 2 * count), strict=False
    ):
        zone = int(zone) // 900 * 900 if zone % 3 else int(zone)
        minutes, second = divmod(abs(zone), 60)
        hour, minute = divmod(minutes, 60)
        offset = f"{'-' if zone < 0 else '+'}{hour:02}"
        if minute or second:
            offset += f":{minute:02}"
        if second:
            offset += f":{second:02}"
        clock, rest = divmod(micros, 1_000_000)
        text = f"{clock // 3600:02}:{clock // 60 % 60:02}:{clock % 60:02}"
        made.append(text + (f".{rest:06}".rstrip("0") if rest else "") + offset)
    return made


def intervals(random: Random, count: int) -> list[Any]:
    top = (2**31 - 1, 2**31 - 1, 2**63 - 1)
    low = (-(2**31), -(2**31), -(2**63))
    edges = [
        top,
        low,
        (0, 0, 0),
        (1, 0, 0),
        (-1, 2, -3000),
        (12, 0, 1000),
        (-13, 0, 0),
        (0, -1, 0),
        (0, 0, -1000),
        (0, 1, -1000),
        (0, -1, 1000),
        (14, -3, 14_706_700_000_000),
        (-1, -1, -1000),
        (2**31 - 2, -(2**31) + 1, 9 * 10**18),
    ]
    months = random.integers(-40, 40, count) * random.integers(0, 2, count)
    days = random.integers(-100, 100, count) * random.integers(0, 2, count)
    micros = random.integers(-(10**12), 10**12, count) * random.integers(0, 2, count)
    micros = np.where(random.random(count) < 0.5, micros // 10**6 * 10**6, micros)
    return [*edges, *zip(months.tolist(), days.tolist(), (micros * 1000).tolist(), strict=True)]


def documents(random: Random, count: int) -> list[Any]:
    text = strings(8)(random, 3 * count)
    numbers = random.integers(-1000, 1000, count)
    shapes = [
        lambda n: text[n],
        lambda n: {text[n]: int(numbers[n]), "k": [None, True, text[2 * n]]},
        lambda n: [int(numbers[n]), text[n]],
        lambda n: int(numbers[n]),
        lambda n: {},
    ]
    return [shapes[n % len(shapes)](n) for n in range(count)]


def json_texts(random: Random, count: int) -> list[Any]:
    return [json.dumps(d, ensure_ascii=bool(n % 2)) for n, d in enumerate(documents(random, count))]


def jsonb_texts(random: Random, count: int) -> list[Any]:
    return [jsonb(d) for d in documents(random, count)]


def labels(random: Random, count: int) -> list[Any]:
    return random.choice(["sad", "ok", "very happy", "o,k", 'q"'], count).tolist()


def of_shapes(make: Make) -> Make:
    """Arrays of up to six dimensions, counted from anywhere."""

    def made(random: Random, count: int) -> list[Any]:
        values = make(random, count)
        result = [Shaped((), (), ()), Shaped((None,) * 4, (2, 2), (1, 1))]
        at = 0
        while at < len(values):
            dims = tuple(random.integers(1, 4, int(random.integers(1, 7))).tolist())
            size = int(np.prod(dims))
            part = (values[at : at + size] * size)[:size] or [None] * size
            lowers = (1,) * len(dims)
            if random.random() < 0.5:
                lowers = tuple(random.integers(-3, 4, len(dims)).tolist())
            items = (None if random.random() < 0.1 else v for v in part)
            result.append(Shaped(tuple(items), dims, lowers))
            at += size
        return result

    return made


def lists(make: Make) -> Make:
    def made(random: Random, count: int) -> list[Any]:
        values = make(random, count)
        result: list[Any] = [[], [None], [None, None]]
        at = 0
        while at < len(values):
            size = int(random.integers(0, 6))
            part = values[at : at + size]
            result.append([None if random.random() < 0.1 else v for v in part])
            at += size
        return result

    return made


def tuples(*makes: Make) -> Make:
    def made(random: Random, count: int) -> list[Any]:
        columns = [make(random, count) for make in makes]
        for column in columns:
            for n in np.flatnonzero(random.random(len(column)) < 0.1):
                column[n] = None
        return list(zip(*columns, strict=False))

    return made


def addresses(random: Random, count: int) -> list[Any]:
    made = [
        "0.0.0.0/0",
        "::",
        "::1",
        "::ffff:1.2.3.4",
        "1::/64",
        "10.0.0.1",
        "10.1.2.3/8",
        "::1.2.3.4",
    ]
    for n in range(count):
        if n % 2:
            made.append(".".join(map(str, random.integers(0, 256, 4))))
        else:
            words = random.integers(0, 65536, 8) * random.integers(0, 2, 8)
            made.append(socket.inet_ntop(socket.AF_INET6, words.astype(">u2").tobytes()))
    return made


def networks(random: Random, count: int) -> list[Any]:
    return [
        "0.0.0.0/0",
        "10.0.0.0/8",
        "::/0",
        "1::/64",
        "::1/128",
        *(f"{a}.{b}.0.0/16" for a, b in random.integers(0, 256, (count, 2))),
    ]


def hardware(size: int) -> Make:
    return lambda random, count: [random.bytes(size).hex(":") for _ in range(count)]


def bits(low: int, high: int) -> Make:
    def make(random: Random, count: int) -> list[Any]:
        return [
            "".join(map(str, random.integers(0, 2, n)))
            for n in random.integers(low, high, count, endpoint=True)
        ]

    return make


def money(random: Random, count: int) -> list[Any]:
    made = []
    for cents in [
        0,
        1,
        -1,
        2**63 - 1,
        -(2**63) + 1,
        *map(int, random.integers(-(10**9), 10**9, count)),
    ]:
        whole, rest = divmod(abs(cents), 100)
        made.append(f"{'-' if cents < 0 else ''}${whole:,}.{rest:02}")
    return made


def shapes(*patterns: str) -> Make:
    """`#` stands for a number, `@` for some points."""

    def make(random: Random, count: int) -> list[Any]:
        made = []
        for n in range(count):
            text = patterns[n % len(patterns)]
            points = ",".join(["(#,#)"] * int(random.integers(1, 5)))
            text = text.replace("@", points)
            while "#" in text:
                number = float(random.normal() * 10.0 ** random.integers(-3, 4))
                text = text.replace("#", float8_text(number), 1)
            made.append(text)
        return made

    return make


def boxes(random: Random, count: int) -> list[Any]:
    """The upper right corner is first."""
    return [
        f"({float8_text(x + a)},{float8_text(y + b)}),({float8_text(x)},{float8_text(y)})"
        for x, y, a, b in random.random((count, 4)).tolist()
    ]


def positions(random: Random, count: int) -> list[Any]:
    return ["0/0", *(f"{h:X}/{low:X}" for h, low in random.integers(0, 2**32, (count, 2)).tolist())]


def paths(random: Random, count: int) -> list[Any]:
    return ["$", '$."a"[*]', '$."b"?(@ > 1)', *(f'$."x{n}"' for n in range(count))][:count]


def vectors(random: Random, count: int) -> list[Any]:
    made = ["", "'a'", "'a':1A", "'a''b':1 'c\\\\d':2,3B 'é':4C,5", "' ':1"]
    return (made * (count // len(made) + 1))[:count]


def ranges(element: str, *texts: str) -> Make:
    """Bounds from the element's own values."""

    def make(random: Random, count: int) -> list[Any]:
        low, high = random.integers(-1000, 1000, (2, count))
        made = ["empty", *texts]
        for a, b in zip(
            np.minimum(low, high).tolist(), np.maximum(low, high).tolist(), strict=True
        ):
            match element:
                case "numeric":
                    made.append(f"({a}.50,{b + 2}.75]")
                case "date":
                    first, last = date(2000, 1, 1) + timedelta(a), date(2000, 1, 2) + timedelta(b)
                    made.append(f"[{first},{last})")
                case "timestamp" | "timestamptz":
                    zone = "+00" if element == "timestamptz" else ""
                    first, last = (datetime(2000, 1, 1) + timedelta(hours=n) for n in (a, b + 1))
                    made.append(f'["{first}{zone}","{last}.5{zone}")')
                case _:
                    made.append(f"[{a},{b + 1})")
        return made

    return make


def search_queries(random: Random, count: int) -> list[Any]:
    """Trees of every operator, written as PostgreSQL writes them."""

    def tree(depth: int) -> tuple[str, int, bool]:
        """Text, how tightly it binds, whether it is a phrase."""
        kind = int(random.integers(0, 8)) if depth else 0
        if kind < 3 or kind > 6:
            words = ("'fat'", "'o''clock'", "'b\\\\c'", "'é'", "'rat':*", "'cat':AB", "'x':*ACD")
            return str(random.choice(words)), 9, False
        if kind == 3:
            return "!" + inside(tree(depth - 1), 4), 4, False
        sign, binds = {4: (" & ", 2), 5: (" | ", 1), 6: (" <-> ", 3)}[kind]
        if kind == 6 and random.random() < 0.5:
            sign = f" <{random.integers(0, 16385)}> ".replace("<1>", "<->")
        left, right = tree(depth - 1), tree(depth - 1)
        closed = right[2] and kind == 6
        text = inside(left, binds) + sign + (f"( {right[0]} )" if closed else inside(right, binds))
        return text, binds, kind == 6

    def inside(item: tuple[str, int, bool], binds: int) -> str:
        return f"( {item[0]} )" if item[1] < binds else item[0]

    return [tree(4)[0] for _ in range(min(count, 500))]


def multiranges(*texts: str) -> Make:
    return lambda random, count: [*texts] * max(1, min(count, 100) // len(texts))


MOOD = Type("mood")
PAIR = record(("a", Type("int4")), ("b", Type("text")), ("c", numeric(15, 2)), ("d", Type("date")))

SCALARS: dict[str, Case] = {
    case.sql: case
    for case in (
        Case(Type("bool"), "bool", lambda r, n: [True, False, *(r.random(n) < 0.5).tolist()]),
        Case(Type("int2"), "int2", integers(-(2**15), 2**15 - 1)),
        Case(Type("int4"), "int4", integers(-(2**31), 2**31 - 1)),
        Case(Type("int8"), "int8", integers(-(2**63), 2**63 - 1)),
        Case(Type("oid"), "oid", integers(0, 2**32 - 1)),
        Case(Type("float4"), "float4", floats("f4", "u4")),
        Case(Type("float8"), "float8", floats("f8", "u8")),
        Case(numeric(5, 2), "numeric(5,2)", decimals(5, 2)),
        Case(numeric(15, 2), "numeric(15,2)", decimals(15, 2)),
        Case(numeric(18, 18), "numeric(18,18)", decimals(18, 18)),
        Case(numeric(19, 3), "numeric(19,3)", decimals(19, 3)),
        Case(numeric(38, 0), "numeric(38,0)", decimals(38, 0)),
        Case(numeric(38, 13), "numeric(38,13)", decimals(38, 13)),
        Case(numeric(38, 38), "numeric(38,38)", decimals(38, 38)),
        Case(Type("numeric"), "numeric", spelled),
        Case(Type("text"), "text", strings(12, "", "NULL", "null", "\\N", "\\.", '"', " a ")),
        Case(Type("varchar", length=20), "varchar(20)", strings(12)),
        Case(Type("bpchar"), "bpchar", strings(12, "", "a  ")),
        Case(Type("name"), "name", strings(12, "", "x" * 63)),
        Case(Type("char"), '"char"', lambda r, n: [*'aZ~,"', *r.choice(list("abc,"), n).tolist()]),
        Case(Type("bytea"), "bytea", blobs),
        Case(Type("uuid"), "uuid", uuids),
        Case(Type("date"), "date", dates),
        Case(Type("time"), "time", times),
        Case(Type("timetz"), "timetz", zoned_times),
        Case(Type("timestamp"), "timestamp", moments),
        Case(Type("timestamptz"), "timestamptz", moments),
        Case(Type("interval"), "interval", intervals),
        Case(Type("json"), "json", json_texts),
        Case(Type("jsonb"), "jsonb", jsonb_texts),
        Case(MOOD, "mood", labels),
        Case(Type("inet"), "inet", addresses),
        Case(Type("cidr"), "cidr", networks),
        Case(Type("macaddr"), "macaddr", hardware(6)),
        Case(Type("macaddr8"), "macaddr8", hardware(8)),
        Case(Type("bit", length=13), "bit(13)", bits(13, 13)),
        Case(Type("varbit"), "varbit", bits(0, 40)),
        Case(Type("money"), "money", money),
        Case(Type("point"), "point", shapes("(#,#)")),
        Case(Type("lseg"), "lseg", shapes("[(#,#),(#,#)]")),
        Case(Type("path"), "path", shapes("[@]", "(@)")),
        Case(Type("box"), "box", boxes),
        Case(Type("polygon"), "polygon", shapes("(@)")),
        Case(Type("line"), "line", shapes("{#,#,#}")),
        Case(Type("circle"), "circle", shapes("<(#,#),1.5>")),
        Case(Type("pg_lsn"), "pg_lsn", positions),
        Case(Type("jsonpath"), "jsonpath", paths),
        Case(Type("tsvector"), "tsvector", vectors),
        Case(Type("tsquery"), "tsquery", search_queries),
        Case(Type("int4range"), "int4range", ranges("int4", "[1,2)", "(,)", "(,5)", "[5,)")),
        Case(Type("int8range"), "int8range", ranges("int8")),
        Case(Type("numrange"), "numrange", ranges("numeric", "(-Infinity,NaN]")),
        Case(Type("daterange"), "daterange", ranges("date", "[-infinity,infinity)")),
        Case(Type("tsrange"), "tsrange", ranges("timestamp", "[-infinity,infinity)")),
        Case(Type("tstzrange"), "tstzrange", ranges("timestamptz", "(,infinity]")),
        Case(Type("int4multirange"), "int4multirange", multiranges("{}", "{(,1),[3,5),[9,)}")),
        Case(Type("nummultirange"), "nummultirange", multiranges("{(-Infinity,1.50],(2,NaN]}")),
        Case(Type("tstzmultirange"), "tstzmultirange",
             multiranges('{(,infinity]}', '{["2000-01-01 00:00:00+00","2000-01-02 00:00:00+00")}')),
    )
}  # fmt: skip
SHAPED = [
    Case(shaped_array(SCALARS[name].type_), f"{name}[][]", of_shapes(SCALARS[name].make))
    for name in ("int4", "text", "numeric", "bool", "date", "timestamptz", "bytea", "box", "jsonb")
]
CASES = [
    *SCALARS.values(),
    *SHAPED,
    *(Case(array(c.type_), f"{c.sql}[]", lists(c.make)) for c in SCALARS.values()),
    Case(
        PAIR, "pair", tuples(*(SCALARS[n].make for n in ("int4", "text", "numeric(15,2)", "date")))
    ),
]
