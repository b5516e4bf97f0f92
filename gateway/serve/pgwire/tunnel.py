"""TLS as a pair of functions on bytes: what came in from the network, what is to go out to it.

Imports: cryptography, `gateway.session`.
"""

from __future__ import annotations

import ssl
from contextlib import suppress
from typing import Any, Final

from cryptography import x509

from gateway.session.encryption import Encryption

_RECORDS: Final = 64 * 1024


class Tunnel:
    """The server's side of one TLS connection. ssl.SSLError when the client breaks its rules."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self.established = False
        """The handshake is over."""
        self.ended = False
        """The client has said that nothing follows."""

    def opened(self, data: bytes) -> bytes:
        """What the client says in `data`, as plain text; nothing while hands are being shaken."""
        self._incoming.write(data)
        plain = bytearray()
        try:
            if not self.established:
                self._tls.do_handshake()
                self.established = True
            while part := self._tls.read(_RECORDS):
                plain += part
            self.ended = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            self.ended = True
        return bytes(plain)

    def seal(self, data: bytes | bytearray | memoryview) -> None:
        """Encrypt what is to be said; `outgoing` has it."""
        view = memoryview(data)
        while view:
            view = view[self._tls.write(view) :]

    def outgoing(self) -> bytes:
        """What must be sent now."""
        return self._outgoing.read()

    def end(self) -> None:
        """Say that nothing follows."""
        with suppress(ssl.SSLError):  # it waits for the client's, or there was no handshake
            self._tls.unwrap()

    @property
    def protocol(self) -> str | None:
        """The application's protocol that was agreed on (ALPN)."""
        return self._tls.selected_alpn_protocol()

    @property
    def version(self) -> str:
        """`TLSv1.3` and its like."""
        return self._tls.version() or ""

    @property
    def encryption(self) -> Encryption:
        """What was agreed on, and a client certificate that was verified."""
        cipher, _, bits = self._tls.cipher() or ("", "", 0)
        der = self._tls.getpeercert(binary_form=True)
        if der is None:
            return Encryption(self.version, cipher, bits)
        certificate = x509.load_der_x509_certificate(der)
        names = map(_distinguished, (certificate.subject, certificate.issuer))
        return Encryption(self.version, cipher, bits, *names)

    @property
    def common_name(self) -> str | None:
        """Whom a client certificate that was verified names; None for none, or for several."""
        certificate: Any = self._tls.getpeercert() or {}
        subject = [pair for part in certificate.get("subject", ()) for pair in part]
        names = [value for key, value in subject if key == "commonName"]
        return str(names[0]) if len(names) == 1 else None


def _distinguished(name: x509.Name) -> str:
    """A name as `pg_stat_ssl` writes it (PostgreSQL's `X509_NAME_to_cstring`): `/CN=ann`."""
    return "".join(f"/{part.rfc4514_attribute_name}={part.value!s}" for part in name)
