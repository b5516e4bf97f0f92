"""Values into a bound tree: parameters, and functions that are constant for a statement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace as changed
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final, cast
from uuid import UUID

from sqlglot import exp

from connectors.arrays import ArrayError, Shaped
from connectors.tree import Call, Constant, Parameter, constant, type_of
from connectors.types import BOOL, FLOATS, INT8, INTEGERS, NUMBERS, TEXT, Type
from gateway.errors import SqlError, unsupported
from gateway.session import Session
from gateway.sql.bind.limits import check_count
from gateway.sql.coerce import coerce
from gateway.sql.counts import counted
from gateway.sql.literals import number, parse_text
from gateway.sql.temporal import parse_timestamptz
from gateway.timezones import offset_at, offset_text, to_local


def with_values(query: exp.Query, types: Sequence[Type], values: Sequence[object]) -> exp.Query:
    """`query` with every `$n` replaced by its value, in place. 08P01 when the counts differ."""
    if len(values) != len(types):
        raise count_mismatch(len(values), len(types))
    if not types:
        return query
    constants = [parameter_value(v, t) for v, t in zip(values, types, strict=True)]
    for position, node in enumerate(constants, 1):
        node.meta["number"] = position  # for a plan that is kept for other values

    def replace(node: exp.Expr) -> exp.Expr:
        return constants[node.number - 1].copy() if isinstance(node, Parameter) else node

    replaced = cast(exp.Query, query.transform(replace, copy=False))
    for clause in list(replaced.find_all(exp.Limit, exp.Offset)):
        count = counted(clause.expression)
        clause.set("expression", count)
        if isinstance(count, Constant) and count.value is None:
            clause.pop()  # no limit
        elif isinstance(count, Constant):
            clause.set("expression", constant(count.value, INT8, parameter=True))
        check_count(clause.expression, type(clause).__name__.upper())
    for fetch in replaced.find_all(exp.Fetch):
        check_count(fetch.args["count"], "LIMIT", ties=True)
    return replaced


def count_mismatch(given: int, required: int) -> SqlError:
    """08P01: other than so many values."""
    return SqlError(
        "08P01",
        f"bind message supplies {given} parameters, but the statement requires {required}",
    )


def parameter_value(value: object, type_: Type) -> Constant:
    """A client's value as a constant of the parameter's type.

    Strings are PostgreSQL's input text of the type; other Python values must be of its Python form.
    Raises SqlError 22P02 and the like for text, 42804 for another kind of value.
    """
    return constant(read_value(value, type_), type_, parameter=True)


def read_value(value: object, type_: Type) -> Any:
    """The same, as `Constant` holds it."""
    if value is None:
        return None
    return parse_text(value, type_) if isinstance(value, str) else _native(value, type_)


def _native(value: Any, type_: Type) -> Any:
    name = type_.name
    match value:
        case bool() if name == "bool":
            return value
        case bool():
            pass
        case int() if name in NUMBERS:
            return _number(Decimal(value), type_)
        case float() if name in FLOATS:
            return value
        case Decimal() | float() if name in NUMBERS - INTEGERS:
            return _number(Decimal(str(value)), type_)
        case bytes() | bytearray() | memoryview() if name == "bytea":
            return bytes(value)
        case UUID() if name == "uuid":
            return str(value)
        case datetime() if name == "timestamptz":
            return value.astimezone(UTC) if value.tzinfo else parse_timestamptz(str(value))
        case datetime() if name == "timestamp" and value.tzinfo is None:
            return value
        case date() if name in ("date", "timestamp", "timestamptz"):
            return parse_text(str(value), type_)
        case time() if name == "time":
            return value
        case list() | tuple() if name == "array" and type_.element is not None:
            return _array(value, type_)
    raise SqlError(
        "42804", f"a parameter of type {type_} was given a Python {type(value).__name__}"
    )


def _array(value: Sequence[object], type_: Type) -> list[Any] | Shaped:
    """A list, or lists in lists: a dimension each."""
    element = type_.element or TEXT
    try:
        shape = Shaped.nested(value)
    except ArrayError as error:
        raise SqlError(error.sqlstate, error.message) from None
    read = shape.with_items(lambda item: parameter_value(item, element).value)
    return list(read.items) if read.plain and not type_.shaped else read


def reshaped(types: Sequence[Type], values: Sequence[object]) -> tuple[Type, ...]:
    """The types of parameters, with the shaped form where the value is an array that is no list."""
    return tuple(
        changed(type_, shaped=True)
        if type_.element is not None and isinstance(read_value(value, type_), Shaped)
        else type_
        for type_, value in zip(types, values, strict=False)
    )


def _number(value: Decimal, type_: Type) -> Any:
    converted = coerce(number(format(value, "f")), type_, context="explicit")
    return converted.value if isinstance(converted, Constant) else value


Evaluate = Callable[[Session, list[Any]], Any]
_EPOCH: Final = datetime(1970, 1, 1)


def _microseconds(session: Session) -> int:
    return (session.now().astimezone(UTC).replace(tzinfo=None) - _EPOCH) // timedelta(
        microseconds=1
    )


def _clock(session: Session) -> datetime:
    """What clocks in the session's zone show now."""
    return _EPOCH + timedelta(microseconds=to_local(session.zone, _microseconds(session)))


def _offset(session: Session) -> str:
    return offset_text(offset_at(session.zone, _microseconds(session)))


def _setting(session: Session, arguments: list[Any]) -> str | None:
    name, *missing_ok = arguments
    if name is None or missing_ok == [None]:
        return None
    try:
        return session.get(str(name))
    except SqlError:
        if missing_ok == [True]:
            return None
        raise


Members = Callable[[str], frozenset[str]]
"""All roles that a role has."""

_STABLE: Final[dict[str, Evaluate]] = {
    "now": lambda s, a: s.now(),
    "current_timestamp": lambda s, a: s.now(),
    "transaction_timestamp": lambda s, a: s.now(),
    "statement_timestamp": lambda s, a: s.now(),
    "current_date": lambda s, a: _clock(s).date(),
    "localtimestamp": lambda s, a: _clock(s),
    "localtime": lambda s, a: _clock(s).time(),
    "current_time": lambda s, a: f"{_clock(s).time().isoformat()}{_offset(s)}",
    "current_user": lambda s, a: s.user,
    "current_role": lambda s, a: s.user,
    "session_user": lambda s, a: s.session_user,
    "user": lambda s, a: s.user,
    "current_catalog": lambda s, a: s.database,
    "current_database": lambda s, a: s.database,
    "current_schema": lambda s, a: next(iter(s.schemas_in_sight), None),
    "current_schemas": lambda s, a: _schemas(s, a[0]),
    "current_setting": _setting,
    "version": lambda s, a: f"PostgreSQL {s.get('server_version')} (Unsilo federated SQL gateway)",
}


def _schemas(session: Session, implicit: object) -> list[str] | None:
    if implicit is None:
        return None
    return [*(["pg_catalog"] if implicit else []), *session.schemas_in_sight]


def with_session(query: exp.Query, session: Session, members: Members | None = None) -> exp.Query:
    """`query` with now(), current_user and their like replaced by this statement's values.

    `members` knows the roles that a role has. In place, as the planner owns the tree by then.
    """
    if not reads_session(query):
        return query
    # One reading of the clock for the whole statement: now() - now() is nothing.
    moment = copy(session)
    moment.moment = session.now()

    def replace(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, Call) or not _is_stable(node):
            return node
        arguments = [_known(argument, replace) for argument in node.arguments]
        if node.function == "pg_has_role":
            return constant(_has_role(moment, arguments, members), BOOL)
        value = _STABLE[node.function](moment, arguments)
        precision = arguments and node.function != "current_setting"
        if precision and isinstance(value, datetime):
            value = _rounded(value, int(arguments[0]))
        return constant(value, type_of(node))

    return cast(exp.Query, query.transform(replace, copy=False))


def _known(node: exp.Expr, replace: Callable[[exp.Expr], exp.Expr]) -> Any:
    """The value of an argument that is known before any row is read."""
    while isinstance(node, exp.Cast) and type_of(node).name in ("name", "text"):
        node = node.this
    node = replace(node)
    if not isinstance(node, Constant):
        raise unsupported("a function of the session over values of rows")
    return node.value


def _has_role(session: Session, arguments: list[Any], members: Members | None) -> bool | None:
    """`pg_has_role([user,] role, privilege)`: every privilege is that of a member."""
    if None in arguments:
        return None
    *user, role, privilege = map(str, arguments)
    if privilege.strip().lower() not in ("member", "usage", "set"):
        raise SqlError("22023", f'unrecognized privilege type: "{privilege}"')
    name = user[0] if user else session.user
    if members is None or (session.owner and name == session.user):
        return True
    return role in members(name)


def reads_session(query: exp.Query) -> bool:
    """Whether `with_session` would put a value in."""
    return any(_is_stable(node) for node in query.find_all(Call))


def _is_stable(node: Call) -> bool:
    function = node.meta.get("function")
    known = node.function in _STABLE or node.function == "pg_has_role"
    return known and bool(getattr(function, "stable", False))


def _rounded(moment: datetime, digits: int) -> datetime:
    unit = 10 ** (6 - min(max(digits, 0), 6))
    return moment.replace(microsecond=moment.microsecond // unit * unit)
