"""ALTER SOURCE … OWNER TO: who lays down the rules of a source.

Imports: `gateway.access`, this package.
"""

from __future__ import annotations

from gateway.access import store as rule_store
from gateway.access.access import Access
from gateway.access.objects import Object
from gateway.errors import SqlError
from gateway.session import Session
from gateway.statements.access import names
from gateway.statements.answer import Answer, Command
from gateway.statements.words import Words


def alter_source(words: Words, access: Access) -> Command:
    """`ALTER SOURCE name OWNER TO role`."""
    name = names.dotted(words)
    words.expect("owner", "to")
    owner = names.role(words)
    words.end()

    def run(session: Session) -> Answer:
        names.begin(session, "ALTER SOURCE")
        source = names.source(access, session, name)
        names.require_owner(access, session, Object(source))
        role = owner(session)
        rights = access.rights(session)
        if role not in access.rules.roles:
            raise SqlError("42704", f'role "{role}" does not exist')
        if not rights.administrator and role not in rights.roles:
            raise SqlError("42501", f'must be able to SET ROLE "{role}"')
        rule_store.set_owner(access.store, source, role)
        return Answer("ALTER SOURCE")

    return Command(run)
