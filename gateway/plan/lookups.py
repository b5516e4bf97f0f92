"""Plans of look-ups are kept: `SELECT … FROM relation WHERE key = $1`, asked with one key after
another.

Planning takes most of such a statement's time. Its plan holds for other values if nothing that made
it has looked at them: the statement reads one relation, every parameter stands once, in a
`column = $n` that each row must pass, and all of it is one fragment. The source is asked anew about
the fragment with other values; what it does not answer with EXACT is planned from the start.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlglot import exp

from connectors.api import Query
from connectors.tree import Call, Constant, Parameter, conjuncts, relation_of
from gateway.plan.guards.derived import has_guards
from gateway.plan.plan import ConnectorOf, Plan
from gateway.sql.bind import Bound
from gateway.sql.values import parameter_value, reads_session

_KEPT: Final = 512
_TYPES: Final = frozenset({"int2", "int4", "int8", "text", "varchar", "uuid"})
"""No type whose values planning might fold or whose meaning depends on the session."""

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Lookup:
    """A plan, None where it cannot be kept. `bound` stays, so that no other has its identity."""

    bound: Bound
    plan: Plan | None


class Lookups:
    """Kept plans by statement, and by what else a plan depends on. Safe in many threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, _Lookup] = OrderedDict()
        self._lock = threading.Lock()

    def plan(
        self, bound: Bound, values: Sequence[object], connector: ConnectorOf, *session: object
    ) -> Plan | None:
        """The kept plan with these values, if there is one and the source proves it exact.

        `session`: what of it the plan depends on. Raises what the types' input functions raise.
        """
        key = (id(bound), *session)
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
        if found.plan is None or None in values or len(values) != len(bound.parameters):
            return None
        constants = [parameter_value(v, t) for v, t in zip(values, bound.parameters, strict=True)]
        return _with_constants(found.plan, constants, connector)

    def keep(self, bound: Bound, plan: Plan, *session: object) -> None:
        """Remember the plan that was made, or that it holds for its own values only."""
        whole = plan.residual is None and len(plan.scans) == 1 and not plan.scans[0].guarded
        able = whole and is_lookup(bound)
        with self._lock:
            self._kept[(id(bound), *session)] = _Lookup(bound, plan if able else None)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)


def is_lookup(bound: Bound) -> bool:
    """Whether no rule and no split looks at the values of a statement's parameters."""
    query = bound.query
    if not isinstance(query, exp.Select) or has_guards(query) or reads_session(query):
        return False
    if any(node is not query for node in query.find_all(exp.Query, exp.Subquery)):
        return False
    from_, where = query.args.get("from_"), query.args.get("where")
    if from_ is None or where is None or query.args.get("joins"):
        return False
    if not isinstance(from_.this, exp.Table) or relation_of(from_.this) is None:
        return False
    fixed = [n for part in conjuncts(where.this) if (n := _fixed_by(part)) is not None]
    written = [node.number for node in query.find_all(Parameter)]
    return (
        sorted(written) == sorted(fixed) == list(range(1, len(bound.parameters) + 1))
        and bool(fixed)
        and all(type_.name in _TYPES for type_ in bound.parameters)
    )


def _fixed_by(part: exp.Expression) -> int | None:
    """The parameter that a column must equal."""
    if not isinstance(part, Call) or part.function != "=":
        return None
    match part.arguments:
        case (exp.Column(), Parameter() as parameter) | (Parameter() as parameter, exp.Column()):
            return parameter.number
    return None


def _with_constants(
    plan: Plan, constants: Sequence[Constant], connector: ConnectorOf
) -> Plan | None:
    (scan,) = plan.scans
    query = scan.fragment.query.copy()
    for node in list(query.find_all(Constant)):
        number = node.meta.get("number")
        if number is not None:
            node.replace(constants[number - 1])
    fragment = replace(scan.fragment, query=query)
    if not connector(fragment.source).supports(fragment, Query(query)).exact:
        return None
    return replace(plan, scans=(replace(scan, fragment=fragment),))
