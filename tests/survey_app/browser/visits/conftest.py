"""A form on a device, in a page of Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from survey_app.collect.wording import Speaker
from tests.survey_app.browser.visits.device import FORMS, Device, speaker_of


@pytest.fixture
def database_kind() -> str:
    """No answer comes from a database here."""
    return "sqlite"


@pytest.fixture(scope="session")
def device(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Device]:
    made = Device(chromium, tmp_path_factory.mktemp("device"))
    yield made
    made.page.close()


@pytest.fixture
def ready(app: Flask, device: Device) -> Iterator[Callable[..., Speaker]]:
    """``ready("walkabout")`` makes a form ready on the device, in the form's own language or another."""
    with app.test_request_context():

        def make(name: str, language: str = "") -> Speaker:
            speaker = speaker_of(FORMS[name], language)
            device.keep(name, speaker)
            return speaker

        yield make
