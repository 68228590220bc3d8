"""The worker and the manifest of the app for visits are there for everybody and say nothing of anybody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

STATIC = Path(__file__).parents[4] / "survey_app" / "static"


def test_the_worker_may_answer_for_every_partnership_and_is_asked_for_anew_each_time(client: FlaskClient) -> None:
    response = client.get("/service-worker.js")
    assert response.status_code == 200
    assert response.mimetype == "text/javascript"
    assert response.headers["Service-Worker-Allowed"] == "/"
    assert response.headers["Cache-Control"] == "no-cache"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_the_worker_names_the_built_files_that_are_there(client: FlaskClient) -> None:
    worker = client.get("/service-worker.js").text
    built = json.loads((STATIC / "build" / "manifest.json").read_text(encoding="utf-8"))
    for name in ("visits.js", "styles.css"):
        assert f"/static/build/{built[name]}" in worker
    assert "/static/icon-192.png" in worker


@pytest.mark.parametrize(
    ("query", "start"),
    [
        ("?p=north-valley", "/p/north-valley/walkabouts/notes/app"),
        ("", "/"),
        ("?p=//example.org", "/"),
        ("?p=North%20Valley", "/"),
    ],
)
def test_the_app_opens_with_the_visits_of_its_partnership(client: FlaskClient, query: str, start: str) -> None:
    manifest = json.loads(client.get(f"/app.webmanifest{query}").text)
    assert (manifest["start_url"], manifest["id"], manifest["display"]) == (start, start, "standalone")


def test_every_icon_of_the_manifest_is_there(client: FlaskClient) -> None:
    response = client.get("/app.webmanifest?p=north")
    assert response.mimetype == "application/manifest+json"
    for icon in json.loads(response.text)["icons"]:
        assert (STATIC / Path(icon["src"]).name).is_file(), icon
