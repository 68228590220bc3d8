"""The OpenAPI document is true: generated requests, good and bad, get what it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import given
from jsonschema_rs import Draft202012Validator
from schemathesis import GenerationMode

from survey_app.accounts.models import User
from survey_app.api.answers import Nothing
from survey_app.api.endpoints import ENDPOINTS, Endpoint
from survey_app.extensions import limiter
from tests.services.databases import SQLITE


@pytest.fixture
def database_kind() -> str:
    """The document does not depend on the kind of database."""
    return SQLITE


@pytest.fixture
def described(app: Flask, analyst: User, token_for: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The document of the running application, and a token for every request that does not bring its own."""
    monkeypatch.setattr(limiter, "enabled", False)  # a thousand requests in a minute are the point of this test
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    text = token_for(analyst)

    @schema.auth()
    class Token:
        def get(self, case: schemathesis.Case, context: schemathesis.AuthContext) -> str:
            return text

        def set(self, case: schemathesis.Case, data: str, context: schemathesis.AuthContext) -> None:
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}

    return schema


MODES = [
    pytest.param(endpoint, mode, id=f"{endpoint.name}, {mode.value}")
    for endpoint in ENDPOINTS
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    if mode is GenerationMode.POSITIVE or endpoint.path_parameters or endpoint.query is not Nothing
]
"""Every address asked as described and, where there is anything to ask wrongly, otherwise."""


@pytest.mark.generated
@pytest.mark.parametrize(("endpoint", "mode"), MODES)
def test_every_request_is_answered_as_the_document_says(
    described: Any, endpoint: Endpoint, mode: GenerationMode
) -> None:
    operations = (found.ok() for found in described.get_all_operations())
    operation = next(one for one in operations if one.definition.raw["operationId"] == endpoint.name)

    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: schemathesis.Case) -> None:
        case.call_and_validate()

    check()


def test_the_document_is_itself_valid_and_names_every_address(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").get_json()
    assert document["openapi"] == "3.1.0"
    assert len(document["paths"]) == len(ENDPOINTS)
    for name, schema in document["components"]["schemas"].items():
        Draft202012Validator({**schema, "components": document["components"]})
        assert schema.get("description"), f"{name} is not described"


def test_every_address_says_which_scope_it_needs(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").get_json()
    for path in document["paths"].values():
        assert "Needs the scope" in path["get"]["description"]
        assert {"200", "401", "403", "422", "429"} <= set(path["get"]["responses"])
