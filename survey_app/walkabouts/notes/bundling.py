"""Everything of a visit that a device keeps for work without a signal, in one JSON document: the bundle.

Of answers it holds the member's own and nobody else's; the agency's grades of itself are in nothing that it is made of.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect.bundle import form_bundle
from survey_app.collect.models import Draft
from survey_app.collect.wording import Speaker
from survey_app.database import now
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.models import TEAM_ROLES, Visit, VisitNotes
from survey_app.walkabouts.notes.alert_keys import alert_key_for

FORMAT = 1
Json = dict[str, Any]


def bundle_of(draft: Draft, speaker: Speaker, visit: Visit, user: User) -> Json:
    """The bundle without what only a request knows: addresses, the brief's HTML, limits and the key for alerts."""
    round_ = draft.round
    return {
        "format": FORMAT,
        "made_at": now().isoformat(),
        "user": {"id": user.id, "name": user.name},
        "partnership": _partnership(visit.partnership),
        "draft": {"id": draft.id, "revision": draft.revision, "document": draft.document},
        "version": draft.version.number,
        "round": {"slug": round_.slug, "title": round_.title},
        "visit": _visit(visit, user.id),
        **form_bundle(speaker, visit.partnership),
    }


def note_made_ready(session: Session, notes: VisitNotes, draft: Draft) -> str:
    """Note that the notes are taken onto a device; the key by which it tells the duty list of worries."""
    notes.made_ready_at = now()
    return alert_key_for(session, draft)


def _partnership(partnership: Partnership) -> Json:
    return {"slug": partnership.slug, "name": partnership.name}


def _visit(visit: Visit, user_id: int) -> Json:
    return {
        "id": visit.id, "title": visit.agency.name, "site": visit.site,
        "day": visit.day.isoformat() if visit.day else None, "starts_at": visit.starts_at, "ends_at": visit.ends_at,
        "team": [
            {"name": member.user.name, "role": TEAM_ROLES[member.role], "me": member.user_id == user_id}
            for member in visit.team
        ],
    }  # fmt: skip
