"""Which allocator a server's Arrow memory comes from.

Imports: pyarrow.
"""

from __future__ import annotations

import pyarrow as pa


def use_frugal_allocator() -> None:
    """From now on the one that keeps least: jemalloc, or the system's where pyarrow has none.

    mimalloc, pyarrow's own choice, keeps pages for every thread that has encoded rows: slow readers
    took twice the memory with it.
    """
    frugal = "jemalloc" in pa.supported_memory_backends()
    pa.set_memory_pool(pa.jemalloc_memory_pool() if frugal else pa.system_memory_pool())
