"""Networks in CIDR notation, for lists of who may come in.

Imports: standard library.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable


def normal(networks: Iterable[str]) -> tuple[str, ...]:
    """Addresses and networks in their normal form. ValueError for what is none."""
    return tuple(str(ipaddress.ip_network(text.strip())) for text in networks)


def allows(networks: Iterable[str], address: str | None) -> bool:
    """Whether an address is in one of the networks; no networks allow any address."""
    allowed = [ipaddress.ip_network(network) for network in networks]
    if not allowed:
        return True
    if address is None:
        return False
    found = plain(address)
    return any(found in network for network in allowed)


def plain(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An address without its zone, an IPv4 address in IPv6's clothes as what it is."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return found
