"""A browser reaches a server of the test, runs our script under the content security policy, and nothing beyond."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from playwright.sync_api import Error, Page, expect

from tests.services.browser import PHONE, axe_violations
from tests.services.web import running

BUILD = Path(__file__).parents[2] / "survey_app" / "static" / "build"
PAGE = """<!doctype html><html lang="en" class="govuk-template"><head><title>Nowhere</title>
<link rel="stylesheet" href="/static/{styles.css}"><script type="module" src="/static/{main.js}"></script></head>
<body class="govuk-template__body"><main class="govuk-width-container"><h1 class="govuk-heading-l">A visit</h1>
<button class="govuk-button" data-module="govuk-button">Start</button></main></body></html>"""


@pytest.fixture
def site() -> Flask:
    """One page with the built script and styles, under the policy that Walkabout sends."""
    application = Flask(__name__, static_folder=str(BUILD), static_url_path="/static")
    text = PAGE
    for name, built in json.loads((BUILD / "manifest.json").read_text()).items():
        text = text.replace("{" + name + "}", built)

    @application.get("/")
    def home() -> Response:
        policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
        return Response(text, headers={"Content-Security-Policy": policy})

    return application


def test_the_built_script_and_styles_work_under_the_content_security_policy(
    site: Flask, serve: Callable[[Any], str], open_page: Callable[..., Page]
) -> None:
    page = open_page(serve(site), viewport=PHONE)
    expect(page.locator("body")).to_have_class("govuk-template__body js-enabled govuk-frontend-supported")
    assert (
        page.get_by_role("button").evaluate("button => getComputedStyle(button).backgroundColor") == "rgb(11, 85, 99)"
    )
    assert axe_violations(page) == []


def test_axe_tells_every_breach_and_every_element(
    site: Flask, serve: Callable[[Any], str], open_page: Callable[..., Page]
) -> None:
    page = open_page(serve(site))
    page.locator("main").evaluate("""main => main.insertAdjacentHTML('beforeend',
        '<input id=one><input id=two><p id=pale></p><img id=seen src=/static/none.png>')""")
    page.locator("#pale").evaluate("pale => { pale.textContent = 'Pale'; pale.style.color = '#ccc'; }")
    found = axe_violations(page)
    assert {(line.split(":")[0], line.split()[-1]) for line in found} == {
        ("label", "#one"), ("label", "#two"), ("color-contrast", "#pale"), ("image-alt", "#seen"),
    }  # fmt: skip
    page.locator("#one, #two, #pale, #seen").evaluate_all("all => all.forEach(one => one.remove())")
    assert axe_violations(page) == []


def test_the_browser_reaches_no_other_machine(
    site: Flask, serve: Callable[[Any], str], open_page: Callable[..., Page]
) -> None:
    page = open_page(serve(site))
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")


def test_a_free_port_can_be_listened_on_and_is_given_to_nobody_else(free_port: int) -> None:
    with running(lambda environ, start_response: [], free_port) as address:
        assert address == f"http://127.0.0.1:{free_port}"
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", free_port))
