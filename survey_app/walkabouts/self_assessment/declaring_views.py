"""The declaration of a return: what is still missing, who declares, and asking the sponsor."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.collect.summary import PageProblem, page_problems
from survey_app.collect.wording import Speaker
from survey_app.database import db
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.self_assessment import declaring, mailing
from survey_app.walkabouts.self_assessment.deadlines import ReturnLocked, refusal, state_of, today_here
from survey_app.walkabouts.self_assessment.declaring import DeclarationRefused, Objection, answers_now, objections
from survey_app.walkabouts.self_assessment.forms import BY_EMAIL, DeclareForm
from survey_app.walkabouts.self_assessment.models import SelfAssessment
from survey_app.walkabouts.self_assessment.pages import begun_or_404, blueprint, key_store
from survey_app.walkabouts.self_assessment.returns import form_of_return, locked_return


@blueprint.route("/<assessment_id>/declare", methods=["GET", "POST"])
@permission("walkabouts.agency")
def declare(assessment_id: str) -> ResponseReturnValue:
    """What is missing, or the form; while the sponsor is waited for, how that stands."""
    assessment, kept = begun_or_404(assessment_id)
    state = state_of(assessment, kept, today_here())
    if state not in ("in_progress", "awaiting"):
        return redirect(url_for("self_assessment.show", assessment_id=assessment_id))
    if state == "awaiting":
        return render_template("self_assessment/awaiting.html", assessment=assessment, kept=kept)
    found, form = objections(db.session(), assessment, kept), _form(kept)
    if not found and form.validate_on_submit():
        try:
            return _declare(assessment, form)
        except DeclarationRefused as refused:  # what was typed stays
            db.session.rollback()
            form.sponsor_email.errors = [refused.message]
    return render_template(
        "self_assessment/declare.html", assessment=assessment, kept=kept, form=form, found=found,
        missing=_missing(assessment, kept, found), BY_EMAIL=BY_EMAIL,
    ), 422 if form.errors else 200  # fmt: skip


@blueprint.post("/<assessment_id>/declare/ask-again")
@permission("walkabouts.agency")
def ask_again(assessment_id: str) -> ResponseReturnValue:
    """Send the sponsor a new link; the one before ends."""
    assessment, _ = begun_or_404(assessment_id)
    kept = locked_return(db.session(), assessment)
    if state_of(assessment, kept, today_here()) != "awaiting":
        raise ReturnLocked(refusal(assessment, kept, today_here()) or "There is no declaration that waits.")
    mailing.queue_sponsor_link(db.session(), assessment, kept)
    name = kept.sponsor_name
    db.session.commit()
    flash(f"A new link is on its way to {name}. The one before no longer works.", "success")
    return redirect(url_for("self_assessment.declare", assessment_id=assessment_id))


@blueprint.post("/<assessment_id>/declare/take-back")
@permission("walkabouts.agency")
def take_back(assessment_id: str) -> ResponseReturnValue:
    """Take the declaration back, to change the return."""
    assessment, _ = begun_or_404(assessment_id)
    declaring.take_back(db.session(), assessment, by=current_user.id)
    db.session.commit()
    flash("The declaration is taken back, and the sponsor's link no longer works.", "success")
    return redirect(url_for("self_assessment.show", assessment_id=assessment_id))


def _form(kept: SelfAssessment) -> DeclareForm:
    """The form, with what was said in an earlier declaration that was taken back."""
    return DeclareForm(
        author_role=kept.author_role, sponsor_name=kept.sponsor_name, sponsor_role=kept.sponsor_role,
        sponsor_email=kept.sponsor_email, presented_on=kept.presented_on,
    )  # fmt: skip


def _declare(assessment: Section11Assessment, form: DeclareForm) -> ResponseReturnValue:
    receipt = declaring.declare(db.session(), key_store(), assessment, form.declaration(), by=current_user.id)
    if receipt is None:
        kept = locked_return(db.session(), assessment)
        mailing.queue_sponsor_link(db.session(), assessment, kept)
        message, endpoint = f"A link is on its way to {kept.sponsor_name}.", "self_assessment.declare"
    else:
        message = f"The return is sent and locked. Its reference is {receipt.reference}."
        endpoint = "self_assessment.show"
    address = url_for(endpoint, assessment_id=assessment.id)
    db.session.commit()
    flash(message, "success")
    return redirect(address)


def _missing(assessment: Section11Assessment, kept: SelfAssessment, found: list[Objection]) -> list[PageProblem]:
    """What the form itself objects to, with the page on which it is put right."""
    problems = [one.problem for one in found if one.problem is not None]
    document = answers_now(db.session(), assessment, kept)
    return page_problems(Speaker(form_of_return(kept)), document, problems) if document is not None else []
