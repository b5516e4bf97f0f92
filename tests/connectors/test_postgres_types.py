"""Every type's values, at their edges, arrive as PostgreSQL prints them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Context, Decimal

import pytest

from connectors import postgres
from connectors.api import Connector, Relation, ValueNotRepresentable
from tests.connectors.postgres_tools import rows, run, scanned, texts

VALUES = {
    "boolean": ["true", "false"],
    "smallint": ["-32768", "32767", "0"],
    "integer": ["-2147483648", "2147483647"],
    "bigint": ["-9223372036854775808", "9223372036854775807"],
    "oid": ["0", "2147483648", "4294967295"],
    "real": ["0", "-0", "1e-45", "3.4e38", "NaN", "Infinity", "-Infinity", "0.1"],
    "double precision": ["-0", "5e-324", "1.7976931348623157e308", "NaN", "-Infinity", "0.1"],
    "numeric": ["0.00", "-1.500", "NaN", "1e-40", "9" * 60 + ".10", "1e100"],
    "numeric(12,2)": ["0.00", "-9999999999.99", "9999999999.99", "0.1"],
    "numeric(38,10)": ["1234567890123456789012345678.1234567891", "-0.0000000001"],
    "numeric(50,3)": ["12345678901234567890123456789012345678901234567.891"],
    "text": ["", " a ", "it's", "\\", "é😀", "\u2028", "%s", "NULL"],
    "varchar(5)": ["", "abc  ", "é😀x"],
    "character(5)": ["", "ab", "  a"],
    '"char"': ["a", "", "\\200"],
    "name": ["x", "x" * 63],
    "bytea": ["\\x", "\\x00ff27225c"],
    "uuid": ["6BA7B810-9DAD-11D1-80B4-00C04FD430C8"],
    "date": ["1970-01-01", "0001-01-01", "4713-01-01 BC", "5874897-12-31", "infinity",
             "-infinity", "0044-03-15 BC"],
    "time": ["00:00", "23:59:59.999999", "24:00:00"],
    "timetz": ["12:30:00+02", "24:00:00-15:59"],
    "timestamp": ["1970-01-01", "4713-01-01 BC", "294246-12-31 23:59:59.999999", "infinity",
                  "-infinity", "2000-01-01 00:00:00.000001"],
    "timestamptz": ["2024-03-31 02:30+01", "infinity", "-infinity", "0001-01-01 00:00+00 BC"],
    "interval": ["1 year 2 mons -3 days 04:05:06.789", "-00:00:00.000001", "178956970 years",
                 "2147483647 days", "2562047:00:00"],
    "json": ['{"b": 1,  "a":2, "a":3}', "null", " 1.0 "],
    "jsonb": ['{"b": 1.50, "a": [1, "é"]}', "null", '"x"'],
    "inet": ["10.0.0.1", "10.0.0.1/24", "::1"],
    "cidr": ["10.0.0.0/8"],
    "macaddr": ["08:00:2b:01:02:03"],
    "money": ["12.34", "-1"],
    "bit(4)": ["1010"],
    "bit varying": ["", "10101"],
    "point": ["(1,2.5)"],
    "box": ["(1,1),(0,0)"],
    "tsvector": ["a fat cat"],
    "tsquery": ["fat & rat"],
    "int4range": ["[1,5)", "empty", "(,)"],
    "numrange": ["[1.0,2.00)"],
    "tstzrange": ["[2020-01-01 00:00+00,)"],
    "pg_lsn": ["16/B374D848"],
    "int[]": ["{}", "{1,NULL,3}"],
    "int[][]": ["{{1,2},{3,NULL}}", "[0:1]={5,6}", "{}", "{7}"],
    "numeric[][]": ["[2:3][0:0]={{1.50},{NaN}}"],
    "text[][]": ['{{a,"b c"},{"{}",NULL}}'],
    "timestamptz[][]": ["{{infinity,-infinity}}"],
    "box[][]": ["{{(1,1),(0,0)};{(2,2),(1,1)}}"],
    "text[]": ['{"",NULL,"NULL","a,b","q\\"q","\\\\","é"}'],
    "numeric[]": ["{1.50,NaN,NULL}"],
    "numeric(6,2)[]": ["{1.50,NULL}"],
    "date[]": ["{infinity,2000-01-01,NULL}"],
    "timestamptz[]": ["{infinity,-infinity}"],
    "uuid[]": ["{6ba7b810-9dad-11d1-80b4-00c04fd430c8,NULL}"],
    "jsonb[]": ['{"{\\"a\\": 1}"}'],
    "interval[]": ['{"1 mon 00:00:01"}'],
    "inet[]": ["{10.0.0.1,NULL}"],
    "bytea[]": ['{"\\\\x00ff"}'],
    "mood": ["sad", "it's ok"],
    "mood[]": ['{sad,"it\'s ok"}'],
    "positive": ["7"],
    "short_name": ["ab"],
    "pair": ['(1,"x y")', "(,)"],
}  # fmt: skip


@pytest.fixture(scope="module")
def url(each_postgres_url: str) -> str:
    run(
        each_postgres_url,
        "CREATE TYPE mood AS ENUM ('sad', 'it''s ok')",
        "CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
        "CREATE DOMAIN very_short AS varchar(2)",
        "CREATE DOMAIN short_name AS very_short NOT NULL DEFAULT 'x'",
        "CREATE TYPE pair AS (a int, b text)",
    )
    return each_postgres_url


@pytest.fixture(scope="module")
def connector(url: str) -> Iterator[Connector]:
    connector = postgres.open({"url": url})
    yield connector
    connector.close()


@pytest.mark.parametrize("type_", VALUES)
def test_values_arrive_as_printed(url: str, connector: Connector, type_: str) -> None:
    name = f"t{list(VALUES).index(type_)}"
    nothing = "" if type_ == "short_name" else ", (NULL)"
    literals = ", ".join(f"('{v.replace(chr(39), chr(39) * 2)}'::{type_})" for v in VALUES[type_])
    run(url, f"CREATE TABLE {name} (v {type_})", f"INSERT INTO {name} VALUES {literals}{nothing}")
    # By output functions, not the cast to text: that of inet adds the mask, of bpchar drops spaces.
    wanted = [str(r[0])[1:] if r[0] else None for r in rows(
        url, f"SELECT '=' || format('%s', v) FROM {name} WHERE v IS DISTINCT FROM NULL"
    )]  # fmt: skip
    for small in (False, True):
        found = texts(connector, name, "v", small=small)
        assert [x for x in found if x is not None] == wanted
        assert len(found) == len(wanted) + bool(nothing)


def test_opaque_types_are_warned_of(connector: Connector, url: str) -> None:
    run(url, "CREATE TABLE warned (a inet, b int4range[], c numeric(50,3), d int, e public.pair)")
    columns = connector.describe(Relation("public", "warned")).columns
    assert [c.warning is not None for c in columns] == [True, True, True, False, True]
    assert [str(c.type) for c in columns] == [
        "inet", "int4range[]", "numeric", "integer", "public.pair",
    ]  # fmt: skip


def test_modifiers_and_domains(connector: Connector, url: str) -> None:
    run(url, "CREATE TABLE modified (a numeric(12,2), b varchar(7), c positive, d short_name)")
    types = [str(c.type) for c in connector.describe(Relation("public", "modified")).columns]
    assert types == ["numeric(12,2)", "character varying(7)", "integer", "character varying(2)"]


@pytest.mark.parametrize(
    ("type_", "value", "what"),
    [
        ("numeric(10,2)", "NaN", "NaN or infinity"),
        ("timestamp", "294276-12-31 23:59:59.999999", "after the year 294246"),
        ("timestamptz", "294250-01-01 00:00+00", "after the year 294246"),
        ("interval", "2562048:00:00", "interval"),
        ("int[]", "{{1,2},{3,4}}", "several dimensions"),
        ("int[]", "[0:1]={1,2}", "first index"),
        ("numeric(5,2)[]", "{NaN}", "NaN or infinity"),
    ],
)
def test_what_has_no_exact_form_is_an_error(
    url: str, connector: Connector, type_: str, value: str, what: str
) -> None:
    run(url, "DROP TABLE IF EXISTS odd", f"CREATE TABLE odd (v {type_})")
    run(url, f"INSERT INTO odd VALUES (NULL), ('{value}')")
    for small in (False, True):
        with pytest.raises(ValueNotRepresentable, match=what):
            scanned(connector, "odd", small=small)


def test_decimals_keep_every_digit(url: str, connector: Connector) -> None:
    source = random.Random(7)
    wanted = [
        Decimal(source.choice("+-") + str(source.randrange(10 ** source.randrange(1, 28))))
        .scaleb(-source.randrange(0, 10))
        .quantize(Decimal("1e-10"), context=Context(prec=60))
        for _ in range(3000)
    ]
    values = ", ".join(f"({i}, {value})" for i, value in enumerate(wanted))
    run(url, "CREATE TABLE digits (i int, v numeric(38,10))", f"INSERT INTO digits VALUES {values}")
    found = scanned(connector, "digits").to_pydict()
    assert dict(zip(found["i"], found["v"], strict=True)) == dict(enumerate(wanted))
