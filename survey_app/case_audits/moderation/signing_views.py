"""Signing a case off, its record on paper, and the revisions that were made since."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.case_audits.models import AuditCase
from survey_app.case_audits.moderation import after_signing, signing
from survey_app.case_audits.moderation.after_signing import since_signing, since_signing_of
from survey_app.case_audits.moderation.forms import SignForm
from survey_app.case_audits.moderation.pages import (
    attempt,
    case_with_panel,
    may_moderate,
    names_nobody,
    note_reading,
    page,
)
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
    """Sign the case off; or again, where a return came since."""
    case, state = case_with_panel(audit, number)
    form, again = SignForm(), state.state == "signed"
    if (
        form.validate_on_submit()
        and names_nobody(form, [form.because.data or ""], [])
        and attempt(form, lambda: _sign_again(case, form) if again else _sign_first(case, form))
    ):
        log(f"case signed off {'again ' if again else ''}by the panel", f"case audit {case.audit.slug}", case=number)
        db.session.commit()
        flash(f"{case.pseudonym} is signed off{' again' if again else ''}.", "success")
        newest = revisions_of(db.session(), case)[-1].number
        return redirect(url_for("case_audits.moderation_revision", audit=audit, number=number, revision=newest))
    case, state = case_with_panel(audit, number)
    return _sign(case, state, form)


def _sign_first(case: AuditCase, form: SignForm) -> None:
    said = form.seen.data or ""
    seen = int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0
    signing.sign_off(db.session(), case, by=current_user.id, seen=seen)


def _sign_again(case: AuditCase, form: SignForm) -> None:
    because, seen = form.because.data or "", form.seen.data or ""
    after_signing.sign_again(db.session(), case, by=current_user.id, because=because, seen=seen)


def _sign(case: AuditCase, state: CaseState, form: SignForm) -> ResponseReturnValue:
    note_reading(case)
    moderation = state.moderation
    record = document_of(state) if moderation is not None else None
    if state.state == "signed" and record is not None:
        form.seen.data = after_signing.document_mark(record)
    else:
        form.seen.data = str(moderation.revision if moderation is not None else 0)
    return page(
        "sign", form=form, audit=case.audit, case=case, state=state, missing=signing.open_points(state), record=record,
        since=since_signing_of(db.session(), [state]).get(case.id),
    )  # fmt: skip


@blueprint.get("/<audit>/moderation/<int:number>/record")
@permission("case_audits.returns")
def moderation_record(audit: str, number: int) -> ResponseReturnValue:
    """The moderation of a case, to print: as it was signed off, and before that as it is now."""
    case, state = case_with_panel(audit, number)
    if state.moderation is None:
        abort(404)
    note_reading(case)
    newest = next(reversed(revisions_of(db.session(), case)), None)
    return page(
        "record", audit=case.audit, case=case, state=state, revision=newest,
        record=newest.document if newest is not None else document_of(state),
        since=since_signing(newest, state) if newest is not None else None,
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
        revisions=revisions, before=before, may_write=may_moderate(case.audit),
        since=since_signing(found, state) if found is revisions[-1] else None,
        changes=changes_between(before.document, found.document) if before is not None else (),
    )  # fmt: skip
