"""Signing a case off, its record on paper, and the revisions that were made since."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.case_audits.models import AuditCase
from survey_app.case_audits.moderation import signing
from survey_app.case_audits.moderation.forms import SignForm
from survey_app.case_audits.moderation.pages import attempt, case_with_panel, may_moderate, note_reading, page
from survey_app.case_audits.moderation.reading import CaseState
from survey_app.case_audits.moderation.revising import changes_between, document_of, revisions_of
from survey_app.case_audits.pages import blueprint, log
from survey_app.database import db


@blueprint.get("/<audit>/moderation/<int:number>/sign-off")
@permission("case_audits.moderate")
def moderation_sign(audit: str, number: int) -> ResponseReturnValue:
    """All that is settled, who was there, and what still stands in the way."""
    case, state = case_with_panel(audit, number)
    return _sign(case, state, SignForm(formdata=None))


@blueprint.post("/<audit>/moderation/<int:number>/sign-off", endpoint="moderation_signed")
@permission("case_audits.moderate")
def sign(audit: str, number: int) -> ResponseReturnValue:
    """Sign the case off."""
    case, state = case_with_panel(audit, number)
    form = SignForm()
    said = form.seen.data or ""
    seen = int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0
    if form.validate_on_submit() and attempt(
        form, lambda: signing.sign_off(db.session(), case, by=current_user.id, seen=seen)
    ):
        log("case signed off by the panel", f"case audit {case.audit.slug}", case=number)
        db.session.commit()
        flash(f"{case.pseudonym} is signed off.", "success")
        return redirect(url_for("case_audits.moderation_revision", audit=audit, number=number, revision=1))
    case, state = case_with_panel(audit, number)
    return _sign(case, state, form)


def _sign(case: AuditCase, state: CaseState, form: SignForm) -> ResponseReturnValue:
    note_reading(case)
    moderation = state.moderation
    form.seen.data = str(moderation.revision if moderation is not None else 0)
    return page(
        "sign", form=form, audit=case.audit, case=case, state=state, missing=signing.open_points(state),
        record=document_of(state) if moderation is not None else None,
    )  # fmt: skip


@blueprint.get("/<audit>/moderation/<int:number>/record")
@permission("case_audits.returns")
def moderation_record(audit: str, number: int) -> ResponseReturnValue:
    """The moderation of a case as it is now, to print."""
    case, state = case_with_panel(audit, number)
    if state.moderation is None:
        abort(404)
    note_reading(case)
    revisions = revisions_of(db.session(), case)
    return page(
        "record", audit=case.audit, case=case, state=state, record=document_of(state),
        revision=revisions[-1] if revisions else None,
    )  # fmt: skip


@blueprint.get("/<audit>/moderation/<int:number>/revisions/<int:revision>")
@permission("case_audits.returns")
def moderation_revision(audit: str, number: int, revision: int) -> ResponseReturnValue:
    """One revision whole, and what it changed."""
    case, state = case_with_panel(audit, number)
    revisions = revisions_of(db.session(), case)
    found = next((one for one in revisions if one.number == revision), None)
    if found is None:
        abort(404)
    note_reading(case)
    before = next((one for one in revisions if one.number == revision - 1), None)
    return page(
        "revision", audit=case.audit, case=case, state=state, record=found.document, revision=found,
        revisions=revisions, before=before, may_write=may_moderate(),
        changes=changes_between(before.document, found.document) if before is not None else (),
    )  # fmt: skip
