"""Statements about what the conversation itself has named: DEALLOCATE, and its part of DISCARD.

Imports: `gateway`, this package.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectors.api import OutputColumn
from connectors.types import Type
from gateway.errors import SqlError
from gateway.execute.result import Result
from gateway.lexer import tokens
from gateway.serve.pgwire.names import Names
from gateway.serve.pgwire.portal import Statement
from gateway.session import Session

if TYPE_CHECKING:
    from gateway.engine import Gateway


@dataclass(frozen=True, slots=True)
class Local:
    """A statement without rows that is carried out here; stands where `Prepared` does."""

    run: Callable[[], Result]
    parameters: tuple[Type, ...] = ()
    columns: tuple[OutputColumn, ...] = ()

    def execute(self, values: Sequence[object] = ()) -> Result:
        """Carry it out."""
        return self.run()


def local_statement(
    statement: Statement, names: Names, gateway: Gateway, session: Session
) -> Local | None:
    """The statement's execution if it is about prepared statements, else None."""
    match statement.word:
        case "deallocate":
            return Local(lambda: _deallocate(statement.sql, names))
        case "discard":
            return Local(lambda: _discard(statement.sql, names, gateway, session))
    return None


def _deallocate(sql: str, names: Names) -> Result:
    """`DEALLOCATE [PREPARE] { name | ALL }`. 26000 for an unknown name, 42601."""
    words = [token for token in tokens(sql) if token.text != ";"][1:]
    if len(words) == 2 and words[0].word == "prepare":
        words = words[1:]
    if len(words) != 1 or words[0].name is None:
        at = words[1].start + 1 if len(words) > 1 else len(sql) + 1
        near = f'or near "{words[1].text}"' if len(words) > 1 else "end of input"
        raise SqlError("42601", f"syntax error at {near}", position=at)
    if words[0].word == "all":
        names.drop_statements()
        return _done("DEALLOCATE ALL")
    names.statement(words[0].name)
    names.drop_statement(words[0].name)
    return _done("DEALLOCATE")


def _discard(sql: str, names: Names, gateway: Gateway, session: Session) -> Result:
    """DISCARD ALL forgets statements too; the session's own part is the gateway's."""
    result = gateway.execute(sql, session=session)
    if [token.word for token in tokens(sql)][1:2] == ["all"]:
        names.drop_statements()
    return result


def _done(tag: str) -> Result:
    return Result((), iter(()), command=tag)
