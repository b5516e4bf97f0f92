"""JSON web tokens of an identity provider, for HTTP: which role does one stand for.

Only where `jwt_jwks_url` is configured. Signature, `exp`, `aud` and `iss` are verified; keys are
fetched from the provider, remembered, and fetched again when a token names one that is not known.

Imports: PyJWT, `gateway.config`, `gateway.errors`.
"""

from __future__ import annotations

import logging
from typing import Any, Final

import jwt

from gateway.config import Settings
from gateway.errors import SqlError

logger = logging.getLogger(__name__)

_KEYS_SECONDS: Final = 300
_TIMEOUT_SECONDS: Final = 10
_LEEWAY_SECONDS: Final = 10
_LONGEST: Final = 16_384


class WebTokens:
    """Verifies for one provider. Blocks; safe to use from many threads."""

    def __init__(self, settings: Settings) -> None:
        """F0000 if the settings leave open whose tokens are accepted."""
        for name in ("jwt_issuer", "jwt_audience"):
            if not getattr(settings, name):
                raise SqlError("F0000", f'setting "jwt_jwks_url" needs "{name}"')
        self._settings = settings
        self._keys = jwt.PyJWKClient(
            settings.jwt_jwks_url, lifespan=_KEYS_SECONDS, timeout=_TIMEOUT_SECONDS
        )

    def role(self, text: str) -> str:
        """The name of the role that a token stands for. 28000, the same whatever is wrong."""
        try:
            claims = self._claims(text)
        except jwt.PyJWKClientConnectionError as error:
            logger.error("cannot fetch the keys for web tokens: %s", error)
            raise SqlError("08006", "the identity provider does not answer") from None
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            logger.warning("web token refused: %s", error)
            raise _refused() from None
        name = claims.get(self._settings.jwt_role_claim)
        if not isinstance(name, str) or not name:
            logger.warning("web token without the claim %s", self._settings.jwt_role_claim)
            raise _refused()
        return name

    def _claims(self, text: str) -> dict[str, Any]:
        if len(text) > _LONGEST:
            raise jwt.InvalidTokenError("too long")
        algorithm = jwt.get_unverified_header(text).get("alg")
        if algorithm not in self._settings.jwt_algorithms:
            raise jwt.InvalidAlgorithmError("not one of jwt_algorithms")
        key = self._keys.get_signing_key_from_jwt(text)
        claims: dict[str, Any] = jwt.decode(
            text,
            key,
            algorithms=list(self._settings.jwt_algorithms),
            audience=self._settings.jwt_audience,
            issuer=self._settings.jwt_issuer,
            leeway=_LEEWAY_SECONDS,
            options={"require": ["exp", "aud", "iss"]},
        )
        return claims


def _refused() -> SqlError:
    return SqlError("28000", "web token authentication failed")
