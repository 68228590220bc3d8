"""Pages of the case-resolution log.

Whoever opens the log sees the disagreements of their own agency, and with “resolutions.read” all.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import can, permission
from survey_app.case_audits.models import CaseResolution
from survey_app.case_audits.pages import log, today
from survey_app.case_audits.resolutions import log as disagreements
from survey_app.case_audits.resolutions.forms import AdviceForm, CloseForm, MoveForm, RaiseForm, StagesForm
from survey_app.case_audits.resolutions.log import ResolutionRefused, next_stage, resolutions_of
from survey_app.case_audits.resolutions.pages import (
    acting_or_403,
    agencies_seen,
    blueprint,
    may_act,
    own_agencies,
    resolution_or_404,
)
from survey_app.case_audits.resolutions.reading import days_open, figures_of, is_late, log_workbook
from survey_app.case_audits.resolutions.stages import StagesRefused, is_own, keep_stages, stages_of
from survey_app.collect.safety import raise_outside_rounds
from survey_app.database import db
from survey_app.partnership.services import agencies_of

PLACE = "The case-resolution log"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/")
@permission("resolutions.open")
def index() -> ResponseReturnValue:
    """The disagreements that one may see, and their figures for whoever sees all."""
    found, day = resolutions_of(db.session(), g.partnership.id, agencies_seen()), today()
    figures = figures_of(found, as_of=day) if can("resolutions.read") else None
    rows = [(one, days_open(one, day), is_late(one, day)) for one in found]
    return render_template("resolutions/index.html", rows=rows, figures=figures)


@blueprint.get("/list.xlsx")
@permission("resolutions.read")
def workbook() -> ResponseReturnValue:
    """The log as a workbook."""
    found, day = resolutions_of(db.session(), g.partnership.id), today()
    log("case-resolution log downloaded", "case-resolution log", rows=len(found))
    db.session.commit()
    content = log_workbook(found, partnership=g.partnership.name, as_of=day)
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name="case-resolution-log.xlsx")


@blueprint.route("/new", methods=["GET", "POST"])
@permission("resolutions.raise")
def raise_() -> ResponseReturnValue:
    """Enter a disagreement."""
    form, session = RaiseForm(), db.session()
    everybody = agencies_of(session, g.partnership.id)
    mine = everybody if can("resolutions.manage") else [one for one in everybody if one.id in own_agencies()]
    form.choose_agencies(mine, everybody)
    if request.method == "GET":
        form.raised_on.data = today()
    if form.validate_on_submit():
        try:
            made = disagreements.raise_disagreement(
                session, g.partnership.id, form.disagreement(), by=current_user.id, today=today()
            )
        except ResolutionRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            return _raised(made, is_safe=form.safe.data == "yes")
    return render_template("resolutions/raise.html", form=form, mine=mine), 422 if form.errors else 200


def _raised(made: CaseResolution, *, is_safe: bool) -> ResponseReturnValue:
    log("disagreement raised", f"case resolution {made.reference}")
    if not is_safe:
        raise_outside_rounds(
            db.session(), g.partnership, made.id, "case_resolution", place=PLACE, raised_by_id=current_user.id
        )
    db.session.commit()
    if is_safe:
        flash(f"{made.reference} is entered, at its first stage.", "success")
        return redirect(url_for("resolutions.show", resolution_id=made.id))
    return redirect(url_for("resolutions.show", resolution_id=made.id, unsafe="yes"))


@blueprint.get("/<resolution_id>")
@permission("resolutions.open")
def show(resolution_id: str) -> ResponseReturnValue:
    """One disagreement with its stages."""
    return _page(resolution_or_404(resolution_id))


@blueprint.route("/<resolution_id>/next-stage", methods=["GET", "POST"])
@permission("resolutions.raise")
def move(resolution_id: str) -> ResponseReturnValue:
    """Take a disagreement to the next stage."""
    found, form = acting_or_403(resolution_id), MoveForm()
    _seen(found, form)
    if request.method == "GET":
        form.moved_on.data = today()
    if form.validate_on_submit():
        try:
            stage = disagreements.move_on(
                db.session(), found, on=form.moved_on.data, note=form.note.data or "", by=current_user.id,
                today=today(), seen=_stage_seen(form),
            )  # fmt: skip
        except ResolutionRefused as refused:
            db.session.rollback()
            _refused(found, form, refused)
        else:
            log("disagreement moved on", f"case resolution {found.reference}", stage=stage.number)
            return _done(found, f"{found.reference} is now at the stage “{stage.name}”.")
    after = next_stage(db.session(), found)
    page = render_template("resolutions/move.html", form=form, resolution=found, after=after)
    return page, 422 if form.errors else 200


@blueprint.route("/<resolution_id>/close", methods=["GET", "POST"])
@permission("resolutions.raise")
def close(resolution_id: str) -> ResponseReturnValue:
    """Close a disagreement."""
    found, form = acting_or_403(resolution_id), CloseForm()
    _seen(found, form)
    if request.method == "GET":
        form.closed_on.data = today()
    if form.validate_on_submit():
        try:
            disagreements.close(
                db.session(), found, on=form.closed_on.data, outcome=form.outcome.data or "",
                words=form.words.data or "", learning=form.learning.data or "", today=today(),
                seen=_stage_seen(form),
            )  # fmt: skip
        except ResolutionRefused as refused:
            db.session.rollback()
            _refused(found, form, refused)
        else:
            log("disagreement closed", f"case resolution {found.reference}", outcome=found.outcome)
            return _done(found, f"{found.reference} is closed.")
    page = render_template("resolutions/close.html", form=form, resolution=found)
    return page, 422 if form.errors else 200


@blueprint.route("/<resolution_id>/advice", methods=["GET", "POST"])
@permission("resolutions.advise")
def advise(resolution_id: str) -> ResponseReturnValue:
    """Give the scrutineer's advice."""
    found, form = resolution_or_404(resolution_id), AdviceForm()
    if form.validate_on_submit():
        try:
            disagreements.advise(db.session(), found, form.text.data or "", by=current_user.id)
        except ResolutionRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("advice given on a disagreement", f"case resolution {found.reference}")
            return _done(found, "Your advice is kept.")
    page = render_template("resolutions/advise.html", form=form, resolution=found)
    return page, 422 if form.errors else 200


@blueprint.route("/stages", methods=["GET", "POST"])
@permission("resolutions.manage")
def stages() -> ResponseReturnValue:
    """The stages of the partnership's protocol."""
    form, session = StagesForm(), db.session()
    if request.method == "GET":
        form.fill_from(stages_of(session, g.partnership.id))
    if form.validate_on_submit():
        try:
            kept = keep_stages(session, g.partnership.id, form.stages())
        except StagesRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("case-resolution stages changed", "case-resolution stages", stages=len(kept))
            db.session.commit()
            flash("The stages are kept. Disagreements under way keep the limits that they began with.", "success")
            return redirect(url_for("resolutions.index"))
    page = render_template("resolutions/stages.html", form=form, own=is_own(session, g.partnership.id))
    return page, 422 if form.errors else 200


def _page(found: CaseResolution) -> ResponseReturnValue:
    day = today()
    return render_template(
        "resolutions/show.html", resolution=found, days=days_open(found, day), late=is_late(found, day),
        acts=may_act(found) and found.is_open, after=next_stage(db.session(), found) if found.is_open else None,
        unsafe=request.args.get("unsafe") == "yes",
    )  # fmt: skip


def _seen(found: CaseResolution, form: Any) -> None:
    """A page that was drawn at an earlier stage moves nothing on."""
    if not found.is_open:
        raise ResolutionRefused("This disagreement is closed. Raise a new one if it has come up again.")
    if request.method == "GET":
        form.stage.data = str(found.steps[-1].number)


def _stage_seen(form: Any) -> int:
    """The stage at which the page was drawn; none that there is, where the page was made up."""
    text = form.stage.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1


def _refused(found: CaseResolution, form: Any, refused: ResolutionRefused) -> None:
    """Say why, and let the next try be at the stage that is shown now."""
    form.form_errors.append(refused.message)
    form.stage.data = str(found.steps[-1].number)


def _done(found: CaseResolution, words: str) -> ResponseReturnValue:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("resolutions.show", resolution_id=found.id))
