"""Pages of the final assessment: making it final, its copies, reopening, the letter, and what others may read."""

from __future__ import annotations

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.audit_log import record
from survey_app.database import db
from survey_app.walkabouts.cycles.sharing import find_shared
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.outcomes import accuracy, finals
from survey_app.walkabouts.outcomes.actions import without_action
from survey_app.walkabouts.outcomes.forms import EmptyForm, ReasonForm
from survey_app.walkabouts.outcomes.grading import gaps_without_reason
from survey_app.walkabouts.outcomes.pages import (
    assessment_and_seat,
    attempt,
    blueprint,
    keeping_the_way,
    page,
    today,
    working,
)
from survey_app.walkabouts.outcomes.reply_views import letter_file
from survey_app.walkabouts.outcomes.seats import Seat


@blueprint.get("/<assessment_id>/final")
@permission("walkabouts.read")
def final(assessment_id: str) -> ResponseReturnValue:
    """Whether it is final, every copy, and what is still missing."""
    assessment, seat = assessment_and_seat(assessment_id)
    if not seat.sees_working and not finals.final_revisions(db.session(), assessment):
        abort(404)
    return _final(assessment, seat, EmptyForm(formdata=None))


def _final(assessment: Section11Assessment, seat: Seat, form: EmptyForm | ReasonForm) -> ResponseReturnValue:
    session = db.session()
    state = accuracy.reply_state(session, assessment)
    copies = finals.final_revisions(session, assessment)
    return page(
        "final", form=form, assessment=assessment, seat=seat, state=state, copies=copies,
        clock=state.clock(today()) if state is not None else None,
        is_sound=finals.is_sound(session, assessment),
        unexplained=gaps_without_reason(session, assessment) if seat.sees_working else [],
        unplanned=without_action(session, assessment) if seat.sees_working else (),
        may_finalise=seat.keeps_the_way and assessment.stage == "replying",
        may_skip=seat.keeps_the_way and assessment.stage == "signed" and bool(copies),
        may_reopen=seat.manages and assessment.stage == "final",
    )  # fmt: skip


@blueprint.post("/<assessment_id>/final", endpoint="finalised")
@permission("walkabouts.read")
def finalise(assessment_id: str) -> ResponseReturnValue:
    """Make it final."""
    assessment, seat = keeping_the_way(assessment_id)
    form = EmptyForm()
    if form.validate_on_submit() and attempt(
        form,
        lambda: finals.finalise(
            db.session(), assessment, by=seat.user_id, today=today(),
            without_asking=request.form.get("without_asking", "")[:2000],
        ),
    ):  # fmt: skip
        flash("The assessment is final. The agency has been told.", "success")
        return redirect(url_for("outcomes.final", assessment_id=assessment.id))
    return _final(assessment, seat, form)


@blueprint.post("/<assessment_id>/reopen")
@permission("walkabouts.manage")
def reopen(assessment_id: str) -> ResponseReturnValue:
    """Open it again; its copies stay."""
    assessment, seat = working(assessment_id)
    if not seat.manages:
        abort(403)
    form = ReasonForm()
    if form.validate_on_submit() and attempt(
        form, lambda: finals.reopen(db.session(), assessment, reason=form.reason.data or "", by=seat.user_id)
    ):
        flash("The assessment is open again. Its final copies stay as they are.", "success")
        return redirect(url_for("outcomes.show", assessment_id=assessment.id))
    return _final(assessment, seat, form)


@blueprint.get("/<assessment_id>/final/<int:number>")
@permission("walkabouts.read")
def revision(assessment_id: str, number: int) -> ResponseReturnValue:
    """One final copy."""
    assessment, seat = assessment_and_seat(assessment_id)
    found = finals.find_revision(db.session(), assessment, number)
    if found is None:
        abort(404)
    return page(
        "revision", assessment=assessment, seat=seat, revision=found, copy=found.content,
        is_sound=found.own_fingerprint() == found.fingerprint, shared=False,
    )  # fmt: skip


@blueprint.get("/<assessment_id>/final/<int:number>/letter.docx")
@permission("walkabouts.read")
def letter(assessment_id: str, number: int) -> ResponseReturnValue:
    """The letter of a final copy."""
    assessment, _ = assessment_and_seat(assessment_id)
    return letter_file(assessment, number)


@blueprint.get("/shared/<assessment_id>")
@permission("walkabouts.read")
def shared(assessment_id: str) -> ResponseReturnValue:
    """The newest final copy of an assessment that another partnership shares with this one."""
    found = find_shared(db.session(), g.partnership.id, assessment_id)
    if found is None or found.assessment.stage == "withdrawn":
        abort(404)
    copies = finals.final_revisions(db.session(), found.assessment)
    if not copies:
        abort(404)
    for partnership_id in (g.partnership.id, found.assessment.partnership_id):
        record(
            db.session(), "shared assessment read", actor_id=current_user.id, partnership_id=partnership_id,
            subject=f"assessment {found.assessment.id}", details={"reader": g.partnership.slug},
        )  # fmt: skip
    text = page(
        "revision", assessment=found.assessment, revision=copies[0], copy=copies[0].content, seat=None,
        is_sound=copies[0].own_fingerprint() == copies[0].fingerprint, shared=True,
    )  # fmt: skip
    db.session.commit()
    return text
