"""The application in a real server on a fresh database, for journeys in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from survey_app import create_app
from survey_app.database import db
from tests.services.databases import Databases
from tests.services.web import running
from tests.survey_app.conftest import prepare, settings_for
from tests.survey_app.factories import PASSWORD


@dataclass(frozen=True, slots=True)
class Site:
    """A running installation."""

    app: Flask
    address: str
    open_page: Callable[..., Page]

    def sign_in(self, user_email: str, password: str = PASSWORD, **options: object) -> Page:
        """A browser profile of its own in which this person has signed in."""
        page = self.open_page(f"{self.address}/sign-in", **options)
        page.get_by_label("E-mail").fill(user_email)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda address: "/sign-in" not in address)
        return page


@pytest.fixture
def site(
    databases: Databases,
    journey_database_kind: str,
    tmp_path: Path,
    open_page: Callable[..., Page],
) -> Iterator[Site]:
    """An installation with the rows of another partnership in it, forged requests refused as in real use."""
    with databases.prepared(journey_database_kind, prepare) as url:
        app = create_app({**settings_for(url, tmp_path), "WTF_CSRF_ENABLED": True})
        with running(app) as address:
            yield Site(app=app, address=address, open_page=open_page)
        with app.app_context():
            db.engine.dispose()
