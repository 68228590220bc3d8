"""Pages over all audits: coverage of two years with its Excel list, and what went well."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, g, render_template, send_file
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.case_audits.coverage.services import coverage_of
from survey_app.case_audits.coverage.workbook import coverage_workbook
from survey_app.case_audits.learning.clearing import published_strengths
from survey_app.case_audits.learning.pages import reads_working
from survey_app.case_audits.learning.re_audits import re_audits_of
from survey_app.case_audits.pages import log, today
from survey_app.database import db

blueprint = Blueprint("audit_overviews", __name__, url_prefix="/p/<partnership>/audits", template_folder="../templates")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/coverage")
@permission("case_audits.read")
def coverage() -> ResponseReturnValue:
    """What audits have looked at in two years, and what never; and which audits are due again.

    Counts of cases are for whoever reads working papers: everybody else reads states and days.
    """
    return render_template(
        "coverage/coverage.html", working=reads_working(),
        sides=coverage_of(db.session(), g.partnership.id, as_of=today(), working=reads_working()),
        re_audits=re_audits_of(db.session(), g.partnership.id, today()), today=today(),
    )  # fmt: skip


@blueprint.get("/coverage.xlsx")
@permission("case_audits.read")
def coverage_file() -> ResponseReturnValue:
    """The same as an Excel list."""
    working = reads_working()
    sides = coverage_of(db.session(), g.partnership.id, as_of=today(), working=working)
    log("coverage of audits taken", "case audits", version="working" if working else "release")
    db.session.commit()
    return send_file(
        BytesIO(coverage_workbook(sides, g.partnership.name, working=working)), mimetype=EXCEL, as_attachment=True,
        download_name=f"audit-coverage-{today():%Y-%m-%d}.xlsx",
    )  # fmt: skip


@blueprint.get("/what-went-well")
@permission("partnership.read")
def what_went_well() -> ResponseReturnValue:
    """Published strengths of audits: learning from what went well, for everybody in the partnership."""
    return render_template(
        "coverage/what_went_well.html", strengths=published_strengths(db.session(), g.partnership.id)
    )
