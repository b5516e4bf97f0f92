"""Plans of look-ups are kept: `SELECT … FROM relation WHERE key = $1`, asked with one key after
another.

Planning takes most of such a statement's time. Its plan holds for other values if nothing that made
it has looked at them: the statement reads one relation, every parameter stands once, in a
`column = $n` that each row must pass, and all of it is one fragment. The source is asked anew about
the fragment with other values; what it does not answer with EXACT is planned from the start.

The plan of a statement without parameters that asks nothing of the session is kept as it is.

A connector that has a template of the fragment (`connectors.template`) needs not even be
asked: such a look-up has its values bound and is run at once (`execute.look_up`).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa
from sqlglot import exp

from connectors.api import Connector, OutputColumn, Query, schema_of
from connectors.template import Repeat, Template, Templating
from connectors.tree import Call, Constant, Parameter, conjuncts, relation_of
from gateway.plan.guards.derived import has_guards
from gateway.plan.plan import ConnectorOf, Plan
from gateway.sql.bind import Bound
from gateway.sql.output_style import OutputStyle
from gateway.sql.values import parameter_value, read_value, reads_session

_KEPT: Final = 512
_TYPES: Final = frozenset({"int2", "int4", "int8", "text", "varchar", "uuid"})
"""No type whose values planning might fold or whose meaning depends on the session."""

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """A look-up with its values, proven and written."""

    source: str
    scan: str
    columns: tuple[OutputColumn, ...]
    """The result's, under the names users see."""
    schema: pa.Schema
    """Theirs."""
    renamed: bool
    """Whether the source's batches have other names."""
    repeat: Repeat
    style: OutputStyle
    policies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Lookup:
    """A plan, None where it cannot be kept. `bound` stays, so that no other has its identity.

    `template` is of the connector `of`: another user's may be another one.
    """

    bound: Bound
    plan: Plan | None
    template: Template | None = None
    of: Connector | None = None
    schema: pa.Schema | None = None
    renamed: bool = False


class Lookups:
    """Kept plans by statement, and by what else a plan depends on. Safe in many threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, _Lookup] = OrderedDict()
        self._known: OrderedDict[int, tuple[Bound, bool]] = OrderedDict()
        self._lock = threading.Lock()

    def takes(self, bound: Bound) -> bool:
        """`is_lookup`, which is found out once."""
        with self._lock:
            known = self._known.get(id(bound))
            if known is None:
                known = self._known[id(bound)] = (bound, is_lookup(bound))
                while len(self._known) > _KEPT:
                    self._known.popitem(last=False)
            return known[1]

    def plan(
        self, bound: Bound, values: Sequence[object], connector: ConnectorOf, *session: object
    ) -> Plan | None:
        """The kept plan with these values, if there is one and the source proves it exact.

        `session`: what of it the plan depends on. Raises what the types' input functions raise.
        """
        found = self._found(bound, values, session)
        if found is None or found.plan is None or not bound.parameters:
            return found.plan if found is not None else None
        constants = [parameter_value(v, t) for v, t in zip(values, bound.parameters, strict=True)]
        return _with_constants(found.plan, constants, connector)

    def ready(
        self, bound: Bound, values: Sequence[object], connector: ConnectorOf, *session: object
    ) -> Ready | None:
        """The look-up with these values, if its source has a template of it."""
        found = self._found(bound, values, session)
        if found is None or found.plan is None or found.template is None:
            return None
        (scan,) = found.plan.scans
        if connector(scan.fragment.source) is not found.of:
            return None
        read = [read_value(v, t) for v, t in zip(values, bound.parameters, strict=True)]
        repeat = found.template.repeat(read)
        if repeat is None:
            return None
        return Ready(
            scan.fragment.source,
            scan.name,
            found.plan.columns,
            found.schema,
            found.renamed,
            repeat,
            found.plan.style,
            found.plan.policies,
        )

    def keep(self, bound: Bound, plan: Plan, connector: ConnectorOf, *session: object) -> None:
        """Remember the plan that was made, or that it holds for its own values only."""
        whole = plan.residual is None and len(plan.scans) == 1 and not plan.scans[0].guarded
        if whole and self.takes(bound):
            kept = _lookup(bound, plan, connector)
        else:
            kept = _Lookup(bound, plan if is_constant(bound) else None)
        with self._lock:
            self._kept[(id(bound), *session)] = kept
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)

    def _found(
        self, bound: Bound, values: Sequence[object], session: tuple[object, ...]
    ) -> _Lookup | None:
        """What is kept, if it is of any use for these values."""
        key = (id(bound), *session)
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
        if None in values or len(values) != len(bound.parameters):
            return None
        return found


def _lookup(bound: Bound, plan: Plan, connector: ConnectorOf) -> _Lookup:
    fragment = plan.scans[0].fragment
    of = connector(fragment.source)
    same = all(c.type == o.type for c, o in zip(plan.columns, fragment.columns, strict=True))
    template = of.template(fragment) if same and isinstance(of, Templating) else None
    schema = schema_of(plan.columns)
    renamed = schema.names != [column.name for column in fragment.columns]
    return _Lookup(bound, plan, template, of, schema, renamed)


def is_constant(bound: Bound) -> bool:
    """Whether the next run of a statement has the same plan, whatever happens between."""
    query = bound.query
    return not (bound.parameters or has_guards(query) or reads_session(query))


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
