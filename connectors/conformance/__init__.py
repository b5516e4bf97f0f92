"""The suite that holds every connector to its word; ours and a third party's subclass it.

A subclass of `ConnectorConformance` gives two pytest fixtures, and where its database differs from
PostgreSQL a few attributes; it overrides nothing else:

    from connectors.conformance import CannotStore, ConnectorConformance

    class TestMyStore(ConnectorConformance):
        open_options = {"url": "mystore://user:secret@localhost:1/db"}   # never contacted

        @pytest.fixture(scope="class")
        @classmethod
        def connector(cls, mystore_url):
            connector = connectors.mystore.open({"url": mystore_url})
            yield connector
            connector.close()

        @pytest.fixture(scope="class")
        @classmethod
        def load(cls, mystore_url):
            def load(name, columns, rows):      # columns: [(name, Type)], rows: Constant values
                ...create and fill it with the database's own client...
                return Relation("schema", name)
            return load

        @pytest.fixture(scope="class")
        @classmethod
        def server_is_idle(cls, mystore_url):
            return lambda query_id: ...the server's own process list shows nothing of it...

Rows of `load` hold the Python forms of `connectors.tree.Constant`. Other hooks (see `base.Hooks`):
`stores(type, value)` False for what the database has no column or value for (those rows are left
out; a type of which no value can be stored is skipped), `documented_types` and `arrives` for types
that arrive as another, `missing_relation`, `expected_exact`, `slow_relation`, `templates`.

Every claim of `supports` is checked by running it and comparing the rows with a reference
evaluation in Python (`scalars`, `queries`). Guide: gateway/docs/connectors/conformance.md.
"""

from __future__ import annotations

import pytest

for _module in (
    "catalog_tests",
    "claim_tests",
    "conduct_tests",
    "template_tests",
    "hold",
    "context",
):
    pytest.register_assert_rewrite(f"{__name__}.{_module}")

from connectors.conformance.base import CannotStore, Columns, Hooks, Load, Rows  # noqa: E402
from connectors.conformance.catalog_tests import CatalogTests  # noqa: E402
from connectors.conformance.claim_tests import ClaimTests  # noqa: E402
from connectors.conformance.conduct_tests import ConductTests  # noqa: E402
from connectors.conformance.context import Context, run  # noqa: E402
from connectors.conformance.template_tests import TemplateTests  # noqa: E402

__all__ = [
    "CannotStore",
    "Columns",
    "ConnectorConformance",
    "Context",
    "Hooks",
    "Load",
    "Rows",
    "run",
]


class ConnectorConformance(CatalogTests, ClaimTests, ConductTests, TemplateTests):
    """Everything a connector must show."""
