"""Names in these statements: relations, schemas, sources, roles; and who may say what of them.

Imports: `gateway.access`, `gateway.catalog`, `gateway.session`, this package.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from gateway.access.access import Access
from gateway.access.objects import Object
from gateway.access.roles import PUBLIC
from gateway.catalog.hints import source_hint
from gateway.catalog.resolve import Name, Resolved
from gateway.catalog.seen import Seen
from gateway.errors import SqlError
from gateway.lexer import Kind
from gateway.session import Session
from gateway.statements.words import Words

T = TypeVar("T")
RoleName = Callable[[Session], str]


def listed(words: Words, item: Callable[[Words], T]) -> list[T]:
    """One or more, with commas between."""
    found = [item(words)]
    while words.take(","):
        found.append(item(words))
    return found


def dotted(words: Words) -> Name:
    """A name of one or more parts."""
    position = words.start + 1
    parts, quoted = [], []
    while True:
        token = words.token
        quoted.append(token is not None and token.kind is Kind.QUOTED)
        parts.append(words.name())
        if not words.take("."):
            return Name(tuple(parts), tuple(quoted), position)


def columns(words: Words) -> list[Name]:
    """`(a, b)`."""
    words.expect("(")
    found = listed(words, dotted)
    words.expect(")")
    return found


def role(words: Words) -> RoleName:
    """A role by name, PUBLIC, or the session's own."""
    own = words.any_of("current_user", "current_role", "user", "session_user")
    if own:
        return lambda session: session.session_user if own == "session_user" else session.user
    words.take("group")
    name = words.name()
    return lambda session: name


def known_role(access: Access, name: str) -> str:
    """The name. 42704 if there is no such role."""
    if name != PUBLIC and name not in access.rules.roles:
        raise SqlError("42704", f'role "{name}" does not exist')
    return name


def relation(access: Access, session: Session, name: Name) -> Resolved:
    """The relation as the session sees it. 42P01; 42501, also for one of the gateway's own."""
    found = access.seen_by(session).resolve(
        name.parts, session.search_path, quoted=name.quoted, position=name.position
    )
    if access.catalog.is_built_in(found.source):
        raise SqlError(
            "42501",
            f'permission denied: "{name}" is a system relation',
            detail="Administrators see all of it, others their own statements.",
            position=name.position,
        )
    return found


def object_of(found: Resolved) -> Object:
    """What a right to the relation is a right to."""
    return Object.of(found.source, found.schema.relation)


def column(found: Resolved, name: Name) -> str:
    """A column as its source spells it. 42703."""
    wanted = name.parts[0]
    readable = found.protection.columns if found.protection is not None else None
    names = [c.name for c in found.schema.columns if readable is None or c.name in readable]
    if wanted in names:
        return wanted
    similar = [n for n in names if n.lower() == wanted] if not name.quoted[0] else []
    if len(name.parts) == 1 and len(similar) == 1:
        return similar[0]
    raise SqlError(
        "42703",
        f'column "{name}" of relation "{found.schema.relation.name}" does not exist',
        position=name.position,
    )


def source(access: Access, session: Session, name: Name) -> str:
    """A source that the session sees. 42704."""
    names = access.seen_by(session).sources()
    if len(name.parts) == 1 and name.parts[0] in names:
        return name.parts[0]
    raise SqlError(
        "42704",
        f'source "{name}" does not exist',
        hint=source_hint(names, name.parts[0]),
        position=name.position,
    )


def schema(access: Access, session: Session, name: Name) -> Object:
    """`source.schema`, or a schema as the system catalog names it. 3F000, 42601."""
    seen: Seen = access.seen_by(session)
    if len(name.parts) == 1:
        return _catalog_schema(seen, name)
    if len(name.parts) != 2:
        raise SqlError("42601", "a schema is written source.schema", position=name.position)
    holder = Name(name.parts[:1], name.quoted[:1], name.position)
    found = source(access, session, holder)
    schemas = {described.relation.schema for described in seen.relations(found)}
    wanted = name.parts[1]
    similar = [n for n in schemas if n.lower() == wanted] if not name.quoted[1] else []
    if wanted in schemas or len(similar) == 1:
        return Object(found, wanted if wanted in schemas else similar[0])
    raise SqlError("3F000", f'schema "{name}" does not exist', position=name.position)


def _catalog_schema(seen: Seen, name: Name) -> Object:
    """`crm`, `"crm.sales"`: the schemas of the one database that clients of PostgreSQL see."""
    for found in seen.sources():
        for schema_ in {described.relation.schema for described in seen.relations(found)}:
            if seen.schema_name(found, schema_) == name.parts[0]:
                return Object(found, schema_)
    raise SqlError("3F000", f'schema "{name}" does not exist', position=name.position)


def require_owner(access: Access, session: Session, object_: Object) -> None:
    """42501 for who is neither an administrator nor the owner of the source."""
    if not access.rights(session).owns(object_.source):
        raise SqlError(
            "42501",
            f"must be owner of {object_.kind} {object_.name}",
            detail=f'The owner of source "{object_.source}" and administrators may.',
        )


def begin(session: Session, what: str) -> None:
    """25001 inside a transaction block."""
    if session.transaction.in_any_block:
        raise SqlError("25001", f"{what} cannot run inside a transaction block")
