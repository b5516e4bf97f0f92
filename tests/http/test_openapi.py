"""The OpenAPI document is what the code does: its routes, its bodies, and schemathesis' cases."""

from __future__ import annotations

import dataclasses
import os
import re

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from gateway.serve.http.app import ROUTES
from gateway.serve.http.media import FORMATS
from gateway.serve.http.openapi import document
from gateway.serve.http.requests import Statement
from gateway.serve.http.schemas import SCHEMAS
from gateway.serve.http.server import HttpServer

DOCUMENT = document()


def test_the_routes_are_documented_and_no_others() -> None:
    documented = {
        (method.upper(), path)
        for path, operations in DOCUMENT["paths"].items()
        for method in operations
    }
    assert documented == {(method, path) for method, path, _ in ROUTES}


def test_the_bodies_are_the_codes() -> None:
    members = {field.name for field in dataclasses.fields(Statement)}
    assert set(SCHEMAS["Statement"]["properties"]) == members
    assert set(SCHEMAS["Explain"]["properties"]) == members | {"analyze"}


def test_the_formats_are_the_codes() -> None:
    answer = DOCUMENT["paths"]["/v1/query"]["post"]["responses"]["200"]
    assert set(answer["content"]) == set(FORMATS)


def test_every_reference_leads_somewhere_and_every_schema_is_used() -> None:
    names = set(re.findall(r"'#/components/schemas/(\w+)'", str(DOCUMENT)))
    assert names == set(SCHEMAS)


def test_it_is_served(client: httpx.Client) -> None:
    assert client.get("/openapi.json").json() == DOCUMENT


EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "25"))
"""Per operation: 4000 are some 50,000 cases, the long run."""

schema = schemathesis.openapi.from_dict(DOCUMENT)


@pytest.fixture(scope="module")
def base(server: HttpServer) -> str:
    return f"http://127.0.0.1:{server.port}"


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True,
          suppress_health_check=list(HealthCheck))  # fmt: skip
def test_schemathesis(base: str, case: schemathesis.Case) -> None:
    """No 5xx, and answers as documented."""
    # What SQL is valid, no schema says.
    case.call_and_validate(base_url=base, excluded_checks=[positive_data_acceptance])
