"""Which server answers, and what follows from its version.

Gates: duckdb-mysql's version matrix and the servers' release notes (research/peers.md, 1a).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBERS = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?")
_OTHERS = ("tidb", "vitess", "singlestore", "memsql", "starrocks", "doris", "oceanbase")
"""They speak the protocol; their semantics are their own, so nothing is proven for them."""


@dataclass(frozen=True, slots=True)
class Server:
    """`flavour` is "MySQL", "MariaDB" or "" (neither, nothing is pushed); `version` 80031."""

    flavour: str
    version: int
    text: str

    @property
    def mariadb(self) -> bool:
        """Whether it is a MariaDB."""
        return self.flavour == "MariaDB"

    @property
    def binary_collation(self) -> str | None:
        """A collation of utf8mb4 that compares bytes and pads nothing, None if it has none."""
        if self.mariadb:
            return "utf8mb4_nopad_bin" if self.version >= 100200 else None
        return "utf8mb4_0900_bin" if self.version >= 80017 else None

    @property
    def details(self) -> dict[str, object]:
        """What every relation carries, so that `supports` need not ask the server."""
        return {"flavour": self.flavour, "version": self.version}


def recognise(version: str, comment: str = "") -> Server:
    """The server that calls itself `version` (VERSION()) and `comment` (@@version_comment)."""
    text = version.removeprefix("5.5.5-") if "MariaDB" in version else version
    said = f"{version} {comment}".lower()
    numbers = _NUMBERS.search(text)
    if numbers is None or any(other in said for other in _OTHERS):
        return Server("", 0, version)
    major, minor, patch = (int(part or 0) for part in numbers.groups())
    flavour = "MariaDB" if "mariadb" in said else "MySQL"
    return Server(flavour, major * 10000 + minor * 100 + patch, text)
