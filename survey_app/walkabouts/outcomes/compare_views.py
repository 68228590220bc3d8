"""Pages where both grades stand side by side: the reveal, reasons for gaps, revisions, and the signature."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.outcomes import grading, reconciling, signing
from survey_app.walkabouts.outcomes.actions import without_action
from survey_app.walkabouts.outcomes.forms import EmptyForm, ReasonForm, ReviseForm, SignForm
from survey_app.walkabouts.outcomes.grades import cycle_grades
from survey_app.walkabouts.outcomes.judgements import Wording, current_judgements, find_standard, revisions_of
from survey_app.walkabouts.outcomes.own_grades import may_be_shown, own_grades
from survey_app.walkabouts.outcomes.pages import attempt, blueprint, judging, page, working
from survey_app.walkabouts.outcomes.seats import Seat


@blueprint.get("/<assessment_id>/compare")
@permission("walkabouts.read")
def compare(assessment_id: str) -> ResponseReturnValue:
    """Both grades of every standard; before they are shown, what happens when they are."""
    assessment, seat = working(assessment_id)
    return _compare(assessment, seat, EmptyForm(formdata=None), {})


def _compare(
    assessment: Section11Assessment, seat: Seat, form: EmptyForm, typed: dict[str, str]
) -> ResponseReturnValue:
    session = db.session()
    return page(
        "compare", form=form, assessment=assessment, seat=seat, scale=cycle_grades(assessment.cycle),
        shown=may_be_shown(assessment), own=own_grades(session, assessment),
        lines=grading.compared(session, assessment), typed=typed,
        talks=reconciling.conversations_of(session, assessment),
        judged=current_judgements(session, assessment),
        may_explain=seat.judges and assessment.stage in ("compared", "replying"),
        may_revise=seat.judges and assessment.stage in grading.REVISED_IN,
    )  # fmt: skip


@blueprint.post("/<assessment_id>/compare/show")
@permission("walkabouts.visit")
def reveal(assessment_id: str) -> ResponseReturnValue:
    """Show the agency's own grades to the team."""
    assessment, seat = judging(assessment_id)
    grading.show_own_grades(db.session(), assessment, by=seat.user_id)
    db.session.commit()
    return redirect(url_for("outcomes.compare", assessment_id=assessment.id))


@blueprint.post("/<assessment_id>/compare", endpoint="explained")
@permission("walkabouts.visit")
def explain(assessment_id: str) -> ResponseReturnValue:
    """Keep the reasons for gaps that were typed; those still missing are named."""
    assessment, seat = judging(assessment_id)
    form = EmptyForm()
    gaps = [line for line in grading.compared(db.session(), assessment) if line.differs]
    typed = {line.standard: request.form.get(f"reason-{line.standard}", "")[:10_000] for line in gaps}

    def keep() -> None:
        for name, text in typed.items():
            if text.strip():
                grading.give_gap_reason(db.session(), assessment, name, text, by=seat.user_id)

    if form.validate_on_submit() and attempt(form, keep):
        left = grading.gaps_without_reason(db.session(), assessment)
        if not left:
            flash("Every gap has its reason.", "success")
            return redirect(url_for("outcomes.compare", assessment_id=assessment.id))
        form.form_errors.append(f"Say why the two grades of “{left[0].label}” differ. The other reasons are kept.")
    return _compare(assessment, seat, form, typed)


@blueprint.route("/<assessment_id>/revise/<standard_name>", methods=["GET", "POST"])
@permission("walkabouts.visit")
def revise(assessment_id: str, standard_name: str) -> ResponseReturnValue:
    """Change a recorded judgement, with the reason."""
    assessment, seat = judging(assessment_id)
    found = find_standard(assessment, standard_name)
    if found is None:
        abort(404)
    session = db.session()
    form, talks = ReviseForm(), reconciling.conversations_of(session, assessment)
    form.offer(cycle_grades(assessment.cycle), narrative_only=talks.narrative_only)
    if not form.is_submitted():
        form.show(Wording.of(current_judgements(session, assessment).get(standard_name)))
    elif form.validate() and attempt(
        form,
        lambda: grading.revise(
            session,
            assessment,
            standard_name,
            form.wording(),
            reason=form.reason.data or "",
            by=seat.user_id,
            seen=form.seen_number,
        ),
    ):
        flash("The revision is kept, with its reason.", "success")
        return redirect(url_for("outcomes.compare", assessment_id=assessment.id))
    revisions = revisions_of(session, assessment, standard_name)
    form.saw(len(revisions))
    return page(
        "revise", form=form, assessment=assessment, standard=found, scale=cycle_grades(assessment.cycle),
        shown=may_be_shown(assessment), revisions=revisions,
    )  # fmt: skip


@blueprint.get("/<assessment_id>/sign")
@permission("walkabouts.read")
def sign(assessment_id: str) -> ResponseReturnValue:
    """The statement, who has signed and who has not."""
    assessment, seat = working(assessment_id)
    return _sign(assessment, seat, SignForm(formdata=None), ReasonForm(formdata=None))


@blueprint.post("/<assessment_id>/sign", endpoint="signed")
@permission("walkabouts.visit")
def put_signature(assessment_id: str) -> ResponseReturnValue:
    """Sign."""
    assessment, seat = judging(assessment_id)
    form = SignForm()
    if form.validate_on_submit() and attempt(
        form, lambda: signing.sign(db.session(), assessment, by=seat.user_id, remark=form.remark.data or "")
    ):
        flash("Signed.", "success")
        return redirect(url_for("outcomes.sign", assessment_id=assessment.id))
    return _sign(assessment, seat, form, ReasonForm(formdata=None))


@blueprint.post("/<assessment_id>/sign/back")
@permission("walkabouts.visit")
def take_back(assessment_id: str) -> ResponseReturnValue:
    """Take the signature back, before it goes to the agency."""
    assessment, seat = judging(assessment_id)
    form = ReasonForm()
    if form.validate_on_submit() and attempt(
        form,
        lambda: signing.take_back_signature(
            db.session(), assessment, by=seat.user_id, reason=form.reason.data or ""
        ),
    ):  # fmt: skip
        flash("The signature is taken back.", "success")
        return redirect(url_for("outcomes.compare", assessment_id=assessment.id))
    return _sign(assessment, seat, SignForm(formdata=None), form)


def _sign(assessment: Section11Assessment, seat: Seat, form: SignForm, back: ReasonForm) -> ResponseReturnValue:
    session = db.session()
    waiting = signing.still_to_sign(session, assessment)
    return page(
        "sign", form=back if back.errors or back.form_errors else form, signing_form=form, back_form=back,
        assessment=assessment, seat=seat, statement=signing.STATEMENT,
        signed=signing.signatures(session, assessment), waiting=waiting,
        unexplained=grading.gaps_without_reason(session, assessment), unplanned=without_action(session, assessment),
        may_sign=assessment.stage == "compared" and any(one.id == seat.user_id for one in waiting) and seat.leads,
    )  # fmt: skip
