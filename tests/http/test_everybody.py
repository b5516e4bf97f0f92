"""What runs through every door: users see and stop the own statements, an admin everybody's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.access import roles, tokens
from gateway.access import store as rules
from gateway.access.grants import OWNER, Grant
from gateway.access.objects import Object
from gateway.access.roles import PUBLIC, Role
from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.serve.http.server import HttpServer, running
from gateway.session import Session
from tests.http.activity import FOREVER, sleepers
from tests.support.waiting import wait_until

ANN, BOB, ROOT = (("ann", "sesame"), ("bob", "sesame"), ("root", "sesame"))
LONG = "SELECT a, b FROM generate_series(1, 100000) a, generate_series(1, 99) b"


@pytest.fixture(scope="module")
def gateway(source_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    home: Path = tmp_path_factory.mktemp("home")
    Sources.open(Settings(home=home)).add("crm", source_url)
    with closing(Gateway.open(home)) as opened:
        store = opened.catalog.store
        assert store is not None
        for name, password in (ANN, BOB, ROOT):
            role = Role(name, login=True, superuser=name == "root")
            roles.create(store, role.with_password(password))
        rules.change_grants(store, lambda old: {*old, Grant(Object("crm"), "", PUBLIC, OWNER)})
        yield opened


@pytest.fixture(scope="module")
def server(gateway: Gateway) -> Iterator[HttpServer]:
    with running(gateway) as started:
        yield started


def _listed(client: httpx.Client, user: tuple[str, str]) -> dict[str, dict[str, Any]]:
    response = client.get("/v1/queries", auth=user)
    assert response.status_code == 200, response.text
    return {query["id"]: query for query in response.json()["queries"]}


@contextmanager
def _at_another_door(gateway: Gateway) -> Iterator[str]:
    """The id of a statement of ann's that is read slowly; at the end it has been cancelled."""
    session = Session(user="ann", door="postgres", client="10.0.0.7")
    with closing(gateway.execute(LONG, session=session)) as result:
        reading = result.batches()
        next(reading)
        yield result.query_id
        with pytest.raises(SqlError) as caught:
            list(reading)
        assert caught.value.sqlstate == "57014"


def test_of_other_doors(gateway: Gateway, client: httpx.Client) -> None:
    with _at_another_door(gateway) as query_id:
        path = f"/v1/queries/{query_id}"
        for user in (ANN, ROOT):
            found = _listed(client, user)[query_id]
            assert (found["user"], found["door"], found["client"]) == (
                "ann",
                "postgres",
                "10.0.0.7",
            )
            assert (found["sql"], found["state"]) == (LONG, "running")
            assert client.get(path, auth=user).json()["id"] == query_id
            assert client.get(f"{path}/result", auth=user).status_code == 404
        assert query_id not in _listed(client, BOB)
        assert client.get(path, auth=BOB).status_code == 404
        assert client.delete(path, auth=BOB).status_code == 404
        assert client.delete(path, auth=ROOT).status_code == 204
    assert client.get(path, auth=ROOT).status_code == 404


def test_users_stop_the_own(gateway: Gateway, client: httpx.Client) -> None:
    with _at_another_door(gateway) as query_id:
        assert client.delete(f"/v1/queries/{query_id}", auth=ANN).status_code == 204


def _forever(client: httpx.Client, source_url: str, **login: Any) -> str:
    query_id: str = client.post("/v1/queries", json={"sql": FOREVER}, **login).json()["id"]
    wait_until(lambda: sleepers(source_url, query_id) == 1)
    return query_id


def test_an_admin_stops_what_others_run(client: httpx.Client, source_url: str) -> None:
    query_id = _forever(client, source_url, auth=ANN)
    assert _listed(client, ROOT)[query_id]["door"] == "http"
    assert query_id not in _listed(client, BOB)
    assert client.delete(f"/v1/queries/{query_id}", auth=BOB).status_code == 404
    assert client.delete(f"/v1/queries/{query_id}", auth=ROOT).status_code == 204
    wait_until(lambda: sleepers(source_url, query_id) == 0)


def test_passwords_are_not_shown(client: httpx.Client) -> None:
    for sql in (
        "CREATE ROLE eve PASSWORD 'rosebud'",
        "SELECT 1; ALTER ROLE eve PASSWORD 'rosebud'",
    ):
        query_id = client.post("/v1/queries", json={"sql": sql}, auth=ROOT).json()["id"]
        shown = client.get(f"/v1/queries/{query_id}?wait=30", auth=ROOT)
        assert "PASSWORD ?" in shown.json()["sql"]
        assert "rosebud" not in shown.text


@pytest.mark.parametrize("how", ["dropped", "token revoked", "no login"])
def test_who_has_to_leave_is_stopped(
    gateway: Gateway, client: httpx.Client, source_url: str, how: str
) -> None:
    store = gateway.catalog.store
    assert store is not None
    roles.create(store, Role("tom", login=True).with_password("sesame"))
    token, text = tokens.create(store, "tom")
    query_id = _forever(client, source_url, headers={"Authorization": f"Bearer {text}"})
    match how:
        case "dropped":
            roles.drop(store, ["tom"])
        case "token revoked":
            tokens.revoke(store, token.id)
        case "no login":
            roles.change(store, "tom", lambda role: replace(role, login=False))
    wait_until(lambda: sleepers(source_url, query_id) == 0)
    shown = client.get(f"/v1/queries/{query_id}?wait=30", auth=ROOT).json()
    assert shown["error"]["sqlstate"] == "57P01"
    late = client.get("/v1/queries", headers={"Authorization": f"Bearer {text}"})
    assert late.status_code == 401
    if how != "dropped":
        roles.drop(store, ["tom"])
