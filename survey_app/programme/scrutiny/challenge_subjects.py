"""What a challenge is raised out of: a refused recommendation, a late action, an answer or assurance that is owed.

A record is looked up with the rights of whoever asks. One that they may not see, or that is not there, gives nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import g, request, url_for
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.permissions import can
from survey_app.database import db
from survey_app.improvement.actions.people import agencies_led_by
from survey_app.improvement.models import Action, Recommendation
from survey_app.local_time import today
from survey_app.programme.scrutiny import assurance as requests
from survey_app.programme.scrutiny import challenging
from survey_app.programme.scrutiny.models import ABOUT, AssuranceRequest, PartnerChallenge, ScrutinyEntry
from survey_app.programme.scrutiny.pages import challenges, own_agencies, seen_number
from survey_app.programme.scrutiny.people import agencies_of
from survey_app.programme.scrutiny.register import find_entry, standing_of

Record = Recommendation | Action | AssuranceRequest | ScrutinyEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A record as a challenge takes it up: ``why`` is empty where nothing of it is refused or late."""

    kind: str  # of ABOUT
    record_id: str
    number: int
    reference: str
    what: str
    why: str
    to_agency_id: int | None
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenged:
    """For the page of a record: the challenges out of it that one may see, and where to raise one if there is cause."""

    raised: list[PartnerChallenge]
    address: str


def subject_asked() -> Subject | None:
    """The record that the address names, as the signed-in person may see it."""
    for kind in ABOUT:
        if kind in request.args:
            return _seen(kind, number=seen_number(request.args.get(kind)))
    return None


def subject_of(challenge: PartnerChallenge) -> Subject | None:
    """The record out of which a challenge was raised, as long as it is there and one may see it."""
    if challenge.entry is not None:
        return _seen("entry", number=challenge.entry.number)
    return _seen(challenge.about_type, record_id=challenge.about_id or "") if challenge.about_type else None


@challenges.app_context_processor
def words() -> dict[str, object]:
    """What the pages of such records need."""
    return {"challenged_about": challenged_about}


def challenged_about(kind: str, record: Record) -> Challenged:
    """The challenges out of a record, and the address to raise one where it is refused or late."""
    session = db.session()
    seen = None if can("scrutiny.read") else own_agencies()
    found = _subject(kind, record, today())
    mine = agencies_of(session, g.partnership.id, current_user.id)
    raises = can("scrutiny.challenge") or can("scrutiny.register")
    if kind == "entry":
        raises = can("scrutiny.register")
    is_cause = bool(found.why) and raises and found.to_agency_id not in mine
    return Challenged(
        raised=challenging.challenges_about(session, g.partnership.id, kind, record.id, seen),
        address=f"{url_for('challenges.new')}?{kind}={record.number}" if is_cause else "",
    )  # fmt: skip


def _seen(kind: str, *, number: int = -1, record_id: str = "") -> Subject | None:
    session, partnership_id = db.session(), g.partnership.id
    record = _FIND[kind](session, partnership_id, number, record_id) if kind in _FIND else None
    return _subject(kind, record, today()) if record is not None else None


def _recommendation(session: Session, partnership_id: int, number: int, record_id: str) -> Recommendation | None:
    found = session.scalar(
        select(Recommendation).where(
            Recommendation.partnership_id == partnership_id,
            (Recommendation.id == record_id) if record_id else (Recommendation.number == number),
        )
    )
    return found if found is not None and (can("improvement.read") or found.owner_id in _led()) else None


def _action(session: Session, partnership_id: int, number: int, record_id: str) -> Action | None:
    found = session.scalar(
        select(Action).where(
            Action.partnership_id == partnership_id,
            (Action.id == record_id) if record_id else (Action.number == number),
        )
    )
    if found is None or can("improvement.read") or found.owner_id == current_user.id:
        return found
    return found if {found.agency_id, found.recommendation.owner_id} & _led() else None


def _request(session: Session, partnership_id: int, number: int, record_id: str) -> AssuranceRequest | None:
    seen = None if can("scrutiny.read") else own_agencies()
    if record_id:
        kept = session.get(AssuranceRequest, record_id)
        number = kept.number if kept is not None and kept.partnership_id == partnership_id else -1
    return requests.find_request(session, partnership_id, number, seen)


def _entry(session: Session, partnership_id: int, number: int, record_id: str) -> ScrutinyEntry | None:
    return find_entry(session, partnership_id, number) if can("scrutiny.read") else None


_FIND: Mapping[str, Callable[[Session, int, int, str], Record | None]] = {
    "recommendation": _recommendation, "action": _action, "assurance": _request, "entry": _entry,
}  # fmt: skip


def _led() -> frozenset[int]:
    if not can("improvement.agency"):
        return frozenset()
    return agencies_led_by(db.session(), g.partnership.id, current_user.id)


def _subject(kind: str, record: Record, day: date) -> Subject:
    to: int | None
    if isinstance(record, Recommendation):
        what, why, to, endpoint = record.text, _refused(record), record.owner_id, "improvement.recommendation"
    elif isinstance(record, Action):
        what, why, to, endpoint = record.what, _late_action(record, day), record.agency_id, "improvement.action"
    elif isinstance(record, AssuranceRequest):
        what, why, to, endpoint = record.title, _late_request(record, day), record.agency_id, "assurance.show"
    else:
        what, why, to, endpoint = record.text, _late_answer(record, day), record.agency_id, "scrutiny.entry"
    return Subject(
        kind=kind, record_id=record.id, number=record.number, reference=record.reference, what=what, why=why,
        to_agency_id=to, address=url_for(endpoint, number=record.number),
    )  # fmt: skip


def _refused(one: Recommendation) -> str:
    if one.state != "not_accepted":
        return ""
    because = f" because: {one.because}" if one.because else "."
    return f"{one.owner.name} did not accept {one.reference}{because}"


def _late_action(one: Action, day: date) -> str:
    if one.state != "open" or one.due_by >= day:
        return ""
    return f"{one.reference} was due on {_day(one.due_by)} and is {_days((day - one.due_by).days)} late."


def _late_request(one: AssuranceRequest, day: date) -> str:
    if requests.standing_of(one, day) != "late":
        return ""
    missing = [item for item in one.items if not item.evidence and not item.verdict]
    return (
        f"{one.reference} was to be shown by {_day(one.answer_by)}. For {len(missing)} of {len(one.items)} "
        f"{'item' if len(one.items) == 1 else 'items'} nothing was given."
    )


def _late_answer(one: ScrutinyEntry, day: date) -> str:
    if standing_of(one, day) != "late" or one.answer_by is None:
        return ""
    late = _days((day - one.answer_by).days)
    return f"The answer to {one.reference} was due on {_day(one.answer_by)} and is {late} late."


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"


def _days(number: int) -> str:
    return f"{number} {'day' if number == 1 else 'days'}"
