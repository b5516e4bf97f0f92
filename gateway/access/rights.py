"""The effective rights of one role at one moment: what every look at a relation asks.

Imports: `connectors.api`, this package, `gateway.errors`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from connectors.api import Relation
from gateway.access.objects import Object
from gateway.access.policies import Guard


@dataclass(frozen=True, slots=True)
class Rights:
    """What a role may read. Every question is a look into a set or two.

    `administrator`: everything, past all policies. `owned`: sources whose every right it has, past
    their policies. `whole`: objects it may read entirely; `columns`: the columns it may read of
    others; `guards`: the policies and masks that apply to it. `mapped`: sources that it reaches
    under a login of its own.
    """

    role: str
    roles: frozenset[str] = frozenset()
    owned: frozenset[str] = frozenset()
    whole: frozenset[Object] = frozenset()
    columns: Mapping[Object, frozenset[str]] = field(default_factory=dict)
    guards: Mapping[Object, Guard] = field(default_factory=dict)
    mapped: frozenset[str] = frozenset()
    administrator: bool = False

    def reads_all(self, object_: Object) -> bool:
        """Whether the role may read all of a source, a schema or a relation, also what is new."""
        if self.administrator or object_.source in self.owned:
            return True
        return any(outer in self.whole for outer in object_.around())

    def readable(self, object_: Object) -> frozenset[str] | None:
        """The columns of a relation that may be read; None is all of them, empty is no access."""
        return None if self.reads_all(object_) else self.columns.get(object_, frozenset())

    def sees(self, source: str, relation: Relation) -> bool:
        """Whether the role may read anything of a relation, and so may know of it."""
        return self.readable(Object.of(source, relation)) != frozenset()

    def guard(self, object_: Object) -> Guard | None:
        """The policies and masks between the role and a relation."""
        return self.guards.get(object_)

    def unrestricted(self, source: str) -> bool:
        """Whether nothing of a source is kept from the role: not by a right, nor a policy or mask,
        nor by what its own login there may do."""
        if self.owns(source):
            return True
        guarded = any(object_.source == source for object_ in self.guards)
        return Object(source) in self.whole and not guarded and source not in self.mapped

    def owns(self, source: str) -> bool:
        """Whether the role may lay down the rules of a source."""
        return self.administrator or source in self.owned


EVERYTHING: Final = Rights("", administrator=True)
"""The rights of an administrator, and of everybody while there is no role."""
