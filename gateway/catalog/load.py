"""Finding and opening the connector for an address, through entry points.

A connector's code is imported only when a source of its scheme is opened.
Imports: standard library, `connectors.api`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Final, cast

from connectors.api import Connector
from gateway.catalog.nearest import nearest
from gateway.errors import SqlError

GROUP: Final = "unsilo.connectors"


def schemes() -> tuple[str, ...]:
    """The URL schemes that installed connectors offer, in alphabetical order."""
    return tuple(sorted({entry.name for entry in entry_points(group=GROUP)}))


def open_connector(url: str, options: Mapping[str, str]) -> Connector:
    """Open a connector; no I/O yet. `url` holds its secret.

    Raises SqlError HV00D for a scheme that no connector offers and HV00L for a connector that
    cannot be loaded; ConnectorError as the connector says.
    """
    entry = _entry(url.partition(":")[0].lower() if ":" in url else "")
    try:
        opener = entry.load()
    except (ImportError, AttributeError) as error:
        raise SqlError(
            "HV00L",
            f'the connector for "{entry.name}" cannot be loaded',
            detail=f"{entry.value}: {error}",
        ) from error
    return cast(Connector, opener({**options, "url": url}))


def _entry(scheme: str) -> EntryPoint:
    found = {entry.name: entry for entry in entry_points(group=GROUP)}
    if scheme in found:
        return found[scheme]
    near = nearest(scheme, found, limit=1) if scheme else []
    suggestion = f' Did you mean "{near[0]}"?' if near else ""
    what = f'no connector for addresses of scheme "{scheme}"' if scheme else "address has no scheme"
    raise SqlError("HV00D", what, hint=f"Schemes: {', '.join(sorted(found))}.{suggestion}")
