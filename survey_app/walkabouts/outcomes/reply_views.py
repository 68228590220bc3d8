"""The agency lead's pages: the assessment of their own agency, their reply on the facts, and the letter."""

from __future__ import annotations

from flask import Response, abort, flash, g, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from survey_app.accounts.permissions import permission
from survey_app.audit_log import record
from survey_app.database import db, now
from survey_app.walkabouts.cycles.cycles import find_assessment
from survey_app.walkabouts.cycles.people import agencies_led_by
from survey_app.walkabouts.cycles.standards import standards_for
from survey_app.walkabouts.models import AssessmentMember, Section11Assessment
from survey_app.walkabouts.outcomes import accuracy, good_practice
from survey_app.walkabouts.outcomes.finals import copy_of, final_revisions
from survey_app.walkabouts.outcomes.forms import CorrectionForm, EmptyForm
from survey_app.walkabouts.outcomes.letters import letter_bytes
from survey_app.walkabouts.outcomes.pages import attempt, blueprint, page, today

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SEEN_BY_AGENCY = ("replying", "final")  # nothing of the walkabout is shown to the agency before that


def _own(assessment_id: str) -> Section11Assessment:
    """An assessment of one's own agency; another's does not exist."""
    assessment = find_assessment(db.session(), g.partnership.id, assessment_id)
    led = agencies_led_by(db.session(), current_user.id, g.partnership.id)
    if assessment is None or not any(member.agency_id in led for member in assessment.members):
        abort(404)
    return assessment


@blueprint.get("/replies")
@permission("walkabouts.agency")
def replies() -> ResponseReturnValue:
    """The assessments of one's agency."""
    led = agencies_led_by(db.session(), current_user.id, g.partnership.id)
    found = db.session.scalars(
        select(Section11Assessment)
        .where(
            Section11Assessment.partnership_id == g.partnership.id,
            Section11Assessment.id.in_(
                select(AssessmentMember.assessment_id).where(AssessmentMember.agency_id.in_(led))
            ),
        )
        .order_by(Section11Assessment.started_on.desc(), Section11Assessment.id)
    ).all()
    states = {one.id: accuracy.reply_state(db.session(), one) for one in found if one.stage == "replying"}
    return page(
        "replies", assessments=found,
        clocks={key: state.clock(today()) for key, state in states.items() if state and not state.answer},
        copies={one.id: len(final_revisions(db.session(), one)) for one in found},
    )  # fmt: skip


@blueprint.get("/<assessment_id>/reply")
@permission("walkabouts.agency")
def reply(assessment_id: str) -> ResponseReturnValue:
    """What the assessment says, and the agency's list of corrections."""
    form = CorrectionForm(formdata=None)
    return _page(_own(assessment_id), form)


def _page(assessment: Section11Assessment, form: CorrectionForm | EmptyForm) -> ResponseReturnValue:
    session = db.session()
    state = accuracy.reply_state(session, assessment)
    copies = final_revisions(session, assessment)
    correction = form if isinstance(form, CorrectionForm) else CorrectionForm(formdata=None)
    correction.offer(standards_for(assessment))
    copy = None
    if assessment.stage == "replying":
        copy = copy_of(session, assessment, state)
    elif copies:
        copy = copies[0].content
    return page(
        "reply", form=form, correction=correction, assessment=assessment, state=state,
        clock=state.clock(today()) if state is not None else None, copy=copy, copies=copies,
        drafted=accuracy.drafted_corrections(session, assessment), answers=accuracy.ANSWERS,
        labels={one.name: one.label for one in standards_for(assessment)} | {accuracy.GENERAL: "The assessment"},
        may_reply=assessment.stage == "replying" and state is not None and not state.answer,
        asked=[one for one in good_practice.practice_of(session, assessment) if one.state == "asked"]
        if copy is not None
        else [],
        mark_of=good_practice.mark_of,
    )  # fmt: skip


@blueprint.post("/<assessment_id>/reply", endpoint="correct")
@permission("walkabouts.agency")
def add_correction(assessment_id: str) -> ResponseReturnValue:
    """Put a correction on the list."""
    assessment = _own(assessment_id)
    form = CorrectionForm()
    form.offer(standards_for(assessment))
    if form.validate_on_submit() and attempt(
        form,
        lambda: accuracy.add_correction(
            db.session(), assessment, standard=form.standard.data, wrong=form.wrong.data or "",
            right=form.right.data or "", shown_by=form.shown_by.data or "", by=current_user.id,
        ),
    ):  # fmt: skip
        flash("The correction is on your list. It is sent with your reply.", "success")
        return redirect(url_for("outcomes.reply", assessment_id=assessment.id, _anchor="your-reply"))
    return _page(assessment, form)


@blueprint.post("/<assessment_id>/reply/remove")
@permission("walkabouts.agency")
def remove_correction(assessment_id: str) -> ResponseReturnValue:
    """Take a correction off the list."""
    assessment = _own(assessment_id)
    accuracy.remove_correction(db.session(), assessment, request.form.get("correction", ""), by=current_user.id)
    db.session.commit()
    return redirect(url_for("outcomes.reply", assessment_id=assessment.id, _anchor="your-reply"))


@blueprint.post("/<assessment_id>/reply/send")
@permission("walkabouts.agency")
def send_reply(assessment_id: str) -> ResponseReturnValue:
    """Send the reply."""
    assessment = _own(assessment_id)
    form = EmptyForm()
    if form.validate_on_submit() and attempt(
        form,
        lambda: accuracy.reply(
            db.session(), assessment, answer=request.form.get("answer", ""), by=current_user.id, at=now()
        ),
    ):
        flash("Your reply is sent. Thank you.", "success")
        return redirect(url_for("outcomes.reply", assessment_id=assessment.id))
    return _page(assessment, form)


@blueprint.post("/<assessment_id>/reply/good-practice")
@permission("walkabouts.agency")
def answer_practice(assessment_id: str) -> ResponseReturnValue:
    """Agree to a wording that the partnership wants to publish, or say what stands against it."""
    assessment = _own(assessment_id)
    practice = good_practice.find_practice(db.session(), assessment, request.form.get("practice", ""))
    if practice is None or assessment.stage not in SEEN_BY_AGENCY:
        abort(404)
    form, agrees = EmptyForm(), request.form.get("agrees") == "yes"
    if form.validate_on_submit() and attempt(
        form,
        lambda: good_practice.answer_for_agency(
            db.session(), assessment, practice, agrees=agrees, reason=request.form.get("reason", "")[:2000],
            by=current_user.id, at=now(), seen=request.form.get("seen"),
        ),
    ):  # fmt: skip
        flash("Your answer is kept.", "success")
        return redirect(url_for("outcomes.reply", assessment_id=assessment.id))
    return _page(assessment, form)


@blueprint.get("/<assessment_id>/reply/letter.docx")
@permission("walkabouts.agency")
def own_letter(assessment_id: str) -> ResponseReturnValue:
    """The newest letter to one's own agency."""
    assessment = _own(assessment_id)
    copies = final_revisions(db.session(), assessment)
    if not copies:
        abort(404)
    return letter_file(assessment, copies[0].number)


def letter_file(assessment: Section11Assessment, number: int) -> Response:
    """The letter of a copy as a file; that it was downloaded is recorded."""
    revision = next((one for one in final_revisions(db.session(), assessment) if one.number == number), None)
    if revision is None:
        abort(404)
    record(
        db.session(), "section 11 letter downloaded", actor_id=current_user.id, partnership_id=g.partnership.id,
        subject=f"assessment {assessment.id}", details={"revision": number},
    )  # fmt: skip
    body = letter_bytes(db.session(), assessment, revision)
    db.session.commit()
    name = f"section-11-letter-{assessment.id[:8]}-{number}.docx"
    return send_file(body, mimetype=WORD, as_attachment=True, download_name=name)
