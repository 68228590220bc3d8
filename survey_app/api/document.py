"""The OpenAPI 3.1 document of the interface, made from its table of addresses."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import version
from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from survey_app.accounts.tokens import SCOPES
from survey_app.api.answers import Problem
from survey_app.api.endpoints import ENDPOINTS, Endpoint

REFUSALS = {
    401: "There is no valid access token with the request.",
    403: "The token, or the person whose it is, may not read this, or nobody may at the moment.",
    404: "There is no such record.",
    409: "It cannot be had now; the message says why.",
    422: "A parameter is not as described, or not known.",
    429: "Too many requests in a short time. Wait a minute.",
}
ALWAYS = (401, 403, 422, 429)
DESCRIPTION = (
    "Reads the rounds, results and indicators of one partnership. Every request carries an access token, which a "
    "member makes on the page “Access tokens”. Figures are those of the partnership’s reports and pages: a hidden one "
    "is null, and its mark says why. Lists come in pages; follow “next” until it is null."
)


@cache
def openapi_document() -> dict[str, Any]:
    """The document. The address of the server is that of the document itself."""
    inputs: list[tuple[str, JsonSchemaMode, TypeAdapter[Any]]] = [
        (one.name, "serialization", TypeAdapter(one.answer)) for one in ENDPOINTS
    ]
    inputs.append(("problem", "serialization", TypeAdapter(Problem)))
    answers, definitions = TypeAdapter.json_schemas(inputs, ref_template="#/components/schemas/{model}")
    schemas = {name: schema for (name, _), schema in answers.items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Walkabout", "version": version("walkabout"), "description": DESCRIPTION},
        "servers": [{"url": "./"}],
        "security": [{"token": []}],
        "paths": {_path(one): {"get": _operation(one, schemas)} for one in ENDPOINTS},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": _scopes()}},
            "schemas": definitions["$defs"],
        },
    }


def _path(one: Endpoint) -> str:
    return re.sub(r"<(?:int:)?(\w+)>", r"{\1}", one.path)


def _operation(one: Endpoint, schemas: dict[str, Any]) -> dict[str, Any]:
    summary, _, more = (one.work.__doc__ or "").partition("\n\n")
    refused = {str(status): _problem(status, schemas["problem"]) for status in sorted({*ALWAYS, *one.refusals})}
    return {
        "operationId": one.name,
        "summary": " ".join(summary.split()),
        "description": " ".join(f"{more} Needs the scope “{one.scope}”.".split()),
        "security": [{"token": []}],
        "parameters": [*_path_parameters(one), *_query_parameters(one)],
        "responses": {
            "200": {"description": "As asked.", "content": {"application/json": {"schema": schemas[one.name]}}},
            **refused,
        },
    }


def _problem(status: int, schema: Any) -> dict[str, Any]:
    return {"description": REFUSALS[status], "content": {"application/problem+json": {"schema": schema}}}


def _path_parameters(one: Endpoint) -> list[dict[str, Any]]:
    return [_parameter(name, dict(schema), "path") for name, schema in one.path_parameters.items()]


def _query_parameters(one: Endpoint) -> list[dict[str, Any]]:
    properties = one.query.model_json_schema()["properties"]
    return [_parameter(name, _present(schema), "query") for name, schema in properties.items()]


def _present(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter that is given: none is ever null, it is left out instead."""
    kept = {key: value for key, value in schema.items() if key not in ("anyOf", "title")}
    present: dict[str, Any] = next((one for one in schema.get("anyOf", ()) if one.get("type") != "null"), {})
    return {key: value for key, value in {**kept, **present}.items() if not (key == "default" and value is None)}


def _parameter(name: str, schema: dict[str, Any], place: Literal["path", "query"]) -> dict[str, Any]:
    description = schema.pop("description", "")
    return {"name": name, "in": place, "required": place == "path", "description": description, "schema": schema}


def _scopes() -> str:
    return "An access token. Scopes: " + "; ".join(f"{name}: {scope.meaning}" for name, scope in SCOPES.items()) + "."
