"""Statements about who may read what: GRANT and REVOKE, policies, masks, owners, user mappings.

PostgreSQL's syntax where PostgreSQL has the thing; `ON SOURCE`, `MASK` and `SHOW ACCESS` are ours.
They take effect at once and for good, so they do not run inside a transaction block.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from gateway.access.access import Access
from gateway.statements.access import granting, mappings, owners, policies, showing
from gateway.statements.answer import Command
from gateway.statements.words import Words

_PARSERS: Final[Mapping[tuple[str, ...], Callable[[Words, Access], Command]]] = {
    ("grant",): granting.grant,
    ("revoke",): granting.revoke,
    ("create", "policy"): policies.create_policy,
    ("alter", "policy"): policies.alter_policy,
    ("drop", "policy"): policies.drop_policy,
    ("create", "mask"): policies.create_mask,
    ("alter", "mask"): policies.alter_mask,
    ("drop", "mask"): policies.drop_mask,
    ("create", "user", "mapping"): mappings.create,
    ("alter", "user", "mapping"): mappings.alter,
    ("drop", "user", "mapping"): mappings.drop,
    ("alter", "source"): owners.alter_source,
    ("show", "access"): showing.show_access,
}


def parse(words: Words, access: Access) -> Command | None:
    """The statement if it is one of these, else None. 42601, 0A000."""
    for head, parser in _PARSERS.items():
        if words.take(*head):
            return parser(words, access)
    return None
