"""Pages that take an audit to its next stage. Each says what happens then, and what is still missing."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.pages import audit_or_404, blueprint, log, today
from survey_app.case_audits.planning import stages
from survey_app.case_audits.planning.forms import ConfirmForm, FinishForm
from survey_app.case_audits.planning.plans import AuditRefused, change_audit, lock_audit, plan_of
from survey_app.case_audits.planning.standing import standings_of
from survey_app.database import db


@blueprint.route("/<audit>/begin", methods=["GET", "POST"])
@permission("case_audits.manage")
def begin(audit: str) -> ResponseReturnValue:
    """Begin fieldwork."""
    found, form = _at(audit, "planning"), ConfirmForm()
    if form.validate_on_submit():
        stages.begin_fieldwork(db.session(), found, by=current_user.id, today=today())
        log("case audit fieldwork begun", f"case audit {found.slug}")
        db.session.commit()
        flash("Fieldwork has begun. Auditors who are named are told by e-mail.", "success")
        return redirect(url_for("case_audits.show", audit=audit))
    standings = [one for one in standings_of(db.session(), found, today()) if one.state != "not_involved"]
    return render_template(
        "case_audits/planning/begin.html", audit=found, standings=standings,
        missing=stages.missing_for_fieldwork(db.session(), found),
        unnamed=[one for one in standings if one.asked.auditor_id is None],
        people={one.asked.auditor_id for one in standings if one.asked.auditor_id is not None},
    )  # fmt: skip


@blueprint.route("/<audit>/open", methods=["GET", "POST"])
@permission("case_audits.manage")
def open(audit: str) -> ResponseReturnValue:  # the address that people read
    """Open moderation, for good."""
    found, form = _at(audit, "fieldwork"), ConfirmForm()
    if form.validate_on_submit():
        stages.open_moderation(db.session(), found, by=current_user.id)
        log("case audit moderation opened", f"case audit {found.slug}")
        db.session.commit()
        flash("The returns are open. What comes from now on is marked as not blind.", "success")
        return redirect(url_for("case_audits.show", audit=audit))
    opening = stages.opening_of(db.session(), found, today())
    return render_template(
        "case_audits/planning/open.html", audit=found, opening=opening, kind=KINDS[found.kind]
    )  # fmt: skip


@blueprint.route("/<audit>/finish", methods=["GET", "POST"])
@permission("case_audits.manage")
def finish(audit: str) -> ResponseReturnValue:
    """Finish an audit, with the next one dated."""
    found, form = _at(audit, "moderation"), FinishForm()
    if request.method == "GET":
        form.re_audit_on.data, form.no_re_audit_why.data = found.re_audit_on, found.no_re_audit_why
    if form.validate_on_submit():
        try:
            _finish(found, form)
        except AuditRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("case audit finished", f"case audit {found.slug}")
            db.session.commit()
            flash("The audit is finished.", "success")
            return redirect(url_for("case_audits.show", audit=audit))
    unsigned = stages.unsigned_cases(db.session(), found) if KINDS[found.kind].moderated else []
    page = render_template("case_audits/planning/finish.html", form=form, audit=found, unsigned=unsigned)
    return page, 422 if form.errors else 200


def _finish(found: CaseAudit, form: FinishForm) -> None:
    why = (form.no_re_audit_why.data or "").strip()
    plan = replace(plan_of(found), re_audit_on=form.re_audit_on.data, no_re_audit_why=why)
    change_audit(db.session(), found, plan)
    stages.finish_audit(db.session(), found, by=current_user.id, today=today())


def _at(slug: str, state: str) -> CaseAudit:
    """The audit at the one stage at which a page makes sense."""
    found = audit_or_404(slug)
    lock_audit(db.session(), found, state)
    return found
