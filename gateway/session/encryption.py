"""How a client's connection is encrypted, for `pg_stat_ssl`.

Imports: standard library.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Encryption:
    """TLS: its `version` (`TLSv1.3`), cipher and key length, and whom a client certificate names.

    `client_name` and `issuer_name` are distinguished names (`/CN=ann`), None without a certificate.
    """

    version: str
    cipher: str
    bits: int
    client_name: str | None = None
    issuer_name: str | None = None
