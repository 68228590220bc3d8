"""The levels of need as families and professionals read them: one page for everybody, with the version in force."""

from __future__ import annotations

from datetime import date

from flask import abort, g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from survey_app.accounts.permissions import public
from survey_app.database import db
from survey_app.designer.levels import versions_of
from survey_app.designer.models import LevelsOfNeed
from survey_app.local_time import today
from survey_app.programme.year.calendar_views import feed_blueprint


def levels_on(session: Session, partnership_id: int, day: date) -> tuple[LevelsOfNeed | None, LevelsOfNeed | None]:
    """The version in force on a day, and the one that comes after it; of two for one day, the later counts."""
    versions = versions_of(session, partnership_id)
    begun = [one for one in versions if one.in_force_from <= day]
    coming = [one for one in versions if one.in_force_from > day]
    in_force = max(begun, key=lambda one: (one.in_force_from, one.number), default=None)
    after = min(coming, key=lambda one: (one.in_force_from, -one.number), default=None)
    return in_force, after


@feed_blueprint.get("/levels-of-need/<partnership>")
@public("thresholds are there for families and professionals alike")
def levels() -> ResponseReturnValue:
    """The levels in force today."""
    if g.partnership is None:
        abort(404)
    in_force, after = levels_on(db.session(), g.partnership.id, today())
    if in_force is None and after is None:
        abort(404)
    return render_template("programme/levels.html", in_force=in_force, after=after)
