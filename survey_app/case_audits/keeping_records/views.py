"""Pages of an audit's records: what is kept, holds, early destruction, certificates, and who took what."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from flask import Response, abort, current_app, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import select

from survey_app.accounts.permissions import permission
from survey_app.case_audits.keeping_records import destroying, holds
from survey_app.case_audits.keeping_records.export_log import note_export
from survey_app.case_audits.keeping_records.forms import DestroyForm, HoldForm, LiftForm
from survey_app.case_audits.keeping_records.standing import NOTICE, kept_parts, total_of
from survey_app.case_audits.keeping_records.taken import MOST_SHOWN, TakenAsked, narrowed, taken_of, taken_workbook
from survey_app.case_audits.models import CaseAudit, DestructionAsked, DestructionCertificate
from survey_app.case_audits.pages import audit_or_404, blueprint, log
from survey_app.database import db

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NARROWING = ("person", "what", "first", "last")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/<audit>/records")
@permission("case_audits.read")
def records(audit: str) -> ResponseReturnValue:
    """What is kept of an audit, until when, and whether it is on hold."""
    found = audit_or_404(audit)
    session = db.session()
    return render_template(
        "keeping_records/records.html", audit=found, parts=kept_parts(session, found), notice=NOTICE,
        holds=holds.holds_of(session, found), is_held=holds.is_held(session, found),
        asked=session.get(DestructionAsked, found.id), may_end=found.state in destroying.ENDED,
    )  # fmt: skip


@blueprint.route("/<audit>/records/hold", methods=["GET", "POST"])
@permission("case_audits.manage")
def hold(audit: str) -> ResponseReturnValue:
    """Put an audit on legal hold, or take it off: each with a reason."""
    found = audit_or_404(audit)
    form = LiftForm() if found.legal_hold else HoldForm()
    if form.validate_on_submit() and request.form.get("act") == ("lift" if found.legal_hold else "set"):
        why = form.why.data or ""
        if found.legal_hold:
            holds.lift_hold(db.session(), found, why=why, by=current_user.id)
            act, said = "case audit taken off legal hold", "The hold is lifted. What is due goes by its rule."
        else:
            holds.set_hold(db.session(), found, reason=why, by=current_user.id)
            act, said = "case audit put on legal hold", "The audit is on legal hold. Nothing of it is destroyed."
        log(act, f"case audit {found.slug}")
        db.session.commit()
        flash(said, "success")
        return redirect(url_for("case_audits.records", audit=audit))
    return render_template("keeping_records/hold.html", audit=found, form=form), 422 if form.errors else 200


@blueprint.route("/<audit>/records/destroy", methods=["GET", "POST"])
@permission("case_audits.manage")
def destroy(audit: str) -> ResponseReturnValue:
    """Ask for the destruction of an audit before its time; somebody else confirms it on the same page."""
    found = audit_or_404(audit)
    asked, form = db.session.get(DestructionAsked, found.id), DestroyForm()
    if asked is None and form.validate_on_submit():
        destroying.ask_destruction(db.session(), found, reason=form.why.data or "", by=current_user.id)
        log("destruction of a case audit asked for", f"case audit {found.slug}")
        db.session.commit()
        flash("Asked for. Nothing is destroyed until somebody else in the QA group confirms it.", "success")
        return redirect(url_for("case_audits.records", audit=audit))
    return _destroy_page(found, asked, form), 422 if form.errors and asked is None else 200


def _destroy_page(found: CaseAudit, asked: DestructionAsked | None, form: FlaskForm) -> str:
    parts = kept_parts(db.session(), found)
    return render_template(
        "keeping_records/destroy.html", audit=found, asked=asked, form=form, parts=parts, total=total_of(parts),
        is_held=holds.is_held(db.session(), found), may_end=found.state in destroying.ENDED,
        is_mine=asked is not None and asked.asked_by_id == current_user.id,
    )  # fmt: skip


@blueprint.post("/<audit>/records/withdraw")
@permission("case_audits.manage")
def withdraw_destruction(audit: str) -> ResponseReturnValue:
    """Take a request for destruction back."""
    found = audit_or_404(audit)
    destroying.withdraw_destruction(db.session(), found)
    log("destruction of a case audit taken back", f"case audit {found.slug}")
    db.session.commit()
    flash("Taken back. The audit stays until its rule destroys it.", "success")
    return redirect(url_for("case_audits.records", audit=audit))


@blueprint.post("/<audit>/records/confirm")
@permission("case_audits.manage")
def confirm_destruction(audit: str) -> ResponseReturnValue:
    """Destroy an audit that somebody else has asked to destroy."""
    certificate = destroying.confirm_destruction(db.session(), audit_or_404(audit), by=current_user.id)
    db.session.commit()
    flash("The audit is destroyed. This is its certificate.", "success")
    return redirect(url_for("case_audits.certificate", number=certificate.number))


@blueprint.get("/records/certificates")
@permission("case_audits.read")
def certificates() -> ResponseReturnValue:
    """The certificates of what was destroyed, the newest first."""
    found = db.session.scalars(
        select(DestructionCertificate)
        .where(DestructionCertificate.partnership_id == g.partnership.id)
        .order_by(DestructionCertificate.number.desc())
    ).all()
    return render_template("keeping_records/certificates.html", certificates=found)


@blueprint.get("/records/certificates/<int:number>")
@permission("case_audits.read")
def certificate(number: int) -> ResponseReturnValue:
    """One certificate, to read or print."""
    return render_template("keeping_records/certificate.html", certificate=_certificate_or_404(number))


@blueprint.get("/records/certificates/<int:number>.docx")
@permission("case_audits.read")
def certificate_word(number: int) -> ResponseReturnValue:
    """One certificate as a Word file."""
    from exports.documents.destruction_certificate import write_destruction_certificate
    from survey_app.case_audits.keeping_records.certificates import certificate_paper

    found, out = _certificate_or_404(number), BytesIO()
    template = current_app.config["WALKABOUT_DOCUMENT_TEMPLATE"] or None
    write_destruction_certificate(certificate_paper(found), out, template=template)
    log("certificate downloaded", f"destruction certificate {number}")
    db.session.commit()
    out.seek(0)
    return send_file(out, mimetype=WORD, as_attachment=True, download_name=f"destruction-certificate-{number}.docx")


def _certificate_or_404(number: int) -> DestructionCertificate:
    found = db.session.scalar(
        select(DestructionCertificate).where(
            DestructionCertificate.partnership_id == g.partnership.id, DestructionCertificate.number == number
        )
    )
    return found or abort(404)


@blueprint.get("/<audit>/taken")
@permission("case_audits.manage")
def taken(audit: str) -> ResponseReturnValue:
    """Who took what of an audit."""
    found, asked = audit_or_404(audit), _asked()
    lines = taken_of(db.session(), found)
    chosen = narrowed(lines, asked)
    return render_template(
        "keeping_records/taken.html", audit=found, lines=chosen[:MOST_SHOWN], total=len(chosen), asked=asked,
        people=sorted({line.who for line in lines}), things=sorted({line.what for line in lines}),
        arguments={name: value for name, value in request.args.items() if name in NARROWING and value},
    )  # fmt: skip


@blueprint.get("/<audit>/taken.xlsx")
@permission("case_audits.manage")
def taken_file(audit: str) -> ResponseReturnValue:
    """The same as an Excel list, all lines; that it was taken is a line, too."""
    found = audit_or_404(audit)
    data = taken_workbook(found, narrowed(taken_of(db.session(), found), _asked()))
    note_export(db.session(), found, "Who took what", by=current_user.id, format="xlsx")
    db.session.commit()
    headers = {"Content-Disposition": f'attachment; filename="who-took-what-{found.slug}.xlsx"'}
    return Response(data, mimetype=EXCEL, headers=headers | {"Cache-Control": "no-store"})


def _asked() -> TakenAsked:
    return TakenAsked(
        person=request.args.get("person", ""), what=request.args.get("what", ""), first=_day("first"), last=_day("last")
    )


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
