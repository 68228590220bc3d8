"""The page of the way, and those where the team reconciles its notes."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.walkabouts.cycles.standards import standards_for
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.outcomes import reconciling
from survey_app.walkabouts.outcomes.finals import final_revisions
from survey_app.walkabouts.outcomes.forms import JudgementForm, ReconcileForm
from survey_app.walkabouts.outcomes.grades import cycle_grades
from survey_app.walkabouts.outcomes.judgements import Wording, current_judgements, find_standard, revisions_of
from survey_app.walkabouts.outcomes.pages import assessment_and_seat, attempt, blueprint, judging, page, today, working
from survey_app.walkabouts.outcomes.received import TeamNotes, differences, team_notes
from survey_app.walkabouts.outcomes.seats import Seat
from survey_app.walkabouts.outcomes.way import next_person, way_of


@blueprint.get("/<assessment_id>")
@permission("walkabouts.read")
def show(assessment_id: str) -> ResponseReturnValue:
    """The way of an assessment; to those who read only what is final, whether it is."""
    session = db.session()
    assessment, seat = assessment_and_seat(assessment_id)
    return page(
        "show", assessment=assessment, seat=seat, way=way_of(session, assessment, today()),
        next_person=next_person(session, assessment), copies=final_revisions(session, assessment),
    )  # fmt: skip


def _may_read_notes(seat: Seat, notes: TeamNotes) -> bool:
    """Whoever still has notes of their own to send does not read the others' first."""
    return all(member.user_id != seat.user_id for member in notes.missing)


@blueprint.get("/<assessment_id>/reconcile")
@permission("walkabouts.read")
def reconcile(assessment_id: str) -> ResponseReturnValue:
    """Whose notes are there, and how far the standards are agreed."""
    assessment, seat = working(assessment_id)
    form = ReconcileForm(formdata=None)
    form.spoken_with.data = team_notes(db.session(), assessment).conversations
    return _overview(assessment, seat, form)


def _overview(assessment: Section11Assessment, seat: Seat, form: ReconcileForm) -> ResponseReturnValue:
    session = db.session()
    notes, grades = team_notes(session, assessment), cycle_grades(assessment.cycle)
    talks = reconciling.conversations_of(session, assessment, notes)
    missing = reconciling.open_standards(session, assessment, narrative_only=talks.narrative_only)
    may_read = _may_read_notes(seat, notes)
    judged = current_judgements(session, assessment)
    return page(
        "reconcile", form=form, assessment=assessment, seat=seat, notes=notes, talks=talks, may_read=may_read,
        lines=[
            (one, grades.text(judged[one.name].grade) if one.name in judged else "", missing.get(one.name, ""),
             len(differences(notes.received, one.name, grades.order)) if may_read else 0)
            for one in standards_for(assessment)
        ],
        changed=reconciling.changed_since(session, assessment, notes),
    )  # fmt: skip


@blueprint.post("/<assessment_id>/reconcile", endpoint="reconciled")
@permission("walkabouts.visit")
def finish_reconciling(assessment_id: str) -> ResponseReturnValue:
    """The team has agreed."""
    assessment, seat = judging(assessment_id)
    form = ReconcileForm()
    if form.validate_on_submit() and attempt(
        form,
        lambda: reconciling.reconcile(
            db.session(), assessment, by=seat.user_id, spoken_with=form.spoken_with.data,
            without=form.without.data or "",
        ),
    ):  # fmt: skip
        flash("The notes are reconciled.", "success")
        return redirect(url_for("outcomes.grades", assessment_id=assessment.id))
    return _overview(assessment, seat, form)


@blueprint.post("/<assessment_id>/reconcile/again")
@permission("walkabouts.visit")
def reconcile_again(assessment_id: str) -> ResponseReturnValue:
    """Back to the notes."""
    assessment, seat = judging(assessment_id)
    reconciling.reconcile_again(db.session(), assessment, by=seat.user_id)
    db.session.commit()
    return redirect(url_for("outcomes.reconcile", assessment_id=assessment.id))


@blueprint.get("/<assessment_id>/reconcile/<standard_name>")
@permission("walkabouts.read")
def standard(assessment_id: str, standard_name: str) -> ResponseReturnValue:
    """One standard: what each wrote side by side, and what the team agrees."""
    assessment, seat = working(assessment_id)
    form = JudgementForm(formdata=None)
    form.show(Wording.of(current_judgements(db.session(), assessment).get(standard_name)))
    return _standard(assessment, seat, standard_name, form)


@blueprint.post("/<assessment_id>/reconcile/<standard_name>", endpoint="agreed")
@permission("walkabouts.visit")
def agree(assessment_id: str, standard_name: str) -> ResponseReturnValue:
    """Keep what the team agrees of one standard, and go on to the next."""
    assessment, seat = judging(assessment_id)
    form = JudgementForm()
    form.offer(cycle_grades(assessment.cycle), narrative_only=False)
    if form.validate_on_submit() and attempt(
        form,
        lambda: reconciling.agree(
            db.session(), assessment, standard_name, form.wording(), by=seat.user_id, seen=form.seen_number
        ),
    ):  # fmt: skip
        flash("Kept.", "success")
        names = [one.name for one in standards_for(assessment)]
        following = names[names.index(standard_name) + 1 :]
        if assessment.stage == "reconciled" or not following:
            after = "outcomes.grades" if assessment.stage == "reconciled" else "outcomes.reconcile"
            return redirect(url_for(after, assessment_id=assessment.id))
        return redirect(url_for("outcomes.standard", assessment_id=assessment.id, standard_name=following[0]))
    return _standard(assessment, seat, standard_name, form)


def _standard(
    assessment: Section11Assessment, seat: Seat, standard_name: str, form: JudgementForm
) -> ResponseReturnValue:
    session = db.session()
    found = find_standard(assessment, standard_name)
    if found is None:
        abort(404)
    grades, notes = cycle_grades(assessment.cycle), team_notes(session, assessment)
    talks = reconciling.conversations_of(session, assessment, notes)
    form.offer(grades, narrative_only=talks.narrative_only)
    if not _may_read_notes(seat, notes):
        return page("send_first", assessment=assessment, notes=notes)
    revisions = revisions_of(session, assessment, found.name)
    form.saw(len(revisions))
    return page(
        "standard", form=form, assessment=assessment, seat=seat, standard=found, notes=notes, grades=grades,
        talks=talks, differs=differences(notes.received, found.name, grades.order),
        rubric=_rubric(assessment, found.name), revisions=revisions,
        around=_around(assessment, found.name),
        may_write=seat.judges and assessment.stage in ("fieldwork", "reconciled") and bool(notes.received),
    )  # fmt: skip


def _rubric(assessment: Section11Assessment, name: str) -> dict[str, str]:
    return dict(assessment.rubric.document.get(name, {})) if assessment.rubric is not None else {}


def _around(assessment: Section11Assessment, name: str) -> dict[str, Any]:
    """The standards before and after, and the place of this one."""
    found = standards_for(assessment)
    place = next(number for number, one in enumerate(found) if one.name == name)
    return {
        "before": found[place - 1] if place else None,
        "after": found[place + 1] if place + 1 < len(found) else None,
        "place": place + 1,
        "count": len(found),
    }
