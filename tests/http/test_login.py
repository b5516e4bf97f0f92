"""Who may come in over HTTP: passwords, tokens, web tokens, addresses; TLS; what others may not."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from gateway.access import roles, throttle, tokens
from gateway.access.roles import Role
from gateway.catalog.catalog import Catalog
from gateway.catalog.store import Store
from gateway.config import Settings
from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.serve.http.server import HttpServer, running
from tests.wire.certificates import Authority

WHO = {"sql": "SELECT current_user"}
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True)
class Door:
    server: HttpServer
    store: Store

    def add(self, name: str, password: str | None = "sesame", **fields: Any) -> None:
        role = Role(name, login=True, **fields) if "login" not in fields else Role(name, **fields)
        roles.create(self.store, role.with_password(password))

    def client(self, **options: Any) -> httpx.Client:
        base = f"{self.server.scheme}://127.0.0.1:{self.server.port}"
        return httpx.Client(base_url=base, timeout=60, **options)

    def ask(self, **options: Any) -> httpx.Response:
        with self.client() as client:
            return client.post("/v1/query", json=WHO, **options)

    def bearer(self, token: str) -> httpx.Response:
        return self.ask(headers={"Authorization": f"Bearer {token}"})


@contextmanager
def door(home: Path, **settings: Any) -> Iterator[Door]:
    found = Settings(home=home, **settings)
    with closing(Gateway(Catalog.open(found), found)) as gateway, running(gateway) as server:
        assert gateway.catalog.store is not None
        yield Door(server, gateway.catalog.store)


@pytest.fixture
def ann(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """A door with the user ann."""
    monkeypatch.setattr(throttle, "FIRST_WAIT", 0.01)
    with door(tmp_path) as opened:
        opened.add("ann", superuser=True)
        yield opened


def who(response: httpx.Response) -> str:
    assert response.status_code == 200, response.text
    name: str = response.json()["rows"][0][0]
    return name


def refused(response: httpx.Response) -> str:
    assert response.status_code == 401, response.text
    assert "www-authenticate" in response.headers
    sqlstate: str = response.json()["sqlstate"]
    return sqlstate


def test_password_and_token(ann: Door) -> None:
    assert who(ann.ask(auth=("ann", "sesame"))) == "ann"
    token, text = tokens.create(ann.store, "ann")
    assert who(ann.bearer(text)) == "ann"
    assert who(ann.ask(auth=("ann", text))) == "ann"
    tokens.revoke(ann.store, token.id)
    assert refused(ann.bearer(text)) == "28P01"


def test_who_is_refused(ann: Door) -> None:
    assert refused(ann.ask()) == "28000"
    assert refused(ann.ask(auth=("ann", "wrong"))) == "28P01"
    assert refused(ann.ask(auth=("nobody", "sesame"))) == "28P01"
    assert refused(ann.bearer("x.y.z")) == "28P01"
    for header in ("Basic", "Basic !", "Basic YW5u", "Negotiate abc", "Bearer"):
        assert refused(ann.ask(headers={"Authorization": header})).startswith("28")
    wrong, unknown = (ann.ask(auth=(name, "x")).json() for name in ("ann", "zoe"))
    assert wrong["detail"].replace("ann", "zoe") == unknown["detail"]


def test_who_may_not_log_in(ann: Door) -> None:
    ann.add("group", login=False)
    ann.add("far", allowed_addresses=("10.0.0.0/8",))
    ann.add("late", valid_until=datetime.now(UTC) - timedelta(seconds=1))
    assert refused(ann.ask(auth=("group", "sesame"))) == "28000"
    assert refused(ann.ask(auth=("far", "sesame"))) == "28000"
    assert refused(ann.ask(auth=("late", "sesame"))) == "28P01"


def test_every_path_but_health_and_the_console_needs_a_login(ann: Door) -> None:
    with ann.client() as client:
        for path in ("/v1/queries", "/v1/sources", "/v1/catalog", "/metrics", "/openapi.json",
                     "/nothing", "/v1/queries/x/result"):  # fmt: skip
            assert refused(client.get(path)) == "28000"
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 200


def test_a_script_is_not_offered_the_browsers_dialog(ann: Door) -> None:
    response = ann.ask(headers={"Sec-Fetch-Dest": "empty", "Sec-Fetch-Site": "same-origin"})
    assert response.headers["www-authenticate"] == "Bearer"


def test_guesses_are_slowed_down(ann: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "FIRST_WAIT", 1000.0)
    monkeypatch.setattr(throttle, "LONGEST_WAIT", 0.01)
    codes = [ann.ask(auth=("ann", "wrong")).status_code for _ in range(8)]
    assert codes[:3] == [401, 401, 401]
    assert who(ann.bearer(tokens.create(ann.store, "ann")[1])) == "ann"


def test_results_are_seen_by_their_user_only(ann: Door) -> None:
    ann.add("bob")
    with ann.client(auth=("ann", "sesame")) as one, ann.client(auth=("bob", "sesame")) as other:
        query_id = one.post("/v1/queries", json=WHO).json()["id"]
        assert one.get(f"/v1/queries/{query_id}/result?wait=30").json()["rows"] == [["ann"]]
        for path in (f"/v1/queries/{query_id}", f"/v1/queries/{query_id}/result"):
            assert other.get(path).status_code == 404
        assert other.delete(f"/v1/queries/{query_id}").status_code == 404
        assert one.get(f"/v1/queries/{query_id}").status_code == 200


def test_becoming_open_again_needs_a_restart(ann: Door) -> None:
    assert refused(ann.ask()) == "28000"
    roles.drop(ann.store, ["ann"])
    assert refused(ann.ask()) == "28000"


def test_allowed_addresses(tmp_path: Path) -> None:
    with door(tmp_path, allowed_addresses=("10.0.0.0/8",)) as opened:
        assert refused(opened.ask()) == "28000"


@contextmanager
def provider() -> Iterator[str]:
    """An identity provider's keys behind a real socket."""
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
    keys = json.dumps({"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}).encode()

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(keys)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Keys)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/jwks"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def web_token(key: Any = KEY, algorithm: str = "RS256", kid: str = "one", **claims: Any) -> str:
    now = int(time.time())
    payload = {"sub": "ann", "iss": "https://id", "aud": "unsilo", "exp": now + 60} | claims
    payload = {name: value for name, value in payload.items() if value is not None}
    return jwt.encode(payload, key, algorithm=algorithm, headers={"kid": kid})


def test_web_tokens(tmp_path: Path) -> None:
    secret = "a shared secret of some length, as HS256 wants it"
    with (
        provider() as url,
        door(tmp_path, jwt_jwks_url=url, jwt_issuer="https://id", jwt_audience="unsilo") as opened,
    ):
        opened.add("ann")
        opened.add("group", login=False)
        assert who(opened.bearer(web_token())) == "ann"
        assert who(opened.bearer(web_token(aud=["other", "unsilo"]))) == "ann"
        assert who(opened.bearer(tokens.create(opened.store, "ann")[1])) == "ann"
        for token in (
            web_token(exp=int(time.time()) - 60),
            web_token(exp=None),
            web_token(aud="other"),
            web_token(aud=None),
            web_token(iss="https://evil"),
            web_token(nbf=int(time.time()) + 600),
            web_token(sub="nobody"),
            web_token(sub=None),
            web_token(sub="group"),
            web_token(OTHER_KEY),
            web_token(kid="two"),
            web_token(secret, "HS256"),
            web_token(None, "none"),
            web_token(KEY, "PS256"),
            web_token()[:-4] + "AAAA",
            "a.b.c",
            "x" * 20_000,
        ):
            assert refused(opened.bearer(token)) == "28000", token


def test_web_tokens_need_an_issuer_and_an_audience(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, jwt_jwks_url="https://id/jwks", jwt_issuer="https://id")
    with closing(Gateway(Catalog.open(settings), settings)) as gateway:
        with pytest.raises(SqlError) as caught, running(gateway):
            pass
        assert caught.value.message == 'setting "jwt_jwks_url" needs "jwt_audience"'


def test_tls(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    pair = authority.server()
    with door(tmp_path / "home", tls_cert=pair.certificate, tls_key=pair.key) as opened:
        context = ssl.create_default_context(cafile=authority.certificate)
        with opened.client(verify=context) as client:
            assert client.post("/v1/query", json=WHO).status_code == 200
        first = pair.certificate.read_bytes()
        renewed = authority.server("renewed")
        pair.key.write_bytes(renewed.key.read_bytes())
        pair.certificate.write_bytes(renewed.certificate.read_bytes())
        assert pair.certificate.read_bytes() != first
        opened.server.reload()
        with opened.client(verify=context) as client:
            response = client.get("/healthz")
            stream = response.extensions["network_stream"]
            shown = stream.get_extra_info("ssl_object").getpeercert()
        assert ("commonName", "renewed") in [pair for rdn in shown["subject"] for pair in rdn]
