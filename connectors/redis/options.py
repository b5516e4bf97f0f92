"""The options of a Redis source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from connectors.api import OptionError
from connectors.redis.mapping import RelationMapping, read_mappings

_KNOWN = ("relations", "on_bad_value", "timeout", "url")


@dataclass(frozen=True, slots=True)
class Options:
    """A parsed address with its mappings. `timeout` in seconds, for each command."""

    url: str = field(repr=False)
    mappings: tuple[RelationMapping, ...] = ()
    bad_value_is_null: bool = False
    timeout: float = 30.0


def parse_options(options: Mapping[str, str]) -> Options:
    """Check every option; an unknown one is an OptionError that lists the known ones."""
    unknown = sorted(set(options) - set(_KNOWN))
    if unknown:
        raise OptionError(
            f'unknown option "{unknown[0]}" of a Redis source',
            hint=f"Known options: {', '.join(_KNOWN[:-1])}.",
        )
    url = options.get("url", "")
    if url.partition("://")[0] not in ("redis", "rediss"):
        raise OptionError("a Redis source needs a redis:// or rediss:// address")
    policy = options.get("on_bad_value", "error")
    if policy not in ("error", "null"):
        raise OptionError(f'on_bad_value is "error" or "null", not "{policy}"')
    relations = options.get("relations")
    return Options(
        url,
        read_mappings(Path(relations)) if relations else (),
        policy == "null",
        _seconds(options.get("timeout", "30")),
    )


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if value <= 0:
        raise OptionError(f'timeout is a positive number of seconds, not "{text}"')
    return value
