"""User mappings: under whose name a role reaches a source.

Imports: standard library.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

OPTIONS = ("user", "password")
"""What a mapping may say."""


@dataclass(frozen=True, slots=True)
class UserMapping:
    """The user a `role` (or PUBLIC) is at a source.

    `options` are `user` and `password`, secrets as templates (see `gateway.catalog.secrets`);
    `revision` changes with them.
    """

    source: str
    role: str
    options: Mapping[str, str] = field(repr=False)
    revision: str
