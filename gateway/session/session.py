"""One user's conversation with the gateway."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from gateway.errors import unsupported
from gateway.session.advisory import AdvisoryLocks
from gateway.session.cursors import Cursor
from gateway.session.encryption import Encryption
from gateway.session.notifications import Exchange, Listener, checked
from gateway.session.setting import milliseconds
from gateway.session.transaction import Transaction
from gateway.session.values import NO_ROLE, Values
from gateway.timezones import Zone, session_zone


class Session:
    """Who asks, with which settings (PostgreSQL's names and rules). Not shared between threads."""

    def __init__(
        self,
        user: str = "unsilo",
        database: str = "unsilo",
        settings: Mapping[str, str] | None = None,
        moment: datetime | None = None,
        owner: bool = False,
        query_id: str = "",
        door: str = "embedded",
        client: str = "",
        trace_parent: str = "",
    ) -> None:
        self.login_user = user
        """Who has logged in."""
        self.database = database
        self.moment = moment
        """The time of `now()` when it is not the transaction's or this one."""
        self.owns_home = owner
        """Whoever asks owns the home: the command line, an embedding program."""
        self.query_id = query_id
        """What the next query is tagged with at its sources; "" makes a new id for every query."""
        self.process = 0
        """The number by which its client may cancel what runs in it (PostgreSQL's), 0 for none."""
        self.door = door
        """The way in: "postgres", "http", "cli", "embedded"."""
        self.client = client
        """The client's address, "" for this process."""
        self.encryption: Encryption | None = None
        """Of the client's connection, where PostgreSQL's protocol is spoken over TLS."""
        self.trace_parent = trace_parent
        """The client's place in a trace (W3C Trace Context), "" when it has none."""
        self.in_sight = ""
        """The search path while none is chosen, for SHOW and its like: every schema there is."""
        self.cursors: Callable[[], Sequence[Cursor]] = lambda: ()
        """The cursors that are open now."""
        self.listener: Listener | None = None
        """How it hears notifications, None where nothing can be told between its statements."""
        self.locks: AdvisoryLocks | None = None
        """Its advisory locks, None where it does not last."""
        self.values = Values()
        for name, value in (settings or {}).items():
            self.start(name, value)
        self.transaction = Transaction(self.values)

    def listen_by(self, exchange: Exchange, wake: Callable[[], None]) -> Listener:
        """Let it take part in LISTEN and NOTIFY; `wake` as of `Listener`."""
        listener = self.listener = Listener(exchange, wake)
        self.transaction.on_commit = lambda acts: exchange.commit(listener, acts)
        return listener

    def lock_in(self, folder: Path) -> AdvisoryLocks:
        """Let it take advisory locks, against all that use the same folder."""
        locks = self.locks = AdvisoryLocks(folder)
        self.transaction.on_end = locks.end_levels
        return locks

    def notify(self, channel: str, payload: str) -> None:
        """Say it when the transaction commits. 22023, 54000; 0A000 where nothing can be said."""
        said = checked(self.process, channel, payload)
        if self.listener is None:
            raise unsupported("NOTIFY", hint="It works over the PostgreSQL protocol.")
        self.listener.exchange.check_room(channel)
        self.transaction.act(said)

    @property
    def user(self) -> str:
        """The role whose rights count: `current_user`. SET ROLE changes it."""
        role = self.values.get("role")
        return self.session_user if role == NO_ROLE else role

    @property
    def session_user(self) -> str:
        """Whom SET ROLE NONE goes back to. SET SESSION AUTHORIZATION changes it."""
        return self.values.get("session_authorization") or self.login_user

    @property
    def owner(self) -> bool:
        """Whether everything is allowed: to the home's owner who acts as nobody else."""
        acting = self.values.get("session_authorization") or self.values.get("role") != NO_ROLE
        return self.owns_home and not acting

    def get(self, name: str) -> str:
        """The value of a setting. 42704 with the nearest name if there is none."""
        return self.values.get(name)

    def set(self, name: str, value: str, *, local: bool = False) -> None:
        """Change a setting. 42704 unknown, 22023 a value we cannot honour, 55P02 read-only."""
        self.values.set(name, value, local=local)

    def start(self, name: str, value: str) -> None:
        """The value of a setting that the session begins with and RESET comes back to."""
        self.values.start(name, value)

    @property
    def zone(self) -> Zone:
        """The time zone that `TimeZone` names."""
        return session_zone(self.get("timezone"))

    def reset(self, name: str | None = None) -> None:
        """Back to the default: one setting, or all of them."""
        if name is None or name.lower() == "all":
            self.values.reset_all()
        else:
            self.values.reset(name)

    def all(self) -> Mapping[str, str]:
        """Every setting with its current value."""
        return {name: self.shown(name) for name in self.values.names()}

    def shown(self, name: str) -> str:
        """The value of a setting as SHOW prints it."""
        value = self.get(name)
        return value or self.in_sight if name.lower() == "search_path" else value

    @property
    def pushdown(self) -> bool:
        """Whether fragments may hold more than columns of one relation."""
        return self.get("pushdown") == "on"

    @property
    def search_path(self) -> tuple[str, ...]:
        """Entries `source` or `source.schema`, in order."""
        return self.values.derived("search path", lambda: _entries(self.get("search_path")))

    @property
    def schemas_in_sight(self) -> tuple[str, ...]:
        """The search path; every schema there is while none is chosen."""
        return self.search_path or _entries(self.in_sight)

    def seconds(self, name: str) -> float | None:
        """A setting of time in seconds; None when it is 0."""
        return milliseconds(self.get(name)) / 1000 or None

    def now(self) -> datetime:
        """The time of `now()`: the transaction's start, else this moment (UTC)."""
        return self.moment or self.transaction.start or datetime.now(UTC)


def _entries(path: str) -> tuple[str, ...]:
    entries = (part.strip().strip('"') for part in path.split(","))
    return tuple(entry for entry in entries if entry and entry != "$user")
