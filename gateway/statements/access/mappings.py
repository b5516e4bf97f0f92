"""CREATE, ALTER and DROP USER MAPPING: under whose name a role reaches a source.

Imports: `gateway.access`, `gateway.catalog`, this package.
"""

from __future__ import annotations

from gateway.access import store as rule_store
from gateway.access.access import Access
from gateway.access.mapping import OPTIONS, UserMapping
from gateway.access.objects import Object
from gateway.catalog.resolve import Name
from gateway.errors import Notice, SqlError
from gateway.session import Session
from gateway.statements.access import names
from gateway.statements.access.names import RoleName
from gateway.statements.answer import Answer, Command
from gateway.statements.words import Words

Changes = dict[str, str | None]


def create(words: Words, access: Access) -> Command:
    """`CREATE USER MAPPING [IF NOT EXISTS] FOR role SERVER source OPTIONS (user '…', …)`."""
    lenient = words.take("if", "not", "exists")
    role, source = _head(words)
    changes = _options(words, ("add",)) if words.take("options") else {}
    words.end()

    def run(session: Session) -> Answer:
        name, place = _owned(access, session, role, source, "CREATE USER MAPPING")
        if access.rules.mapping(place, name) is not None:
            message = f'user mapping for "{name}" already exists for server "{place}"'
            if not lenient:
                raise SqlError("42710", message)
            notice = Notice("NOTICE", "42710", f"{message}, skipping")
            return Answer("CREATE USER MAPPING", (notice,))
        _set(access, session, place, name, {}, changes)
        return Answer("CREATE USER MAPPING")

    return Command(run)


def alter(words: Words, access: Access) -> Command:
    """`ALTER USER MAPPING FOR role SERVER source OPTIONS ([ADD|SET|DROP] name ['…'], …)`."""
    role, source = _head(words)
    words.expect("options")
    changes = _options(words, ("add", "set", "drop"))
    words.end()

    def run(session: Session) -> Answer:
        name, place = _owned(access, session, role, source, "ALTER USER MAPPING")
        old = _existing(access, place, name)
        _set(access, session, place, name, dict(old.options), changes)
        return Answer("ALTER USER MAPPING")

    return Command(run)


def drop(words: Words, access: Access) -> Command:
    """`DROP USER MAPPING [IF EXISTS] FOR role SERVER source`."""
    lenient = words.take("if", "exists")
    role, source = _head(words)
    words.end()

    def run(session: Session) -> Answer:
        name, place = _owned(access, session, role, source, "DROP USER MAPPING")
        try:
            _existing(access, place, name)
        except SqlError as error:
            if not lenient:
                raise
            return Answer("DROP USER MAPPING", (Notice("NOTICE", "00000", error.message),))
        rule_store.set_mapping(access.store, place, name, None)
        return Answer("DROP USER MAPPING")

    return Command(run)


def _head(words: Words) -> tuple[RoleName, Name]:
    words.expect("for")
    role = names.role(words)
    if not words.take("source"):
        words.expect("server")
    return role, names.dotted(words)


def _options(words: Words, verbs: tuple[str, ...]) -> Changes:
    """Values by name, None for what is dropped. An error repeats nothing: it may be a password."""
    start = words.start
    try:
        return _changes(words, verbs)
    except SqlError as error:
        if error.sqlstate != "42601":
            raise
        raise SqlError("42601", "syntax error in OPTIONS", position=start + 1) from None


def _changes(words: Words, verbs: tuple[str, ...]) -> Changes:
    words.expect("(")
    changes: Changes = {}
    while True:
        verb = words.any_of(*verbs)
        start = words.start
        name = words.name()
        if name not in OPTIONS:
            raise SqlError(
                "HV00D",
                f'invalid option "{name}"',
                hint=f"Valid options in this context are: {', '.join(OPTIONS)}.",
                position=start + 1,
            )
        changes[name] = None if verb == "drop" else words.string()
        if not words.take(","):
            words.expect(")")
            return changes


def _owned(
    access: Access, session: Session, role: RoleName, source: Name, what: str
) -> tuple[str, str]:
    names.begin(session, what)
    place = names.source(access, session, source)
    names.require_owner(access, session, Object(place))
    return names.known_role(access, role(session)), place


def _existing(access: Access, source: str, role: str) -> UserMapping:
    found = access.rules.mapping(source, role)
    if found is None:
        message = f'user mapping for "{role}" does not exist for server "{source}"'
        raise SqlError("42704", message)
    return found


def _set(
    access: Access,
    session: Session,
    source: str,
    role: str,
    options: dict[str, str],
    changes: Changes,
) -> None:
    for name, value in changes.items():
        if value is None:
            options.pop(name, None)
        else:
            options[name] = access.protected(session, name, value)
    access.check_mapping(source, options)
    mapping = UserMapping.new(source, role, options)
    rule_store.set_mapping(access.store, source, role, mapping)
