"""Pages where the walkabout's grades are recorded, with an action for each that is not good enough."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.walkabouts.cycles.standards import standards_for
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.models.outcomes import Section11Action
from survey_app.walkabouts.outcomes import actions, grading, reconciling
from survey_app.walkabouts.outcomes.forms import ActionForm, EmptyForm
from survey_app.walkabouts.outcomes.grades import cycle_grades
from survey_app.walkabouts.outcomes.judgements import current_judgements, find_standard
from survey_app.walkabouts.outcomes.pages import attempt, blueprint, judging, page, today, working
from survey_app.walkabouts.outcomes.received import team_notes
from survey_app.walkabouts.outcomes.seats import Seat


@blueprint.get("/<assessment_id>/grades")
@permission("walkabouts.read")
def grades(assessment_id: str) -> ResponseReturnValue:
    """The grades of every standard, and what is missing before they can be recorded."""
    assessment, seat = working(assessment_id)
    return _grades(assessment, seat, EmptyForm(formdata=None))


@blueprint.post("/<assessment_id>/grades", endpoint="recorded")
@permission("walkabouts.visit")
def record(assessment_id: str) -> ResponseReturnValue:
    """Record the grades."""
    assessment, seat = judging(assessment_id)
    form = EmptyForm()
    if form.validate_on_submit() and attempt(
        form, lambda: grading.record_grades(db.session(), assessment, by=seat.user_id)
    ):
        flash("The walkabout’s grades are recorded.", "success")
        return redirect(url_for("outcomes.compare", assessment_id=assessment.id))
    return _grades(assessment, seat, form)


@blueprint.post("/<assessment_id>/grades/again")
@permission("walkabouts.visit")
def grade_again(assessment_id: str) -> ResponseReturnValue:
    """Back to grading, before the agency's own grades have been shown."""
    assessment, seat = judging(assessment_id)
    grading.grade_again(db.session(), assessment, by=seat.user_id)
    db.session.commit()
    return redirect(url_for("outcomes.grades", assessment_id=assessment.id))


def _grades(assessment: Section11Assessment, seat: Seat, form: EmptyForm) -> ResponseReturnValue:
    session = db.session()
    scale, talks = cycle_grades(assessment.cycle), reconciling.conversations_of(session, assessment)
    planned = actions.actions_for(session, assessment)
    judged = current_judgements(session, assessment)
    missing = reconciling.open_standards(session, assessment, narrative_only=talks.narrative_only)
    unplanned = actions.without_action(session, assessment)
    return page(
        "grades", form=form, assessment=assessment, seat=seat, scale=scale, talks=talks,
        lines=[
            (one, judged.get(one.name), [plan for plan in planned if plan.standard == one.name],
             missing.get(one.name, ""), one.name in unplanned)
            for one in standards_for(assessment)
        ],
        changed=reconciling.changed_since(session, assessment, team_notes(session, assessment)),
        may_change=seat.judges and assessment.stage == "reconciled",
        may_plan=seat.judges and assessment.stage in actions.PLANNED_IN,
    )  # fmt: skip


@blueprint.route("/<assessment_id>/actions/<standard_name>", methods=["GET", "POST"])
@permission("walkabouts.visit")
def action(assessment_id: str, standard_name: str) -> ResponseReturnValue:
    """Plan an action for a standard, or write one anew."""
    assessment, seat = judging(assessment_id)
    found = find_standard(assessment, standard_name)
    if found is None:
        abort(404)
    present = actions.find_action(db.session(), assessment, request.args.get("action", ""))
    form = ActionForm(obj=present, data=None if present is None else {"agency": present.agency_id})
    form.offer(assessment)
    if form.validate_on_submit() and attempt(form, lambda: _keep(assessment, seat, standard_name, present, form)):
        flash("The action is kept.", "success")
        return redirect(url_for("outcomes.grades", assessment_id=assessment.id))
    judged = current_judgements(db.session(), assessment).get(standard_name)
    return page(
        "action", form=form, assessment=assessment, standard=found, present=present, judged=judged,
        scale=cycle_grades(assessment.cycle),
    )  # fmt: skip


def _keep(
    assessment: Section11Assessment, seat: Seat, standard_name: str, present: Section11Action | None, form: ActionForm
) -> None:
    if present is not None:
        actions.change_action(db.session(), assessment, present, form.plan())
    else:
        actions.add_action(
            db.session(), assessment, standard_name, form.plan(), by=seat.user_id, today=today()
        )  # fmt: skip


@blueprint.post("/<assessment_id>/actions/<standard_name>/remove")
@permission("walkabouts.visit")
def remove_action(assessment_id: str, standard_name: str) -> ResponseReturnValue:
    """Take an action out."""
    assessment, _ = judging(assessment_id)
    present = actions.find_action(db.session(), assessment, request.form.get("action", ""))
    if present is None or present.standard != standard_name:
        abort(404)
    actions.remove_action(db.session(), assessment, present)
    db.session.commit()
    flash("The action is taken out.", "success")
    return redirect(url_for("outcomes.grades", assessment_id=assessment.id))
