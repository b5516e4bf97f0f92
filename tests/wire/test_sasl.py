"""SASL messages that no client should send: a clear error, and the server lives on."""

from __future__ import annotations

import base64
import random
import struct
from collections.abc import Iterator

import pytest

from gateway.access.credentials import Login, Proofs
from gateway.access.roles import Role
from gateway.access.scram import Challenge, make
from gateway.errors import SqlError
from gateway.serve.pgwire.sasl import PLAIN, PLUS, Exchange
from tests.wire.doors import Door, door
from tests.wire.raw import Raw

FIRST = b"n,,n=,r=abc"


@pytest.fixture(scope="module")
def ann(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door(tmp_path_factory.mktemp("home")) as opened:
        opened.add("ann")
        yield opened


@pytest.fixture
def client(ann: Door) -> Iterator[Raw]:
    with Raw(ann.server.port) as raw:
        raw.start("ann")
        assert raw.receive() == (b"R", b"\0\0\0\x0aSCRAM-SHA-256\0\0")
        yield raw
    with ann.connect("ann", "sesame"):
        pass


@pytest.mark.parametrize(
    ("mechanism", "first", "code", "said"),
    [
        ("SCRAM-SHA-1", FIRST, "08P01", "invalid SASL authentication mechanism"),
        ("SCRAM-SHA-256-PLUS", FIRST, "08P01", "invalid SASL authentication mechanism"),
        (PLAIN, b"", "08P01", "malformed SCRAM message"),
        (PLAIN, b"x,,n=,r=abc", "08P01", "malformed SCRAM message"),
        (PLAIN, b"n,,n=", "08P01", "malformed SCRAM message"),
        (PLAIN, b"n,,r=abc,n=", "08P01", "malformed SCRAM message"),
        (PLAIN, b"n,,n=,r=", "08P01", "malformed SCRAM message"),
        (PLAIN, "n,,n=,r=é".encode(), "08P01", "malformed SCRAM message"),
        (PLAIN, b"n,,n=,r=\xff", "08P01", "malformed SCRAM message"),
        (PLAIN, b"n,,n=,r=abc\0", "08P01", "malformed SCRAM message"),
        (PLAIN, b"n,,m=x,n=,r=abc", "0A000", "unsupported SCRAM extension"),
        (PLAIN, b"n,a=bob,n=,r=abc", "0A000", "authorization identity"),
        (PLAIN, b"p=tls-server-end-point,,n=,r=abc", "08P01", "malformed SCRAM message"),
        (PLAIN, b"p=tls-unique,,n=,r=abc", "0A000", "unsupported SCRAM channel-binding type"),
    ],
)
def test_first_messages(client: Raw, mechanism: str, first: bytes, code: str, said: str) -> None:
    client.begin(mechanism, first)
    fields = client.error()
    assert fields["C"] == code
    assert said in fields["M"]
    assert fields["S"] == "FATAL"
    assert client.receive() == (b"", b"")


@pytest.mark.parametrize(
    ("final", "code", "said"),
    [
        (b"", "08P01", "malformed SCRAM message"),
        (b"c=biws,r=NONCE", "08P01", "malformed SCRAM message"),
        (b"c=biws,r=NONCE,p=~~~~", "08P01", "malformed SCRAM message"),
        (b"c=biws,r=abc,p=AAAA", "08P01", "invalid SCRAM response"),
        (b"c=eSws,r=NONCE,p=AAAA", "08P01", "unexpected SCRAM channel-binding attribute"),
        (b"c=,r=NONCE,p=AAAA", "08P01", "unexpected SCRAM channel-binding attribute"),
        (b"c=biws,r=NONCE,p=AAAA", "28P01", "password authentication failed"),
        (b"c=biws,r=NONCE,p=", "28P01", "password authentication failed"),
        (b"c=biws,r=NONCE,p=" + base64.b64encode(bytes(32)), "28P01", "password authentication"),
        (b"c=biws,r=NONCE,x=y,p=" + base64.b64encode(bytes(32)), "28P01", "password authenti"),
    ],
)
def test_final_messages(client: Raw, final: bytes, code: str, said: str) -> None:
    client.begin(PLAIN, FIRST)
    nonce = client.receive()[1][4:].split(b",")[0][2:]
    client.send(b"p", final.replace(b"NONCE", nonce))
    fields = client.error()
    assert (fields["C"], said in fields["M"]) == (code, True), fields
    assert client.receive() == (b"", b"")


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        (b"Q", b"SELECT 1\0", "expected SASL response, got message type 81"),
        (b"X", b"", "expected SASL response"),
        (b"p", b"", "malformed SASL initial response"),
        (b"p", b"SCRAM-SHA-256", "malformed SASL initial response"),
        (b"p", b"SCRAM-SHA-256\0", "malformed SASL initial response"),
        (b"p", b"SCRAM-SHA-256\0\xff\xff\xff\xff", "malformed SASL initial response"),
        (b"p", b"SCRAM-SHA-256\0\x7f\xff\xff\xff", "malformed SASL initial response"),
        (b"p", b"SCRAM-SHA-256\0\0\0\0\x01ab", "malformed SASL initial response"),
        (b"p", b"x" * 4096, "invalid SASL message length"),
    ],
)
def test_messages_of_another_form(client: Raw, kind: bytes, body: bytes, said: str) -> None:
    client.send(kind, body)
    fields = client.error()
    assert (fields["C"], said in fields["M"]) == ("08P01", True), fields


def test_a_length_that_is_none(client: Raw) -> None:
    client.socket.sendall(b"p" + struct.pack("!i", -5))
    assert client.error()["C"] == "08P01"


def test_a_client_that_leaves_in_the_middle(client: Raw) -> None:
    client.begin(PLAIN, FIRST)
    client.receive()


def test_ten_thousand_mutated_messages() -> None:
    """Whatever is said, the exchange ends in an error, and never in a login."""
    known = make("sesame", Challenge(b"salt" * 4, 1))
    proofs = Proofs(known.challenge, ((known, Login(Role("ann"))),))
    mutations = random.Random(7)
    firsts = [FIRST, b"y,,n=,r=abc", b"p=tls-server-end-point,,n=x,r=abc", b"n,,n=,r=abc,t=z"]
    logins = []
    for _ in range(10_000):
        exchange = Exchange("ann", proofs, mutations.choice([None, b"h" * 32]))
        with pytest.raises(SqlError) as caught:
            logins.append(_attempt(exchange, mutations, mutations.choice(firsts)))
        assert caught.value.sqlstate in ("08P01", "0A000", "28000", "28P01")
    assert not logins


def _attempt(exchange: Exchange, mutations: random.Random, first: bytes) -> Login:
    """Both messages, each mutated."""
    answer = exchange.first(mutations.choice([PLAIN, PLUS]), _mutated(mutations, first))
    nonce = answer.split(b",")[0][2:]
    proof = base64.b64encode(mutations.randbytes(32))
    final = _mutated(mutations, b"c=biws,r=" + nonce + b",p=" + proof)
    return exchange.final(final)[1]


def _mutated(mutations: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(mutations.choice([0, 0, 1, 2])):
        at = mutations.randrange(len(changed) + 1)
        match mutations.randrange(3):
            case 0:
                changed[at:at] = mutations.choice([b",", b"=", b"\0", b"\xff", b"p=", b"\xc3"])
            case 1:
                del changed[at : at + mutations.randrange(4)]
            case 2 if at < len(changed):
                changed[at] = mutations.randrange(256)
    return bytes(changed)


def test_a_hidden_offer_of_channel_binding_is_found_out() -> None:
    """A client that can and is told that the server cannot says "y"; a server that can objects."""
    proofs = Proofs(Challenge.new())
    with pytest.raises(SqlError, match="channel binding negotiation error") as caught:
        Exchange("ann", proofs, b"h" * 32).first(PLAIN, b"y,,n=,r=abc")
    assert caught.value.sqlstate == "28000"
    Exchange("ann", proofs, None).first(PLAIN, b"y,,n=,r=abc")


def test_binding_to_another_certificate_is_refused() -> None:
    proofs = Proofs(Challenge.new())
    exchange = Exchange("ann", proofs, b"h" * 32)
    answer = exchange.first(PLUS, b"p=tls-server-end-point,,n=,r=abc")
    binding = base64.b64encode(b"p=tls-server-end-point,," + b"i" * 32)
    final = b"c=" + binding + b"," + answer.split(b",")[0] + b",p=AAAA"
    with pytest.raises(SqlError, match="channel binding check failed"):
        exchange.final(final)
