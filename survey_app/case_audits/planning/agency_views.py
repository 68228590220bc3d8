"""“Your agency's returns”: what an agency's own lead arranges. No page of it ever shows what a return says."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.pages import audit_or_404, log, today
from survey_app.case_audits.planning import mailing
from survey_app.case_audits.planning.asking import ASKING
from survey_app.case_audits.planning.asking_views import named_words
from survey_app.case_audits.planning.audits import audits_of
from survey_app.case_audits.planning.forms import ConfirmForm
from survey_app.case_audits.planning.naming import change_names, names_by_agency
from survey_app.case_audits.planning.people import agencies_led_by
from survey_app.case_audits.planning.plans import AuditRefused, lock_audit
from survey_app.case_audits.planning.return_acts import ACTS, OWN_ACTS, Acting, forms_for
from survey_app.case_audits.planning.standing import Standing, standings_of
from survey_app.database import db

blueprint = Blueprint(
    "agency_returns", __name__, url_prefix="/p/<partnership>/agency-returns", template_folder="../templates"
)


@blueprint.get("/")
@permission("case_audits.agency")
def index() -> ResponseReturnValue:
    """The audits that ask one's agency, each with its cases."""
    found = [(audit, own) for audit in audits_of(db.session(), g.partnership.id) if (own := _own(audit))]
    return render_template(
        "case_audits/planning/agency_index.html", has_agency=bool(_led()),
        audits=[(audit, own, [one for one in own if one.state != "not_involved"]) for audit, own in found],
    )  # fmt: skip


@blueprint.route("/<audit>", methods=["GET", "POST"])
@permission("case_audits.agency")
def audit(audit: str) -> ResponseReturnValue:
    """The cases of one audit that one's agency is asked about, and who makes the returns."""
    found = _audit_or_404(audit)
    if ConfirmForm().validate_on_submit():
        lock_audit(db.session(), found, *ASKING)
        changed = change_names(db.session(), _own(found), request.form, by=current_user.id)
        told = mailing.tell_auditors(db.session(), found)
        log("case auditors named", f"case audit {found.slug}", changed=changed, by="agency")
        db.session.commit()
        flash(named_words(changed, told), "success")
        return redirect(url_for("agency_returns.audit", audit=audit))
    names = names_by_agency(db.session(), found.partnership_id, _own(found))
    return render_template(
        "case_audits/planning/agency_audit.html", audit=found, names=names, may_change=found.state in ASKING
    )  # fmt: skip


@blueprint.route("/<audit>/<asked_id>", methods=["GET", "POST"])
@permission("case_audits.agency")
def asked(audit: str, asked_id: str) -> ResponseReturnValue:
    """One return of one's agency."""
    found = _audit_or_404(audit)
    one = next((one for one in _own(found) if one.asked.id == asked_id), None) or abort(404)
    act = request.form.get("act", "") if request.method == "POST" else ""
    if act and act not in OWN_ACTS:
        abort(403)
    forms = forms_for(db.session(), one.asked, act)
    form = forms.of(act)
    if form is not None and form.validate_on_submit():
        acting = Acting(session=db.session(), one=one, forms=forms, by=current_user.id, today=today())
        try:
            words = ACTS[act](acting)
        except AuditRefused as refused:
            form.form_errors.append(refused.message)
        else:
            log("case return changed", f"case audit {found.slug}", act=act, case=one.asked.case.pseudonym, by="agency")
            db.session.commit()
            flash(words, "success")
            return redirect(url_for("agency_returns.audit", audit=audit))
    page = render_template(
        "case_audits/planning/agency_asked.html", audit=found, one=one, forms=forms, form=form,
        may_change=found.state in ASKING,
    )  # fmt: skip
    return page, 422 if form is not None and form.errors else 200


def _audit_or_404(slug: str) -> CaseAudit:
    """An audit that asks one's agency; that there are others is not told."""
    found = audit_or_404(slug)
    return found if _own(found) else abort(404)


def _own(found: CaseAudit) -> list[Standing]:
    """What an audit that has left planning asks of one's own agency."""
    led = _led()
    return standings_of(db.session(), found, today(), agency_ids=led) if led else []


def _led() -> frozenset[int]:
    return agencies_led_by(db.session(), g.partnership.id, current_user.id)
