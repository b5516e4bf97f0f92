"""What a right is about: a source, one schema of it, or one relation.

Imports: standard library, the catalog's spelling of names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.api import Relation
from gateway.catalog.hints import quote


@dataclass(frozen=True, slots=True, order=True)
class Object:
    """A source (`schema` and `relation` are ""), a schema (`relation` is ""), or a relation.

    Names are spelled as the source spells them. A right to a source or a schema is a right to every
    relation in it, now and later.
    """

    source: str
    schema: str = ""
    relation: str = ""

    @classmethod
    def of(cls, source: str, relation: Relation) -> Object:
        """A relation of the catalog."""
        return cls(source, relation.schema, relation.name)

    @property
    def kind(self) -> str:
        """ "source", "schema" or "table": the word of PostgreSQL's messages."""
        if self.relation:
            return "table"
        return "schema" if self.schema else "source"

    @property
    def name(self) -> str:
        """The last part, as PostgreSQL's messages name an object."""
        return self.relation or self.schema or self.source

    def around(self) -> Iterator[Object]:
        """The object itself, then what it lies in, from inside out."""
        yield self
        if self.relation:
            yield Object(self.source, self.schema)
        if self.schema:
            yield Object(self.source)

    def __str__(self) -> str:
        parts = (self.source, self.schema, self.relation)
        return ".".join(quote(part) for part in parts if part)
