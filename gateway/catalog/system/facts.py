"""What a catalog query may ask about its session: user, database, search path, settings.

Imports: `gateway.session`, this package.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.catalog.system.database import DATABASE
from gateway.errors import SqlError, unsupported
from gateway.session import Session


@dataclass(frozen=True, slots=True)
class Facts:
    """Answers as DuckDB text. `changing` is false while a statement is only described."""

    session: Session
    changing: bool

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
        match name, arguments:
            case "current_database", []:
                return literal(DATABASE)
            case "current_schema", []:
                return self._schema()
            case "current_schemas", [implicit]:
                system = ["'pg_catalog'"] if implicit == "true" else []
                return f"[{', '.join(system + self._path())}]::VARCHAR[]"
            case "version", []:
                return literal(f"PostgreSQL {self.session.get('server_version')} (Unsilo)")
            case "current_setting", [setting]:
                return self._setting(setting, missing_ok=False)
            case "current_setting", [setting, missing]:
                return self._setting(setting, missing_ok=missing == "true")
            case "set_config", [setting, value, local]:
                return self._set(setting, value, local=local == "true")
            case "inet_client_addr" | "inet_server_addr" | "inet_client_port", []:
                return "NULL::VARCHAR"
        return None

    def _path(self) -> list[str]:
        return [literal(entry) for entry in self.session.search_path]

    def _schema(self) -> str:
        return self._path()[0] if self._path() else "NULL::VARCHAR"

    def _setting(self, setting: str, *, missing_ok: bool) -> str:
        name = unquoted(setting, "current_setting")
        try:
            return literal(self.session.get(name))
        except SqlError:
            if missing_ok:
                return "NULL::VARCHAR"
            raise

    def _set(self, setting: str, value: str, *, local: bool) -> str:
        name, text = unquoted(setting, "set_config"), unquoted(value, "set_config")
        if self.changing:
            self.session.set(name, text, local=local)
            return literal(self.session.get(name))
        return literal(text)


def literal(text: str) -> str:
    """A string literal."""
    return "'" + text.replace("'", "''") + "'"


def unquoted(text: str, function: str) -> str:
    """The value of a plain string literal; 0A000 for anything else."""
    if len(text) < 2 or text[0] != "'" or text[-1] != "'":
        raise unsupported(f"{function} of something else than a literal")
    return text[1:-1].replace("''", "'")
