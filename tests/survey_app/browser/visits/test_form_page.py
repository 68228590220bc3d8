"""A form on a device shows what the server shows, and its answers are those of the document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from instruments.answers import check_answers
from survey_app.collect.wording import Speaker
from tests.survey_app.browser.visits.device import FORMS, Answers, Device, drawn, named, places_of, speaker_of, unnamed

SEEDS = range(3)


@pytest.fixture
def database_kind() -> str:
    """No answer comes from a database here."""
    return "sqlite"


@pytest.fixture(scope="module")
def device(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Device]:
    made = Device(chromium, tmp_path_factory.mktemp("device"))
    yield made
    made.page.close()


@pytest.fixture
def ready(app: Flask, device: Device) -> Iterator[Callable[[str], Speaker]]:
    """``ready("walkabout")`` makes a form ready on the device."""
    with app.test_request_context():

        def make(name: str) -> Speaker:
            speaker = speaker_of(FORMS[name])
            device.keep(name, speaker)
            return speaker

        yield make


def generated(speaker: Speaker, seed: int) -> dict[str, Any]:
    """A document as a draft has it."""
    answers = Answers(speaker.compiled, seed).document()
    return named(speaker.compiled, speaker.recalculated(answers, previous=answers))


@pytest.mark.parametrize("form", FORMS)
def test_each_page_on_a_device_is_the_page_that_the_server_shows(
    form: str, ready: Callable[[str], Speaker], device: Device
) -> None:
    speaker = ready(form)
    for seed in SEEDS:
        document = generated(speaker, seed)
        pages = [
            {"section": place.section, "ids": ids, "html": drawn(speaker, document, place)}
            for place, ids in places_of(speaker.compiled, document)
        ]
        assert "\n".join(device.ask("differences", form, document, pages)) == ""
