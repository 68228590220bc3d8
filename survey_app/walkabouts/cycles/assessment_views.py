"""Pages that start an assessment, show it, move it into fieldwork, withdraw it, and note a member's exceptions."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.walkabouts.cycles import assessments
from survey_app.walkabouts.cycles.assessments import NOT_APPLICABLE, TOGETHER, AlreadyAssessed, StartRefused
from survey_app.walkabouts.cycles.exceptions import Exceptions, set_exceptions
from survey_app.walkabouts.cycles.exceptions_page import exceptions_page, typed_exceptions
from survey_app.walkabouts.cycles.forms import AgenciesForm, ConfirmForm, TogetherForm, WithdrawForm
from survey_app.walkabouts.cycles.overview import steps_by_person
from survey_app.walkabouts.cycles.pages import assessment_or_404, cycle_or_404, links_of, today, viewer
from survey_app.walkabouts.cycles.parts import parts_of
from survey_app.walkabouts.cycles.sharing import grant, readers_of
from survey_app.walkabouts.cycles.stages import MOVES, advance, is_underway, may_advance
from survey_app.walkabouts.cycles.standards import grades_of, short_name, standards_for, standards_left_out
from survey_app.walkabouts.models import STAGES, Section11Assessment, Section11Cycle
from survey_app.walkabouts.models.assessments import WAY
from survey_app.walkabouts.pages import blueprint
from survey_app.walkabouts.self_assessment.access import may_see_self_grades


@blueprint.route("/cycles/<cycle>/start", methods=["GET", "POST"])
@permission("walkabouts.manage")
def start(cycle: str) -> ResponseReturnValue:
    """Start assessments of agencies, each by itself."""
    found = cycle_or_404(cycle)
    form = AgenciesForm()
    form.choose_from(assessments.agencies_without(db.session(), found))
    refused: list[AlreadyAssessed] = []
    if form.validate_on_submit():
        started = assessments.start_several(
            db.session(), found, form.chosen, today=today(), by=current_user.id
        )  # fmt: skip
        _let_read(started.refused)
        db.session.commit()
        refused = list(started.refused)
        if started.assessments:
            flash(_started_text(started.assessments), "success")
        if not refused:
            return _to(found, started.assessments)
        form.choose_from(assessments.agencies_without(db.session(), found))
    page = render_template("walkabouts/start.html", cycle=found, form=form, refused=refused, groups=_by_kind(found))
    return page, 409 if refused else 422 if form.errors else 200


def _by_kind(cycle: Section11Cycle) -> int:
    """How many district councils could still be assessed together."""
    without = assessments.agencies_without(db.session(), cycle)
    return sum(agency.agency_type == TOGETHER for agency in without)


def _started_text(started: tuple[Section11Assessment, ...]) -> str:
    if len(started) == 1:
        return f"The assessment of {started[0].title} is started. Next: propose the rubric."
    return f"{len(started)} assessments are started. Next: propose the rubric to each."


def _to(cycle: Section11Cycle, started: tuple[Section11Assessment, ...]) -> ResponseReturnValue:
    if len(started) == 1:
        return redirect(url_for("walkabouts.assessment", assessment_id=started[0].id))
    return redirect(url_for("walkabouts.cycle", cycle=cycle.slug))


def _let_read(refused: tuple[AlreadyAssessed, ...]) -> None:
    """Whoever is refused may read the assessment that stands for theirs, also one from before their agency joined."""
    for error in refused:
        if error.held.partnership_id != g.partnership.id:
            grant(db.session(), error.held, g.partnership, by=None)


@blueprint.route("/cycles/<cycle>/start-together", methods=["GET", "POST"])
@permission("walkabouts.manage")
def start_together(cycle: str) -> ResponseReturnValue:
    """Start one assessment of several district councils."""
    found = cycle_or_404(cycle)
    form = TogetherForm()
    councils = [one for one in assessments.agencies_without(db.session(), found) if one.agency_type == TOGETHER]
    form.choose_from(councils)
    refused: list[AlreadyAssessed] = []
    if form.validate_on_submit():
        try:
            made = assessments.start_collective(
                db.session(), found, form.chosen, form.title.data or "", today=today(), by=current_user.id
            )  # fmt: skip
        except AlreadyAssessed as error:
            refused = [error]
            _let_read((error,))
        except StartRefused as error:
            form.agencies.errors = [*form.agencies.errors, error.message]
        else:
            db.session.commit()
            flash(f"The assessment of {made.title} is started. Next: propose the rubric.", "success")
            return _to(found, (made,))
        db.session.commit()
    page = render_template("walkabouts/start_together.html", cycle=found, form=form, refused=refused, councils=councils)
    return page, 409 if refused else 422 if form.errors else 200


@blueprint.get("/assessments/<assessment_id>")
@permission("walkabouts.read")
def assessment(assessment_id: str) -> ResponseReturnValue:
    """One assessment: its stage, members, rubric, self-assessment, visits and outcome, and what is next."""
    found = assessment_or_404(assessment_id)
    parts = parts_of(db.session(), [found], viewer())
    shown = [(part, links_of(part)) for column in parts.values() for part in column.values()]
    return render_template(
        "walkabouts/assessment.html", assessment=found, parts=shown, way=_way(found),
        steps=steps_by_person(db.session(), [found], parts, today=today()), applies=standards_for(found),
        left_out=standards_left_out(found),
        readers=readers_of(db.session(), found), short_name=short_name, is_underway=is_underway(found),
        shows_exceptions=may_see_self_grades(db.session(), found, current_user),
        may_begin=may_advance(found, "fieldwork") and found.stage == "planned", form=ConfirmForm(),
        grades={**grades_of(found.cycle), NOT_APPLICABLE: "Not applicable"},
    )  # fmt: skip


def _way(assessment: Section11Assessment) -> list[tuple[str, str]]:
    """The stages, each with "done", "now" or "to come"; of a withdrawn assessment only that it was withdrawn."""
    if assessment.stage == "withdrawn":
        return [(STAGES["withdrawn"], "now")]
    here = WAY.index(assessment.stage)
    return [
        (STAGES[stage], "now" if place == here else "done" if place < here else "to come")
        for place, stage in enumerate(WAY)
    ]


@blueprint.post("/assessments/<assessment_id>/fieldwork")
@permission("walkabouts.manage")
def begin_fieldwork(assessment_id: str) -> ResponseReturnValue:
    """Begin fieldwork at the agency."""
    found = assessment_or_404(assessment_id)
    if "fieldwork" not in MOVES[found.stage] or found.stage != "planned":
        abort(409)
    advance(db.session(), found, "fieldwork", by=current_user.id)
    db.session.commit()
    flash(f"Fieldwork at {found.title} has begun.", "success")
    return redirect(url_for("walkabouts.assessment", assessment_id=assessment_id))


@blueprint.route("/assessments/<assessment_id>/withdraw", methods=["GET", "POST"])
@permission("walkabouts.manage")
def withdraw(assessment_id: str) -> ResponseReturnValue:
    """Ask why, then withdraw the assessment."""
    found = assessment_or_404(assessment_id)
    form = WithdrawForm()
    if form.validate_on_submit():
        assessments.withdraw_assessment(db.session(), found, reason=form.reason.data or "", by=current_user.id)
        db.session.commit()
        flash(f"The assessment of {found.title} is withdrawn.", "success")
        return redirect(url_for("walkabouts.assessment", assessment_id=assessment_id))
    page = render_template(
        "walkabouts/withdraw.html", assessment=found, form=form, readers=readers_of(db.session(), found)
    )
    return page, 422 if form.errors else 200


@blueprint.route("/assessments/<assessment_id>/exceptions/<int:agency_id>", methods=["GET", "POST"])
@permission("walkabouts.manage")
def exceptions(assessment_id: str, agency_id: int) -> ResponseReturnValue:
    """Where one council differs from the joint return."""
    found = assessment_or_404(assessment_id)
    member = next((one for one in found.members if one.agency_id == agency_id), None)
    if member is None or not found.is_collective:
        abort(404)
    if not may_see_self_grades(db.session(), found, current_user):
        abort(403)
    problem = ""
    given: Exceptions = member.exceptions
    if request.method == "POST" and ConfirmForm().validate_on_submit():
        given = typed_exceptions(found)
        try:
            set_exceptions(db.session(), member, given, by=current_user.id, seen=request.form.get("seen"))
        except StartRefused as error:
            db.session.rollback()
            problem = error.message
        else:
            db.session.commit()
            flash(f"The exceptions of {member.agency.name} are saved.", "success")
            return redirect(url_for("walkabouts.assessment", assessment_id=assessment_id))
    back = (url_for("walkabouts.assessment", assessment_id=found.id), found.title)
    return exceptions_page(member, given, problem=problem, back=back), 422 if problem else 200
