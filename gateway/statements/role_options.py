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
    passwords: list[str | None] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    members: list[tuple[str, bool]] = field(default_factory=list)

    def applied(self, role: Role) -> Role:
        """The role as it shall be."""
        changed = replace(role, **self.fields)
        for password in self.passwords:
            changed = changed.with_password(password)
        return changed

    @property
    def only_password(self) -> bool:
        """Whether everyone may say this of the own role."""
        return bool(self.passwords) and not (self.fields or self.groups or self.members)


def role_options(words: Words) -> RoleOptions:
    """`[WITH] option …` to the end. 42601, also for what is said twice; 0A000."""
    words.take("with")
    options, said = RoleOptions(), set[str]()
    while not words.done:
        start = words.start
        about = _option(words, options)
        if about in said:
            raise SqlError("42601", "conflicting or redundant options", position=start + 1)
        said.add(about)
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
        options.passwords.append(None if words.take("null") else words.string())
        return "password"
    if words.take("valid", "until"):
        options.fields["valid_until"] = _end(words)
        return "valid until"
    if words.take("in", "role") or words.take("in", "group"):
        options.groups += listed(words, Words.name)
        return "in role"
    if words.take("sysid"):
        words.next()
        return "sysid"
    if (word := words.any_of("role", "user", "admin")) != "":
        options.members += [(name, word == "admin") for name in listed(words, Words.name)]
        return "admin" if word == "admin" else "role"
    token = words.token
    if token is not None and token.kind is Kind.WORD:
        raise SqlError(
            "42601", f'unrecognized role option "{token.word}"', position=token.start + 1
        )
    raise words.error()


def _limit(words: Words) -> int | None:
    start = words.start
    limit = words.integer()
    if limit is None:
        raise words.error()
    if not -1 <= limit <= _MOST_CONNECTIONS:
        raise SqlError("22023", f"invalid connection limit: {limit}", position=start + 1)
    return None if limit == -1 else limit


def _end(words: Words) -> datetime | None:
    """A timestamp with time zone; None for infinity. 22007."""
    text = words.string()
    found = parse_timestamptz(text)
    if not isinstance(found, datetime):
        return None if found == "infinity" else datetime.min.replace(tzinfo=UTC)
    return found


def listed(words: Words, one: Callable[[Words], T]) -> list[T]:
    """What `one` reads, once or more, between commas."""
    found = [one(words)]
    while words.take(","):
        found.append(one(words))
    return found
