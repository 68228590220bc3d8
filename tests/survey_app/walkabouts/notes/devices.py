"""A device as the protocol wants it: it numbers its messages, and sends each until it has an answer."""

from __future__ import annotations

import io
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from survey_app.accounts.models import User
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.models import Visit, VisitNotes
from survey_app.walkabouts.notes.services import notes_for
from tests.survey_app.factories import make_round, publish, sign_in
from tests.survey_app.walkabouts.notes.visit_form import VISIT_FORM
from tests.survey_app.walkabouts.section11_factories import make_cycle, make_section11_assessment, make_visit


def plan_visit(session: Session, partnership: Partnership, *team: User, source: str = VISIT_FORM) -> Visit:
    """A visit whose notes are taken with the small form."""
    cycle = make_cycle(session, partnership, rounds=())
    cycle.walkabout_round = make_round(session, partnership, publish(session, partnership, source))
    session.flush()
    return make_visit(session, make_section11_assessment(session, cycle), *team)


def begin_notes(session: Session, visit: Visit, user: User) -> VisitNotes:
    notes = notes_for(session, visit, user)
    session.commit()
    return notes


def setting(path: list[str], value: Any, was: Any = None, **more: Any) -> dict[str, Any]:
    return {"op": "set", "path": path, "value": value, "was": was, **more}


def adding(path: list[str], after: str | None = None) -> dict[str, Any]:
    return {"op": "add", "path": path, "after": after}


class Device:
    """One browser profile at work on one draft."""

    def __init__(self, app: Flask, user: User, draft_id: str, name: str = "device-one", slug: str = "north") -> None:
        self.client: FlaskClient = app.test_client()
        sign_in(self.client, user)
        self.name, self.seq, self.revision = name, 0, 0
        self.base = f"/p/{slug}/walkabouts/notes"
        self.notes = f"{self.base}/{draft_id}"

    def post(self, *changes: dict[str, Any], seq: int | None = None, revision: int | None = None) -> TestResponse:
        body = {
            "device": self.name, "seq": seq if seq is not None else self.seq + 1, "changes": list(changes),
            "revision": self.revision if revision is None else revision,
        }  # fmt: skip
        return self.client.post(f"{self.notes}/sync", json=body)

    def sync(self, *changes: dict[str, Any]) -> dict[str, Any]:
        """Send the next message and take what comes back."""
        response = self.post(*changes)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.get_json()
        self.seq, self.revision = answer["seq"], answer["revision"]
        return answer

    def look(self) -> dict[str, Any]:
        """The present document, by a message without changes from a device that has nothing."""
        self.revision = -1
        document: dict[str, Any] = self.sync()["document"]
        return document

    def send(self, revision: int | None = None) -> TestResponse:
        return self.client.post(
            f"{self.notes}/send", json={"revision": self.revision if revision is None else revision}
        )

    def put_file(self, name: str, content: bytes) -> TestResponse:
        # Encoded here: of a large one the test client would make a temporary file, which it leaves open.
        file = FileStorage(io.BytesIO(content), filename=name)
        boundary, body = encode_multipart({"name": name, "file": file})
        return self.client.post(
            f"{self.notes}/files", data=body, content_type=f"multipart/form-data; boundary={boundary}"
        )


def jpeg_with_place(colour: str = "teal") -> bytes:
    """A photograph that says where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Constructed Camera"
    exif.get_ifd(0x8825)[2] = (51.0, 28.0, 53.0)
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG", exif=exif.tobytes())
    return out.getvalue()
