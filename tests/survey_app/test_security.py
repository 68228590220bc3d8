"""Every answer carries the headers that keep pages, links and sessions to their people."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import survey_app

TEMPLATES = sorted(Path(survey_app.__file__).parent.glob("**/templates/**/*.html"))


def test_pages_allow_no_inline_code_and_no_framing(client: FlaskClient) -> None:
    policy = client.get("/sign-in").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere", "/health"])
def test_addresses_are_told_to_nobody_and_pages_are_kept_nowhere(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_https_is_remembered_in_production_only(app: Flask, another_app: Callable[..., Flask]) -> None:
    assert "Strict-Transport-Security" not in app.test_client().get("/sign-in").headers
    production = another_app(
        WALKABOUT_ENV="production",
        WALKABOUT_SECRET_KEY="x8Kq2-vL0pT4wZ7rB1nM6cY9hJ3dF5gS_aE",
        WALKABOUT_PUBLIC_URL="https://audit.example.org",
    )
    response = production.test_client().get("/sign-in", base_url="https://audit.example.org")
    assert "max-age=31536000" in response.headers["Strict-Transport-Security"]


def test_a_proxy_is_believed_only_when_the_settings_say_so(app: Flask, another_app: Callable[..., Flask]) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "elsewhere.example"}
    assert app.test_client().get("/sign-in", headers=forwarded).status_code == 200
    behind = another_app(WALKABOUT_PROXIES="1")
    assert behind.test_client().get("/sign-in", headers=forwarded).status_code == 400, "a foreign host is refused"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_nothing_that_the_policy_forbids(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=", text), "an inline style"
    assert not re.search(r"\son[a-z]+=", text), "an inline event handler"
    scripts = re.findall(r"<script\b[^>]*>", text)
    assert all("src=" in tag or "application/json" in tag for tag in scripts), "an inline script"
