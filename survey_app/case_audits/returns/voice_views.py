"""Writing down voices, and how far they are in an audit."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from survey_app.accounts.permissions import can, permission
from survey_app.case_audits.models import VOICES, AuditCase, CaseAudit
from survey_app.case_audits.pages import audit_or_404, log
from survey_app.case_audits.pages import blueprint as audits
from survey_app.case_audits.planning.people import auditors_of
from survey_app.case_audits.returns.forms import ConfirmForm, RecorderForm
from survey_app.case_audits.returns.pages import blueprint, own_return_or_404, own_voice_or_404
from survey_app.case_audits.returns.said import said_in_words
from survey_app.case_audits.returns.services import RUNNING
from survey_app.case_audits.returns.voices import ask_voice, begin_voice, voice_of_return, voice_standings, voices_of
from survey_app.database import db


@blueprint.post("/<asked_id>/voices/<whose>")
@permission("case_audits.audit")
def voice_beside(asked_id: str, whose: str) -> ResponseReturnValue:
    """Write down a voice on the case of my return."""
    asked = own_return_or_404(asked_id)
    if whose not in VOICES:
        abort(404)
    if not ConfirmForm().validate_on_submit():
        return redirect(url_for("my_returns.show", asked_id=asked_id))
    voice = voice_of_return(db.session(), asked, whose, current_user)
    return _opened(voice.id)


@blueprint.post("/voices/<voice_id>")
@permission("case_audits.audit")
def voice(voice_id: str) -> ResponseReturnValue:
    """Write down a voice that I am named for."""
    found = own_voice_or_404(voice_id)
    return _opened(found.id) if ConfirmForm().validate_on_submit() else redirect(url_for("my_returns.mine"))


def _opened(voice_id: str) -> ResponseReturnValue:
    """The form of a voice; it is begun where it is not yet."""
    voice = own_voice_or_404(voice_id)
    draft = begin_voice(db.session(), voice, current_user)
    log("case_audit.voice_begun", f"case {voice.case.pseudonym}", whose=voice.whose)
    db.session.commit()
    return redirect(url_for("collect.named_start", slug=draft.round.slug, draft_id=draft.id))


@audits.get("/<audit>/voices")
@permission("case_audits.manage", "results.working")
def voices(audit: str) -> ResponseReturnValue:
    """How far the voices on each case are."""
    found = audit_or_404(audit)
    return _voices_page(found, _recorder_form(found))


@audits.post("/<audit>/voices")
@permission("case_audits.manage")
def name_recorder(audit: str) -> ResponseReturnValue:
    """Name who writes a voice down."""
    found = audit_or_404(audit)
    form = _recorder_form(found)
    if not form.validate_on_submit():
        return _voices_page(found, form), 422
    case = db.session.get_one(AuditCase, form.case.data)
    person = {str(one.user.id): one for one in auditors_of(db.session(), g.partnership.id)}[form.recorder.data]
    agency_id = next(iter(sorted(person.agency_ids)), None)
    ask_voice(db.session(), case, form.whose.data, recorder_id=person.user.id, agency_id=agency_id)
    log("case_audit.voice_asked", f"case {case.pseudonym}", whose=form.whose.data, recorder=person.user.id)
    db.session.commit()
    flash(f"{person.user.name} finds it under “My returns”.", "success")
    return redirect(url_for("case_audits.voices", audit=audit))


@audits.get("/<audit>/voices/said")
@permission("case_audits.moderate")
def voices_said(audit: str) -> ResponseReturnValue:
    """What was said, once moderation has opened. Each reading is logged."""
    found = audit_or_404(audit)
    said = [said_in_words(db.session(), one) for one in voices_of(db.session(), found)]
    log("case_audit.voices_read", f"audit {found.slug}", voices=len(said))
    db.session.commit()
    return render_template("case_audits/voices_said.html", audit=found, said=said)


def _recorder_form(audit: CaseAudit) -> RecorderForm:
    form = RecorderForm()
    people = auditors_of(db.session(), g.partnership.id)
    form.offer(
        [(case.id, case.pseudonym) for case in _cases(audit)], [(str(one.user.id), one.user.name) for one in people]
    )
    return form


def _voices_page(audit: CaseAudit, form: RecorderForm) -> str:
    return render_template(
        "case_audits/voices.html", audit=audit, form=form, cases=_cases(audit),
        standings=voice_standings(db.session(), audit),
        may_name=can("case_audits.manage") and audit.state in ("planning", *RUNNING),
        may_read=can("case_audits.moderate") and not audit.is_blind,
    )  # fmt: skip


def _cases(audit: CaseAudit) -> list[AuditCase]:
    return list(
        db.session.scalars(
            select(AuditCase)
            .where(AuditCase.audit_id == audit.id, AuditCase.state == "in_use")
            .order_by(AuditCase.number)
        )
    )
