"""Pages that ask agencies about cases, and name who makes the returns."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.numbers import number_of
from survey_app.case_audits.pages import audit_or_404, blueprint, log, today
from survey_app.case_audits.planning import mailing, matrix
from survey_app.case_audits.planning.asking import ASKING
from survey_app.case_audits.planning.forms import ConfirmForm
from survey_app.case_audits.planning.naming import change_names, names_by_agency
from survey_app.case_audits.planning.plans import lock_audit
from survey_app.case_audits.planning.standing import standings_of
from survey_app.case_audits.planning.taking_over import audits_to_bring
from survey_app.database import db


@blueprint.route("/<audit>/agencies", methods=["GET", "POST"])
@permission("case_audits.manage")
def agencies(audit: str) -> ResponseReturnValue:
    """Case by agency, all on one page."""
    found = audit_or_404(audit)
    if ConfirmForm().validate_on_submit():
        if "add" in request.form:
            return redirect(url_for("case_audits.agencies", audit=audit, agency=request.form.getlist("agency")))
        lock_audit(db.session(), found, *ASKING)
        words = _ask_all(found) if "ask_all" in request.form else _change(found)
        mailing.tell_leads(db.session(), found)
        db.session.commit()
        flash(words, "success")
        return redirect(url_for("case_audits.agencies", audit=audit))
    beside = _numbers(request.args.getlist("agency"))
    table = matrix.matrix_of(db.session(), found, today(), beside=beside)
    return render_template(
        "case_audits/planning/agencies.html", audit=found, matrix=table, may_change=found.state in ASKING,
        kind=KINDS[found.kind], has_sources=found.is_blind and bool(audits_to_bring(db.session(), found)),
    )  # fmt: skip


def _numbers(sent: list[str]) -> list[int]:
    return [number for one in sent if (number := number_of(one)) is not None]


def _ask_all(found: CaseAudit) -> str:
    chosen = _numbers(request.form.getlist("agency"))
    if not chosen:
        return "Nobody was chosen, so nothing is changed."
    asked = matrix.ask_about_all(db.session(), found, chosen, by=current_user.id)
    log("agencies asked about cases", f"case audit {found.slug}", asked=asked)
    return f"{_returns(asked)} asked for." if asked else "These agencies are asked about every case already."


def _change(found: CaseAudit) -> str:
    was = request.form.get("was", "").split(",")
    done = matrix.change_matrix(
        db.session(), found, was={one for one in was if one}, ticked=set(request.form.getlist("ask")),
        by=current_user.id,
    )  # fmt: skip
    log("agencies asked about cases", f"case audit {found.slug}", asked=done.asked, withdrawn=done.withdrawn)
    said = [f"{_returns(done.asked)} asked for"] if done.asked else []
    said += [f"{_returns(done.withdrawn)} no longer asked for"] if done.withdrawn else []
    return f"{', '.join(said)}." if said else "Nothing was changed."


def _returns(number: int) -> str:
    return "1 return is" if number == 1 else f"{number} returns are"


@blueprint.route("/<audit>/auditors", methods=["GET", "POST"])
@permission("case_audits.manage")
def auditors(audit: str) -> ResponseReturnValue:
    """Who makes each return, agency by agency."""
    found = audit_or_404(audit)
    if ConfirmForm().validate_on_submit():
        lock_audit(db.session(), found, *ASKING)
        standings = standings_of(db.session(), found, today())
        changed = change_names(db.session(), standings, request.form, by=current_user.id)
        told = mailing.tell_auditors(db.session(), found)
        log("case auditors named", f"case audit {found.slug}", changed=changed)
        db.session.commit()
        flash(named_words(changed, told), "success")
        return redirect(url_for("case_audits.auditors", audit=audit))
    names = names_by_agency(db.session(), found.partnership_id, standings_of(db.session(), found, today()))
    return render_template(
        "case_audits/planning/auditors.html", audit=found, names=names, may_change=found.state in ASKING
    )  # fmt: skip


def named_words(changed: int, told: int) -> str:
    """What naming people did."""
    if not changed:
        return "Nothing was changed."
    mail = f" Told by e-mail: {told} {'person' if told == 1 else 'people'}." if told else ""
    return f"{'1 return has' if changed == 1 else f'{changed} returns have'} another auditor.{mail}"
