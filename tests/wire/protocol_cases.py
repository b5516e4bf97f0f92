"""What `test_protocol` sends: units (a simple query, or messages up to Sync), case by case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.wire.frames import (
    FLUSH,
    SYNC,
    Reply,
    bind,
    close,
    describe,
    execute,
    parse,
    query,
)


@dataclass(frozen=True)
class Case:
    """`loose`: only SQLSTATEs of errors and notices are compared, not their texts."""

    name: str
    units: tuple[bytes, ...] = field(repr=False)
    loose: bool = False

    def seen(self, reply: Reply) -> Reply:
        if reply[0] in ("E", "N") and self.loose:
            return reply[:3]
        return reply


def sql(name: str, *statements: str, loose: bool = False) -> Case:
    """Simple queries."""
    return Case(name, tuple(query(statement) for statement in statements), loose)


def units(name: str, *parts: tuple[bytes, ...], loose: bool = False) -> Case:
    """Extended ones; every part ends with Sync."""
    return Case(name, tuple(b"".join(part) + SYNC for part in parts), loose)


TEN = "SELECT n FROM ten ORDER BY n"

_TRANSACTIONS = [
    sql("commit", "BEGIN", "SELECT 1", "COMMIT", "SELECT 2"),
    sql("words", "START TRANSACTION", "END", "BEGIN WORK", "ABORT WORK", "BEGIN TRANSACTION",
        "END TRANSACTION", "begin", "rollback work"),
    sql("begin twice", "BEGIN", "BEGIN", "COMMIT", "COMMIT", "ROLLBACK"),
    sql("failed", "BEGIN", "SELECT nope", "SELECT 1", "SET jit = off", "SHOW jit", "BEGIN",
        "SAVEPOINT a", "COMMIT", "SELECT 1"),
    sql("failed and rolled back", "BEGIN", "SELECT 1/0", "ROLLBACK", "SHOW jit"),
    sql("chain", "BEGIN ISOLATION LEVEL SERIALIZABLE", "COMMIT AND CHAIN",
        "SHOW transaction_isolation", "ROLLBACK AND CHAIN", "SHOW transaction_isolation",
        "COMMIT AND NO CHAIN", "SHOW transaction_isolation"),
    sql("chain of a failed one", "BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT nope",
        "COMMIT AND CHAIN", "SHOW transaction_isolation", "ROLLBACK"),
    sql("chain outside", "COMMIT AND CHAIN", "ROLLBACK AND CHAIN"),
    sql("savepoint outside", "SAVEPOINT a", "RELEASE a", "ROLLBACK TO a"),
    sql("savepoints", "BEGIN", "SAVEPOINT a", "SAVEPOINT b", "SAVEPOINT a", "RELEASE SAVEPOINT a",
        "ROLLBACK TO SAVEPOINT b", "ROLLBACK TO b", "RELEASE a", "ROLLBACK TO b", "ROLLBACK"),
    sql("savepoint after an error", "BEGIN", "SAVEPOINT a", "SELECT nope", "SELECT 1",
        "RELEASE a", "ROLLBACK TO nope", "ROLLBACK TO a", "SELECT 1", "COMMIT"),
    sql("isolation", "BEGIN ISOLATION LEVEL READ UNCOMMITTED, READ ONLY NOT DEFERRABLE",
        "SHOW transaction_isolation", "SHOW transaction_deferrable",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE DEFERRABLE", "SHOW transaction_deferrable",
        "SHOW TRANSACTION ISOLATION LEVEL", "SELECT n FROM ten WHERE n = 1",
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED", "ROLLBACK",
        "SHOW transaction_isolation"),
    sql("isolation of the session",
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ",
        "SHOW default_transaction_isolation", "BEGIN", "SHOW transaction_isolation", "ROLLBACK",
        "SET TRANSACTION READ ONLY", "RESET default_transaction_isolation",
        "SHOW transaction_isolation"),
    sql("syntax", "BEGIN ISOLATION LEVEL", "BEGIN ISOLATION LEVEL nothing", "COMMIT 1",
        "SAVEPOINT", "ROLLBACK TO", "BEGIN READ", "SET TRANSACTION", loose=True),
    sql("settings roll back", "BEGIN", "SET work_mem = '1MB'", "SET LOCAL jit = off",
        "SAVEPOINT a", "SET work_mem = '2MB'", "SET LOCAL jit = on", "SHOW work_mem", "SHOW jit",
        "ROLLBACK TO a", "SHOW work_mem", "SHOW jit", "COMMIT", "SHOW work_mem", "SHOW jit",
        "BEGIN", "SET work_mem = '3MB'", "RESET work_mem", "ROLLBACK", "SHOW work_mem"),
    sql("settings and errors", "BEGIN", "SET work_mem = '1MB'", "SELECT nope", "COMMIT",
        "SHOW work_mem", "SET work_mem = '1MB'; SELECT nope", "SHOW work_mem",
        "SET work_mem = '1MB'; SELECT 1", "SHOW work_mem"),
    sql("local after session", "BEGIN", "SET work_mem = '1MB'", "SET LOCAL work_mem = '2MB'",
        "SHOW work_mem", "COMMIT", "SHOW work_mem"),
    sql("local outside", "SET LOCAL work_mem = '1MB'", "SHOW work_mem",
        "SET LOCAL work_mem = '1MB'; SHOW work_mem", "SHOW work_mem"),
    sql("reported settings", "SET application_name = 'a'", "BEGIN", "SET application_name = 'b'",
        "ROLLBACK", "SET LOCAL application_name = 'c'", "RESET application_name",
        "BEGIN; SET LOCAL application_name = 'd'", "COMMIT"),
]  # fmt: skip

_SEVERAL = [
    sql("several", "SELECT 1; SELECT 'a' AS b; SELECT n FROM ten WHERE n < 3"),
    sql("empty", "", ";", " -- nothing", ";;SELECT 1;;"),
    sql("syntax error first", "SELECT 1; SELEC 2", loose=True),
    sql("error later", "SELECT 1; SELECT nope; SELECT 2"),
    sql("block inside", "SELECT 1; BEGIN; SELECT 2", "SELECT 3", "COMMIT"),
    sql("commit inside", "SELECT 1; COMMIT; SELECT 2", "BEGIN; SELECT 1; COMMIT; SELECT nope"),
    sql("savepoint inside", "SELECT 1; SAVEPOINT a; SELECT 2"),
    sql("begin in implicit, error", "SELECT 1; BEGIN; SELECT nope", "SELECT 1", "ROLLBACK"),
    sql("rollback inside", "SET work_mem = '1MB'; ROLLBACK; SHOW work_mem"),
]

_CURSORS = [
    sql("cursor", "BEGIN", f"DECLARE c CURSOR FOR {TEN}", "FETCH c", "FETCH 2 FROM c",
        "FETCH NEXT FROM c", "FETCH FORWARD 2 IN c", "MOVE c", "MOVE 2 FROM c", "FETCH ALL FROM c",
        "FETCH c", "FETCH ALL c", "CLOSE c", "FETCH c", "ROLLBACK"),
    sql("outside a block", f"DECLARE c CURSOR FOR {TEN}",
        f"DECLARE c CURSOR FOR {TEN}; FETCH c; CLOSE c", "FETCH c", "CLOSE c", "MOVE c"),
    sql("duplicate", "BEGIN", f"DECLARE c CURSOR FOR {TEN}", f"DECLARE c CURSOR FOR {TEN}",
        "ROLLBACK"),
    sql("hold", f"DECLARE c CURSOR WITH HOLD FOR {TEN}", "FETCH 2 c", "BEGIN", "FETCH 2 c",
        "COMMIT", "FETCH 2 c", "CLOSE c", "FETCH c"),
    sql("hold and rollback", "BEGIN", f"DECLARE c CURSOR WITH HOLD FOR {TEN}", "ROLLBACK",
        "FETCH c"),
    sql("hold and commit", "BEGIN", f"DECLARE c CURSOR WITH HOLD FOR {TEN}",
        f"DECLARE d CURSOR WITHOUT HOLD FOR {TEN}", "FETCH 2 c", "COMMIT", "FETCH 2 c", "FETCH d"),
    sql("close all", f"DECLARE c CURSOR WITH HOLD FOR {TEN}", "CLOSE ALL", "FETCH c"),
    sql("savepoints and cursors", "BEGIN", f"DECLARE a CURSOR FOR {TEN}", "SAVEPOINT s",
        f"DECLARE b CURSOR FOR {TEN}", "FETCH 2 a", "FETCH 2 b", "ROLLBACK TO s", "FETCH 2 a",
        "FETCH 2 b", "ROLLBACK TO s", f"DECLARE b CURSOR FOR {TEN}", "RELEASE s", "FETCH b",
        "COMMIT", "FETCH a"),
    sql("forward only", "BEGIN", f"DECLARE c NO SCROLL CURSOR FOR {TEN}", "FETCH 3 c",
        "FETCH ABSOLUTE 5 c", "FETCH RELATIVE 2 c", "FETCH RELATIVE 0 c", "ROLLBACK"),
    *(
        sql(f"no way back: {move}", "BEGIN", f"DECLARE c NO SCROLL CURSOR FOR {TEN}", "FETCH 3 c",
            f"FETCH {move} c", "ROLLBACK")
        for move in ("PRIOR", "FIRST", "BACKWARD", "BACKWARD 2", "BACKWARD ALL", "-1", "0",
                     "ABSOLUTE 2", "ABSOLUTE 3", "ABSOLUTE 0", "RELATIVE -1", "LAST")
    ),
    sql("first of a new one", "BEGIN", f"DECLARE c NO SCROLL CURSOR FOR {TEN}",
        "FETCH ABSOLUTE 0 c", "FETCH 0 c", "FETCH FIRST c", "FETCH c", "ROLLBACK"),
    sql("scroll", "BEGIN", f"DECLARE c SCROLL CURSOR FOR {TEN}", "FETCH 3 c", "FETCH PRIOR c",
        "FETCH BACKWARD 1 c", "FETCH PRIOR c", "FETCH c", "FETCH LAST c", "FETCH c", "FETCH -2 c",
        "FETCH FIRST c", "FETCH ABSOLUTE 4 c", "FETCH ABSOLUTE -3 c", "FETCH RELATIVE -2 c",
        "FETCH RELATIVE 0 c", "FETCH RELATIVE 20 c", "FETCH RELATIVE -1 c", "FETCH BACKWARD ALL c",
        "FETCH FORWARD ALL c", "MOVE BACKWARD 4 c", "FETCH 2 c", "MOVE ABSOLUTE -20 c",
        "FETCH c", "MOVE LAST c", "MOVE ABSOLUTE 3 c", "FETCH FORWARD 0 c", "FETCH BACKWARD 0 c",
        "MOVE ALL c", "MOVE BACKWARD ALL c", "FETCH ABSOLUTE 20 c", "FETCH PRIOR c", "COMMIT"),
    sql("binary", "BEGIN", f"DECLARE c BINARY CURSOR FOR {TEN}", "FETCH 2 c", "ROLLBACK"),
    sql("options", "BEGIN", f"DECLARE c ASENSITIVE CURSOR FOR {TEN}",
        f"DECLARE d INSENSITIVE NO SCROLL CURSOR WITHOUT HOLD FOR {TEN}",
        f"DECLARE \"Next\" CURSOR FOR {TEN}", 'FETCH "Next"', 'FETCH NEXT "Next"', "FETCH FROM d",
        f"DECLARE e SCROLL NO SCROLL CURSOR FOR {TEN}", "ROLLBACK", loose=True),
    sql("of a join of expressions", "BEGIN",
        "DECLARE c CURSOR FOR SELECT a.n + b.n AS s, 'x' || a.n FROM ten a, ten b "
        "WHERE a.n = b.n ORDER BY 1", "FETCH 2 c", "ROLLBACK"),
    sql("error in the query", "BEGIN", "DECLARE c CURSOR FOR SELECT nope FROM ten", "ROLLBACK",
        "BEGIN", "DECLARE c CURSOR FOR SELECT 1/(3 - n) FROM ten ORDER BY n", "FETCH c",
        "FETCH 3 c", "FETCH c", "ROLLBACK", loose=True),
    sql("unknown", "CLOSE nope", "FETCH nope", "MOVE 3 nope", "CLOSE ALL"),
    sql("syntax of cursors", "FETCH", "FETCH 3", "DECLARE c CURSOR", "DECLARE CURSOR FOR SELECT 1",
        "CLOSE", "DECLARE c CURSOR FOR SET x = 1", loose=True),
]  # fmt: skip

_NAMED = [
    sql("prepare", "PREPARE p AS SELECT $1::int + 1 AS x", "EXECUTE p(1)", "EXECUTE p('41')",
        "EXECUTE p(NULL)", "EXECUTE p(1 + 1)", "EXECUTE p(2.6)", "DEALLOCATE p", "EXECUTE p(1)"),
    sql("types", "PREPARE p(int, text) AS SELECT n, $2 AS t FROM ten WHERE n = $1",
        "EXECUTE p(3, 'a')", "EXECUTE p('4', 'it''s')", "EXECUTE p(true, 'a')", "EXECUTE p(3)",
        "EXECUTE p(1, 'a', 2)", "EXECUTE p('x', 'a')", loose=True),
    sql("inferred", "PREPARE p AS SELECT n FROM ten WHERE n = $1", "EXECUTE p(7)",
        "PREPARE q(unknown) AS SELECT n FROM ten WHERE n < $1", "EXECUTE q(2)"),
    sql("duplicate name", "PREPARE p AS SELECT 1", "PREPARE p AS SELECT 2", "EXECUTE p"),
    sql("deallocate", "PREPARE p AS SELECT 1", "DEALLOCATE PREPARE p", "DEALLOCATE p",
        "PREPARE p AS SELECT 1", "DEALLOCATE ALL", "EXECUTE p", "DEALLOCATE PREPARE ALL"),
    sql("not rolled back", "BEGIN", "PREPARE p AS SELECT 1", "ROLLBACK", "EXECUTE p"),
    sql("error inside", "PREPARE p AS SELECT nope FROM ten", "PREPARE p AS SELECT $1"),
    sql("discard", "PREPARE p AS SELECT 1", "SET work_mem = '1MB'", "DISCARD ALL", "EXECUTE p",
        "SHOW work_mem", "DISCARD PLANS", "DISCARD TEMP", "DISCARD SEQUENCES", "BEGIN",
        "DISCARD ALL", "ROLLBACK"),
    units("protocol statement by EXECUTE",
          (parse("SELECT $1::int AS a", "s"),), (parse("EXECUTE s(5)"), bind(), describe("P"),
                                                execute()), (query("EXECUTE s(6)"),)),
    units("SQL statement by Bind", (query("PREPARE s(int) AS SELECT $1 AS a"),),
          (bind("", "s", ["8"]), describe("S", "s"), describe("P"), execute()),
          (parse("SELECT 1", "s"),)),
]  # fmt: skip

_EXTENDED = [
    units("one", (parse("SELECT $1::int4 + 1 AS a, $2 AS b"), describe("S"),
                  bind("", "", ["1", "x"]), describe("P"), execute())),
    units("binary results", (parse("SELECT n FROM ten WHERE n = 3"),
                             bind("", "", (), [1]), describe("P"), execute())),
    units("nothing", (parse(""), describe("S"), bind(), describe("P"), execute())),
    units("suspended", (parse(TEN), bind("p"), execute("p", 4), execute("p", 4), execute("p", 4),
                        execute("p", 4), execute("p"))),
    units("exactly the limit", (parse(TEN), bind("p"), execute("p", 10), execute("p", 10))),
    units("several portals", (query("BEGIN"),),
          (parse(TEN, "s"), bind("a", "s"), bind("b", "s"), execute("a", 2), execute("b", 3),
           execute("a", 2)),
          (execute("b", 2), execute("a", 3), close("P", "a"), execute("b", 1)),
          (execute("a", 1),), (query("ROLLBACK"),)),
    units("portals end with Sync", (parse(TEN), bind("a"), execute("a", 2)), (execute("a", 2),)),
    units("portal and cursor", (query("BEGIN"),),
          (parse(TEN), bind("a"), execute("a", 2)),
          (query("FETCH 2 FROM a"),), (query("MOVE 2 a"),), (execute("a", 1),),
          (query(f"DECLARE c CURSOR FOR {TEN}"),), (describe("P", "c"), execute("c", 2)),
          (query("FETCH c"),), (query(f"DECLARE a CURSOR FOR {TEN}"),), (query("ROLLBACK"),)),
    units("names taken", (parse("SELECT 1", "s"), parse("SELECT 2", "s")), (bind("", "s"),
          execute()), (query("BEGIN"),), (bind("p", "s"), bind("p", "s")), (query("ROLLBACK"),)),
    units("names unknown", (bind("", "nope"),), (describe("S", "nope"),), (describe("P", "nope"),),
          (execute("nope"),), (close("S", "nope"), close("P", "nope"))),
    units("error skips to Sync", (parse("SELECT nope"), bind(), execute(), parse("SELECT 1")),
          (parse("SELECT 1"), bind(), execute())),
    units("several in Parse", (parse("SELECT 1; SELECT 2"),)),
    units("wrong count", (parse("SELECT $1::int", "s"), bind("", "s", ["1", "2"])),
          (bind("", "s", ["1"], [0, 0]),)),
    units("bad value", (parse("SELECT $1::int"), bind("", "", ["x"]), execute()), loose=True),
    units("in a failed block", (query("BEGIN"),), (query("SELECT nope"),),
          (parse("SELECT 1"),), (parse("ROLLBACK"), bind(), execute())),
    units("describe in a failed block", (parse("SELECT 1", "s"), parse("COMMIT", "c")),
          (query("BEGIN"),), (query("SELECT nope"),), (describe("S", "s"),), (describe("S", "c"),),
          (bind("", "s"),), (bind("", "c"), execute())),
    units("transaction", (parse("BEGIN"), bind(), execute(), parse("SELECT 1"), bind(), execute()),
          (parse("COMMIT"), bind(), describe("P"), execute())),
    units("pipeline is one transaction",
          (parse("SET work_mem = '1MB'"), bind(), execute(), parse("SELECT nope")),
          (query("SHOW work_mem"),),
          (parse("SET LOCAL work_mem = '1MB'"), bind(), execute(), parse("SHOW work_mem"), bind(),
           execute()), (query("SHOW work_mem"),)),
    units("flush", (parse("SELECT 1"), FLUSH, bind(), FLUSH, execute(), FLUSH)),
    units("show", (parse("SHOW work_mem"), describe("S"), bind(), execute()),
          (parse("SET work_mem = '1MB'"), describe("S"), bind(), describe("P"), execute())),
    units("fetch", (query("BEGIN"),), (query(f"DECLARE c CURSOR FOR {TEN}"),),
          (parse("FETCH 3 FROM c", "f"), describe("S", "f"), bind("", "f"), describe("P"),
           execute()), (bind("", "f", (), [1]), execute()), (query("ROLLBACK"),)),
    units("declare with parameters", (query("BEGIN"),),
          (parse("DECLARE c CURSOR FOR SELECT n FROM ten WHERE n > $1 ORDER BY n", "", [23]),
           describe("S"), bind("", "", ["7"]), execute()), (query("FETCH ALL c"),),
          (query("ROLLBACK"),)),
    units("unnamed statement and simple query", (parse("SELECT 1"),), (query("SELECT 2"),),
          (bind(),)),
    units("executed again", (query("BEGIN"),), (parse("SELECT 1"), bind("p"), execute("p"),
          execute("p")), (query("ROLLBACK"),)),
    units("prepare with parameters elsewhere", (parse("SET work_mem = $1"),), loose=True),
    units("copy", (parse("COPY (SELECT n FROM ten ORDER BY n) TO STDOUT"), describe("S"), bind(),
                   describe("P"), execute())),
]  # fmt: skip


def _once(statement: str, *values: str, types: Sequence[int] = ()) -> Case:
    """A statement that is parsed, described, bound, described and executed."""
    return units(statement, (parse(statement, "", types), describe("S"), bind("", "", values),
                             describe("P"), execute()))  # fmt: skip


_WRITES = [
    _once("INSERT INTO customers VALUES ($1, $2, $3)", "1", "x", "2"),
    _once("INSERT INTO customers (name, id) VALUES ($1, $2), ($3, $4 + 1)", "a", "1", "b", "2"),
    _once("INSERT INTO customers (name, id) SELECT $1, n FROM ten WHERE n = $2", "a", "1"),
    _once("INSERT INTO customers AS c (name, id) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE "
          "SET name = excluded.name || $3 WHERE c.credit > $4 RETURNING id, name, $5::int",
          "a", "1", "b", "2", "3"),
    _once("INSERT INTO customers VALUES (DEFAULT, $1, DEFAULT) RETURNING *", "a"),
    _once("INSERT INTO customers VALUES ($1, $2, $3)", "1", "x", "2", types=[23, 25]),
    _once("INSERT INTO customers VALUES ($1, $2)", "1"),
    _once("INSERT INTO ten VALUES ($1)", "x"),
    _once("UPDATE customers SET name = $1, credit = credit + $2 WHERE id = $3", "1", "2", "3"),
    _once("UPDATE customers AS c SET (name, credit) = ($1, $2) FROM ten WHERE id = $3 AND n = $4 "
          "RETURNING c.id", "1", "2", "3", "4"),
    _once("UPDATE customers SET (name, credit) = (SELECT $1::text, $2::int) WHERE id = $3",
          "1", "2", "3"),
    _once("DELETE FROM customers WHERE id = $1", "1"),
    _once("DELETE FROM customers USING ten t WHERE id = t.n AND name = $1 AND t.n = $2 RETURNING *",
          "1", "2"),
    _once("DELETE FROM customers WHERE id IN (SELECT n FROM ten WHERE n > $1)", "1"),
    _once("MERGE INTO customers c USING ten t ON c.id = t.n AND t.n = $1 WHEN MATCHED THEN UPDATE "
          "SET name = $2 WHEN NOT MATCHED THEN INSERT VALUES ($3, $4)", "1", "2", "3", "4"),
    _once("CREATE TABLE x AS SELECT n FROM ten WHERE n = $1", "1"),
    _once("CREATE VIEW v AS SELECT $1::int"),
    sql("prepared writes", "PREPARE p AS INSERT INTO ten VALUES ($1)", "EXECUTE p(1)", "EXECUTE p",
        "PREPARE q(text) AS DELETE FROM ten WHERE n::text = $1 RETURNING *", "EXECUTE q('a')",
        "PREPARE r AS CREATE TABLE x AS SELECT 1"),
    sql("names of writes", "CREATE TABLE x (a, b) AS VALUES (1, 2)", "REASSIGN OWNED BY a TO b",
        "CREATE TABLE x (a int GENERATED ALWAYS AS (1) STORED)", "SECURITY LABEL ON TABLE a IS 'x'",
        "COPY (DELETE FROM ten RETURNING *) TO STDOUT", "COPY (DELETE FROM ten) TO STDOUT"),
    sql("row locks", "SELECT 1 FROM ten FOR UPDATE", "SELECT 1 FROM ten FOR NO KEY UPDATE NOWAIT",
        "SELECT 1 FROM ten FOR SHARE OF ten", "SELECT 1 FROM ten FOR KEY SHARE SKIP LOCKED",
        "SELECT * FROM (SELECT 1 FROM ten FOR SHARE) AS x", "SELECT 1 FOR UPDATE"),
]  # fmt: skip

_EMPTY = [
    sql("nothing selected", "SELECT", "SELECT FROM ten", "SELECT FROM ten WHERE n > 8", "(SELECT)",
        "SELECT WHERE false", "SELECT FROM ten ORDER BY n LIMIT 3", "SELECT FROM ten GROUP BY n",
        "SELECT FROM ten GROUP BY n HAVING n > 8", "SELECT HAVING true", "SELECT UNION ALL SELECT",
        "SELECT UNION SELECT", "SELECT EXCEPT SELECT", "(SELECT FROM ten) LIMIT 3",
        "SELECT FROM generate_series(1, 3)", "SELECT FROM customers JOIN ten ON id = n"),
    sql("nothing selected inside", "SELECT count(*) FROM (SELECT FROM ten) AS x",
        "SELECT EXISTS (SELECT FROM ten WHERE n = 11)", "WITH a AS (SELECT) SELECT FROM a",
        "SELECT * FROM (SELECT FROM ten) x LIMIT 2", "SELECT nothing FROM (SELECT) x",
        "SELECT n FROM ten, (SELECT) x WHERE n < 3", "SELECT x.* FROM (SELECT) x"),
    sql("nothing where one thing must be", "SELECT (SELECT)", "SELECT 1 IN (SELECT)",
        "SELECT ARRAY(SELECT)", "SELECT * FROM (SELECT) x(a)", "SELECT UNION SELECT 1",
        "WITH a(x) AS (SELECT) SELECT x FROM a", "SELECT DISTINCT FROM ten", "VALUES ()",
        loose=True),
    sql("nothing copied", "COPY (SELECT FROM ten LIMIT 2) TO STDOUT",
        "COPY (SELECT FROM ten LIMIT 2) TO STDOUT CSV",
        "COPY (SELECT FROM ten LIMIT 2) TO STDOUT BINARY"),
    sql("nothing fetched", "BEGIN", "DECLARE c CURSOR FOR SELECT FROM ten", "FETCH 2 c",
        "MOVE 3 c", "FETCH ALL c", "ROLLBACK", "PREPARE p AS SELECT FROM ten WHERE n < $1",
        "EXECUTE p(3)", "DEALLOCATE p"),
    _once("SELECT FROM ten WHERE n > $1", "8"),
    _once("SELECT"),
]  # fmt: skip

_VALUES = [
    _once("SELECT $1::timetz", "12:00+02"),
    units(
        "binary timetz",
        (
            parse("SELECT $1::timetz"),
            bind("", "", ["12:00:00.5-3:30"], [1]),
            describe("P"),
            execute(),
        ),
    ),
    units(
        "a record",
        (
            parse("SELECT $1::record, $1 IS NULL"),
            describe("S"),
            bind("", "", [None]),
            describe("P"),
            execute(),
        ),
        (parse("SELECT $1::record"), bind("", "", ["(1)"])),
    ),
    sql(
        "settings that are missing",
        "SELECT current_setting('work_mem', NULL)",
        "SELECT current_setting('nope.x', NULL), current_setting(NULL, true)",
        "SELECT current_setting('nope.x', true) FROM ten WHERE n < 3",
        "SELECT current_setting('nope.x', false)",
    ),
    sql(
        "not grouped",
        "SELECT name, count(*) FROM customers",
        "SELECT count(*), credit + 1 FROM customers GROUP BY name",
        "SELECT c.name, sum(credit) FROM customers c GROUP BY credit",
        "SELECT count(*) FROM customers HAVING name = 'x'",
        "SELECT * FROM customers GROUP BY name",
        "SELECT count(*) FROM customers ORDER BY name",
        "SELECT lower(name) FROM customers GROUP BY upper(name)",
    ),
    sql("names of casts", "SELECT '{1}'::int[], '{a}'::text[], '1'::varchar(3), '{}'::date[]"),
]

_MIXED = [
    sql("system relations beside others",
        "SELECT c.relname, p.name FROM pg_class c JOIN customers p ON p.id = 1 "
        "WHERE c.relname = 'pg_class'",
        "SELECT count(*) FROM pg_namespace, ten WHERE nspname = 'pg_catalog'",
        "SELECT a.attname, a.atttypid, a.attnum FROM pg_catalog.pg_attribute a, ten "
        "WHERE attrelid = 1259 AND attnum = n ORDER BY attnum LIMIT 3",
        "SELECT table_name FROM information_schema.tables t JOIN customers c "
        "ON t.table_name = 'customers' AND c.id = 1",
        "SELECT n FROM ten WHERE EXISTS (SELECT FROM pg_class WHERE relname = 'pg_am') AND n < 3",
        "SELECT n, (SELECT relkind FROM pg_class WHERE relname = 'pg_class') FROM ten WHERE n = 1",
        "WITH a AS (SELECT relname FROM pg_class WHERE relname = 'pg_am') "
        "SELECT relname, n FROM a, ten WHERE n < 2",
        "SELECT t.typname, t.typtype, t.typarray, t.typlen, t.typbyval FROM pg_type t, ten "
        "WHERE n = 1 AND typname IN ('int4', 'text') ORDER BY 1",
        "SELECT pg_class.* FROM pg_class, ten WHERE n = 1 LIMIT 0",
        "SELECT relname, n FROM ten LEFT JOIN pg_class ON relname = 'x' || n WHERE n < 3 "
        "ORDER BY n",
        "SELECT nope FROM pg_class, ten", "SELECT n FROM ten, pg_nope",
        "SELECT n FROM ten, nope, pg_class"),
    _once("SELECT c.relname, n FROM pg_class c, ten WHERE c.relname = $1 AND n = $2",
          "pg_class", "2"),
]  # fmt: skip

_COPY = [
    sql(
        "copy text",
        "COPY (SELECT n, 'a' || chr(9) AS t, NULL AS u FROM ten ORDER BY n) TO STDOUT",
        "COPY ten TO STDOUT",
        "COPY ten (n) TO STDOUT",
        "COPY customers (name, id) TO STDOUT",
    ),
    sql(
        "copy csv",
        "COPY customers TO STDOUT WITH (FORMAT csv, HEADER, FORCE_QUOTE (name))",
        "COPY customers TO STDOUT (FORMAT 'csv', DELIMITER ';', NULL 'nil', HEADER true)",
        "COPY customers TO STDOUT CSV HEADER",
        "COPY customers TO STDOUT WITH CSV QUOTE AS '|'",
        "COPY customers TO STDOUT DELIMITER ',' NULL AS 'x'",
        "COPY customers TO STDOUT CSV FORCE QUOTE *",
    ),
    sql(
        "copy binary",
        "COPY (SELECT n FROM ten ORDER BY n) TO STDOUT (FORMAT binary)",
        "COPY ten TO STDOUT BINARY",
        "COPY BINARY ten TO STDOUT",
        "COPY (SELECT n FROM ten WHERE n > 10) TO STDOUT BINARY",
    ),
    sql("copy among others", "SELECT 1; COPY (SELECT 2) TO STDOUT; SELECT 3"),
    sql(
        "copy errors",
        "COPY nope TO STDOUT",
        "COPY ten (nope) TO STDOUT",
        "COPY (SELECT nope FROM ten) TO STDOUT",
        "COPY ten TO STDOUT (FORMAT xml)",
        "COPY ten TO STDOUT (nope 1)",
        "COPY ten TO STDOUT (FORMAT csv, FORMAT csv)",
        "COPY ten TO STDOUT (DELIMITER 'ab')",
        "COPY ten TO STDOUT (HEADER maybe)",
        "COPY ten TO",
        "COPY (SELECT 1/(3 - n) FROM ten) TO STDOUT",
        "COPY ten FROM STDIN",
        "COPY ten FROM '/tmp/x'",
        loose=True,
    ),
]

_SETTINGS = [
    sql("values", "SET work_mem = '4.5MB'", "SHOW work_mem", "SET statement_timeout = 1500",
        "SHOW statement_timeout", "SET statement_timeout = '1.5s'",
        "SET statement_timeout = '2min'", "SHOW statement_timeout", "SET row_security = tr",
        "SET seq_page_cost TO 1.5",
        "SHOW seq_page_cost", "SET SESSION lock_timeout = 5", "SHOW lock_timeout",
        "RESET lock_timeout", "SHOW lock_timeout", "SET session_replication_role = replica",
        "SHOW session_replication_role", "SET jit TO DEFAULT", "SET synchronous_commit = false",
        "SHOW synchronous_commit", "SET constraint_exclusion TO TRUE", "SHOW constraint_exclusion"),
    sql("refused values", "SET work_mem = '1kB'", "SET statement_timeout = 'abc'",
        "SET statement_timeout = '5x'", "SET work_mem = '1x'", "SET jit = maybe",
        "SET client_min_messages = foo", "SET timezone = 'Foo/Bar'", "SET seq_page_cost = -1",
        "SET seq_page_cost = abc", "SET transaction_isolation = 'bla'",
        "SET statement_timeout = -1", "SET application_name TO a, b", "SET plan_cache_mode = 1"),
    sql("read-only", "SET default_transaction_read_only = maybe",
        "SET transaction_read_only = maybe", "SET TRANSACTION READ ONLY",
        "SHOW transaction_read_only",
        "SET default_transaction_read_only = off", "SHOW default_transaction_read_only",
        "RESET default_transaction_read_only",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE, ISOLATION LEVEL SERIALIZABLE",
        "SHOW default_transaction_read_only", "SHOW default_transaction_isolation"),
    sql("unknown settings", "SET nope = 1", "SHOW nope", "RESET nope", "SHOW a.zz",
        "SET server_version = 1", "RESET server_version", 'SET "a b".c = 1'),
    sql("custom settings", "SET a.b = 1", "SHOW a.b", "SET a.b.c TO 'x'", "SHOW a.b.c",
        "RESET a.b", "SHOW a.b", "BEGIN", "SET a.d = 1", "ROLLBACK"),
    sql("settings of other words", "SET TIME ZONE 'UTC'", "SET TIME ZONE DEFAULT", "SHOW TIME ZONE",
        "SET NAMES 'utf8'", "SET NAMES", "SET SCHEMA 'x'", "SHOW search_path", "SET ROLE none",
        "SET SESSION AUTHORIZATION DEFAULT", "RESET SESSION AUTHORIZATION", "RESET ROLE",
        "SET XML OPTION CONTENT", "SET CONSTRAINTS ALL IMMEDIATE", "SET DateStyle = ISO, MDY",
        "SHOW datestyle", "SHOW intervalstyle"),
    sql("search path", "SET search_path TO a, \"B c\", 'x y'", "SHOW search_path",
        "SET search_path = ''", "SHOW search_path"),
    sql("notices are filtered", "COMMIT", "SET client_min_messages = error", "COMMIT",
        "SET client_min_messages = warning", "COMMIT"),
    sql("syntax of settings", "SET", "SET x", "SET x =", "SHOW", "RESET", "DISCARD", "DISCARD x",
        "SET work_mem 1", "SHOW work_mem jit", "SET LOCAL", loose=True),
    sql("functions", "SET a.b = 'x'", "SELECT current_setting('a.b')",
        "SELECT set_config('a.b', 'y', false)", "SHOW a.b", "BEGIN",
        "SELECT set_config('a.b', 'z', true)", "SHOW a.b", "COMMIT", "SHOW a.b",
        "SELECT current_setting('nope.nope', true)", "SELECT current_setting('nope.nope')",
        "SELECT set_config('work_mem', '1kB', false)", "SELECT current_setting('work_mem')"),
]  # fmt: skip

_OTHERS = [
    sql(
        "writes",
        "INSERT INTO ten VALUES (1)",
        "UPDATE ten SET n = 1",
        "DELETE FROM ten",
        "CREATE TABLE x (a int)",
        "DROP TABLE ten",
        "TRUNCATE ten",
        "SELECT 1",
    ),
    sql(
        "locks",
        "LOCK TABLE ten IN ACCESS SHARE MODE",
        "BEGIN",
        "LOCK TABLE ten, customers IN ACCESS SHARE MODE",
        "LOCK ten IN ROW SHARE MODE NOWAIT",
        "LOCK nope IN ACCESS SHARE MODE",
        "COMMIT",
    ),
    sql("unlisten", "UNLISTEN x", "UNLISTEN *"),
    sql(
        "explain execute",
        "PREPARE p(int) AS SELECT n FROM ten WHERE n = $1",
        "EXPLAIN EXECUTE nope",
        "EXPLAIN EXECUTE p",
        "EXPLAIN EXECUTE p(1, 2)",
        "EXPLAIN EXECUTE p(date '2020-01-01')",
    ),
    sql("explain", "EXPLAIN (FORMAT nope) SELECT 1", "EXPLAIN (nope) SELECT 1", loose=True),
    sql("runtime error", "SELECT 1/(5 - n) FROM ten", "SELECT 1", loose=True),
]

CASES = [
    *_TRANSACTIONS, *_SEVERAL, *_CURSORS, *_NAMED, *_EXTENDED, *_WRITES, *_EMPTY, *_VALUES,
    *_MIXED, *_COPY, *_SETTINGS, *_OTHERS,
]  # fmt: skip
