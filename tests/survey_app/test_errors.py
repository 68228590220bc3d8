"""Exceptions become pages that say what to do and give nothing away."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.accounts.permissions import public
from survey_app.errors import Conflict, UserError

SECRET_TEXT = "what a respondent wrote"


@pytest.fixture
def failing(another_app: Callable[..., Flask]) -> FlaskClient:
    """An application with pages that fail, which shows unexpected errors as a user would see them."""
    app = another_app(RAISE_UNEXPECTED=False)

    @app.get("/fails/<how>")
    @public("only for this test")
    def fails(how: str) -> str:
        raise {"user": UserError("Give it a name."), "conflict": Conflict("Reload."), "bug": KeyError(SECRET_TEXT)}[how]

    @app.get("/undeclared")
    def undeclared() -> str:
        return "never shown"

    return app.test_client()


def test_an_unknown_address_says_so(client: FlaskClient) -> None:
    response = client.get("/nowhere")
    assert response.status_code == 404
    assert "Page not found" in response.text


def test_a_foreign_host_name_is_refused(client: FlaskClient) -> None:
    response = client.get("/", headers={"Host": "elsewhere.example"})
    assert response.status_code == 400
    assert "WALKABOUT_PUBLIC_URL" in response.text


def test_what_a_person_can_put_right_is_said_in_a_sentence(failing: FlaskClient) -> None:
    response = failing.get("/fails/user")
    assert response.status_code == 400
    assert "Give it a name." in response.text
    assert failing.get("/fails/conflict").status_code == 409


def test_a_program_asking_for_json_gets_json(failing: FlaskClient) -> None:
    response = failing.get("/fails/user", headers={"Accept": "application/json"})
    assert response.json == {"error": "Give it a name.", "title": "That did not work"}


def test_a_bug_shows_a_reference_and_no_detail(failing: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    response = failing.get("/fails/bug")
    assert response.status_code == 500
    assert "the reference" in response.text
    assert "KeyError" not in response.text
    assert SECRET_TEXT not in response.text


def test_a_bug_is_logged_by_its_place_without_its_values(
    failing: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        failing.get("/fails/bug")
    assert "KeyError at" in caplog.text
    assert "test_errors.py" in caplog.text
    assert SECRET_TEXT not in caplog.text


def test_a_view_that_declares_nothing_is_refused(failing: FlaskClient) -> None:
    response = failing.get("/undeclared")
    assert response.status_code == 500
    assert "never shown" not in response.text


def test_a_form_without_its_token_is_sent_back_with_advice(another_app: Callable[..., Flask]) -> None:
    guarded = another_app(WTF_CSRF_ENABLED=True)
    response = guarded.test_client().post("/sign-in", data={"email": "a@b.example", "password": "x"})
    assert response.status_code == 400
    assert "This page has expired" in response.text


def test_a_request_that_is_too_large_is_refused_with_a_page(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    response = app.test_client().post("/sign-in", data={"email": "x" * 2000})
    assert response.status_code == 413
    assert "too large" in response.text
