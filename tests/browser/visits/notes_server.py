"""A real server with notes of visits on it, which can be restarted while devices are at work."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session

from survey_app import create_app
from survey_app.accounts.models import User
from survey_app.collect.models import Draft
from survey_app.database import db
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.models import Section11Assessment, Visit
from survey_app.walkabouts.notes.alert_keys import alert_key_for
from survey_app.walkabouts.notes.services import notes_for
from tests.survey_app.factories import make_partnership, make_round, make_user, publish, sign_in
from tests.survey_app.walkabouts.section11_factories import make_cycle, make_section11_assessment, make_visit

Json = dict[str, Any]
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
      - {type: image, name: photo_2, label: The other notice board}
      - {type: safety, name: worry, label: Is a child at risk?}
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


def add_auditor(app: Flask, visits: int) -> tuple[Json, list[Json]]:
    """Somebody with this many visits: the cookie of their sign-in, and draft and revision of their notes of each."""
    with app.app_context():
        session = db.session()
        partnership = session.query(Partnership).filter_by(slug=SLUG).one_or_none() or make_partnership(
            session, slug=SLUG
        )
        user = make_user(session, partnership, roles=("auditor",))
        notes = [_notes(visit, user) for visit in _visits(session, partnership, user, visits)]
        session.commit()
        client = sign_in(app.test_client(), user)
    cookie = client.get_cookie("walkabout")
    assert cookie is not None
    return {"name": "walkabout", "value": cookie.value, "domain": "127.0.0.1", "path": "/"}, notes


def _visits(session: Session, partnership: Partnership, user: User, count: int) -> list[Visit]:
    assessment = session.query(Section11Assessment).filter_by(partnership_id=partnership.id).first()
    if assessment is None:
        cycle = make_cycle(session, partnership, rounds=())
        cycle.walkabout_round = make_round(session, partnership, publish(session, partnership, FORM))
        session.flush()
        assessment = make_section11_assessment(session, cycle)
    return [make_visit(session, assessment, user) for _ in range(count)]


def _notes(visit: Visit, user: User) -> Json:
    draft = db.session().get_one(Draft, notes_for(db.session(), visit, user).draft_id)
    key = alert_key_for(db.session(), draft)
    return {
        "draft": draft.id, "slug": SLUG, "revision": draft.revision, "document": draft.document, "alertKey": key,
        "user": {"id": user.id, "name": user.name},
    }  # fmt: skip


def pictures(count: int) -> list[str]:
    """Small pictures that differ, as base64."""
    found = []
    for number in range(count):
        target = BytesIO()
        Image.new("RGB", (8, 8), (number, 99, 120)).save(target, "PNG")
        found.append(base64.b64encode(target.getvalue()).decode("ascii"))
    return found
