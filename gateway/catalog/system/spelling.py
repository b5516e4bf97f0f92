"""How `format_type` spells PostgreSQL's types.

Imports: pyarrow, `connectors.types`, this package.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyarrow as pa

from connectors.types import SPELLING
from gateway.catalog.system.identifiers import quoted
from gateway.catalog.system.objects import OWN_TABLES
from gateway.catalog.system.rows import Rows

_STYLES: Final = {
    "numeric": "numeric", "varchar": "length", "bpchar": "bpchar", "bit": "bare", "varbit": "bare",
    "time": "bare", "timetz": "bare", "timestamp": "bare", "timestamptz": "bare",
    "interval": "bare",
}  # fmt: skip
_SPELLED: Final = SPELLING | {name: name for name in ("numeric", "bit", "interval", "json")}
"""What `format_type` spells by itself; other names it quotes like any identifier."""
_WORDS_OF_TIME: Final = (" without time zone", " with time zone")


def spelled_types(types: Iterable[tuple[int, str, int, int, str]]) -> pa.Table:
    """How `format_type` spells each type: before and after the modifier, and array brackets.

    `types`: OID, name, element, length, schema. A schema but pg_catalog is written. Besides, the
    name alone of a type that is in another schema.
    """
    known = list(types)
    names = {oid: (name, schema) for oid, name, _, _, schema in known}
    rows = []
    for oid, name, element, length, schema in known:
        is_array = element != 0 and length == -1 and name.startswith("_")
        base, home = names.get(element, (name, schema)) if is_array else (name, schema)
        spelled = _SPELLED.get(base) or quoted(base)
        if home != "pg_catalog":
            spelled = f"{quoted(home)}.{quoted(base)}"
        after = next((words for words in _WORDS_OF_TIME if spelled.endswith(words)), "")
        bare = None if element or schema == "pg_catalog" else quoted(name)
        rows.append((
            oid, spelled.removesuffix(after), after, _STYLES.get(base, ""),
            "[]" if is_array else "", bare,
        ))  # fmt: skip
    schema_of = OWN_TABLES["__type_names"]
    return Rows(tuple(schema_of.names), values=list(rows)).table(schema_of)
