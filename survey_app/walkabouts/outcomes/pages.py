"""The blueprint of what follows a visit, and what all of its pages need."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Blueprint, abort, current_app, g, render_template
from flask_login import current_user
from flask_wtf import FlaskForm

from survey_app.accounts.permissions import held_permissions
from survey_app.collect.display import LOCAL_TIME, day_text, moment_text
from survey_app.database import db, now
from survey_app.walkabouts.cycles.cycles import find_assessment
from survey_app.walkabouts.cycles.standards import short_name
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.models.outcomes import PRACTICE_STATES, STEPS
from survey_app.walkabouts.outcomes.refusals import StepRefused
from survey_app.walkabouts.outcomes.seats import Seat, seat_of

blueprint = Blueprint(
    "outcomes", __name__, url_prefix="/p/<partnership>/walkabouts/outcomes", template_folder="templates"
)


def today() -> date:
    """The day by the clock on the wall."""
    return now().astimezone(LOCAL_TIME).date()


def assessment_and_seat(assessment_id: str) -> tuple[Section11Assessment, Seat]:
    """An assessment that the partnership of this page leads, and the signed-in person's part in it."""
    assessment = find_assessment(db.session(), g.partnership.id, assessment_id)
    if assessment is None:
        abort(404)
    return assessment, seat_of(db.session(), assessment, current_user.id, held_permissions())


def working(assessment_id: str) -> tuple[Section11Assessment, Seat]:
    """The same for pages of what is not final: to whoever may not see that yet, they do not exist."""
    assessment, seat = assessment_and_seat(assessment_id)
    if not seat.sees_working:
        abort(404)
    return assessment, seat


def judging(assessment_id: str) -> tuple[Section11Assessment, Seat]:
    """The same for pages that only those of the team who judge may change."""
    assessment, seat = working(assessment_id)
    if not seat.judges:
        abort(403)
    return assessment, seat


def keeping_the_way(assessment_id: str) -> tuple[Section11Assessment, Seat]:
    """The same for what the team leader or the QA group does."""
    assessment, seat = working(assessment_id)
    if not seat.keeps_the_way:
        abort(403)
    return assessment, seat


def attempt(form: FlaskForm, act: Callable[[], object]) -> bool:
    """Do it and commit. Where it is refused, the form says why, and keeps everything that was typed."""
    try:
        act()
    except StepRefused as error:
        db.session.rollback()
        form.form_errors.append(error.message)
        return False
    db.session.commit()
    return True


def page(template: str, *, form: FlaskForm | None = None, **values: Any) -> tuple[str, int]:
    """A page; 422 where its form has faults."""
    text = render_template(f"outcomes/{template}.html", form=form, **values)
    return text, 422 if form is not None and (form.errors or form.form_errors) else 200


def iso_day(text: str) -> str:
    """A day or moment as a copy holds it, in words."""
    if len(text) > 10:
        return day_text(datetime.fromisoformat(text).astimezone(LOCAL_TIME).date())
    return day_text(date.fromisoformat(text))


blueprint.add_app_template_filter(moment_text, "moment_in_words")
blueprint.add_app_template_filter(day_text, "day_in_words")
blueprint.add_app_template_filter(iso_day, "iso_day")
blueprint.add_app_template_filter(short_name, "standard_name")


@blueprint.context_processor
def words() -> dict[str, Any]:
    """Names of steps and states, and the day."""
    return {
        "STEPS": STEPS,
        "PRACTICE_STATES": PRACTICE_STATES,
        "today": today(),
        "view_names": current_app.view_functions,
    }
