"""Settings in layers, transactions and savepoints: what rolls back, what stays, who is over."""

from __future__ import annotations

import pytest

from gateway.errors import SqlError
from gateway.session import Session, Status
from gateway.session.known import SETTINGS


def test_every_default_is_a_value_of_its_setting() -> None:
    for setting in SETTINGS.values():
        if not setting.fixed and setting.default:
            assert setting.checked(setting.default) == setting.default, setting.name


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("work_mem", "4.5MB", "4608kB"),
        ("work_mem", "1024", "1MB"),
        ("work_mem", "0x100", "256kB"),
        ("statement_timeout", "1500", "1500ms"),
        ("statement_timeout", " 2 min ", "2min"),
        ("statement_timeout", "500us", "0"),
        ("statement_timeout", "1.5", "2ms"),
        ("jit", "F", "off"),
        ("row_security", "yes", "on"),
        ("seq_page_cost", "1e1", "10"),
        ("constraint_exclusion", "true", "on"),
        ("datestyle", "ISO,MDY", "ISO, MDY"),
        ("client_encoding", "iso-8859-15", "LATIN9"),
        ("application_name", "Łódź", "\\xc5\\x81\\xc3\\xb3d\\xc5\\xba"),
    ],
)
def test_canonical_forms(name: str, value: str, shown: str) -> None:
    session = Session()
    session.set(name, value)
    assert session.get(name.upper()) == shown


@pytest.mark.parametrize(
    ("name", "value", "sqlstate"),
    [
        ("work_mem", "1kB", "22023"),
        ("work_mem", "1 min", "22023"),
        ("statement_timeout", "-1", "22023"),
        ("statement_timeout", "1e30", "22023"),
        ("jit", "o", "22023"),
        ("seq_page_cost", "nan", "22023"),
        ("datestyle", "German", "22023"),
        ("client_encoding", "LATIN0", "22023"),
        ("client_encoding", "MULE_INTERNAL", "0A000"),
        ("transaction_read_only", "off", "25006"),
        ("server_version", "1", "55P02"),
        ("nothing", "1", "42704"),
        ("a.b c", "1", "42602"),
    ],
)
def test_refused(name: str, value: str, sqlstate: str) -> None:
    with pytest.raises(SqlError) as caught:
        Session().set(name, value)
    assert caught.value.sqlstate == sqlstate


def test_layers() -> None:
    session = Session(settings={"work_mem": "1MB"})
    session.set("work_mem", "2MB")
    session.set("work_mem", "3MB", local=True)
    assert session.get("work_mem") == "3MB"
    session.values.end_transaction()
    assert session.get("work_mem") == "2MB"
    session.reset("work_mem")
    assert session.get("work_mem") == "1MB"


def test_configured_default_is_shown_unless_the_session_began_with_another() -> None:
    for begun, shown in (({}, "1500ms"), ({"statement_timeout": "3s"}, "3s")):
        session = Session(settings=begun)
        session.values.start_default("statement_timeout", "1.500000s")
        assert session.get("statement_timeout") == shown


def test_reset_within_a_transaction_rolls_back() -> None:
    session = Session()
    session.set("jit", "off")
    session.transaction.begin()
    session.reset()
    assert session.get("jit") == "on"
    session.transaction.rollback()
    assert session.get("jit") == "off"


def test_levels() -> None:
    transaction = Session().transaction
    transaction.begin()
    outer = transaction.level
    transaction.savepoint("a")
    inner = transaction.level
    transaction.savepoint("b")
    innermost = transaction.level
    assert outer is not None
    assert inner is not None
    assert innermost is not None
    transaction.release("b")
    assert not innermost.undone
    transaction.rollback_to("a")
    assert innermost.undone
    assert inner.undone
    assert not outer.undone
    transaction.commit()
    assert outer.over
    assert not outer.undone


def test_unit_of_its_own_rolls_back_and_block_waits() -> None:
    session = Session()
    transaction = session.transaction
    transaction.enter_unit()
    session.set("jit", "off")
    transaction.fail()
    assert session.get("jit") == "on"
    assert transaction.status is Status.IDLE
    transaction.begin()
    transaction.fail()
    assert transaction.status is Status.FAILED
    assert not transaction.commit()
    assert transaction.status is Status.IDLE


def test_now_is_the_start_of_the_transaction() -> None:
    session = Session()
    session.transaction.begin()
    assert session.now() == session.now() == session.transaction.start
    session.transaction.commit()
    assert session.transaction.start is None
