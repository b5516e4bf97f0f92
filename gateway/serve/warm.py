"""What is made before anybody asks for it: the system catalog, which the first client reads.

Imports: `gateway.catalog.system`, `gateway.engine`.
"""

from __future__ import annotations

import gc
import logging
import sys
import threading
from typing import TYPE_CHECKING, Final

from gateway.catalog import system

if TYPE_CHECKING:
    from gateway.engine import Gateway

logger = logging.getLogger(__name__)

_TURN: Final = 0.000_5
"""Seconds after which another thread gets its turn: the first clients are served meanwhile."""


def warm(gateway: Gateway) -> threading.Thread:
    """Begin; whoever asks before it is done waits for what is being made."""
    thread = threading.Thread(target=_warm, args=(gateway,), name="warm", daemon=True)
    thread.start()
    return thread


def _warm(gateway: Gateway) -> None:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        system.prepare(gateway.catalog)
        gc.freeze()  # what was made stays: no query waits until all of it has been looked through
    except Exception:
        logger.exception("the system catalog could not be made at the start")
    finally:
        sys.setswitchinterval(usual)
