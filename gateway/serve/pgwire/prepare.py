"""PREPARE, EXECUTE and DEALLOCATE. The names are those of the protocol's prepared statements.

Rules: prepare.c. Imports: `gateway`, this package.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from connectors.api import OutputColumn
from connectors.types import TEXT, Type
from gateway import statements
from gateway.errors import SqlError, at_offset, unsupported
from gateway.execute.result import Result
from gateway.lexer import Kind, tokens
from gateway.prepared import JSON
from gateway.serve.pgwire.inner import Inner
from gateway.serve.pgwire.names import Names
from gateway.serve.pgwire.portal import Statement
from gateway.session import Session
from gateway.sql.categories import castable, signature
from gateway.sql.output import to_text
from gateway.sql.parse import parse
from gateway.sql.type_names import parse_type
from gateway.statements.words import Words, string_value

if TYPE_CHECKING:
    from gateway.engine import Gateway


@dataclass(frozen=True, slots=True)
class Prepare:
    """A statement to be named."""

    names: Names
    name: str
    query: Statement
    parameters: tuple[Type, ...] = ()
    columns: tuple[OutputColumn, ...] = ()

    def execute(self, values: Sequence[object] = (), *, timed: bool = True) -> Result:
        """Name it. 42P05."""
        self.names.new_statement(self.name, self.query.sql)
        self.names.add_statement(self.name, self.query)
        return Result((), iter(()), command="PREPARE")


_NOT_EXECUTED: Final = ("execute", "fetch", "move")


@dataclass(frozen=True, slots=True)
class Execute:
    """A named statement with arguments: `(start, text)` of each."""

    names: Names
    gateway: Gateway
    session: Session
    name: str
    arguments: tuple[tuple[int, str], ...]
    parameters: tuple[Type, ...] = ()

    @property
    def columns(self) -> tuple[OutputColumn, ...]:
        """The statement's. 26000."""
        return tuple(self._statement().columns)

    def execute(self, values: Sequence[object] = (), *, timed: bool = True) -> Result:
        """Run it. 26000; 42601 and 42804 for arguments that do not fit."""
        statement, given = self.called()
        assert statement.prepared is not None  # see _statement
        return statement.prepared.execute(given, timed=timed)

    def called(self) -> tuple[Statement, list[str | None]]:
        """The statement and the values of its parameters."""
        statement = self._statement()
        return statement, self._values(statement.parameters)

    def _statement(self) -> Statement:
        """26000; 0A000 for what is no query and could go round in a circle."""
        statement = self.names.statement(self.name)
        if statement.prepared is None or statement.copy or statement.word in _NOT_EXECUTED:
            raise unsupported(f'EXECUTE of the statement "{self.name}"')
        return statement

    def _values(self, types: Sequence[Type]) -> list[str | None]:
        if len(types) != len(self.arguments):
            raise SqlError(
                "42601",
                f'wrong number of parameters for prepared statement "{self.name}"',
                detail=f"Expected {len(types)} parameters but got {len(self.arguments)}.",
            )
        return [
            self._value(number, start, text, type_)
            for number, ((start, text), type_) in enumerate(
                zip(self.arguments, types, strict=True), 1
            )
        ]

    def _value(self, number: int, start: int, text: str, type_: Type) -> str | None:
        """An argument's value in text form, as an assignment to the parameter's type gives it."""
        words = list(tokens(text))
        if len(words) == 1 and words[0].kind is Kind.STRING:
            return string_value(words[0])
        if len(words) == 1 and words[0].word == "null":
            return None
        with at_offset(start - len("SELECT (")):
            (column,) = self.gateway.prepare(f"SELECT ({text})", self.session).columns
        if not castable(signature(column.type), signature(type_), "assignment"):
            raise SqlError(
                "42804",
                f"parameter ${number} of type {column.type} cannot be coerced to the expected "
                f"type {type_}",
                hint="You will need to rewrite or cast the expression.",
                position=start + 1,
            )
        with self.gateway.execute(f"SELECT CAST(({text}) AS {type_})", (), self.session) as found:
            table = found.table()
            value = to_text(table.column(0).combine_chunks(), found.columns[0].type)[0].as_py()
        return None if value is None else str(value)


@dataclass(frozen=True, slots=True)
class ExplainExecute:
    """EXPLAIN of a named statement with arguments; `head` is what stands before EXECUTE."""

    head: str
    run: Execute
    columns: tuple[OutputColumn, ...]
    parameters: tuple[Type, ...] = ()

    def execute(self, values: Sequence[object] = (), *, timed: bool = True) -> Result:
        """Explain it with these values."""
        statement, given = self.run.called()
        sql = self.head + statement.sql
        explain = self.run.gateway.prepare(sql, self.run.session, statement.parameters)
        return explain.execute(given, timed=timed)


@dataclass(frozen=True, slots=True)
class Deallocate:
    """A statement to be forgotten; `name` None for all."""

    names: Names
    name: str | None
    parameters: tuple[Type, ...] = ()
    columns: tuple[OutputColumn, ...] = ()

    def execute(self, values: Sequence[object] = (), *, timed: bool = True) -> Result:
        """Forget it. 26000."""
        if self.name is None:
            self.names.drop_statements()
            return Result((), iter(()), command="DEALLOCATE ALL")
        self.names.statement(self.name)
        self.names.drop_statement(self.name)
        return Result((), iter(()), command="DEALLOCATE")


def prepare(words: Words, names: Names, inner: Inner) -> Prepare:
    """`PREPARE name [(types)] AS query`."""
    words.expect("prepare")
    if words.take("transaction"):
        raise unsupported("PREPARE TRANSACTION")
    name = words.name()
    types = [_type(*part) for part in _parts(words)]
    words.expect("as")
    return Prepare(names, name, inner.query(*words.rest(), types=types, writing=True))


def execute(words: Words, names: Names, inner: Inner) -> Execute:
    """`EXECUTE name [(arguments)]`."""
    words.expect("execute")
    name = words.name()
    arguments = tuple(_parts(words))
    words.end()
    return Execute(names, inner.gateway, inner.session, name, arguments)


def explain(sql: str, names: Names, inner: Inner) -> ExplainExecute | None:
    """`EXPLAIN … EXECUTE name [(arguments)]`; None for EXPLAIN of anything else."""
    asked = statements.explained(sql)
    with at_offset(asked.start):
        words = Words(asked.query)
        if words.word != "execute":
            return None
        run = execute(words, names, inner)
    run = replace(run, arguments=tuple((asked.start + at, text) for at, text in run.arguments))
    columns = (OutputColumn("QUERY PLAN", JSON if asked.format == "json" else TEXT),)
    return ExplainExecute(sql[: asked.start], run, columns)


def deallocate(words: Words, names: Names) -> Deallocate:
    """`DEALLOCATE [PREPARE] name|ALL`."""
    words.expect("deallocate")
    if words.after(1):
        words.take("prepare")
    name = None if words.take("all") else words.name()
    words.end()
    return Deallocate(names, name)


def _parts(words: Words) -> list[tuple[int, str]]:
    """What stands between the commas of `( … )`, with its place; nothing without parentheses."""
    if words.token is None or words.token.text != "(":
        return []
    start, end = words.balanced()
    found, depth, at = [], 0, start
    for token in tokens(words.sql[start:end]):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token.text, 0)
        if token.text == "," and depth == 0:
            found.append((at, words.sql[at : start + token.start]))
            at = start + token.end
    if words.sql[at:end].strip():
        found.append((at, words.sql[at:end]))
    return found


def _type(start: int, text: str) -> Type | None:
    """A written type name; None for `unknown`, which is to be inferred. 42704."""
    if text.strip().lower() == "unknown":
        return None
    with at_offset(start - len("SELECT CAST(NULL AS ")):
        (tree,) = parse(f"SELECT CAST(NULL AS {text})")
        cast = tree.find(exp.Cast)
        if cast is None or not isinstance(cast.to, exp.DataType):
            raise SqlError("42601", f'syntax error at or near "{text.strip()}"', position=start + 1)
        return parse_type(cast.to)
