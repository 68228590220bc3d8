"""The blueprint of indicators, and what all of its pages need. ``views`` fills it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from flask import Blueprint, abort, g
from flask_login import current_user
from sqlalchemy import select

from analysis.indicators import Indicator, IndicatorCourse, IndicatorPoint
from exports.formats import percent_text
from exports.indicator_wording import figure_text
from survey_app.accounts.models import Membership
from survey_app.audit_log import record
from survey_app.database import db
from survey_app.programme.indicators.linking import subject_words
from survey_app.programme.indicators.models import (
    DIRECTIONS,
    HEARD_AT,
    MEASURES,
    PERIODS,
    UNITS,
    IndicatorAdoption,
    IndicatorComment,
    IndicatorDefinition,
    IndicatorVersion,
    ReferrerFeedback,
)
from survey_app.programme.indicators.reminding import SUBMIT
from survey_app.programme.indicators.standing import find_adoption

blueprint = Blueprint("indicators", __name__, url_prefix="/p/<partnership>/indicators", template_folder="templates")


@blueprint.context_processor
def words() -> dict[str, object]:
    """The names of kinds, for every template."""
    return {
        "DIRECTIONS": DIRECTIONS, "HEARD_AT": HEARD_AT, "MEASURES": MEASURES, "PERIODS": PERIODS, "UNITS": UNITS,
        "figure_words": figure_words, "subject_words": subject_words, "target_words": target_words,
    }  # fmt: skip


def figure_words(indicator: Indicator, point: IndicatorPoint) -> str:
    """The figure of a period; "" where none is shown."""
    return "" if point.figure is None else figure_text(indicator, point.figure)


def target_words(version: IndicatorVersion, definition: IndicatorDefinition) -> str:
    """What is aimed at, with its unit; "None" in words where there is none."""
    if version.target is None:
        return "None is set"
    if definition.measure == "share":
        return percent_text(version.target)
    return f"{version.target:g} {version.measured_in}".strip()


def own_agencies() -> frozenset[int]:
    """The agencies for which the signed-in person may submit in this partnership."""
    mine = select(Membership).where(
        Membership.user_id == current_user.id, Membership.partnership_id == g.partnership.id
    )
    return frozenset(
        one.agency_id
        for one in db.session.scalars(mine.order_by(Membership.id))
        if one.agency_id is not None and SUBMIT in one.role.permissions
    )


def adoption_or_404(name: str) -> IndicatorAdoption:
    """The indicator of this name that the partnership of this page collects."""
    return find_adoption(db.session(), g.partnership.id, name) or abort(404)


def shared_or_404(definition_id: str) -> IndicatorDefinition:
    """An indicator that another partnership shares."""
    found = db.session.get(IndicatorDefinition, definition_id)
    if found is None or found.shared_at is None or found.publisher_id == g.partnership.id:
        abort(404)
    return found


def comment_or_404(comment_id: str) -> IndicatorComment:
    found = db.session.scalar(
        select(IndicatorComment).where(
            IndicatorComment.id == comment_id, IndicatorComment.partnership_id == g.partnership.id
        )
    )
    return found or abort(404)


def feedback_or_404(number: int) -> ReferrerFeedback:
    found = db.session.scalar(
        select(ReferrerFeedback).where(
            ReferrerFeedback.number == number, ReferrerFeedback.partnership_id == g.partnership.id
        )
    )
    return found or abort(404)


def period_or_404(text: str) -> date:
    """A period in an address: its first day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)


@lru_cache(maxsize=200)
def drawn(course: IndicatorCourse, width: int) -> str | None:
    """Draw a chart once."""
    from exports.indicator_charts import indicator_svg  # loads altair, which no other page of this kind needs

    return indicator_svg(course, width=width)


def log(action: str, subject: str, **details: object) -> None:
    """Note in the audit log what the signed-in person did."""
    record(
        db.session(), action, actor_id=current_user.id, partnership_id=g.partnership.id, subject=subject,
        details={name: str(value) for name, value in details.items()},
    )  # fmt: skip
