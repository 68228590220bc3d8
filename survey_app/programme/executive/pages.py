"""The blueprints of the Executive and of briefs, and what their pages share."""

from __future__ import annotations

from flask import Blueprint, abort, g, url_for
from flask_login import current_user
from sqlalchemy import select

from survey_app.accounts.permissions import can
from survey_app.audit_log import record
from survey_app.case_audits.models import CaseAudit
from survey_app.database import db
from survey_app.programme.executive.models import (
    BRIEF_KINDS,
    BRIEF_STATES,
    CARRYING,
    DECISIONS,
    ITEM_STATES,
    MEETING_STATES,
    AgendaItem,
    Brief,
    ExecutiveDecision,
    ExecutiveMeeting,
)
from survey_app.programme.executive.waiting import SOURCES, days_in_words

blueprint = Blueprint("executive", __name__, url_prefix="/p/<partnership>/executive", template_folder="templates")
briefs = Blueprint("briefs", __name__, url_prefix="/p/<partnership>/briefs", template_folder="templates")
# Where each kind of matter is read, and what its number is called there.
SOURCE_PAGES = {
    "escalation": ("improvement.action", "number"), "refused": ("improvement.recommendation", "number"),
    "challenge": ("challenges.show", "number"), "scrutiny": ("scrutiny.entry", "number"),
    "assurance": ("assurance.show", "number"), "breach": ("incidents.show", "number"),
    "programme": ("programme.year", "year"), "decision": ("executive.decision", "number"),
}  # fmt: skip


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """The names of kinds and states, for every template."""
    return {
        "BRIEF_KINDS": BRIEF_KINDS, "BRIEF_STATES": BRIEF_STATES, "EXECUTIVE_DECISIONS": DECISIONS,
        "ITEM_STATES": ITEM_STATES, "MEETING_STATES": MEETING_STATES, "AGENDA_SOURCES": SOURCES,
        "source_address": source_address, "presentation_address": presentation_address,
        "agenda_item_of": agenda_item_of, "CARRYING": CARRYING, "days_in_words": days_in_words,
    }  # fmt: skip


def source_address(source_type: str, number: int | None) -> str:
    """The page of what an item is about; empty where it has none."""
    if source_type == "deep_dive":
        return _audit_address("case_audits.audit_report_page", number)
    if source_type not in SOURCE_PAGES or number is None:
        return ""
    endpoint, name = SOURCE_PAGES[source_type]
    values: dict[str, int] = {name: number}
    return url_for(endpoint, **values)  # type: ignore[arg-type]


def presentation_address(source_type: str, number: int | None) -> str:
    """The slides that belong to an item, as they are released; empty where it has none."""
    return _audit_address("case_audits.audit_report_slides", number) if source_type == "deep_dive" else ""


def _audit_address(endpoint: str, number: int | None) -> str:
    """A page of an audit's released report, for whoever may read it."""
    audit = db.session.get(CaseAudit, number) if number is not None and can("case_audits.read") else None
    if audit is None or audit.partnership_id != g.partnership.id:
        return ""
    return url_for(endpoint, audit=audit.slug, paper="release")


def agenda_item_of(source_type: str, source_id: object) -> AgendaItem | None:
    """The newest item on an agenda that is about a record, for whoever may read the Executive's meetings."""
    if not can("executive.read"):
        return None
    return db.session.scalar(
        select(AgendaItem)
        .join(ExecutiveMeeting)
        .where(
            ExecutiveMeeting.partnership_id == g.partnership.id, AgendaItem.source_type == source_type,
            AgendaItem.source_id == str(source_id), AgendaItem.state != "withdrawn",
        )
        .order_by(AgendaItem.added_at.desc(), AgendaItem.id)
        .limit(1)
    )  # fmt: skip


def meeting_or_404(number: int) -> ExecutiveMeeting:
    """The meeting of this number in the partnership of this page."""
    found = db.session.scalar(
        select(ExecutiveMeeting).where(
            ExecutiveMeeting.partnership_id == g.partnership.id, ExecutiveMeeting.number == number
        )
    )
    return found or abort(404)


def item_or_404(meeting: ExecutiveMeeting, item_id: object) -> AgendaItem:
    """An item of a meeting."""
    return next((one for one in meeting.items if one.id == str(item_id)), None) or abort(404)


def decision_or_404(number: int) -> ExecutiveDecision:
    """The decision of this number in the partnership of this page."""
    found = db.session.scalar(
        select(ExecutiveDecision).where(
            ExecutiveDecision.partnership_id == g.partnership.id, ExecutiveDecision.number == number
        )
    )
    return found or abort(404)


def brief_or_404(number: int) -> Brief:
    """The brief of this number in the partnership of this page."""
    found = db.session.scalar(select(Brief).where(Brief.partnership_id == g.partnership.id, Brief.number == number))
    return found or abort(404)


def log(action: str, subject: str, **details: object) -> None:
    """Note in the audit log what the signed-in person did."""
    record(
        db.session(), action, actor_id=current_user.id, partnership_id=g.partnership.id, subject=subject,
        details={name: str(value) for name, value in details.items()},
    )  # fmt: skip
