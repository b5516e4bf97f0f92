"""One fragment as one `aggregate` command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from bson import json_util
from sqlglot import exp

from connectors.api import Relation
from connectors.mongodb.decode import Read
from connectors.mongodb.fields import Field, Unproven, field_of
from connectors.mongodb.grouping import Grouping
from connectors.mongodb.predicates import Predicates
from connectors.mongodb.shapes import Shape
from connectors.mongodb.sorting import Order, compile_sort
from connectors.tree import Aggregate, Constant, relation_of

Stages = list[dict[str, Any]]
_CLAUSES: Final = frozenset(
    {"expressions", "from_", "where", "group", "having", "order", "limit", "offset", "distinct"}
)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What is sent, and how the documents that come back are read.

    `reads` are the outputs in order, then values only checked. `counters` are documents' fields
    that count misfits. `empty_row`: the one row that stands for no document (aggregates without
    keys). `collation`: whether to ask for byte order. `superset`: a filter finds too much.
    """

    relation: Relation
    stages: Stages
    reads: tuple[Read, ...]
    counters: tuple[tuple[str, Field], ...] = ()
    empty_row: tuple[int | None, ...] | None = None
    collation: bool = True
    superset: bool = False

    def __str__(self) -> str:
        """The command as mongosh takes it (values in relaxed extended JSON)."""
        name = json_util.dumps(self.relation.name, ensure_ascii=False)
        schema = json_util.dumps(self.relation.schema, ensure_ascii=False)
        lines = [f"  {_dumps(stage)}" for stage in self.stages]
        body = "[\n" + ",\n".join(lines) + "\n]" if lines else "[]"
        call = f"db.getSiblingDB({schema}).getCollection({name}).aggregate({body}"
        return f"{call}, {_dumps(self.command_options)})"

    @property
    def command_options(self) -> dict[str, Any]:
        """The options of the command that belong to its meaning."""
        simple = {"collation": {"locale": "simple"}} if self.collation else {}
        return {"allowDiskUse": True, **simple}


def _dumps(value: Any) -> str:
    return json_util.dumps(value, json_options=json_util.RELAXED_JSON_OPTIONS, ensure_ascii=False)


def compile_query(query: exp.Query, lenient: bool) -> Pipeline:
    """The pipeline of a bound query. Raises Unproven if MongoDB would answer otherwise."""
    if not isinstance(query, exp.Select):
        raise Unproven("query_shape", "set operations are not MongoDB's")
    for name, value in query.args.items():
        if value and name not in _CLAUSES:
            raise Unproven("query_shape", f"the clause {name} is not MongoDB's")
    table = query.args["from_"].this if query.args.get("from_") else None
    schema = relation_of(table) if isinstance(table, exp.Table) else None
    if schema is None:
        raise Unproven("query_shape", "a query reads one collection")
    compiler = _Compiler(query, schema.relation, lenient)
    compiler.collation = not (schema.details.get("view") and schema.details.get("collation"))
    return compiler.compile()


class _Compiler:
    """The state of one compilation."""

    def __init__(self, query: exp.Select, relation: Relation, lenient: bool) -> None:
        self.collation = True
        self._query = query
        self._relation = relation
        self._lenient = lenient
        self._stages: Stages = []
        self._outputs = {item.alias: item.this for item in query.expressions}

    def compile(self) -> Pipeline:
        where = self._query.args.get("where")
        filters = Predicates(self._field)
        if where is not None:
            self._match(filters.true(where.this))
        grouped = self._grouping()
        reads, counters, empty = self._plain() if grouped is None else self._grouped(grouped)
        return Pipeline(
            self._relation,
            self._stages,
            reads,
            counters,
            empty,
            self.collation,
            filters.superset,
        )

    def _match(self, match: dict[str, Any]) -> None:
        if match:
            self._stages.append({"$match": match})

    def _field(self, node: exp.Expression) -> Field:
        return field_of(node, self._lenient)

    # -- rows as they are ----------------------------------------------------------------

    def _plain(self) -> tuple[tuple[Read, ...], tuple[tuple[str, Field], ...], None]:
        outputs = [self._field(node) for node in self._outputs.values()]
        order = self._order(self._field)
        self._limit()
        hidden = [found for found in order.native if found not in outputs]
        reads = [_read(found, True) for found in outputs]
        reads += [_read(found, False) for found in hidden]
        wanted = _projection(outputs + hidden)
        if wanted is not None:
            self._stages.append({"$project": wanted})
        elif order.added:
            self._stages.append({"$unset": order.added})
        return tuple(reads), (), None

    # -- groups --------------------------------------------------------------------------

    def _grouping(self) -> Grouping | None:
        group, distinct = self._query.args.get("group"), self._query.args.get("distinct")
        parts = [*self._query.expressions, self._query.args.get("having")]
        parts.append(self._query.args.get("order"))
        aggregates = [node for part in parts if part for node in part.find_all(Aggregate)]
        if not (group or distinct or aggregates):
            return None
        if distinct and (group or aggregates or distinct.args.get("on")):
            raise Unproven("query_shape", "DISTINCT ON, and DISTINCT of groups")
        if group and (
            set(group.args) - {"expressions"}
            and any(value for name, value in group.args.items() if name != "expressions")
        ):
            raise Unproven("query_shape", "grouping sets")
        grouping = Grouping(self._lenient)
        for node in group.expressions if group else self._outputs.values() if distinct else ():
            grouping.add_key(node)
        for node in aggregates:
            grouping.add(node)
        return grouping

    def _grouped(
        self, grouping: Grouping
    ) -> tuple[tuple[Read, ...], tuple[tuple[str, Field], ...], tuple[int | None, ...] | None]:
        self._stages += grouping.stages()
        having = self._query.args.get("having")
        if having is not None:
            self._match(Predicates(grouping.resolve).true(having.this))
        outputs = [grouping.resolve(node) for node in self._outputs.values()]
        self._order(grouping.resolve)
        self._limit()
        empty = None if grouping.keys else self._empty_row(grouping, outputs)
        project: dict[str, Any] = {"_id": 0}
        reads = []
        for number, (label, found) in enumerate(zip(self._outputs, outputs, strict=True)):
            project[f"c{number}"] = found.ref
            reads.append(Read((f"c{number}",), (found.shape,), label))
        for name, _ in grouping.counters:
            project[name] = f"${name}"
            reads.append(Read((name,), (Shape("int"),), name, output=False))
        self._stages.append({"$project": project})
        return tuple(reads), tuple(grouping.counters), empty

    def _empty_row(self, grouping: Grouping, outputs: list[Field]) -> tuple[int | None, ...]:
        args = self._query.args
        if args.get("having") or args.get("limit") or args.get("offset"):
            raise Unproven("query_shape", "HAVING or LIMIT on an aggregate without keys")
        return tuple(grouping.defaults[found.path[0]] for found in outputs)

    # -- order and limit -----------------------------------------------------------------

    def _order(self, resolve: Any) -> Order:
        order = self._query.args.get("order")
        if order is None:
            return Order([], [], [])

        def find(node: exp.Expression) -> Field:
            if isinstance(node, exp.Column) and not node.table:
                if node.name not in self._outputs:
                    raise Unproven("sort", f'"{node.name}" is no output of the query')
                node = self._outputs[node.name]
            found: Field = resolve(node)
            return found

        compiled = compile_sort(order.expressions, find)
        self._stages += compiled.stages
        return compiled

    def _limit(self) -> None:
        offset, limit = (self._count(name) for name in ("offset", "limit"))
        if offset:
            self._stages.append({"$skip": offset})
        if limit == 0:
            self._stages.append({"$match": {"_id": {"$in": []}}})
        elif limit is not None:
            self._stages.append({"$limit": limit})

    def _count(self, clause: str) -> int | None:
        node = self._query.args.get(clause)
        if node is None:
            return None
        value = node.expression
        if isinstance(node, exp.Fetch) or not isinstance(value, Constant):
            raise Unproven("limit", "WITH TIES, or a limit that is no constant")
        if value.value is not None and not 0 <= value.value < 2**63:
            raise Unproven("limit", "a negative limit")
        return None if value.value is None else int(value.value)


def _read(found: Field, output: bool) -> Read:
    return Read(found.path, found.shapes, ".".join(found.path) or "_doc", output, found.required)


def _projection(fields: list[Field]) -> dict[str, Any] | None:
    """Only the fields needed; None if a name is no path, or the whole document is wanted."""
    try:
        paths = sorted(found.dotted for found in fields)
    except Unproven:
        return None
    chosen: dict[str, Any] = {}
    for path in paths:  # a path and one below it must not both be named
        parents = path.split(".")
        if not any(".".join(parents[:size]) in chosen for size in range(1, len(parents))):
            chosen[path] = 1
    if not chosen:
        return {"_id": 1}
    if not any(path.split(".")[0] == "_id" for path in chosen):
        chosen["_id"] = 0
    return chosen
