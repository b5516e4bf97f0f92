"""The search path of a session, as clients see schemas.

Imports: `gateway.session`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gateway.session import Session

if TYPE_CHECKING:
    from gateway.catalog.seen import Seen


def path_of(session: Session, catalog: Seen, schemas: Sequence[str]) -> tuple[str, ...]:
    """The schemas in sight, of all `schemas`.

    An entry that names a source brings all its schemas, its default one first, as in
    `gateway.catalog.resolve`. With no entry that names anything every schema is in sight.
    """
    found: list[str] = []
    for entry in session.search_path:
        source, _, schema = entry.partition(".")
        wanted = catalog.schema_name(source, schema) if schema else source
        if wanted in schemas:
            found.append(wanted)
        if not schema:
            found += [name for name in schemas if name.startswith(f"{source}.")]
    return tuple(dict.fromkeys(found)) or tuple(schemas)
