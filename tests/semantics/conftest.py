"""What the suites of this folder share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.catalog.catalog import Catalog
from gateway.engine import Gateway


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    """Without sources."""
    opened = Gateway(Catalog.in_memory({}))
    yield opened
    opened.close()
