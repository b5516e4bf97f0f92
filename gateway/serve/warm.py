"""What is made before anybody asks for it: the system catalog, which the first client reads.

Imports: `gateway.catalog.system`, `gateway.engine`.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Final

from gateway.catalog import system

if TYPE_CHECKING:
    from gateway.engine import Gateway

logger = logging.getLogger(__name__)

_TURN: Final = 0.000_5
"""Seconds after which another thread gets its turn: the first clients are served meanwhile."""


def warm(gateway: Gateway) -> None:
    """Make it; whoever asks meanwhile waits for what is being made."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        system.prepare(gateway.catalog)
    except Exception:
        logger.exception("the system catalog could not be made at the start")
    finally:
        sys.setswitchinterval(usual)
