"""Inspection and regulatory reports, which may call for a visit."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.audit_log import record
from survey_app.database import db
from survey_app.walkabouts.models import InspectionReport, Visit
from survey_app.walkabouts.visits.conflicts import VisitRefused
from survey_app.walkabouts.visits.forms import ReportForm
from survey_app.walkabouts.visits.inspections import agencies_here, change_report, find_report, log_report, reports_of
from survey_app.walkabouts.visits.pages import blueprint, today


@blueprint.get("/inspections")
@permission("walkabouts.read")
def inspections() -> ResponseReturnValue:
    """Every report that is logged, and what became of it."""
    return render_template("visits/inspections.html", lines_shown=reports_of(db.session(), g.partnership.id))


@blueprint.route("/inspections/new", methods=["GET", "POST"])
@permission("walkabouts.manage")
def log_inspection() -> ResponseReturnValue:
    """Log a report."""
    form = _form()
    if form.validate_on_submit():
        try:
            report, visit = log_report(db.session(), g.partnership.id, form.entry(), by=current_user.id, today=today())
        except VisitRefused as refused:
            form.form_errors.append(refused.message)
        else:
            return _logged("inspection report logged", report, visit)
    page = render_template("visits/inspection.html", form=form, report=None)
    return page, 422 if form.errors else 200


@blueprint.route("/inspections/<report_id>", methods=["GET", "POST"])
@permission("walkabouts.manage")
def inspection(report_id: str) -> ResponseReturnValue:
    """Correct what is logged of a report."""
    report = find_report(db.session(), g.partnership.id, report_id) or abort(404)
    form = _form()
    if request.method == "GET":
        form.fill_from(report)
    if form.validate_on_submit():
        try:
            visit = change_report(db.session(), report, form.entry(), today=today())
        except VisitRefused as refused:
            form.form_errors.append(refused.message)
        else:
            return _logged("inspection report changed", report, visit)
    page = render_template("visits/inspection.html", form=form, report=report)
    return page, 422 if form.errors else 200


def _form() -> ReportForm:
    form = ReportForm()
    form.choose_agencies(agencies_here(db.session(), g.partnership.id))
    return form


def _logged(action: str, report: InspectionReport, visit: Visit | None) -> ResponseReturnValue:
    record(
        db.session(), action, actor_id=current_user.id, partnership_id=g.partnership.id,
        subject=f"inspection report {report.id}", details={"proposes_visit": visit is not None},
    )  # fmt: skip
    db.session.commit()
    if visit is not None:
        flash("The report is saved, and a visit is proposed. Plan it, or decline it with the reason.", "success")
        return redirect(url_for("visits.index"))
    flash("The report is saved.", "success")
    return redirect(url_for("visits.inspections"))
