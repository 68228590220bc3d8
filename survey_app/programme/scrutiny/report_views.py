"""Pages of the scrutineer's report: begun, edited, looked at as Word, made final."""

from __future__ import annotations

from io import BytesIO

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from exports.documents.scrutiny_report import (
    ReportPart,
    ScrutinyPaper,
    areas_of,
    counted_recommendations,
    grouped_recommendations,
    suggested_alone,
    write_scrutiny_report,
)
from survey_app.accounts.permissions import can, permission
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import db, now
from survey_app.errors import UserError
from survey_app.local_time import today
from survey_app.programme.form_page import form_page
from survey_app.programme.scrutiny import reporting
from survey_app.programme.scrutiny.days import allowance_on
from survey_app.programme.scrutiny.desk_views import WORD
from survey_app.programme.scrutiny.forms import ReportForm
from survey_app.programme.scrutiny.models import ScrutinyReport
from survey_app.programme.scrutiny.pages import handed_out, log, seen_number
from survey_app.results.scrutiny.views import blueprint


@blueprint.get("/reports")
@permission("scrutiny.read")
def reports() -> ResponseReturnValue:
    """The reports: final ones, and one's own drafts."""
    found = reporting.reports_of(db.session(), g.partnership.id, drafts=can("scrutiny.register"))
    return render_template("scrutiny/reports.html", reports=found)


@blueprint.route("/reports/new", methods=["GET", "POST"])
@permission("scrutiny.register")
def report_new() -> ResponseReturnValue:
    """Begin a report."""
    form, session = ReportForm(), db.session()
    if request.method == "GET" and (period := allowance_on(session, g.partnership.id, today())):
        form.starts_on.data, form.ends_on.data = period.starts_on, period.ends_on
        form.title.data = "Independent scrutineer: six-month report"

    def act() -> tuple[str, str]:
        made = reporting.begin(
            session, g.partnership, title=form.title.data, starts_on=form.starts_on.data, ends_on=form.ends_on.data,
            by_id=current_user.id, today=today(),
        )  # fmt: skip
        log("began a scrutineer’s report", made.reference)
        return "The draft is begun from the register, the days and the answers.", _to(made, "report_edit")

    note = "The draft is made of the register, the days, the answers, assurance and recommendations of this period."
    return form_page(
        form, "Begin a report", "Begin the draft", ("Reports", url_for("scrutiny.reports")), act, note=note
    )


@blueprint.get("/reports/<int:number>")
@permission("scrutiny.read")
def report(number: int) -> ResponseReturnValue:
    """One report as it stands."""
    return _page(_report(number))


@blueprint.route("/reports/<int:number>/edit", methods=["GET", "POST"])
@permission("scrutiny.register")
def report_edit(number: int) -> ResponseReturnValue:
    """Write the sections."""
    found, problem = _report(number), ""
    sections = [(one.heading, one.area, one.text) for one in found.sections]
    sections.insert(max(len(sections) - 1, 0), ("", "", ""))  # room for one more, before the conclusion
    revision = found.revision
    if request.method == "POST":
        given = request.form
        sections = list(
            zip(given.getlist("heading"), given.getlist("area"), given.getlist("text"), strict=False)
        )  # fmt: skip
        try:
            reporting.edit(
                db.session(), found, sections, by_id=current_user.id, seen=seen_number(given.get("seen")),
                checked=given.get("checked") == "y",
            )  # fmt: skip
        except UserError as refused:
            db.session.rollback()
            problem = refused.message
        else:
            log("wrote in a scrutineer’s report", found.reference)
            db.session.commit()
            flash("It is kept.", "success")
            return redirect(_to(found, "report"))
    page = render_template(
        "scrutiny/report_edit.html", report=found, sections=sections, problem=problem, revision=revision
    )
    return page, 422 if problem else 200


@blueprint.route("/reports/<int:number>/recommendations", methods=["GET", "POST"])
@permission("scrutiny.register")
def report_place(number: int) -> ResponseReturnValue:
    """Put the recommendations under the areas of the report."""
    found, problem = _report(number), ""
    revision, areas = found.revision, areas_of(_parts(found))
    chosen = {one["reference"]: one["area"] for one in found.facts["recommendations"]}
    if request.method == "POST":
        chosen = {reference: request.form.get(reference, "") for reference in chosen}
        try:
            reporting.place(
                db.session(), found, chosen, by_id=current_user.id, seen=seen_number(request.form.get("seen"))
            )
        except UserError as refused:
            db.session.rollback()
            problem = refused.message
        else:
            log("put recommendations under areas of a scrutineer’s report", found.reference)
            db.session.commit()
            flash("The recommendations stand under the areas that you chose.", "success")
            return redirect(_to(found, "report"))
    page = render_template(
        "scrutiny/report_place.html", report=found, areas=areas, chosen=chosen, problem=problem, revision=revision
    )
    return page, 422 if problem else 200


@blueprint.post("/reports/<int:number>/refresh")
@permission("scrutiny.register")
def report_refresh(number: int) -> ResponseReturnValue:
    """Take the facts from the records again."""
    found = _report(number)
    reporting.refresh(
        db.session(), found, by_id=current_user.id, today=today(), seen=seen_number(request.form.get("seen"))
    )
    log("renewed the facts of a scrutineer’s report", found.reference)
    db.session.commit()
    flash("The facts are taken from the records again. What you wrote stays.", "success")
    return redirect(_to(found, "report"))


@blueprint.post("/reports/<int:number>/final")
@permission("scrutiny.register")
def report_final(number: int) -> ResponseReturnValue:
    """Make a report final."""
    found = _report(number)
    try:
        reporting.make_final(
            db.session(), found, by_id=current_user.id, today=today(), seen=seen_number(request.form.get("seen"))
        )
    except UserError as refused:
        db.session.rollback()
        return _page(found, refused.message), 422
    log("made a scrutineer’s report final", found.reference, fingerprint=found.fingerprint)
    db.session.commit()
    flash(f"{found.reference} is final. Its fingerprint says if anybody changes it.", "success")
    return redirect(_to(found, "report"))


@blueprint.get("/reports/<int:number>/word")
@permission("scrutiny.read")
def report_word(number: int) -> ResponseReturnValue:
    """The report as Word."""
    found = _report(number)
    at = (found.final_at or now()).astimezone(LOCAL_TIME)
    paper = ScrutinyPaper(
        title=found.title, partnership=g.partnership.name, author=(found.final_by or found.made_by).name,
        starts_on=found.starts_on, ends_on=found.ends_on, produced_at=at, facts=found.facts,
        parts=_parts(found), fingerprint=found.fingerprint,
    )  # fmt: skip
    out = BytesIO()
    write_scrutiny_report(paper, out)
    log("scrutineer’s report downloaded", found.reference)
    db.session.commit()
    return handed_out(out.getvalue(), WORD, f"{found.reference}.docx")


def _page(found: ScrutinyReport, problem: str = "") -> str:
    """A report as it stands, with what is in the way of making it final."""
    made, areas = found.facts["recommendations"], areas_of(_parts(found))
    groups = grouped_recommendations(made, areas)
    return render_template(
        "scrutiny/report.html", report=found, is_sound=reporting.is_sound(found), problem=problem, groups=groups,
        counted=counted_recommendations(groups), suggested=suggested_alone(found.facts),
        unplaced=[one["reference"] for one in made if one["area"] not in areas],
        numbers={one["reference"]: int(one["reference"].removeprefix("R-")) for one in made},
    )  # fmt: skip


def _parts(found: ScrutinyReport) -> list[ReportPart]:
    return [ReportPart(heading=one.heading, area=one.area, text=one.text) for one in found.sections]


def _report(number: int) -> ScrutinyReport:
    """A final report, or a draft for whoever writes it."""
    return reporting.find_report(db.session(), g.partnership.id, number, drafts=can("scrutiny.register")) or abort(404)


def _to(found: ScrutinyReport, page: str) -> str:
    return url_for(f"scrutiny.{page}", number=found.number)
