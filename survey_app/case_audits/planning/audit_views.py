"""Pages of an audit: all of them, one with how far it is, planning it, and calling it off."""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.pages import audit_or_404, blueprint, log, today
from survey_app.case_audits.parts import audit_parts
from survey_app.case_audits.planning.audits import audits_of, cancel_audit, change_audit, create_audit
from survey_app.case_audits.planning.forms import AuditForm, CancelForm
from survey_app.case_audits.planning.overview import glances
from survey_app.case_audits.planning.people import MANAGING, people_with
from survey_app.case_audits.planning.plans import AuditRefused, lock_audit, mark_of, plan_of
from survey_app.case_audits.planning.showing import shown_step, shown_steps
from survey_app.case_audits.planning.steps import audit_now, next_of, read_steps
from survey_app.database import db


@blueprint.get("/")
@permission("case_audits.read")
def index() -> ResponseReturnValue:
    """The audits of the partnership, each with what is next."""
    return render_template("case_audits/index.html", glances=glances(db.session(), g.partnership.id, today()))


@blueprint.get("/<audit>")
@permission("case_audits.read")
def show(audit: str) -> ResponseReturnValue:
    """How far one audit is, the one thing that is next, and its parts."""
    found = audit_or_404(audit)
    steps = read_steps(audit_now(db.session(), found, today()))
    following, is_over = next_of(found, steps), found.state in ("finished", "cancelled")
    return render_template(
        "case_audits/audit.html", audit=found, parts=audit_parts(found.slug, found.kind), kind=KINDS[found.kind],
        steps=shown_steps(steps, found.slug, today=today(), is_over=is_over),
        next=shown_step(following, found.slug, today=today()) if following else None, is_over=is_over,
    )  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
@permission("case_audits.manage")
def new() -> ResponseReturnValue:
    """Plan an audit of the last twelve months, unless somebody says otherwise."""
    form = _form(None)
    if request.method == "GET":
        form.window_ends_on.data = today()
        form.window_starts_on.data = _a_year_before(today())
    if form.validate_on_submit():
        try:
            made = create_audit(db.session(), g.partnership.id, form.plan(), current_user.id)
        except AuditRefused as refused:
            form.form_errors.append(refused.message)
        else:
            log("case audit planned", f"case audit {made.slug}", kind=made.kind)
            db.session.commit()
            flash("The audit is planned. Next: its cases.", "success")
            return redirect(url_for("case_audits.show", audit=made.slug))
    page = render_template("case_audits/planning/plan.html", form=form, audit=None, hints=_hints())
    return page, 422 if form.errors else 200


@blueprint.route("/<audit>/change", methods=["GET", "POST"])
@permission("case_audits.manage")
def change(audit: str) -> ResponseReturnValue:
    """Change the plan of an audit."""
    found = audit_or_404(audit)
    if found.state in ("finished", "cancelled"):
        lock_audit(db.session(), found, "planning", "fieldwork", "moderation")
    form = _form(found)
    if request.method == "GET":
        form.fill_from(plan_of(found))
        form.seen.data = mark_of(plan_of(found))
    if form.validate_on_submit():
        try:
            change_audit(db.session(), found, form.plan(), seen=form.seen.data or "")
        except AuditRefused as refused:
            form.form_errors.append(refused.message)
        else:
            log("case audit changed", f"case audit {found.slug}")
            db.session.commit()
            flash("The audit is changed.", "success")
            return redirect(url_for("case_audits.show", audit=audit))
    page = render_template("case_audits/planning/plan.html", form=form, audit=found, hints=_hints())
    return page, 422 if form.errors else 200


@blueprint.route("/<audit>/call-off", methods=["GET", "POST"])
@permission("case_audits.manage")
def cancel(audit: str) -> ResponseReturnValue:
    """Call an audit off, with the reason."""
    found, form = audit_or_404(audit), CancelForm()
    if found.state in ("finished", "cancelled"):
        lock_audit(db.session(), found, "planning", "fieldwork", "moderation")
    if form.validate_on_submit():
        cancel_audit(db.session(), found, form.reason.data or "", by=current_user.id, today=today())
        log("case audit called off", f"case audit {found.slug}")
        db.session.commit()
        flash("The audit is called off. Auditors who had something to do are told so.", "success")
        return redirect(url_for("case_audits.show", audit=audit))
    page = render_template("case_audits/planning/cancel.html", form=form, audit=found)
    return page, 422 if form.errors else 200


def _form(audit: CaseAudit | None) -> AuditForm:
    """The form with those who may lead, and the audits that this one may be compared with."""
    form = AuditForm()
    others = [one for one in audits_of(db.session(), g.partnership.id) if one.state != "cancelled"]
    before = [one for one in others if audit is None or one.id < audit.id]
    leads = people_with(db.session(), g.partnership.id, MANAGING)
    if audit is not None and audit.lead is not None and audit.lead not in leads:
        leads.append(audit.lead)
    if audit is not None and audit.earlier is not None and audit.earlier not in before:
        before.append(audit.earlier)
    form.offer(leads, before)
    return form


def _hints() -> dict[str, str]:
    return {kind.key: kind.hint for kind in KINDS.values()}


def _a_year_before(day: date) -> date:
    """The first day of twelve months that end on a day."""
    following = day + timedelta(days=1)
    return following.replace(
        year=following.year - 1, day=min(following.day, 28) if following.month == 2 else following.day
    )
