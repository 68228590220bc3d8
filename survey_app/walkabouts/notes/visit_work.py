"""Notes on visits as work that people take onto a device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect.fieldwork import registers_work
from survey_app.database import now
from survey_app.walkabouts.models import TEAM_ROLES, Visit, VisitNotes
from survey_app.walkabouts.notes.services import OwnVisit, find_notes, notes_refusal, own_visits
from survey_app.walkabouts.visits.brief import brief_of

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class OwnNotes:
    """The notes of one of a team on a visit."""

    notes: VisitNotes

    sent_already = "These notes are sent. Open them again from “My visits” to change them."

    @property
    def draft_id(self) -> str:
        return self.notes.draft_id

    @property
    def user_id(self) -> int:
        return self.notes.user_id

    def refusal(self, session: Session) -> str:
        return notes_refusal(session, self.notes.visit, self.user_id)

    def note_made_ready(self) -> None:
        self.notes.made_ready_at = now()

    def told(self, session: Session) -> Json:
        visit = self.notes.visit
        brief = render_template("notes/brief.html", brief=brief_of(session, visit, at=now()))
        return {
            "id": visit.id, "kind": "visit", "title": visit.agency.name, **_of_visit(visit),
            "team": [
                {"name": member.user.name, "role": TEAM_ROLES[member.role], "me": member.user_id == self.user_id}
                for member in visit.team
            ],
            "brief_html": brief,
        }  # fmt: skip


class VisitWork:
    """The visits of whoever is in a visiting team."""

    permission = "walkabouts.visit"

    def find(self, session: Session, partnership_id: int, draft_id: str, user_id: int) -> OwnNotes | None:
        notes = find_notes(session, partnership_id, draft_id, user_id)
        return OwnNotes(notes) if notes is not None else None

    def rows(self, session: Session, partnership_id: int, user: User, today: date) -> list[Json]:
        return [_row(own) for own in own_visits(session, partnership_id, user, today=today)]


def _row(own: OwnVisit) -> Json:
    visit, notes = own.visit, own.notes
    return {
        "kind": "visit",
        "draft_id": notes.draft_id if notes is not None else None,
        "visit_id": visit.id,
        "title": visit.assessment.title if visit.assessment is not None else visit.agency.name,
        **_of_visit(visit),
        "state": visit.state,
        "ready": notes is not None and notes.made_ready_at is not None,
        "reference": own.reference,
        "why": own.why,
    }


def _of_visit(visit: Visit) -> Json:
    return {
        "site": visit.site, "day": visit.day.isoformat() if visit.day is not None else None,
        "starts_at": visit.starts_at, "ends_at": visit.ends_at,
    }  # fmt: skip


registers_work(VisitWork())
