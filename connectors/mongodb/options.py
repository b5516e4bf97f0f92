"""The options of a MongoDB source, as the user writes them, checked."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field

from pymongo.errors import ConfigurationError, InvalidURI
from pymongo.uri_parser import SRV_SCHEME, parse_uri

from connectors.api import OptionError

KNOWN = ("url", "sample_size", "schema", "on_type_mismatch", "connect_timeout", "read_timeout")


@dataclass(frozen=True, slots=True)
class Options:
    """`url` with its secret; `database` from its path, None for every non-system database.

    `sample_size` documents are looked at in discovery. `use_validator`: trust a collection's
    $jsonSchema beside the sample. `lenient`: values of another type than bound read as NULL with
    a counted warning, instead of failing. Timeouts in seconds; `read_timeout` bounds one reply.
    """

    url: str = field(repr=False)
    database: str | None = None
    sample_size: int = 1000
    use_validator: bool = True
    lenient: bool = False
    connect_timeout: float = 10.0
    read_timeout: float = 300.0


def parse_options(options: Mapping[str, str]) -> Options:
    """The options; OptionError for an unknown, missing or malformed one."""
    for name in options:
        if name not in KNOWN:
            raise OptionError(
                f'unknown option "{name}" of a MongoDB source',
                hint=f"Known options: {', '.join(KNOWN)}.",
            )
    if "url" not in options:
        raise OptionError('option "url" of a MongoDB source is missing')
    return Options(
        url=options["url"],
        database=_database(options["url"]),
        sample_size=_integer(options, "sample_size", 1000),
        use_validator=_choice(options, "schema", ("auto", "sample")) == "auto",
        lenient=_choice(options, "on_type_mismatch", ("error", "null")) == "null",
        connect_timeout=_seconds(options, "connect_timeout", 10.0),
        read_timeout=_seconds(options, "read_timeout", 300.0),
    )


def _database(url: str) -> str | None:
    """The database of the URL's path. A mongodb+srv name is not looked up: opening does no I/O."""
    plain = url.replace(SRV_SCHEME, "mongodb://", 1) if url.startswith(SRV_SCHEME) else url
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return parse_uri(plain)["database"] or None
    except UserWarning as warning:
        raise OptionError(f'option "url" of a MongoDB source: {warning}') from None
    except (InvalidURI, ConfigurationError, ValueError) as error:
        # pymongo's message may quote the address, and with it the password.
        raise OptionError(
            'option "url" of a MongoDB source is malformed',
            detail=f"pymongo refused it: {type(error).__name__}.",
            hint="mongodb://user:password@host:27017/database; percent-encode special characters.",
        ) from None


def _integer(options: Mapping[str, str], name: str, default: int) -> int:
    text = options.get(name, str(default))
    if not text.isdecimal() or not 1 <= int(text) <= 1_000_000:
        raise OptionError(f'option "{name}" must be a whole number from 1 to 1000000')
    return int(text)


def _seconds(options: Mapping[str, str], name: str, default: float) -> float:
    try:
        value = float(options.get(name, default))
    except ValueError:
        value = 0.0
    if not 0 < value < 1e6:
        raise OptionError(f'option "{name}" must be a number of seconds above 0')
    return value


def _choice(options: Mapping[str, str], name: str, values: tuple[str, ...]) -> str:
    value = options.get(name, values[0])
    if value not in values:
        raise OptionError(f'option "{name}" must be one of: {", ".join(values)}')
    return value
