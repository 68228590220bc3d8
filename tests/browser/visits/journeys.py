"""A partnership with a visit today, for journeys of auditors with their phones."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from PIL import Image, ImageDraw
from sqlalchemy import Select, select

from survey_app import create_app
from survey_app.accounts.models import User
from survey_app.collect.attachment_models import Attachment
from survey_app.collect.models import Draft, SafetyAlert, Submission, SubmissionRevision
from survey_app.database import db, now
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.models import Visit, VisitNotes
from tests.browser.visits.phones import Switch
from tests.services.browser import PATIENCE
from tests.services.databases import Databases
from tests.survey_app.conftest import prepare, settings_for
from tests.survey_app.factories import make_agency, make_partnership, make_user
from tests.survey_app.walkabouts.section11_factories import (
    make_cycle,
    make_section11_assessment,
    make_visit,
    walkabout_document,
)

SLUG = "made-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """The installation, its switch, and who is in the team."""

    app: Flask
    server: Switch
    auditors: tuple[str, ...]
    visit_id: str

    def document(self, email: str) -> dict[str, Any]:
        """What the server has of somebody's notes: sent, or still a draft."""
        with self.app.app_context():
            notes = self._notes(email)
            revision = db.session.scalars(
                select(SubmissionRevision)
                .where(SubmissionRevision.submission_id == notes.draft_id)
                .order_by(SubmissionRevision.number.desc())
            ).first()
            return dict(revision.document if revision else db.session.get_one(Draft, notes.draft_id).document)

    def submissions(self) -> list[tuple[str, int]]:
        """The reference of everything that was sent from this visit, with the number of its revisions."""
        with self.app.app_context():
            found = db.session.scalars(select(Submission).where(Submission.id.in_(self._drafts())))
            return [(submission.reference, len(submission.revisions)) for submission in found]

    def files(self) -> dict[str, bytes]:
        """Every stored file of this visit, by name; one that was stored twice fails."""
        with self.app.app_context():
            rows = list(db.session.scalars(select(Attachment).where(Attachment.submission_id.in_(self._drafts()))))
            assert len({row.name for row in rows}) == len(rows), "a file was stored twice"
            return {row.name: row.content for row in rows}

    def alerts(self) -> list[SafetyAlert]:
        """The duty list."""
        with self.app.app_context():
            own = SafetyAlert.draft_id.in_(self._drafts())
            return list(db.session.scalars(select(SafetyAlert).where(own).order_by(SafetyAlert.raised_at)))

    def until_alerts(self, told: list[str]) -> list[SafetyAlert]:
        """Wait until the duty list says who was told, worry by worry; gives the list."""
        until = time.monotonic() + PATIENCE / 1000
        found = self.alerts()
        while [alert.told for alert in found] != told:
            assert time.monotonic() < until, f"the duty list says {[alert.told for alert in found]}"
            time.sleep(0.05)
            found = self.alerts()
        return found

    def acknowledge_alerts(self) -> None:
        """Somebody of the duty list has taken on everything that stands there."""
        with self.app.app_context():
            for alert in db.session.scalars(select(SafetyAlert).where(SafetyAlert.draft_id.in_(self._drafts()))):
                alert.acknowledged_at = now()
            db.session.commit()

    def _drafts(self) -> Select[tuple[str]]:
        return select(VisitNotes.draft_id).where(VisitNotes.visit_id == self.visit_id)

    def _notes(self, email: str) -> VisitNotes:
        user = db.session.scalars(select(User).where(User.email == email)).one()
        return db.session.get_one(VisitNotes, (self.visit_id, user.id))


@contextmanager
def journey(databases: Databases, kind: str, directory: Path, *, auditors: int = 1) -> Iterator[Journey]:
    """An installation that listens, with a visit that so many auditors are to make today."""
    with databases.prepared(kind, prepare) as url:
        app = create_app({**settings_for(url, directory), "WTF_CSRF_ENABLED": True})
        with app.app_context():
            emails, visit = _planned(auditors)
        server = Switch(app=app)
        server.on()
        try:
            yield Journey(app=app, server=server, auditors=emails, visit_id=visit)
        finally:
            server.close()
            with app.app_context():
                db.engine.dispose()


def _planned(auditors: int) -> tuple[tuple[str, ...], str]:
    session = db.session()
    partnership: Partnership = make_partnership(
        session, slug=SLUG, name="Made-up Safeguarding Children Partnership", urgent_phone="0345 155 1071",
        out_of_hours_phone="0345 600 0388", urgent_route="Ring the front door. Say that it is urgent.",
    )  # fmt: skip
    people = [make_user(session, partnership, roles=("auditor",)) for _ in range(auditors)]
    make_user(session, partnership, roles=("duty_person",))
    agency = make_agency(session, partnership)
    agency.name = "Example Community Health Trust (constructed)"
    cycle = make_cycle(session, partnership, rounds=("walkabout",))
    assessment = make_section11_assessment(session, cycle, agency)
    visit: Visit = make_visit(session, assessment, *people, site="Children’s nursing base (constructed)")
    session.commit()
    return tuple(user.email for user in people), visit.id


def conversations(count: int) -> list[dict[str, Any]]:
    """Constructed conversations without a worry, each with words of its own."""
    found = [talk for talk in walkabout_document()["conversation"] if talk["c14"] == "no"]
    return [
        {**found[number % len(found)], "c12": f"What works well, said by person {number + 1} (constructed)."}
        for number in range(count)
    ]


def photograph(directory: Path, number: int, *, with_place: bool = False) -> Path:
    """A picture of a noticeboard, larger than it may be, as a camera writes it."""
    picture = Image.new("RGB", (2400, 1800), (240, 240 - 20 * number, 220))
    draw = ImageDraw.Draw(picture)
    for line in range(8):
        draw.text((100, 150 + 180 * line), f"Notice {number}: who to tell (constructed)", fill="black", font_size=90)
    exif = Image.Exif()
    exif[0x010F] = "Constructed camera"
    if with_place:
        exif[0x8825] = {1: "N", 2: (50.0, 43.0, 0.0), 3: "W", 4: (3.0, 31.0, 0.0)}
    path = directory / f"IMG_{number:04}.jpg"
    picture.save(path, exif=exif, quality=92)
    return path
