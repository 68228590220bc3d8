"""The levels of need as families and professionals read them: one page for everybody, with the version in force."""

from __future__ import annotations

from flask import abort, g, render_template
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import public
from survey_app.database import db
from survey_app.designer.levels import levels_on
from survey_app.local_time import today
from survey_app.programme.year.calendar_views import feed_blueprint


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
