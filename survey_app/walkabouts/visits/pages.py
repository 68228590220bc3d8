"""The blueprint of visits, and what all of its pages need."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, current_app, g, request, url_for
from flask_login import current_user

from survey_app.audit_log import record
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import db, now
from survey_app.walkabouts.models import Visit, VisitMember
from survey_app.walkabouts.visits.listing import find_visit
from survey_app.walkabouts.visits.mailing import VisitLinks

blueprint = Blueprint("visits", __name__, url_prefix="/p/<partnership>/walkabouts/visits", template_folder="templates")


def visit_or_404(visit_id: str) -> Visit:
    """The visit of this address in the partnership of this page."""
    visit = find_visit(db.session(), g.partnership.id, visit_id)
    if visit is None:
        abort(404)
    return visit


def my_visit_or_404(visit_id: str) -> tuple[Visit, VisitMember]:
    """The visit, and the signed-in person's place in its team; to others it does not exist."""
    visit = visit_or_404(visit_id)
    member = next((one for one in visit.team if one.user_id == current_user.id), None)
    if member is None:
        abort(404)
    return visit, member


def today() -> date:
    """The day by the clock on the wall."""
    return now().astimezone(LOCAL_TIME).date()


def links_of(visit_id: str) -> VisitLinks:
    """The addresses as people outside reach them."""

    def whole(endpoint: str) -> str:
        base = current_app.config["WALKABOUT_PUBLIC_URL"] or request.url_root
        return f"{base.rstrip('/')}{url_for(endpoint, visit_id=visit_id)}"

    return VisitLinks(
        page=whole("visits.my_visit"), calendar=whole("visits.my_calendar_file"), letter=whole("visits.agency_letter")
    )


def log(action: str, visit: Visit, **details: object) -> None:
    """Record what the signed-in person does with a visit."""
    record(
        db.session(), action, actor_id=current_user.id, partnership_id=g.partnership.id, subject=f"visit {visit.id}",
        details=details,
    )  # fmt: skip
