"""Pages of factual accuracy on the partnership's side: sending, the clock, and answering what the agency says."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.database import db, now
from survey_app.walkabouts.cycles.standards import standards_for
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.outcomes import accuracy, reconciling
from survey_app.walkabouts.outcomes.finals import copy_of
from survey_app.walkabouts.outcomes.forms import AnswerForm, EmptyForm
from survey_app.walkabouts.outcomes.grades import cycle_grades
from survey_app.walkabouts.outcomes.judgements import Wording, current_judgements, find_standard, revisions_of
from survey_app.walkabouts.outcomes.pages import attempt, blueprint, judging, keeping_the_way, page, today, working
from survey_app.walkabouts.outcomes.reply_clock import reply_due
from survey_app.walkabouts.outcomes.seats import Seat, agency_leads


@blueprint.get("/<assessment_id>/accuracy", endpoint="accuracy")
@permission("walkabouts.read")
def factual_accuracy(assessment_id: str) -> ResponseReturnValue:
    """Where the reply stands."""
    assessment, seat = working(assessment_id)
    return _page(assessment, seat, EmptyForm(formdata=None))


def _page(assessment: Section11Assessment, seat: Seat, form: EmptyForm) -> ResponseReturnValue:
    session = db.session()
    state = accuracy.reply_state(session, assessment)
    return page(
        "accuracy", form=form, assessment=assessment, seat=seat, state=state,
        clock=state.clock(today()) if state is not None else None, leads=agency_leads(session, assessment),
        would_be_due=reply_due(today(), assessment.cycle.reply_days), answers=accuracy.ANSWERS,
        labels={one.name: one.label for one in standards_for(assessment)} | {accuracy.GENERAL: "The assessment"},
        copy=copy_of(session, assessment, state) if assessment.stage in ("signed", "replying") else None,
    )  # fmt: skip


@blueprint.post("/<assessment_id>/accuracy/send")
@permission("walkabouts.read")
def send(assessment_id: str) -> ResponseReturnValue:
    """Send it to the agency's leads."""
    assessment, seat = keeping_the_way(assessment_id)
    form = EmptyForm()
    if form.validate_on_submit() and attempt(
        form, lambda: accuracy.send_for_accuracy(db.session(), assessment, by=seat.user_id, at=now())
    ):
        flash("Sent to the agency.", "success")
        return redirect(url_for("outcomes.accuracy", assessment_id=assessment.id))
    return _page(assessment, seat, form)


@blueprint.post("/<assessment_id>/accuracy/no-reply")
@permission("walkabouts.read")
def no_reply(assessment_id: str) -> ResponseReturnValue:
    """Go on without a reply, once the date has passed."""
    assessment, seat = keeping_the_way(assessment_id)
    form = EmptyForm()
    if form.validate_on_submit() and attempt(
        form, lambda: accuracy.close_without_reply(db.session(), assessment, by=seat.user_id, today=today())
    ):
        flash("Noted: no reply by the date.", "success")
        return redirect(url_for("outcomes.final", assessment_id=assessment.id))
    return _page(assessment, seat, form)


@blueprint.route("/<assessment_id>/accuracy/<correction_id>", methods=["GET", "POST"])
@permission("walkabouts.visit")
def answer(assessment_id: str, correction_id: str) -> ResponseReturnValue:
    """Answer one correction: accept it and correct the judgement, or say why not."""
    assessment, seat = judging(assessment_id)
    session = db.session()
    state = accuracy.reply_state(session, assessment)
    correction = next((one for one in (state.corrections if state else ()) if one.id == correction_id), None)
    if correction is None or correction.answer:
        abort(404)
    form, talks = AnswerForm(), reconciling.conversations_of(session, assessment)
    form.offer(cycle_grades(assessment.cycle), narrative_only=talks.narrative_only)
    if not form.is_submitted():
        form.show(Wording.of(current_judgements(session, assessment).get(correction.standard)))
    elif form.validate() and attempt(
        form,
        lambda: accuracy.answer_correction(
            session, assessment, correction_id, accepted=form.accepted.data == "yes", reason=form.reason.data or "",
            by=seat.user_id, at=now(), wording=form.wording(), seen=form.seen_number,
        ),
    ):  # fmt: skip
        flash("The correction is answered.", "success")
        return redirect(url_for("outcomes.accuracy", assessment_id=assessment.id))
    revisions = revisions_of(session, assessment, correction.standard)
    form.saw(len(revisions))
    return page(
        "answer", form=form, assessment=assessment, correction=correction, revisions=revisions,
        standard=find_standard(assessment, correction.standard), scale=cycle_grades(assessment.cycle),
    )  # fmt: skip
