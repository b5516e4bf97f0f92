"""One statement that is over: what is known of it for ever.

Imports: standard library.
"""

from __future__ import annotations

from dataclasses import dataclass

OK = "00000"
"""The outcome of a statement that did not fail; else its SQLSTATE."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What one source was asked. `text` is its native statement; `seconds` None: it did not run."""

    source: str
    text: str
    rows: int
    bytes: int
    began: float | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A statement. `began` is Unix time; `rows` those handed to the client."""

    query_id: str
    user: str
    door: str
    client: str
    sql: str
    began: float
    seconds: float
    outcome: str
    rows: int
    sent: tuple[Sent, ...] = ()
    policies: tuple[str, ...] = ()
    trace_parent: str = ""
    """Its own place in its trace."""
    caller: str = ""
    """The client's place above it, "" when it told none."""
    role: str = ""
    """As whom it was run: another than `user`, who has logged in, after SET ROLE."""
    owner: bool = False
    """Whether it came from who owns the home; `user` is then no role, whatever it is called."""
