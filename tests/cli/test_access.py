"""`unsilo role`, `grant`, `revoke`, `policy`, `mask`, `access`, `source map`."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Unsilo

ORDERS = "crm.public.orders"


def test_from_a_new_role_to_the_dry_run(crm: Unsilo) -> None:
    for name in ("staff", "bob"):
        crm.ok("role", "add", name)
    crm.ok("role", "grant", "staff", "bob")
    assert " bob   | role | staff" in crm.ok("role", "list")
    assert "denied" in crm.ok("access", "check", "bob", ORDERS)
    crm.ok("grant", "staff", "crm")
    crm.ok("grant", "public", ORDERS, "--columns", "id")
    crm.ok("policy", "add", "cheap", ORDERS, "amount < 10", "--to", "staff")
    crm.ok("policy", "add", "first", ORDERS, "id = 1", "--restrictive")
    crm.ok("mask", "add", "secret", ORDERS, "note", "'***'")
    shown = crm.ok("access", "check", "bob", ORDERS)
    for text in (
        'SELECT on source crm to "staff" by the owner, which "bob" is a member of',
        "SELECT (id) on crm.public.orders to PUBLIC by the owner, which is everyone",
        'policy "cheap": amount < 10',
        'restrictive policy "first": id = 1',
        "column note by \"secret\": '***'",
    ):
        assert text in shown
    assert "restrictive" in crm.ok("policy", "list")
    assert "secret" in crm.ok("mask", "list")
    assert " staff  | source | crm" in crm.ok("access", "list")
    crm.ok("policy", "drop", "first", ORDERS)
    crm.ok("policy", "drop", "cheap", ORDERS)
    crm.ok("mask", "drop", "secret", ORDERS)
    crm.ok("revoke", "staff", "crm")
    crm.ok("revoke", "public", ORDERS, "--columns", "id", "--cascade")
    assert "denied" in crm.ok("access", "check", "bob", ORDERS)
    crm.ok("role", "revoke", "staff", "bob")
    crm.ok("role", "drop", "staff")


def test_errors_point_at_what_is_wrong(crm: Unsilo) -> None:
    result = crm("policy", "add", "p", ORDERS, "amont < 10")
    assert (result.exit_code, result.stdout) == (1, "")
    assert 'column "amont" does not exist' in result.stderr
    assert crm("grant", "public", "crm; x").exit_code == 2
    assert 'role "nobody" does not exist' in crm("grant", "nobody", "crm").stderr


def test_source_map(crm: Unsilo) -> None:
    crm.ok("role", "add", "bob")
    asked = crm("source", "map", "crm", "bob", "--user", "bob_ro", stdin="s3cret\ns3cret\n")
    assert asked.exit_code == 0
    crm.ok("source", "map", "crm", "bob", "--user", "bob_ro", "--password-env", "BOB")
    assert crm("source", "map", "crm", "bob").exit_code == 2
    crm.ok("source", "map", "crm", "bob", "--drop")
    assert "does not exist" in crm("source", "map", "crm", "bob", "--drop").stderr
    for file in filter(Path.is_file, crm.home.rglob("*")):
        assert b"s3cret" not in file.read_bytes()
