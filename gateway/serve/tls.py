"""Certificates of the server: loaded, checked, and loaded again without a restart.

Imports: cryptography, `gateway.config`, `gateway.errors`.
"""

from __future__ import annotations

import logging
import os
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from gateway.config import Settings
from gateway.errors import SqlError

logger = logging.getLogger(__name__)

_WEAK: Final = (hashes.MD5, hashes.SHA1)


@dataclass(frozen=True, slots=True)
class Tls:
    """What connections are secured with from now on."""

    context: ssl.SSLContext
    end_point: bytes | None
    """The certificate's hash for channel binding (RFC 5929), None where it has none."""


class Certificates:
    """The files that the settings name. `current` changes with `reload`."""

    def __init__(self, settings: Settings, protocols: Sequence[str] = ()) -> None:
        self._settings = settings
        self._protocols = protocols
        self.current = _load(settings, protocols)

    @property
    def offered(self) -> bool:
        """Whether there is TLS at all."""
        return self.current is not None

    def reload(self) -> None:
        """Read the files again; if they are no good the old ones stay in use."""
        try:
            self.current = _load(self._settings, self._protocols)
        except SqlError as error:
            logger.error("certificates not reloaded: %s %s", error.message, error.detail)
        else:
            logger.info("certificates reloaded")


def _load(settings: Settings, protocols: Sequence[str]) -> Tls | None:
    """The settings' certificates; None without. F0000 for what cannot be used."""
    certificate = settings.tls_cert
    if certificate is None:
        for name in ("tls_key", "tls_client_ca", "tls_required"):
            if getattr(settings, name):
                raise SqlError("F0000", f'setting "{name}" needs "tls_cert"')
        return None
    key = settings.tls_key or certificate
    _check_private(key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION
    context.num_tickets = 0
    if protocols:
        context.set_alpn_protocols(list(protocols))
    try:
        context.load_cert_chain(certificate, key, password=_no_passphrase)
        if settings.tls_client_ca is not None:
            context.load_verify_locations(settings.tls_client_ca)
            context.verify_mode = ssl.CERT_OPTIONAL
        end_point = _end_point(certificate.read_bytes())
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        reason = str(getattr(error, "reason", None) or getattr(error, "strerror", None) or error)
        raise SqlError(
            "F0000",
            "the certificates cannot be used",
            detail=f"{reason} (tls_cert {certificate}, tls_key {key}).",
        ) from None
    return Tls(context, end_point)


def _no_passphrase() -> bytes:
    raise ValueError("The private key is encrypted with a passphrase")


def _check_private(key: Path) -> None:
    """PostgreSQL's rule (be-secure-common.c, `check_ssl_key_file_permissions`)."""
    try:
        status = key.stat()
    except OSError as error:
        raise SqlError(
            "F0000", f'could not read private key file "{key}"', detail=str(error.strerror)
        ) from None
    shared = 0o027 if status.st_uid == 0 and os.geteuid() != 0 else 0o077
    if status.st_mode & shared:
        raise SqlError(
            "F0000",
            f'private key file "{key}" may be read by others',
            hint=f"Run: chmod 600 {key}",
        )


def _end_point(pem: bytes) -> bytes | None:
    certificate = x509.load_pem_x509_certificate(pem)
    algorithm = certificate.signature_hash_algorithm
    if algorithm is None:
        return None
    return certificate.fingerprint(hashes.SHA256() if isinstance(algorithm, _WEAK) else algorithm)
