"""The blueprint of the year's programme, and what all of its pages need. ``views`` fills it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, g, url_for
from flask_login import current_user
from sqlalchemy import select

from analysis.programme.years import FIRST_YEAR, LAST_YEAR, year_name
from survey_app.accounts.permissions import can
from survey_app.audit_log import record
from survey_app.database import db
from survey_app.programme.year.models import (
    CHAIRING,
    COST_KINDS,
    LEADS,
    METHODS,
    REASON_KINDS,
    SCRUTINY,
    VERDICTS,
    VERSION_STATES,
    ProgrammeTopic,
    ScrutinyProgramme,
)
from survey_app.programme.year.planning import find_programme
from survey_app.programme.year.records import RecordStanding

blueprint = Blueprint("programme", __name__, url_prefix="/p/<partnership>/programme", template_folder="templates")


@blueprint.context_processor
def words() -> dict[str, object]:
    """The names of methods and states, for the templates of the year."""
    return {
        "CHAIRING": CHAIRING, "COST_KINDS": COST_KINDS, "LEADS": LEADS, "METHODS": METHODS,
        "REASON_KINDS": REASON_KINDS, "SCRUTINY": SCRUTINY, "REVIEW_VERDICTS": VERDICTS,
        "VERSION_STATES": VERSION_STATES, "year_name": year_name, "record_page": record_page,
    }  # fmt: skip


def year_or_404(year: int) -> int:
    """A year that there can be a programme of."""
    return year if FIRST_YEAR <= year <= LAST_YEAR else abort(404)


def programme_or_404(year: int) -> ScrutinyProgramme:
    """The programme of a year in the partnership of this page."""
    return find_programme(db.session(), g.partnership.id, year_or_404(year)) or abort(404)


def topic_or_404(year: int, number: int) -> ProgrammeTopic:
    """The topic of this number in the programme of a year."""
    found = db.session.scalar(
        select(ProgrammeTopic)
        .join(ScrutinyProgramme, ScrutinyProgramme.id == ProgrammeTopic.programme_id)
        .where(
            ScrutinyProgramme.partnership_id == g.partnership.id, ScrutinyProgramme.year == year_or_404(year),
            ProgrammeTopic.number == number,
        )
    )  # fmt: skip
    return found or abort(404)


def record_page(standing: RecordStanding) -> str:
    """The page of a record; empty where the reader may not open it, or this installation has none."""
    if not can(standing.permission) or standing.endpoint not in current_app.view_functions:
        return ""
    values: dict[str, Any] = dict(standing.values)
    if "number" in values:
        values["number"] = int(values["number"])
    return url_for(standing.endpoint, **values)


def log(action: str, subject: str, **details: object) -> None:
    """Note in the audit log what the signed-in person did."""
    record(
        db.session(), action, actor_id=current_user.id, partnership_id=g.partnership.id, subject=subject,
        details={name: str(value) for name, value in details.items()},
    )  # fmt: skip
