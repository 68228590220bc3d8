"""The walk by Tab that every page has to stand: it finds a trap, and is not misled by a page that draws itself anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser.test_every_page import faults_of

PAGE = """<!doctype html><html lang="en"><head><title>A page</title></head><body><main><h1>A page</h1>
<p><a href="#1">First</a></p> <p><a href="#2">Second</a></p> <p id="last"><a href="#3">Third</a></p></main>
<script>{script}</script></body></html>"""
DRAWN_ANEW = """let seen = 0; addEventListener("focusin", () => {
  const last = document.getElementById("last");
  if ([2, 4].includes(seen += 1)) last.innerHTML = last.innerHTML;
});"""
TRAP = """addEventListener("keydown", event => {
  if (event.key === "Tab" && document.activeElement.hash === "#2") event.preventDefault();
});"""


@pytest.mark.parametrize(
    ("script", "faults"),
    [
        pytest.param("", [], id="plain"),
        pytest.param(DRAWN_ANEW, [], id="a part of it is drawn anew meanwhile"),
        pytest.param(TRAP, ["“A page”: Tab does not reach <a href=\"#3\">Third</a>"], id="the second link is a trap"),
    ],
)  # fmt: skip
def test_tab_reaches_what_is_there_and_a_trap_is_found(
    serve: Callable[[Any], str], open_page: Callable[..., Page], script: str, faults: list[str]
) -> None:
    application = Flask(__name__)
    application.add_url_rule("/", view_func=lambda: PAGE.format(script=script), endpoint="page")
    assert faults_of(open_page(serve(application))) == faults
