"""CREATE, ALTER and DROP of POLICY and MASK.

Imports: `gateway.access`, `gateway.sql.bind`, this package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from gateway.access import store as rule_store
from gateway.access.access import Access
from gateway.access.objects import Object
from gateway.access.policies import Mask, Policy
from gateway.access.roles import PUBLIC
from gateway.catalog.resolve import Name, Resolved
from gateway.errors import Notice, SqlError, unsupported
from gateway.session import Session
from gateway.sql.bind import check_policy
from gateway.sql.bind.in_full import in_full
from gateway.statements.access import names
from gateway.statements.access.names import RoleName
from gateway.statements.answer import Answer, Command
from gateway.statements.words import Words

Item = TypeVar("Item", Policy, Mask)


@dataclass(frozen=True, slots=True)
class _Using:
    """`USING (…)`: the text, and where it stands."""

    text: str
    start: int


def create_policy(words: Words, access: Access) -> Command:
    """`CREATE POLICY name ON relation [AS RESTRICTIVE] [FOR SELECT] [TO roles] USING (…)`."""
    name, relation = _head(words)
    restrictive = words.take("as") and _restrictive(words)
    if words.take("for") and not words.any_of("select", "all"):
        raise unsupported("a policy for writing", position=words.start + 1)
    to, using = _to(words), _using(words)
    words.end()
    if using is None:
        raise SqlError("42601", "a policy needs USING (condition)", position=words.start + 1)

    def run(session: Session) -> Answer:
        found, object_ = _owned(access, session, relation, "CREATE POLICY")
        _check_new(access.rules.policies, object_, name, "policy")
        text = _checked(access, session, using, found, None)
        policy = Policy(name, object_, _named(access, session, to), text, restrictive)
        rule_store.change_policies(access.store, new=policy)
        return Answer("CREATE POLICY")

    return Command(run)


def create_mask(words: Words, access: Access) -> Command:
    """`CREATE MASK name ON relation (column) [TO roles] USING (expression)`."""
    name, relation = _head(words)
    written = names.columns(words)
    to, using = _to(words), _using(words)
    words.end()
    if using is None or len(written) != 1:
        raise SqlError("42601", "a mask is for one column and needs USING (expression)")

    def run(session: Session) -> Answer:
        found, object_ = _owned(access, session, relation, "CREATE MASK")
        _check_new(access.rules.masks, object_, name, "mask")
        column = names.column(found, written[0])
        for other in access.rules.masks:
            if (other.object, other.column) == (object_, column):
                raise SqlError(
                    "42710",
                    f'column "{column}" of relation "{object_.name}" has a mask already',
                    detail=f'It is "{other.name}".',
                    hint="One mask may tell roles apart: CASE WHEN pg_has_role('…', 'member') ….",
                )
        text = _checked(access, session, using, found, column)
        mask = Mask(name, object_, column, _named(access, session, to), text)
        rule_store.change_policies(access.store, new=mask)
        return Answer("CREATE MASK")

    return Command(run)


def alter_policy(words: Words, access: Access) -> Command:
    """`ALTER POLICY name ON relation RENAME TO name`, or `[TO roles] [USING (…)]`."""
    return _alter(words, access, "policy", lambda: access.rules.policies)


def alter_mask(words: Words, access: Access) -> Command:
    """`ALTER MASK name ON relation RENAME TO name`, or `[TO roles] [USING (…)]`."""
    return _alter(words, access, "mask", lambda: access.rules.masks)


def drop_policy(words: Words, access: Access) -> Command:
    """`DROP POLICY [IF EXISTS] name ON relation`."""
    return _drop(words, access, "policy", lambda: access.rules.policies)


def drop_mask(words: Words, access: Access) -> Command:
    """`DROP MASK [IF EXISTS] name ON relation`."""
    return _drop(words, access, "mask", lambda: access.rules.masks)


def _alter(words: Words, access: Access, kind: str, known: Callable[[], Iterable[Item]]) -> Command:
    name, relation = _head(words)
    new_name = words.name() if words.take("rename", "to") else ""
    given = [] if new_name or words.word != "to" else _to(words)
    using = None if new_name else _using(words)
    words.end()
    tag = f"ALTER {kind.upper()}"

    def run(session: Session) -> Answer:
        found, object_ = _owned(access, session, relation, tag)
        old = _existing(known(), object_, name, kind)
        new = old
        if new_name:
            _check_new(known(), object_, new_name, kind)
            new = replace(new, name=new_name)
        if given:
            new = replace(new, roles=_named(access, session, given))
        if using is not None:
            column = old.column if isinstance(old, Mask) else None
            new = replace(new, using=_checked(access, session, using, found, column))
        rule_store.change_policies(access.store, gone=old, new=new)
        return Answer(tag)

    return Command(run)


def _drop(words: Words, access: Access, kind: str, known: Callable[[], Iterable[Item]]) -> Command:
    lenient = words.take("if", "exists")
    name, relation = _head(words)
    words.any_of("cascade", "restrict")
    words.end()
    tag = f"DROP {kind.upper()}"

    def run(session: Session) -> Answer:
        _, object_ = _owned(access, session, relation, tag)
        try:
            gone = _existing(known(), object_, name, kind)
        except SqlError as error:
            if not lenient:
                raise
            return Answer(tag, (Notice("NOTICE", "00000", f"{error.message}, skipping"),))
        rule_store.change_policies(access.store, gone=gone)
        return Answer(tag)

    return Command(run)


# -- the parts ---------------------------------------------------------------------------------


def _head(words: Words) -> tuple[str, Name]:
    name = words.name()
    words.expect("on")
    return name, names.dotted(words)


def _restrictive(words: Words) -> bool:
    kind = words.any_of("permissive", "restrictive")
    if not kind:
        raise words.error()
    return kind == "restrictive"


def _to(words: Words) -> list[RoleName]:
    if not words.take("to"):
        return [lambda session: PUBLIC]
    return names.listed(words, names.role)


def _using(words: Words) -> _Using | None:
    if not words.take("using"):
        return None
    start, end = words.balanced()
    if words.take("with", "check"):
        raise unsupported("WITH CHECK", hint="Unsilo only reads.", position=words.start + 1)
    return _Using(words.sql[start:end].rstrip(), start)


def _owned(access: Access, session: Session, name: Name, what: str) -> tuple[Resolved, Object]:
    names.begin(session, what)
    found = names.relation(access, session, name)
    object_ = names.object_of(found)
    names.require_owner(access, session, object_)
    return found, object_


def _named(access: Access, session: Session, to: Iterable[RoleName]) -> frozenset[str]:
    return frozenset(names.known_role(access, role(session)) for role in to)


def _checked(
    access: Access, session: Session, using: _Using, found: Resolved, column: str | None
) -> str:
    """The expression with names written out, if the binder has nothing to say against it.

    What it says has its place in the statement.
    """
    seen, text = access.seen_by(session), using.text
    try:
        text = in_full(text, seen, session.search_path)
        check_policy(text, found.schema, column, seen)
        return text
    except SqlError as error:
        at = len("SELECT ")
        if text != using.text:
            error.position = None  # what follows a name that was written out has moved
        elif error.position is not None:
            error.position += using.start - at
        raise


def _existing(items: Iterable[Item], object_: Object, name: str, kind: str) -> Item:
    for item in items:
        if (item.object, item.name) == (object_, name):
            return item
    raise SqlError("42704", f'{kind} "{name}" for table "{object_.name}" does not exist')


def _check_new(items: Iterable[Item], object_: Object, name: str, kind: str) -> None:
    if any((item.object, item.name) == (object_, name) for item in items):
        raise SqlError("42710", f'{kind} "{name}" for table "{object_.name}" already exists')
