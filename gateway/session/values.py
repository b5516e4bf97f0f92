"""The values of a session's settings, in layers.

What is asked for is the first there is of: set for this transaction (SET LOCAL), set for the
session, given when it started, PostgreSQL's default. `saved` and `restore` let a transaction or a
savepoint roll back what was set since.

Imports: `gateway.errors`, this package.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from gateway.errors import SqlError
from gateway.session.known import SETTINGS
from gateway.session.setting import Setting, text

T = TypeVar("T")
Saved = tuple[Mapping[str, str], Mapping[str, str]]
"""What the session's and the transaction's layer held at one time."""

_OF_TRANSACTION: Final = {
    "transaction_isolation": "default_transaction_isolation",
    "transaction_deferrable": "default_transaction_deferrable",
}
"""Settings that last one transaction, and where their first value comes from."""
NO_ROLE: Final = "none"
"""The value of `role` for a session that acts as its own user."""
_IDENTITY: Final = frozenset({"role", "session_authorization", "is_superuser"})
"""Settings that say who acts. SET changes them by statements of their own, RESET ALL never."""
_HIDDEN: Final = frozenset({"role", "session_authorization"})
"""SHOW ALL leaves them out."""
_CUSTOM: Final = re.compile(r"[^\W\d][\w$]*(\.[^\W\d][\w$]*)+")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a setting's value is from, in `pg_settings`' words; its default; what RESET gives."""

    source: str
    default: str
    reset: str


@dataclass(slots=True)
class Values:
    """Changed by SET and its like; names in any case."""

    _started: dict[str, str] = field(default_factory=dict)
    _session: dict[str, str] = field(default_factory=dict)
    _local: dict[str, str] = field(default_factory=dict)
    _configured: set[str] = field(default_factory=set)
    """What of `_started` the gateway's own settings have given."""
    _read: dict[str, str] = field(default_factory=dict)
    """What `get` has found since the last change."""
    _derived: dict[str, Any] = field(default_factory=dict)
    _revision: object = field(default_factory=object)

    def get(self, name: str) -> str:
        """42704 with the nearest name if there is no such setting."""
        read = self._read  # the same one below: it may be another one by then
        found = read.get(name)
        if found is None:
            found = read[name] = self._found(name)
        return found

    @property
    def revision(self) -> object:
        """Another object after every change."""
        return self._revision

    def derived(self, name: str, make: Callable[[], T]) -> T:
        """What `make` makes of the values, made again after every change only."""
        derived = self._derived  # as `get` does
        if name not in derived:
            derived[name] = make()
        made: T = derived[name]
        return made

    def _found(self, name: str) -> str:
        key = name.lower()
        for layer in (self._local, self._session, self._started):
            if key in layer:
                return layer[key]
        if key in _OF_TRANSACTION:
            return self.get(_OF_TRANSACTION[key])
        return self.setting(name).default

    def set(self, name: str, value: str, *, local: bool = False) -> None:
        """42704 unknown, 22023 a value we cannot honour, 55P02 read-only, 42602 not a name."""
        key, checked = name.lower(), self._settable(name).checked(value)
        if local or key in _OF_TRANSACTION:
            self._local[key] = checked
        else:
            self._local.pop(key, None)
            self._session[key] = checked
        self._changed()

    def assume(self, name: str, value: str, *, local: bool = False) -> None:
        """Change a setting that says who acts, once it has been checked that it may be."""
        if local:
            self._local[name] = value
        else:
            self._local.pop(name, None)
            self._session[name] = value
        self._changed()

    def forget_identity(self) -> None:
        """Whoever has logged in acts again."""
        for name in _IDENTITY:
            self._session.pop(name, None)
            self._local.pop(name, None)
        self._changed()

    def start(self, name: str, value: str) -> None:
        """The value that the session begins with and RESET comes back to."""
        self._started[name.lower()] = self._settable(name).checked(value)
        self._changed()

    def start_as(self, name: str, value: str) -> None:
        """`start` of a setting that says who acts, once it has been checked that it may be."""
        self._started[name] = value
        self._changed()

    def started(self, name: str) -> str | None:
        """The value that the session began with, if it was given one."""
        return self._started.get(name)

    def start_default(self, name: str, value: str) -> None:
        """`start`, unless the session has begun with another value; also what no client may set."""
        if name.lower() not in self._started:
            self._started[name.lower()] = self._settable(name).read(value)
            self._configured.add(name.lower())
            self._changed()

    def reset(self, name: str, *, local: bool = False) -> None:
        """Back to what the session began with."""
        key, setting = name.lower(), self._settable(name)
        if setting.fixed:
            setting.checked("")
        self._local.pop(key, None)
        if local:
            self._local[key] = self._started.get(key, self._without_set(setting))
        elif key not in SETTINGS:
            # A name that was used once stays known, as in PostgreSQL.
            self._session[key] = self._started.get(key, "")
        else:
            self._session.pop(key, None)
        self._changed()

    def reset_all(self) -> None:
        """All of them but the transaction's own."""
        identity = {key: value for key, value in self._session.items() if key in _IDENTITY}
        self._session = {key: "" for key in self._session if key not in SETTINGS} | identity
        kept = _IDENTITY | _OF_TRANSACTION.keys()
        self._local = {key: value for key, value in self._local.items() if key in kept}
        self._changed()

    def _without_set(self, setting: Setting) -> str:
        """The value without any SET."""
        source = _OF_TRANSACTION.get(setting.name.lower())
        return self.get(source) if source is not None else setting.default

    def setting(self, name: str) -> Setting:
        """42704 if there is none."""
        key = name.lower()
        if key in SETTINGS:
            return SETTINGS[key]
        if any(key in layer for layer in (self._local, self._session, self._started)):
            return text(name)
        near = difflib.get_close_matches(key, SETTINGS, n=1)
        hint = f'Did you mean "{SETTINGS[near[0]].name}"?' if near else ""
        raise SqlError("42704", f'unrecognized configuration parameter "{name}"', hint=hint)

    def names(self) -> Iterator[str]:
        """Of all settings, as PostgreSQL spells them."""
        custom = {*self._local, *self._session, *self._started} - SETTINGS.keys()
        yield from (s.name for s in SETTINGS.values() if s.name not in _HIDDEN)
        yield from custom

    def origin(self, name: str) -> Origin:
        """Where the value of a setting is from."""
        key, default = name.lower(), self.setting(name).default
        source = "default"
        if key in self._local or key in self._session:
            source = "session"
        elif key in self._started:
            source = "configuration file" if key in self._configured else "client"
        return Origin(source, default, self._started.get(key, default))

    def saved(self) -> Saved:
        """What `restore` takes."""
        return dict(self._session), dict(self._local)

    def restore(self, saved: Saved) -> None:
        """Undo what was set since."""
        self._session, self._local = dict(saved[0]), dict(saved[1])
        self._changed()

    def end_transaction(self) -> None:
        """What was set for the transaction is over."""
        if self._local:
            self._local.clear()
            self._changed()

    def _changed(self) -> None:
        self._read, self._derived, self._revision = {}, {}, object()

    def _settable(self, name: str) -> Setting:
        if "." not in name or name.lower() in SETTINGS:
            return self.setting(name)
        if not _CUSTOM.fullmatch(name):
            raise SqlError(
                "42602",
                f'invalid configuration parameter name "{name}"',
                detail="Custom parameter names must be two or more simple identifiers "
                "separated by dots.",
            )
        return text(name)
