"""The suite against a connector that is right by construction: what is tested is the suite."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connectors.api import OptionError
from connectors.conformance import ConnectorConformance, Load
from tests.conformance.reference import Reference, ReferenceHooks, loader, open


class TestReference(ConnectorConformance):
    """The suite passes, and every claim is one that the reference can judge."""

    expected_exact = ("*",)
    many_rows = ReferenceHooks.many_rows

    @pytest.fixture(scope="class")
    @classmethod
    def connector(cls) -> Reference:
        return open({"url": "reference:"})

    @pytest.fixture(scope="class")
    @classmethod
    def load(cls, connector: Reference) -> Load:
        return loader(connector)

    @pytest.fixture(scope="class")
    @classmethod
    def server_is_idle(cls) -> Callable[[str], bool]:
        return lambda query_id: True

    def test_unknown_option_is_refused(self) -> None:
        with pytest.raises(OptionError, match="no_such_option"):
            open({"url": "reference:", "no_such_option": "1"})

    def test_open_does_no_io_and_close_is_idempotent(self) -> None:
        open({"url": "reference:"}).close()
