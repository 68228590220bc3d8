"""A real server with notes of visits on it, which can be restarted while devices are at work."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from PIL import Image

from survey_app import create_app
from survey_app.accounts.models import User
from survey_app.database import db, now
from survey_app.walkabouts.models import Visit
from survey_app.walkabouts.notes.services import notes_for
from tests.survey_app.factories import make_partnership, make_round, make_user, publish
from tests.survey_app.walkabouts.section11_factories import make_cycle, make_section11_assessment, make_visit

SLUG = "made-up"
FORM = """
settings: {form_id: small-walkabout, form_title: A small walkabout, version: "1", default_language: English (en)}
survey:
  - type: group
    name: first
    label: First
    children:
      - {type: text, name: b1, label: First question}
      - {type: text, name: b2, label: Second question}
      - {type: image, name: photo, label: The notice board}
  - type: repeat
    name: talk
    label: Conversations
    entry_name: conversation
    children:
      - {type: text, name: c1, label: Third question}
      - {type: text, name: c2, label: Fourth question}
      - type: repeat
        name: part
        label: Parts
        entry_name: part
        children:
          - {type: text, name: p1, label: Fifth question}
"""


class Restarting:
    """The application, made anew on the same database when the test's page asks for it."""

    def __init__(self, make: Callable[[], Flask]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self.app = make()
        self.restarts = 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/restart-the-server":
            self._restart()
            start_response("200 OK", [("Content-Length", "0")])
            return []
        return self.app(environ, start_response)

    def _restart(self) -> None:
        with self._lock:
            before, self.app = self.app, self._make()
            with before.app_context():
                db.engine.dispose()
            self.restarts += 1

    def close(self) -> None:
        with self.app.app_context():
            db.engine.dispose()


def make_server(settings: dict[str, Any]) -> Restarting:
    return Restarting(lambda: create_app({**settings, "WTF_CSRF_ENABLED": True, "RAISE_UNEXPECTED": False}))


def add_auditor(app: Flask, visits: int) -> tuple[str, list[dict[str, Any]]]:
    """Somebody with this many visits; their e-mail address, and draft and revision of their notes of each."""
    with app.app_context():
        session = db.session()
        partnership = _partnership()
        user = make_user(session, partnership, roles=("auditor",))
        notes = [_notes(visit, user) for visit in _visits(visits, user)]
        session.commit()
        return user.email, notes


def _partnership() -> Any:
    from survey_app.partnership.models import Partnership

    return db.session().query(Partnership).filter_by(slug=SLUG).one_or_none() or make_partnership(
        db.session(), slug=SLUG
    )


def _visits(count: int, user: User) -> list[Visit]:
    session = db.session()
    cycle = make_cycle(session, _partnership(), rounds=())
    cycle.walkabout_round = make_round(session, cycle.partnership, publish(session, cycle.partnership, FORM))
    session.flush()
    assessment = make_section11_assessment(session, cycle)
    return [make_visit(session, assessment, user, day=now().date()) for _ in range(count)]


def _notes(visit: Visit, user: User) -> dict[str, Any]:
    from survey_app.collect.models import Draft

    draft = db.session().get_one(Draft, notes_for(db.session(), visit, user).draft_id)
    return {"draft": draft.id, "revision": draft.revision}


def pictures(count: int) -> list[str]:
    """Small pictures that differ, as base64."""
    found = []
    for number in range(count):
        target = BytesIO()
        Image.new("RGB", (8, 8), (number, 99, 120)).save(target, "PNG")
        found.append(base64.b64encode(target.getvalue()).decode("ascii"))
    return found


def settings_in(directory: Path, database_url: str) -> dict[str, Any]:
    from tests.survey_app.conftest import settings_for

    return settings_for(database_url, directory)
