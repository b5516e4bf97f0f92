"""What we know of all sources: names, relations, statistics, and how to reach a connector.

`catalog.py` is what the binder and the planner use; `sources.py` is what the command line uses.
"""

from gateway.catalog.catalog import Catalog
from gateway.catalog.resolve import Resolved

__all__ = ["Catalog", "Resolved"]
