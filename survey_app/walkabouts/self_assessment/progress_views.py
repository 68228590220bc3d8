"""Pages for the QA group: how far every return of a cycle is, and a new deadline for one of them."""

from __future__ import annotations

from itertools import groupby

from flask import abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from survey_app.accounts.permissions import permission
from survey_app.audit_log import record
from survey_app.database import db
from survey_app.walkabouts.models import Section11Assessment, Section11Cycle
from survey_app.walkabouts.self_assessment import evidence as store
from survey_app.walkabouts.self_assessment import mailing
from survey_app.walkabouts.self_assessment.access import leads_of, may_see_self_grades
from survey_app.walkabouts.self_assessment.deadlines import ExtensionRefused, declaration_day, extend
from survey_app.walkabouts.self_assessment.forms import ExtendForm
from survey_app.walkabouts.self_assessment.grades import self_grades, sent_answers
from survey_app.walkabouts.self_assessment.pages import blueprint, handed_out, managed_or_404
from survey_app.walkabouts.self_assessment.returns import find_return, locked_return
from survey_app.walkabouts.self_assessment.standing import standing_of


@blueprint.get("/progress")
@permission("walkabouts.manage")
def progress() -> ResponseReturnValue:
    """Every assessment that this partnership leads, by cycle, the newest cycle first."""
    found = db.session.scalars(
        select(Section11Assessment)
        .join(Section11Cycle, Section11Cycle.id == Section11Assessment.cycle_id)
        .where(Section11Assessment.partnership_id == g.partnership.id, Section11Assessment.stage != "withdrawn")
        .order_by(Section11Cycle.starts_on.desc(), Section11Cycle.id.desc(), Section11Assessment.title)
    ).all()
    cycles = [
        (cycle, [standing_of(db.session(), one) for one in of_cycle])
        for cycle, of_cycle in groupby(found, key=lambda one: one.cycle)
    ]
    return render_template("self_assessment/progress.html", cycles=cycles)


@blueprint.get("/progress/<assessment_id>")
@permission("walkabouts.manage")
def follow(assessment_id: str) -> ResponseReturnValue:
    """One return: where it stands and who writes it; its grades and evidence for whoever may see them."""
    assessment = managed_or_404(assessment_id)
    session, kept = db.session(), find_return(db.session(), assessment)
    sees = may_see_self_grades(session, assessment, current_user)
    is_sent = kept is not None and kept.submitted_at is not None
    answers = sent_answers(session, kept) if kept is not None and sees and is_sent else None
    shown = store.weighed_evidence(session, assessment, answers, declaration_day(kept)) if answers else []
    if shown:
        _log("self-grades read", assessment)
        session.commit()
    return render_template(
        "self_assessment/follow.html", standing=standing_of(session, assessment), leads=leads_of(session, assessment),
        sees=sees, is_sent=is_sent, standards=shown, grades=self_grades(session, assessment) if shown else {},
    )  # fmt: skip


@blueprint.route("/progress/<assessment_id>/deadline", methods=["GET", "POST"])
@permission("walkabouts.manage")
def deadline(assessment_id: str) -> ResponseReturnValue:
    """Give a return a later deadline; its leads are told by e-mail."""
    assessment, form = managed_or_404(assessment_id), ExtendForm()
    if form.validate_on_submit() and _extend(assessment, form):
        return redirect(url_for("self_assessment.follow", assessment_id=assessment_id))
    return render_template(
        "self_assessment/deadline.html", standing=standing_of(db.session(), assessment), form=form
    ), 422 if form.errors else 200  # fmt: skip


@blueprint.get("/progress/<assessment_id>/files/<evidence_id>")
@permission("walkabouts.manage")
def followed_file(assessment_id: str, evidence_id: str) -> ResponseReturnValue:
    """A file of a return that was sent, for whoever may see how the agency grades itself."""
    assessment = managed_or_404(assessment_id)
    kept = find_return(db.session(), assessment)
    item = store.find_evidence(db.session(), assessment.id, evidence_id)
    is_sent = kept is not None and kept.submitted_at is not None
    if item is None or not item.file_name or not is_sent:
        abort(404)
    if not may_see_self_grades(db.session(), assessment, current_user):
        abort(403)
    response = handed_out(item)
    _log("evidence read", assessment, evidence=item.id)
    db.session.commit()
    return response


def _extend(assessment: Section11Assessment, form: ExtendForm) -> bool:
    """Whether the deadline could be extended; an error stands on the form."""
    session = db.session()
    kept = locked_return(session, assessment)
    assert form.to.data is not None
    try:
        extend(session, assessment, kept, to=form.to.data, why=form.why.data or "", by=current_user.id)
    except ExtensionRefused as refused:
        session.rollback()
        form.to.errors = [refused.message]
        return False
    told = mailing.queue_extension(session, assessment, kept)
    day = kept.extended_to
    session.commit()
    who = {0: "", 1: " 1 person is told by e-mail."}.get(told, f" {told} people are told by e-mail.")
    flash(f"The deadline is now {day:%-d %B %Y}.{who}", "success")
    return True


def _log(action: str, assessment: Section11Assessment, **details: object) -> None:
    record(
        db.session(), action, actor_id=current_user.id, partnership_id=g.partnership.id,
        subject=f"self-assessment {assessment.id}", details=details,
    )  # fmt: skip
