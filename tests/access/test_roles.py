"""Roles and memberships in the metadata store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gateway.access import roles, tokens
from gateway.access.authority import (
    check_set_role,
    check_set_session_authorization,
    is_admin,
    require_admin,
)
from gateway.access.roles import Membership, Role
from gateway.catalog.store import Store
from gateway.errors import SqlError
from gateway.session import Session


def sqlstate(call: object, *arguments: object, **named: object) -> str:
    with pytest.raises(SqlError) as caught:
        call(*arguments, **named)  # type: ignore[operator]
    return caught.value.sqlstate


def test_a_role_comes_back(store: Store) -> None:
    assert not roles.exist(store)
    ann = Role(
        "ann", True, True, None, 5, datetime(2030, 1, 2, tzinfo=UTC), ("10.0.0.0/8",)
    ).with_password("secret")
    roles.create(store, ann)
    assert roles.exist(store)
    assert roles.get(store, "ann") == ann
    assert roles.find(store, "Ann") is None
    assert roles.list_roles(store) == [ann]
    assert "SCRAM" not in repr(ann)


def test_names(store: Store) -> None:
    roles.create(store, Role('Odd "name" é'))
    for name, code in (
        ("public", "42939"), ("none", "42939"), ("pg_read_all", "42939"), ("", "42602"),
        ("a\nb", "42602"), ("a\0", "42602"), ("x" * 64, "42622"), ("é" * 32, "42622"),
    ):  # fmt: skip
        assert sqlstate(roles.create, store, Role(name)) == code
    assert [role.name for role in roles.list_roles(store)] == ['Odd "name" é']


def test_taken_and_missing_names(store: Store) -> None:
    roles.create(store, Role("ann"))
    assert sqlstate(roles.create, store, Role("ann")) == "42710"
    assert sqlstate(roles.create, store, Role("bob"), [Membership("nobody", "bob")]) == "42704"
    assert roles.find(store, "bob") is None
    assert sqlstate(roles.get, store, "bob") == "42704"
    assert sqlstate(roles.change, store, "bob", lambda role: role) == "42704"
    assert sqlstate(roles.drop, store, ["ann", "bob"]) == "42704"
    assert roles.find(store, "ann") is not None


def test_a_role_changes(store: Store) -> None:
    roles.create(store, Role("ann"))
    roles.change(store, "ann", lambda role: replace(role, login=True, connection_limit=3))
    assert roles.get(store, "ann").login
    assert roles.get(store, "ann").connection_limit == 3


def test_every_change_raises_the_version(store: Store) -> None:
    seen = [store.version()]
    for change in (
        lambda: roles.create(store, Role("ann")),
        lambda: roles.create(store, Role("staff")),
        lambda: roles.change(store, "ann", lambda role: replace(role, login=True)),
        lambda: roles.add_member(store, Membership("staff", "ann")),
        lambda: roles.remove_member(store, "staff", "ann"),
        lambda: roles.drop(store, ["ann"]),
    ):
        change()
        seen.append(store.version())
    assert seen == sorted(set(seen))


def test_a_renamed_role_keeps_what_it_has(store: Store) -> None:
    roles.create(store, Role("staff"))
    roles.create(store, Role("ann"), [Membership("staff", "ann")])
    roles.create(store, Role("bob"))
    token, _ = tokens.create(store, "ann")
    roles.change(store, "ann", lambda role: replace(role, name="anna"))
    assert roles.memberships(store, "anna") == {"anna", "staff", "public"}
    assert [t.id for t in tokens.list_tokens(store, "anna")] == [token.id]
    assert sqlstate(roles.change, store, "bob", lambda r: replace(r, name="anna")) == "42710"
    assert sqlstate(roles.change, store, "bob", lambda r: replace(r, name="pg_bob")) == "42939"


def test_memberships_reach_far_and_make_no_circle(store: Store) -> None:
    for name in ("a", "b", "c", "d"):
        roles.create(store, Role(name))
    for role, member in (("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")):
        roles.add_member(store, Membership(role, member))
    assert roles.memberships(store, "d") == {"a", "b", "c", "d", "public"}
    assert roles.memberships(store, "a") == {"a", "public"}
    assert roles.memberships(store, "nobody") == {"nobody", "public"}
    assert sqlstate(roles.add_member, store, Membership("d", "a")) == "0LP01"
    assert sqlstate(roles.add_member, store, Membership("a", "a")) == "0LP01"
    assert sqlstate(roles.add_member, store, Membership("a", "x")) == "42704"
    assert sqlstate(roles.remove_member, store, "x", "a") == "42704"
    roles.add_member(store, Membership("a", "b", admin=True))
    assert Membership("a", "b", True) in roles.list_memberships(store)
    assert roles.remove_member(store, "c", "d")
    assert not roles.remove_member(store, "c", "d")
    assert roles.memberships(store, "d") == {"d", "public"}


def test_what_a_role_has_goes_with_it(store: Store) -> None:
    roles.create(store, Role("staff"))
    roles.create(store, Role("ann"), [Membership("staff", "ann")])
    roles.create(store, Role("bob"), [Membership("ann", "bob")])
    tokens.create(store, "ann")
    roles.drop(store, ["ann"])
    assert roles.list_memberships(store) == []
    assert tokens.list_tokens(store) == []
    roles.create(store, Role("ann"))
    assert roles.memberships(store, "bob") == {"bob", "public"}


def test_networks_are_checked() -> None:
    assert roles.check_networks(["10.1.2.3", " 10.0.0.0/8 ", "::1"]) == (
        "10.1.2.3/32", "10.0.0.0/8", "::1/128",
    )  # fmt: skip
    assert sqlstate(roles.check_networks, ["10.0.0.1/8"]) == "22023"
    assert sqlstate(roles.check_networks, ["localhost"]) == "22023"


def test_who_is_an_admin(store: Store) -> None:
    stranger = Session(user="stranger")
    assert is_admin(store, stranger)  # nobody has to log in yet
    roles.create(store, Role("root", login=True, superuser=True))
    roles.create(store, Role("ann", login=True), [Membership("root", "ann")])
    assert not is_admin(store, stranger)
    assert is_admin(store, Session(user="root"))
    assert not is_admin(store, Session(user="ann"))  # as in PostgreSQL it is not inherited
    owner = Session(owner=True)
    assert is_admin(store, owner)
    check_set_role(store, owner, "ann")
    owner.values.assume("role", "ann")
    assert not is_admin(store, owner)
    check_set_role(store, owner, "root")
    require_admin(store, Session(user="root"), "create role")
    assert sqlstate(require_admin, store, stranger, "create role") == "42501"


def test_as_whom_a_session_may_act(store: Store) -> None:
    check_set_role(store, Session(user="anyone"), "anyone")
    roles.create(store, Role("root", login=True, superuser=True))
    roles.create(store, Role("staff"))
    roles.create(store, Role("ann", login=True), [Membership("staff", "ann")])
    ann, root = Session(user="ann"), Session(user="root")
    check_set_role(store, ann, "staff")
    check_set_role(store, ann, "ann")
    check_set_role(store, root, "staff")
    assert sqlstate(check_set_role, store, ann, "root") == "42501"
    assert sqlstate(check_set_role, store, ann, "nobody") == "22023"
    assert sqlstate(check_set_role, store, ann, "public") == "22023"
    root.values.assume("role", "staff")  # SET ROLE staff
    assert not is_admin(store, root)
    check_set_role(store, root, "ann")
    check_set_session_authorization(store, root, "ann")
    check_set_session_authorization(store, ann, "ann")
    assert sqlstate(check_set_session_authorization, store, ann, "staff") == "42501"
    assert sqlstate(check_set_session_authorization, store, root, "nobody") == "22023"
