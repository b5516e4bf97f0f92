"""`unsilo source …`, through click's runner, on a real PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.cli.conftest import Unsilo
from tests.unit.faulty import WORLD, installed


def test_from_add_to_remove(unsilo: Unsilo, shop: str) -> None:
    password = urlsplit(shop).password or ""
    assert len(password) > 3
    seen = [unsilo.ok("source", "add", "crm", shop)]
    assert seen[0].startswith('Added source "crm": PostgreSQL ')
    assert seen[0].endswith(", 2 relations.\n")
    seen.append(unsilo.ok("source", "list"))
    header, _, row, count = seen[-1].strip().splitlines()
    assert header.split("|")[0].strip() == "name"
    assert "crm  | PostgreSQL" in row
    assert shop.replace(password, "***") in row
    assert count == "(1 row)"
    seen.append(unsilo.ok("source", "show", "crm"))
    assert " public | orders   | table |       3 | id          | what was sold\n" in seen[-1]
    seen.append(unsilo.ok("source", "show", "crm", "--columns"))
    assert " public.orders | amount | numeric(10,2) | numeric(10,2) |          |" in seen[-1]
    seen.append(unsilo.ok("source", "test", "crm"))
    assert seen[-1].startswith('Source "crm" answers: PostgreSQL ')
    seen.append(unsilo.ok("source", "refresh", "crm"))
    assert seen[-1] == 'Nothing has changed.\nRefreshed source "crm": 2 relations.\n'
    with psycopg.connect(shop, autocommit=True) as connection:
        connection.execute("CREATE TABLE fresh (); ALTER TABLE orders ADD extra int")
        seen.append(unsilo.ok("source", "refresh", "crm"))
        connection.execute("DROP TABLE fresh; ALTER TABLE orders DROP extra")
    assert seen[-1].splitlines()[:2] == [
        "+ public.fresh",
        "~ public.orders: column extra added (integer)",
    ]
    assert unsilo.ok("source", "remove", "crm") == 'Removed source "crm".\n'
    assert unsilo.ok("source", "list").endswith("(0 rows)\n\n")
    assert not [text for text in seen if password in text]
    stored = [path for path in unsilo.home.rglob("*") if path.is_file()]
    assert stored
    assert not [path for path in stored if password.encode() in path.read_bytes()]


def test_passwords_by_reference(
    unsilo: Unsilo, shop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    password = urlsplit(shop).password or ""
    bare = shop.replace(f":{password}@", "@")
    monkeypatch.setenv("SHOP_PASSWORD", password)
    (tmp_path / "pw").write_text(password + "\n")
    unsilo.ok("source", "add", "a", bare, "--password-env", "SHOP_PASSWORD")
    unsilo.ok("source", "add", "b", bare, "--password-file", str(tmp_path / "pw"))
    unsilo.ok("source", "add", "c", shop.replace(password, "${env:SHOP_PASSWORD}"))
    listed = unsilo.ok("source", "list")
    assert listed.count(":${env:SHOP_PASSWORD}@") == 2
    assert f":${{file:{tmp_path}/pw}}@" in listed
    assert not (unsilo.home / "key").exists()
    monkeypatch.delenv("SHOP_PASSWORD")
    result = unsilo("source", "test", "a")
    assert result.exit_code == 1
    assert result.stderr == 'ERROR:  environment variable "SHOP_PASSWORD" is not set\n'
    unsilo.ok("source", "test", "b")


def test_errors(unsilo: Unsilo, shop: str) -> None:
    password = urlsplit(shop).password or ""
    wrong = shop.replace(password, "wrong-sesame")
    for arguments, status, message in (
        (("add", "crm", wrong), 1, 'ERROR:  source "crm": '),
        (("add", "CRM", shop), 1, 'ERROR:  invalid source name "CRM"'),
        (("add", "crm", "crm.example.net"), 1, "ERROR:  address has no scheme"),
        (("add", "crm", shop, "--option", "sesame"), 2, "--option takes NAME=VALUE"),
        (("add", "crm", shop, "--option", "ssl_mod=x"), 1, 'ERROR:  source "crm": '),
        (("add", "crm", shop, "--password-env", "X", "--password-file", "Y"), 2, "exclude"),
        (("add", "crm", shop, "--password-env", "X"), 1, "ERROR:  malformed address"),
        (("add", "crm", shop, "--relations", "/no/such"), 2, "does not exist"),
        (("show", "crm"), 1, 'ERROR:  source "crm" does not exist'),
        (("bad",), 2, "No such command"),
    ):
        result = unsilo("source", *arguments)
        assert result.exit_code == status, result.output
        assert message in result.stderr
        assert "sesame" not in result.output
        assert password not in result.output
    verbose = unsilo("source", "show", "crm", "--verbose")
    assert verbose.stderr.startswith('ERROR:  42704: source "crm" does not exist\nHINT:  No source')


def test_what_could_not_be_described_is_shown(unsilo: Unsilo, tmp_path: Path) -> None:
    with installed(tmp_path / "installed"):
        WORLD.update(good=("odd",), undescribable=())
        added = unsilo("source", "add", "f", "faulty://h", "--option", "password=sesame")
        shown = unsilo("source", "show", "f")
    warnings = (
        "WARNING:  it is only a test\n"
        "WARNING:  main.good.odd: odd values\n"
        "WARNING:  main.undescribable: could not be described: odd thing: Its type is unknown.\n"
    )
    assert (added.stderr, shown.stderr) == (warnings, warnings)
    assert "ERROR: odd thing: Its type is unknown." in shown.stdout
    assert "Option password  ***" in shown.stdout


def test_the_home_can_be_named(unsilo: Unsilo, shop: str, tmp_path: Path) -> None:
    other = str(tmp_path / "other")
    unsilo.ok("source", "add", "crm", shop, "--home", other)
    assert unsilo.ok("source", "list").endswith("(0 rows)\n\n")
    assert unsilo.ok("source", "list", "--home", other).endswith("(1 row)\n\n")


def test_the_store_can_be_a_postgresql(
    unsilo: Unsilo, shop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNSILO_METADATA_URL", shop)
    unsilo.ok("source", "add", "crm", shop)
    assert "crm.public.unsilo_sources" in unsilo("query", "select * from crm.unsilo_source").stderr
    unsilo.ok("source", "remove", "crm")
    with psycopg.connect(shop, autocommit=True) as connection:
        kept = connection.execute(
            "SELECT tablename FROM pg_tables WHERE tablename LIKE 'unsilo%'"
        ).fetchall()
        for (table,) in kept:
            connection.execute(f"DROP TABLE {table} CASCADE")


def test_a_home_that_cannot_be_made_is_a_readable_error(unsilo: Unsilo, tmp_path: Path) -> None:
    for arguments in (("query", "select 1"), ("source", "list")):
        result = unsilo(*arguments, "--home", "/proc/unsilo")
        assert result.exit_code == 1
        assert result.stderr == (
            'ERROR:  could not write the metadata store "/proc/unsilo/metadata.db"\n'
            "DETAIL:  No such file or directory\n"
            'HINT:  It is where the setting "metadata_url" says, by default in $UNSILO_HOME.\n'
        )


def test_columns_are_shown_with_what_is_inside_them(unsilo: Unsilo, tmp_path: Path) -> None:
    (tmp_path / "orders.ndjson").write_text(
        '{"id": 1, "place": {"city": "Bonn", "at": {"x": 1.5}}, "items": [{"sku": "a"}]}\n'
    )
    added = unsilo.ok("source", "add", "files", f"file://{tmp_path}")
    assert added.startswith('Added source "files": files ')
    shown = unsilo.ok("source", "show", "files", "--columns")
    rows = [[cell.strip() for cell in line.split("|")] for line in shown.splitlines()]
    assert [row[1:3] for row in rows if row[0] == "main.orders"] == [
        ["id", "bigint"],
        ["place", "record"],
        ["place.city", "text"],
        ["place.at", "record"],
        ["place.at.x", "numeric"],
        ["items", "record[]"],
        ["items[].sku", "text"],
    ]


def test_what_has_gone_from_a_source_says_how_to_look_again(unsilo: Unsilo, shop: str) -> None:
    with psycopg.connect(shop, autocommit=True) as connection:
        connection.execute("CREATE TABLE leaving (a int)")
        unsilo("source", "add", "crm", shop)
        connection.execute("DROP TABLE leaving")
    result = unsilo("query", "select a from crm.leaving")
    assert result.exit_code == 1
    assert result.stderr.startswith('ERROR:  source "crm": relation "public.leaving" does not')
    assert result.stderr.endswith(": unsilo source refresh crm\n")
    assert unsilo.ok("source", "refresh", "crm").startswith("- public.leaving\n")
