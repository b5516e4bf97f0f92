"""What CREATE ROLE and ALTER ROLE say of a role.

Imports: `gateway.access`, `gateway.sql.temporal`, this package.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from gateway.access.roles import Role
from gateway.errors import SqlError, unsupported
from gateway.lexer import Kind
from gateway.sql.quoting import quote_identifier
from gateway.sql.temporal import parse_timestamptz
from gateway.statements.words import Words

T = TypeVar("T")

_FLAGS: Final[Mapping[str, tuple[str, bool]]] = {
    "login": ("login", True), "nologin": ("login", False),
    "superuser": ("superuser", True), "nosuperuser": ("superuser", False),
}  # fmt: skip
_HARMLESS: Final = frozenset(
    {"nocreatedb", "nocreaterole", "noreplication", "nobypassrls", "inherit"}
)
"""What is so of every role here."""
_NOT_HERE: Final = frozenset({"createdb", "createrole", "replication", "bypassrls", "noinherit"})
_MOST_CONNECTIONS: Final = 2**31 - 1


@dataclass(slots=True)
class RoleOptions:
    """What a statement says of a role: fields of `Role`, the password, groups, members."""

    fields: dict[str, Any] = field(default_factory=dict)
    password: str | None = None
    valid_until: str = ""
    groups: list[str] = field(default_factory=list)
    members: list[tuple[str, bool]] = field(default_factory=list)
    """With the admin option or without."""
    said: set[str] = field(default_factory=set)
    """What the statement was about."""

    def applied(self, role: Role, zone: str) -> Role:
        """The role as it shall be; a time without a zone is in `zone`."""
        changed = replace(role, **self.fields)
        if "valid until" in self.said:
            changed = replace(changed, valid_until=_moment(self.valid_until, zone))
        return changed.with_password(self.password) if "password" in self.said else changed


def role_options(words: Words) -> RoleOptions:
    """`[WITH] option …` to the end. 42601, also for what is said twice; 0A000."""
    words.take("with")
    options = RoleOptions()
    while not words.done:
        start = words.start
        about = _option(words, options)
        if about in options.said:
            raise SqlError("42601", "conflicting or redundant options", position=start + 1)
        options.said.add(about)
    return options


def _option(words: Words, options: RoleOptions) -> str:
    """Read one option; what it is about."""
    word = words.word
    if word in _FLAGS:
        words.next()
        name, value = _FLAGS[word]
        options.fields[name] = value
        return name
    if word in _HARMLESS:
        words.next()
        return word.removeprefix("no")
    if word in _NOT_HERE:
        raise unsupported(f"the role attribute {word.upper()}", position=words.start + 1)
    return _longer_option(words, options)


def _longer_option(words: Words, options: RoleOptions) -> str:
    if words.take("connection", "limit"):
        options.fields["connection_limit"] = _limit(words)
        return "connection limit"
    if words.take("encrypted", "password") or words.take("password"):
        options.password = None if words.take("null") else words.string()
        return "password"
    if words.take("valid", "until"):
        options.valid_until = words.string()
        return "valid until"
    if words.take("in", "role") or words.take("in", "group"):
        options.groups += listed(words, Words.name)
        return "in role"
    if words.take("sysid"):
        words.next()
        return "sysid"
    word = words.word
    if words.any_of("role", "user", "admin"):
        options.members += [(name, word == "admin") for name in listed(words, Words.name)]
        return "admin" if word == "admin" else "role"
    token = words.token
    if token is not None and token.kind is Kind.WORD and quote_identifier(word) == word:
        raise SqlError("42601", f'unrecognized role option "{word}"', position=token.start + 1)
    raise words.error()


def _limit(words: Words) -> int | None:
    start = words.start
    limit = words.integer()
    if limit is None:
        raise words.error()
    if not -1 <= limit <= _MOST_CONNECTIONS:
        raise SqlError("22023", f"invalid connection limit: {limit}", position=start + 1)
    return None if limit == -1 else limit


def _moment(text: str, zone: str) -> datetime | None:
    """A timestamp with time zone; None for infinity. 22007."""
    found = parse_timestamptz(text, zone=zone)
    if isinstance(found, datetime):
        return found
    if found == "infinity":
        return None
    return datetime.min.replace(tzinfo=UTC)


def listed(words: Words, one: Callable[[Words], T]) -> list[T]:
    """What `one` reads, once or more, between commas."""
    found = [one(words)]
    while words.take(","):
        found.append(one(words))
    return found
