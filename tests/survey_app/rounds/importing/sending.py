"""Sends constructed exports through the pages, as a person with a browser without scripts would."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.rounds.models import Round
from tests.analysis.importing.constructed import comma_separated

HEAD = ["ID", "Start time", "Completion time", "Email", "Name", "Was it useful?", "Anything else?"]


def export(path: Path, answers: list[tuple[str, str]], *, first: int = 1) -> bytes:
    """A constructed export of Microsoft Forms as CSV, with names and times that must not be stored."""
    rows = [
        [number, f"2026-03-14 10:{number:02}:07", f"2026-03-14 10:{number:02}:41", f"respondent{number}@forms.example",
         f"Pat Example {number}", *answer]
        for number, answer in enumerate(answers, start=first)
    ]  # fmt: skip
    return comma_separated(path, [HEAD, *rows]).read_bytes()


def address(round_: Round, *steps: str) -> str:
    return "/".join((f"/p/{round_.partnership.slug}/rounds/{round_.slug}/import", *steps))


def send(client: FlaskClient, round_: Round, content: bytes, **fields: Any) -> TestResponse:
    return client.post(
        address(round_), data={"upload": (io.BytesIO(content), "export.csv"), "saved": "", **fields},
        content_type="multipart/form-data",
    )  # fmt: skip


def sent(client: FlaskClient, round_: Round, content: bytes, **fields: Any) -> str:
    """Send a file; the key of its upload."""
    response = send(client, round_, content, **fields)
    assert response.status_code == 302, response.text
    return str(response.location).rsplit("/", 1)[1]


def confirm(client: FlaskClient, round_: Round, key: str, **fields: Any) -> TestResponse:
    return client.post(address(round_, key, "confirm"), data={"agreed": "y", "title": "", **fields})


def import_all(client: FlaskClient, round_: Round, content: bytes) -> str:
    """Send and confirm; the key the upload had."""
    key = sent(client, round_, content)
    response = confirm(client, round_, key)
    assert response.status_code == 302, response.text
    return key


def text_of(response: TestResponse) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())
