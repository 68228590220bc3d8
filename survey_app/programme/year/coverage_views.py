"""What two years have looked at, and a topic from a gap in one click."""

from __future__ import annotations

from flask import g, render_template
from flask.typing import ResponseReturnValue

from analysis.programme.years import year_of
from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.local_time import today
from survey_app.partnership.services import agencies_of
from survey_app.programme.year.coverage import coverage_tables
from survey_app.programme.year.pages import blueprint


@blueprint.get("/coverage")
@permission("case_audits.read")
def coverage() -> ResponseReturnValue:
    """Agencies against standards and themes: what was looked at, how long ago, and what never."""
    day = today()
    found = coverage_tables(db.session(), g.partnership.id, as_of=day)
    return render_template(
        "programme/coverage.html", found=found, year=year_of(day), today=day,
        ids={one.name: one.id for one in agencies_of(db.session(), g.partnership.id)},
    )  # fmt: skip
