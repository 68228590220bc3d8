"""What good looks like for one assessment: proposed, talked about, agreed, locked; for the QA group and the agency."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import can, permission
from survey_app.database import db
from survey_app.errors import UserError
from survey_app.partnership.models import Agency
from survey_app.walkabouts.cycles import agreeing
from survey_app.walkabouts.cycles.forms import AgreementForm, ConfirmForm, RemarkForm
from survey_app.walkabouts.cycles.pages import assessment_or_404, today
from survey_app.walkabouts.cycles.people import agencies_led_by
from survey_app.walkabouts.cycles.rubrics import find_rubric, first_rubric, rubric_of
from survey_app.walkabouts.cycles.standards import standards_left_out
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.pages import blueprint


@blueprint.route("/assessments/<assessment_id>/rubric", methods=["GET", "POST"])
@permission("walkabouts.read")
def assessment_rubric(assessment_id: str) -> ResponseReturnValue:
    """The rubric of an assessment; those who manage walkabouts propose it, reply, or record that it was agreed."""
    assessment = assessment_or_404(assessment_id)
    remark, agreement = RemarkForm(), AgreementForm()
    agreement.today = today()
    sent = request.form.get("action", "") if request.method == "POST" else ""
    if sent and not can("walkabouts.manage"):
        abort(403)
    if sent == "remark" and remark.validate_on_submit() and _remark(assessment, remark, None):
        return _saved(assessment, "Your reply is kept where the agency reads it.")
    if sent == "agreement" and agreement.validate_on_submit() and _record(assessment, agreement):
        return _saved(assessment, "The rubric is locked for this assessment.")
    page = render_template(
        "walkabouts/assessment_rubric.html", assessment=assessment, rubric=rubric_of(assessment),
        left_out=standards_left_out(assessment), remarks=agreeing.remarks_on(db.session(), assessment),
        remark=remark, agreement=agreement, versions=[one.number for one in assessment.cycle.rubrics],
        agreed=agreeing.agencies_agreed(db.session(), assessment), form=ConfirmForm(), sent=sent,
    )  # fmt: skip
    return page, 422 if sent else 200


def _remark(assessment: Section11Assessment, form: RemarkForm, agency: Agency | None) -> bool:
    """Keep the comment; False, with the reason beside what was typed, where the rubric is locked meanwhile."""
    try:
        agreeing.remark_on_rubric(
            db.session(), assessment, form.text.data or "", agency=agency, by=current_user.id
        )  # fmt: skip
    except UserError as error:
        form.text.errors = [*form.text.errors, error.message]
        return False
    return True


def _record(assessment: Section11Assessment, form: AgreementForm) -> bool:
    """Record the agreement; False, with the reason, where it cannot be."""
    if form.agreed_on.data is None:
        return False
    try:
        agreeing.record_agreement(
            db.session(), assessment, agreed_by=form.agreed_by.data or "", on=form.agreed_on.data, today=today(),
            by=current_user.id,
        )  # fmt: skip
    except UserError as error:
        form.agreed_by.errors = [*form.agreed_by.errors, error.message]
        return False
    return True


def _saved(assessment: Section11Assessment, message: str) -> ResponseReturnValue:
    db.session.commit()
    flash(message, "success")
    return redirect(url_for("walkabouts.assessment_rubric", assessment_id=assessment.id))


@blueprint.post("/assessments/<assessment_id>/rubric/propose")
@permission("walkabouts.manage")
def propose_rubric(assessment_id: str) -> ResponseReturnValue:
    """Put a version to the agency; without a number, the newest, which is made from the instrument if need be."""
    assessment = assessment_or_404(assessment_id)
    number = request.form.get("version", type=int)
    rubric = (
        first_rubric(db.session(), assessment.cycle, by=current_user.id)
        if number is None
        else find_rubric(db.session(), assessment.cycle, number)
    )
    if rubric is None:
        abort(404)
    agreeing.propose_rubric(db.session(), assessment, rubric, by=current_user.id)
    return _saved(assessment, f"Version {rubric.number} is proposed to {assessment.title}.")


@blueprint.route("/your-agency/<assessment_id>/rubric", methods=["GET", "POST"])
@permission("walkabouts.agency")
def agency_rubric(assessment_id: str) -> ResponseReturnValue:
    """The rubric as an agency's lead reads it, comments on it, and agrees to it; only for their own agency."""
    assessment = assessment_or_404(assessment_id)
    agency, remark, sent = _own_agency(assessment), RemarkForm(), request.form.get("action", "")
    if sent == "remark" and remark.validate_on_submit() and _remark(assessment, remark, agency):
        return _told(assessment, "Your comment is kept, and the QA group has been told.")
    if sent == "agree" and ConfirmForm().validate_on_submit():
        number = request.form.get("version", default=0, type=int)
        locked = agreeing.agree_rubric(db.session(), assessment, agency, number, by=current_user.id)
        return _told(assessment, "You have agreed to the rubric." if locked else "You have agreed for your council.")
    page = render_template(
        "walkabouts/agency_rubric.html", assessment=assessment, agency=agency, rubric=rubric_of(assessment),
        left_out=standards_left_out(assessment), remarks=agreeing.remarks_on(db.session(), assessment),
        remark=remark, agreed=agreeing.agencies_agreed(db.session(), assessment), form=ConfirmForm(),
    )  # fmt: skip
    return page, 422 if sent else 200


def _own_agency(assessment: Section11Assessment) -> Agency:
    """The member of the assessment that the signed-in person leads; to others the page does not exist."""
    led = agencies_led_by(db.session(), current_user.id, g.partnership.id)
    own = [member.agency for member in assessment.members if member.agency_id in led]
    if not own or assessment.stage == "withdrawn":
        abort(404)
    return own[0]


def _told(assessment: Section11Assessment, message: str) -> ResponseReturnValue:
    db.session.commit()
    flash(message, "success")
    return redirect(url_for("walkabouts.agency_rubric", assessment_id=assessment.id))
