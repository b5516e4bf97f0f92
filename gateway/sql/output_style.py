"""How a session wants values printed: its time zone and output settings.

Imports: `gateway.session`, `gateway.timezones`.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.session import Session
from gateway.timezones import Zone


@dataclass(frozen=True, slots=True)
class OutputStyle:
    """`TimeZone`, `bytea_output`, `extra_float_digits`, `IntervalStyle`.

    `DateStyle` is ISO always: its order of day and month is about input only.
    """

    zone: Zone = "UTC"
    bytea: str = "hex"
    float_digits: int = 1
    interval: str = "postgres"

    @classmethod
    def of(cls, session: Session) -> OutputStyle:
        """The session's at this moment."""
        return session.values.derived("output style", lambda: cls._read(session))

    @classmethod
    def _read(cls, session: Session) -> OutputStyle:
        return cls(
            session.zone,
            session.get("bytea_output"),
            int(session.get("extra_float_digits")),
            session.get("intervalstyle"),
        )

    @property
    def types(self) -> frozenset[str]:
        """Types whose text differs from the usual one in more than the zone."""
        chosen = {
            "bytea": self.bytea != "hex",
            "float4": self.float_digits < 1,
            "float8": self.float_digits < 1,
            "interval": self.interval != "postgres",
        }
        return frozenset(name for name, other in chosen.items() if other)


USUAL = OutputStyle()
"""Of a session that has set nothing."""
