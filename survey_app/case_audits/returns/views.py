"""My returns: what is asked of me, whether I know a case, making a return, and that my agency was not involved."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.case_audits.models import AgencyReturn
from survey_app.case_audits.moderation.questions import audit_form
from survey_app.case_audits.pages import log
from survey_app.case_audits.planning.asking import mark_not_involved
from survey_app.case_audits.planning.conflicts import declare as declare_conflict
from survey_app.case_audits.planning.plans import AuditRefused
from survey_app.case_audits.planning.standing import needs_declaration
from survey_app.case_audits.returns.forms import ConfirmForm, ConflictForm, NotInvolvedForm
from survey_app.case_audits.returns.giving import NOT_BLIND
from survey_app.case_audits.returns.levels import levels_then
from survey_app.case_audits.returns.pages import app_address, blueprint, own_return_or_404
from survey_app.case_audits.returns.services import NoReturn, begin_return, own_return, own_returns, return_refusal
from survey_app.case_audits.returns.voices import own_voices
from survey_app.case_audits.returns.work import agencies_asked, grades_of
from survey_app.database import db, now


@blueprint.get("/")
@permission("case_audits.audit")
def mine() -> ResponseReturnValue:
    """What is asked of me."""
    session = db.session()
    found = own_returns(session, g.partnership.id, current_user.id)
    return render_template(
        "my_returns/mine.html", app=app_address(), voices=own_voices(session, g.partnership.id, current_user.id),
        open=[own for own in found if own.state not in ("sent", "closed")],
        over=[own for own in found if own.state in ("sent", "closed")],
        to_declare={own.asked.id for own in found if needs_declaration(own.asked) and own.asked.declared_at is None},
    )  # fmt: skip


@blueprint.get("/<asked_id>")
@permission("case_audits.audit")
def show(asked_id: str) -> ResponseReturnValue:
    """One return that is asked of me."""
    session, asked = db.session(), own_return_or_404(asked_id)
    audit = asked.case.audit
    mine_here = own_voices(session, g.partnership.id, current_user.id)
    return render_template(
        "my_returns/show.html", own=own_return(session, asked, current_user.id), asked=asked, audit=audit,
        app=app_address(), form=ConfirmForm(), agencies=agencies_asked(session, asked.case),
        levels=levels_then(session, audit, audit_form(audit)), grades=grades_of(audit.round),
        declares=needs_declaration(asked), not_blind="" if audit.is_blind else NOT_BLIND,
        voices={one.voice.whose: one for one in mine_here if one.voice.case_id == asked.case_id},
    )  # fmt: skip


@blueprint.route("/<asked_id>/declare", methods=["GET", "POST"])
@permission("case_audits.audit")
def declare(asked_id: str) -> ResponseReturnValue:
    """Say whether I know the child, the family or the work."""
    asked, form = own_return_or_404(asked_id), ConflictForm()
    if request.method == "GET" and asked.declared_at is not None:
        form.answer.data, form.conflict.data = ("yes" if asked.conflict else "no"), asked.conflict
    if form.validate_on_submit() and _declared(asked, form):
        log("case_audit.conflict_declared", f"case {asked.case.pseudonym}", has_conflict=bool(asked.conflict))
        db.session.commit()
        flash("Thank you. Your declaration is recorded.", "success")
        return redirect(url_for("my_returns.show", asked_id=asked_id))
    page = render_template("my_returns/declare.html", form=form, asked=asked)
    return page, 422 if form.errors else 200


def _declared(asked: AgencyReturn, form: ConflictForm) -> bool:
    """Whether the declaration is recorded; where it is refused, the form says why and keeps what was typed."""
    try:
        declare_conflict(db.session(), asked, form.declared, by=current_user.id, at=now())
    except AuditRefused as refused:
        form.answer.errors = [*form.answer.errors, refused.message]
        return False
    return True


@blueprint.post("/<asked_id>/begin")
@permission("case_audits.audit")
def begin(asked_id: str) -> ResponseReturnValue:
    """Open my return on the form; it is begun where it is not yet."""
    asked, form = own_return_or_404(asked_id), ConfirmForm()
    if not form.validate_on_submit():
        return redirect(url_for("my_returns.show", asked_id=asked_id))
    own = own_return(db.session(), asked, current_user.id)
    draft = begin_return(db.session(), asked, current_user)
    if own.state == "to_do":
        log("case_audit.return_begun", f"case {asked.case.pseudonym}", agency=asked.agency_id)
    db.session.commit()
    return redirect(url_for("collect.named_start", slug=draft.round.slug, draft_id=draft.id))


@blueprint.route("/<asked_id>/not-involved", methods=["GET", "POST"])
@permission("case_audits.audit")
def not_involved(asked_id: str) -> ResponseReturnValue:
    """Say that my agency was not involved with a case."""
    asked, form = own_return_or_404(asked_id), NotInvolvedForm()
    if why := return_refusal(db.session(), asked, current_user.id):
        raise NoReturn(why)
    if form.validate_on_submit():
        mark_not_involved(db.session(), asked, form.why.data or "", by=current_user.id)
        log("case_audit.not_involved", f"case {asked.case.pseudonym}", agency=asked.agency_id)
        db.session.commit()
        flash(f"{asked.agency.name} is recorded as not involved with {asked.case.pseudonym}.", "success")
        return redirect(url_for("my_returns.mine"))
    page = render_template("my_returns/not_involved.html", form=form, asked=asked)
    return page, 422 if form.errors else 200
