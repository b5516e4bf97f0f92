"""What a catalog query may ask about its session: user, database, search path, settings.

Imports: `gateway.catalog.naming`, `gateway.encodings`, `gateway.session`, this package.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Final

from gateway.catalog.naming import DATABASE
from gateway.catalog.system.acts import ACTS, Acts
from gateway.catalog.system.identifiers import quoted
from gateway.catalog.system.surroundings import Surroundings
from gateway.encodings import canonical
from gateway.errors import SqlError, unsupported
from gateway.session import Session


@dataclass(frozen=True, slots=True)
class Stopper:
    """A function that the statement calls for every row, under a name that no other has."""

    name: str
    arguments: int
    stop: Callable[[int], bool]


_numbers = count(1)

STARTED: Final = datetime.now(UTC)
"""When the server started, as far as clients can see."""


FACTS: Final = frozenset({
    "session_user", "current_user", "user", "current_role", "current_catalog", "current_schema",
    "current_database", "current_schemas", "version", "current_setting", "set_config",
    "pg_postmaster_start_time", "pg_conf_load_time", "inet_client_addr", "inet_server_addr",
    "inet_client_port", "inet_server_port", "pg_backend_pid", "pg_cancel_backend",
    "pg_terminate_backend", "pg_client_encoding", "pg_notify", "pg_listening_channels",
}) | ACTS  # fmt: skip
"""The words and functions that `Facts` answers."""


class Facts:
    """Answers as DuckDB text, for one statement of one session.

    `path` are the schemas in sight, as clients name them. `changing` is false while a statement is
    only described. `lasting` turns false once something was asked that may differ next time.
    """

    def __init__(
        self,
        session: Session,
        surroundings: Surroundings,
        path: Sequence[str],
        sql: str = "",
        *,
        changing: bool,
    ) -> None:
        self.session = session
        self.surroundings = surroundings
        self.path = tuple(path)
        self.sql = sql
        self.lasting = True
        self.stoppers: list[Stopper] = []
        """Of `pg_cancel_backend` and its like over what rows say."""
        self._changing = changing
        self.acts: Acts | None = None
        """What may lock and sleep, None where nothing can wait."""

    def word(self, name: str) -> str | None:
        """The value of a keyword such as `current_user`, None if it is not one."""
        if name == "session_user":
            return literal(self.session.session_user)
        if name in ("current_user", "user", "current_role"):
            return literal(self.session.user)
        if name == "current_catalog":
            return literal(DATABASE)
        return self._schema() if name == "current_schema" else None

    def function(self, name: str, arguments: list[str]) -> str | None:
        """The value of a call with these arguments (DuckDB text), None if it is not ours."""
        if name in ACTS:
            return self._act(name, arguments)
        match name, arguments:
            case "current_database", []:
                return literal(DATABASE)
            case "current_schema", []:
                return self._schema()
            case "current_schemas", [implicit]:
                system = ["'pg_catalog'"] if implicit == "true" else []
                return f"[{', '.join(system + [literal(name) for name in self.path])}]::VARCHAR[]"
            case "version", []:
                return literal(f"PostgreSQL {self.session.get('server_version')} (Unsilo)")
            case "current_setting", [_, "null"]:
                return "NULL::VARCHAR"
            case "current_setting", [setting, *missing]:
                return self._setting(setting, missing_ok=missing == ["true"])
            case "set_config", [setting, value, local]:
                return self._set(setting, value, local=local == "true")
            case "pg_postmaster_start_time" | "pg_conf_load_time", []:
                return f"TIMESTAMPTZ {literal(STARTED.isoformat())}"
            case "inet_client_addr" | "inet_server_addr", []:
                return "NULL::VARCHAR"
            case "inet_client_port" | "inet_server_port", []:
                return "NULL::INTEGER"
            case "pg_client_encoding", []:
                self.lasting = False
                return literal(canonical(self.session.get("client_encoding")) or "")
            case "pg_backend_pid", []:
                return f"{self.process}::INTEGER"
            case "pg_cancel_backend", [process]:
                return self._stopped(process, self.surroundings.cancel)
            case "pg_terminate_backend", [process, *_]:
                return self._stopped(process, self.surroundings.terminate)
            case "pg_notify", [channel, payload]:
                return self._notified(channel, payload)
            case "pg_listening_channels", []:
                self.lasting = False
                listener = self.session.listener
                names = map(literal, listener.channels if listener is not None else ())
                return f"unnest([{', '.join(names)}]::VARCHAR[])"
        return None

    @property
    def process(self) -> int:
        """The number of the session's connection; the gateway's where it has none."""
        self.lasting = False
        return self.session.process or os.getpid()

    def settings(self) -> Mapping[str, str]:
        """Every setting under its name as SHOW ALL spells it."""
        self.lasting = False
        return dict(self.session.all()) | {"search_path": self._search_path()}

    def _search_path(self) -> str:
        """The path as set; where none is, every schema is in sight."""
        return self.session.get("search_path") or ", ".join(map(quoted, self.path))

    def _schema(self) -> str:
        return literal(self.path[0]) if self.path else "NULL::VARCHAR"

    def _setting(self, setting: str, *, missing_ok: bool) -> str | None:
        if not setting.startswith("'"):
            self.lasting = False
            return f"(SELECT __setting FROM __settings WHERE __name = lower({setting}))"
        name = unquoted(setting, "current_setting").lower()
        if name == "search_path":
            return literal(self._search_path())
        self.lasting = False
        try:
            return literal(self.session.get(name))
        except SqlError:
            if missing_ok:
                return "NULL::VARCHAR"
            raise

    def _act(self, name: str, arguments: list[str]) -> str:
        """A lock, or sleep: nothing while the statement is only described."""
        self.lasting = False
        if not self._changing:
            truth = "try" in name or name in ("pg_advisory_unlock", "pg_advisory_unlock_shared")
            return "true" if truth else "''::VARCHAR"
        if self.acts is None:
            raise unsupported(f"{name} in a statement over other relations")
        return self.acts.call(name, arguments)

    def _notified(self, channel: str, payload: str) -> str:
        """`pg_notify`, which says it when the transaction commits."""
        self.lasting = False
        name, text = ("" if v == "null" else unquoted(v, "pg_notify") for v in (channel, payload))
        if self._changing:
            self.session.notify(name, text)
        return "''::VARCHAR"

    def _stopped(self, process: str, stop: Callable[[Session, int], bool]) -> str | None:
        self.lasting = False
        number = process.strip("'()").replace(" ", "")  # -1 is (- 1)
        if not number.removeprefix("-").isdigit():
            return None
        done = not self._changing or stop(self.session, int(number))
        return str(done).lower()

    def stopper(self, function: str, arguments: int) -> str | None:
        """The name of a new function that does for each row what `function` does; None if it does
        not stop anything."""
        if function not in ("pg_cancel_backend", "pg_terminate_backend"):
            return None
        cancel = function == "pg_cancel_backend"
        stop = self.surroundings.cancel if cancel else self.surroundings.terminate
        made = Stopper(
            f"__stop_{next(_numbers)}",
            arguments,
            lambda process: not self._changing or stop(self.session, process),
        )
        self.stoppers.append(made)
        return made.name

    def _set(self, setting: str, value: str, *, local: bool) -> str:
        self.lasting = False
        name = unquoted(setting, "set_config")
        text = None if value == "null" else unquoted(value, "set_config")
        if not self._changing:
            return literal(text or "")
        if text is None:
            self.session.values.reset(name, local=local)
        else:
            self.session.set(name, text, local=local)
        return literal(self.session.get(name))


def literal(text: str) -> str:
    """A string literal."""
    return "'" + text.replace("'", "''") + "'"


def unquoted(text: str, function: str) -> str:
    """The value of a plain string literal; 0A000 for anything else."""
    if len(text) < 2 or text[0] != "'" or text[-1] != "'":
        raise unsupported(f"{function} of something else than a literal")
    return text[1:-1].replace("''", "'")
