"""The memory of a process and all that it has started.

PSS: memory that several processes share counts once. Linux only. Imports: standard library.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path


def kilobytes(pid: int) -> int:
    """PSS of the process and its descendants."""
    return sum(_of(one) for one in _family(pid))


def grown(pid: int, keep: Callable[[], None], seconds: float) -> int:
    """By how much it grows at most while `keep` is called again and again."""
    before = most = kilobytes(pid)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        keep()
        most = max(most, kilobytes(pid))
    return most - before


def _family(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        for thread in Path(f"/proc/{parent}/task").glob("*/children"):
            found += map(int, thread.read_text().split())
    return found


def _of(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0  # it has just ended
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) if found else 0
