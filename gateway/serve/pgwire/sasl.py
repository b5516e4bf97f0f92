"""The server's side of SCRAM-SHA-256 and SCRAM-SHA-256-PLUS. No I/O.

Rules: RFC 5802, RFC 7677, RFC 5929 (`tls-server-end-point`); errors as PostgreSQL's
(auth-scram.c). The user's name is that of the startup message; the one in here is ignored.

Imports: `gateway.access`, `gateway.errors`.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from dataclasses import dataclass
from typing import Final

from gateway.access.credentials import Login, Proofs, refused
from gateway.errors import SqlError

PLAIN: Final = "SCRAM-SHA-256"
PLUS: Final = "SCRAM-SHA-256-PLUS"
_BINDING: Final = "tls-server-end-point"
_FIRST: Final = re.compile(
    r"(?P<flag>[ny]|p=(?P<type>[A-Za-z0-9.-]+)),(?P<authzid>[^,]*),(?P<bare>.+)"
)
_BARE: Final = re.compile(r"n=[^,]*,r=(?P<nonce>[\x21-\x2b\x2d-\x7e]+)(?:,[A-Za-z]=[^,]*)*")
_FINAL: Final = re.compile(
    r"(?P<unproved>c=(?P<binding>[^,]*),r=(?P<nonce>[^,]*)(?:,[A-Za-z]=[^,]*)*),p=(?P<proof>[^,]*)"
)


@dataclass(frozen=True, slots=True)
class Begun:
    """What the end of an exchange must agree with."""

    binding: bytes
    """What the client must repeat: its header, and the certificate's hash with PLUS."""
    nonce: str
    said: str
    """The first two messages, as they are signed."""
    bound: bool


class Exchange:
    """One login. `first` then `final`; SqlError ends it."""

    def __init__(self, user: str, proofs: Proofs, end_point: bytes | None) -> None:
        self._user = user
        self._proofs = proofs
        self._end_point = end_point
        self._begun: Begun | None = None

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """What the client may choose of, best first."""
        return (PLAIN,) if self._end_point is None else (PLUS, PLAIN)

    def first(self, mechanism: str, data: bytes) -> bytes:
        """Salt and nonce for the client's first message. 08P01, 28000, 0A000."""
        if mechanism not in self.mechanisms:
            raise SqlError("08P01", "client selected an invalid SASL authentication mechanism")
        match = _FIRST.fullmatch(_text(data))
        if match is None:
            raise _malformed("The client-first-message has another form.")
        bound = mechanism == PLUS
        self._check_flag(match["flag"], match["type"], bound)
        if match["authzid"]:
            raise SqlError("0A000", "client uses authorization identity, but it is not supported")
        bare = match["bare"]
        if bare.startswith("m="):
            raise SqlError("0A000", "client requires an unsupported SCRAM extension")
        inner = _BARE.fullmatch(bare)
        if inner is None:
            raise _malformed("The client-first-message has another form.")
        nonce = inner["nonce"] + secrets.token_urlsafe(18)
        challenge = self._proofs.challenge
        salt = base64.b64encode(challenge.salt).decode()
        answer = f"r={nonce},s={salt},i={challenge.iterations}"
        header = f"{match['flag']},,".encode()
        binding = header + (self._end_point or b"") if bound else header
        self._begun = Begun(binding, nonce, f"{bare},{answer}", bound)
        return answer.encode()

    def final(self, data: bytes) -> tuple[bytes, Login]:
        """Our proof for the client's, and who that is. 28P01 if it proves nothing; 08P01, 28000."""
        begun = self._begun
        assert begun is not None
        match = _FINAL.fullmatch(_text(data))
        if match is None:
            raise _malformed("The client-final-message has another form.")
        self._check_binding(begun, match["binding"])
        if not secrets.compare_digest(match["nonce"].encode(), begun.nonce.encode()):
            raise SqlError("08P01", "invalid SCRAM response", detail="Nonce does not match.")
        proof = _decoded(match["proof"])
        if proof is None:
            raise _malformed("Malformed proof in client-final-message.")
        message = f"{begun.said},{match['unproved']}".encode()
        accepted = self._proofs.accepted(message, proof)
        if accepted is None:
            raise refused(self._user)
        verifier, login = accepted
        return b"v=" + base64.b64encode(verifier.signature(message)), login

    def _check_flag(self, flag: str, type_: str | None, bound: bool) -> None:
        if type_ is not None and type_ != _BINDING:
            raise SqlError("0A000", f'unsupported SCRAM channel-binding type "{type_}"')
        if bound and type_ is None:
            raise _malformed(
                f"The client selected {PLUS}, but the SCRAM message does not include channel "
                "binding data."
            )
        if not bound and type_ is not None:
            raise _malformed(
                f"The client selected {PLAIN} without channel binding, but the SCRAM message "
                "includes channel binding data."
            )
        if flag == "y" and self._end_point is not None:
            # Somebody between us has hidden that we offer it.
            raise SqlError(
                "28000",
                "SCRAM channel binding negotiation error",
                detail="The client supports SCRAM channel binding but thinks the server does "
                "not.  However, this server does support channel binding.",
            )

    def _check_binding(self, begun: Begun, sent: str) -> None:
        binding = _decoded(sent)
        if binding is not None and secrets.compare_digest(binding, begun.binding):
            return
        if begun.bound:
            raise SqlError("28000", "SCRAM channel binding check failed")
        raise SqlError(
            "08P01", "unexpected SCRAM channel-binding attribute in client-final-message"
        )


def _text(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise _malformed("The message is not UTF-8.") from None
    if "\0" in text:
        raise _malformed("Message length does not match input length.")
    return text


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _malformed(detail: str) -> SqlError:
    return SqlError("08P01", "malformed SCRAM message", detail=detail)
