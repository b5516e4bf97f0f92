"""The audit log: what it holds, that it cannot be changed unnoticed, what it forgets."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gateway.catalog.sources import open_store
from gateway.config import Settings
from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.operations.audit import AuditLog, records, verify
from gateway.operations.chain import START, Broken, Head
from gateway.operations.record import Record
from gateway.session import Session


def _record(sql: str = "select 1", outcome: str = "00000") -> Record:
    return Record("q", "ann", "http", "127.0.0.1", sql, 1.7e9, 0.25, outcome, 1)


def _written(folder: Path, count: int) -> None:
    log = AuditLog(folder, None, 0)
    for n in range(count):
        log(_record(f"select {n}"))
    log.close()


def _run(home: Path, *statements: str, **settings: str) -> list[dict[str, Any]]:
    """What the audit log says of these statements."""
    (home / "unsilo.toml").write_text("".join(f"{k} = {v}\n" for k, v in settings.items()))
    with closing(Gateway.open(home)) as gateway:
        session = Session(user="ann", door="http", client="10.0.0.1", owner=True)
        for sql in statements:
            try:
                gateway.execute(sql, session=session).table()
            except SqlError:
                continue
    return list(records(home / "audit"))


def test_a_statement_with_all_that_was_sent(home: Path) -> None:
    (found,) = _run(home, "SELECT name FROM crm.public.people WHERE id = 1")
    assert (found["user"], found["door"], found["client"]) == ("ann", "http", "10.0.0.1")
    assert found["sql"] == "SELECT name FROM crm.public.people WHERE id = 1"
    assert (found["outcome"], found["rows"], found["policies"]) == ("00000", 1, [])
    (sent,) = found["sent"]
    assert (sent["source"], sent["rows"]) == ("crm", 1)
    assert '"people"' in sent["text"]
    assert sent["bytes"] > 0
    assert found["seconds"] >= sent["seconds"] >= 0


def test_failures_and_commands_too(home: Path) -> None:
    found = _run(
        home,
        "SELECT nothing",
        "SELECT 1 / 0",
        "SET pushdown = off",
        "INSERT INTO crm.public.people VALUES (3)",
        "SELECT relname FROM pg_class LIMIT 1",
    )
    assert [one["outcome"] for one in found] == ["42703", "22012", "00000", "25006", "00000"]


def test_a_result_that_is_given_up_is_written_once(gateway: Gateway, home: Path) -> None:
    result = gateway.execute(
        "SELECT a, b FROM generate_series(1, 100000) a, generate_series(1, 99) b"
    )
    reading = result.batches()
    next(reading)
    assert len(gateway.journal.running()) == 1
    result.close()
    result.close()
    assert gateway.journal.running() == []
    gateway.close()
    assert len(list(records(home / "audit"))) == 1


def test_passwords_are_never_kept(home: Path) -> None:
    found = _run(
        home,
        "CREATE ROLE bob LOGIN PASSWORD 'sesame'",
        "ALTER ROLE bob PASSWORD 'sesame' nonsense",
        "/* hi */ alter user bob password $x$sesame$x$",
        "EXPLAIN CREATE ROLE bob PASSWORD 'sesame'",
        "creat role bob password 'sesame'",
    )
    assert len(found) == 5
    assert not any("sesame" in json.dumps(one) for one in found)
    assert "PASSWORD ?" in found[0]["sql"]


def test_without_literals(home: Path) -> None:
    sql = "SELECT name -- of Ann\nFROM crm.public.people WHERE id = 1 AND name <> 'secret'"
    (found,) = _run(home, sql, audit_literals="false")
    assert found["sql"] == "SELECT name FROM crm.public.people WHERE id = ? AND name <> ?"
    assert "secret" not in json.dumps(found)
    assert found["sent"][0]["rows"] == 1


def test_off(home: Path) -> None:
    assert _run(home, "SELECT 1", audit="false") == []
    assert not (home / "audit").exists()


def test_the_chain_goes_on_from_process_to_process(tmp_path: Path) -> None:
    for _ in range(3):
        _written(tmp_path, 2)
    lines = list(records(tmp_path))
    assert [line["seq"] for line in lines] == [1, 2, 3, 4, 5, 6]
    assert lines[0]["previous"] == START
    assert verify(tmp_path, None) == Head(6, lines[-1]["hash"])


def test_text_that_is_no_unicode_is_kept_and_its_neighbours_too(tmp_path: Path) -> None:
    """Half a surrogate pair has no UTF-8: such a record took a whole batch with it."""
    log = AuditLog(tmp_path, None, 0)
    statements = ["select 1", "select '\udcff'", "select '\ud83d\ude00 \\udcff'", "select 2"]
    for sql in statements:
        log(_record(sql))
    log.close()
    assert verify(tmp_path, None).seq == len(statements)
    kept = [record["sql"] for record in records(tmp_path)]
    assert kept == ["select 1", "select '\udcff'", "select '😀 \\udcff'", "select 2"]


def test_writers_at_the_same_time(tmp_path: Path) -> None:
    writers = [threading.Thread(target=_written, args=(tmp_path, 50)) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert verify(tmp_path, None).seq == 200


def _edit(change: Callable[[list[str]], list[str]]) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(change(lines)))

    return edit


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (_edit(lambda x: [*x[:2], x[2].replace("select 2", "select 9"), *x[3:]]), "3 has been ch"),
        (_edit(lambda x: x[:2] + x[3:]), "record 3 is missing"),
        (_edit(lambda x: x[1:]), "record 1 is missing"),
        (_edit(lambda x: [x[0], x[2], x[1], *x[3:]]), "record 2 is missing"),
        (_edit(lambda x: [*x[:2], "nonsense\n", *x[2:]]), "is no record"),
        (_edit(lambda x: x[:-1]), "record[s]? 5 to 5 are missing at the end"),
    ],
    ids=["changed", "taken out", "first gone", "swapped", "put in", "cut off"],
)
def test_what_was_done_to_the_log_is_found(
    home: Path, edit: Callable[[Path], None], message: str
) -> None:
    with closing(open_store(Settings(home=home))) as store:
        log = AuditLog(home / "audit", store, 0)
        for n in range(5):
            log(_record(f"select {n}"))
        log.close()
        assert verify(home / "audit", store).seq == 5
        (path,) = (home / "audit").glob("*.jsonl")
        edit(path)
        with pytest.raises(Broken, match=message):
            verify(home / "audit", store)


def test_a_chain_made_anew_is_found(home: Path, tmp_path: Path) -> None:
    with closing(open_store(Settings(home=home))) as store:
        log = AuditLog(home / "audit", store, 0)
        log(_record())
        log.close()
        (path,) = (home / "audit").glob("*.jsonl")
        path.unlink()
        (home / "audit" / "head").unlink()
        _written(home / "audit", 3)
        with pytest.raises(Broken, match="made anew"):
            verify(home / "audit", store)


def test_a_torn_line_is_cut_off(tmp_path: Path) -> None:
    _written(tmp_path, 2)
    (path,) = tmp_path.glob("*.jsonl")
    with path.open("a") as stream:
        stream.write('{"seq": 3, "torn')
    _written(tmp_path, 1)
    assert verify(tmp_path, None).seq == 3


def test_old_days_are_forgotten_and_the_rest_still_follows(home: Path) -> None:
    folder = home / "audit"
    with closing(open_store(Settings(home=home))) as store:
        _written(folder, 3)
        (path,) = folder.glob("*.jsonl")
        path.rename(folder / "2020-01-01.jsonl")
        log = AuditLog(folder, store, 30)
        log(_record())
        log.close()
        assert [line["seq"] for line in records(folder)] == [4]
        assert verify(folder, store).seq == 4
        with pytest.raises(Broken, match="record 1 is missing"):
            verify(folder, None)
