"""Reports on the page and as files: of one case for the panel, of the audit for the panel or released."""

from __future__ import annotations

from io import BytesIO

from flask import current_app, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.case_audits.keeping_records.export_log import note_export
from survey_app.case_audits.learning.audit_reports import audit_report
from survey_app.case_audits.learning.case_reports import case_report, file_of
from survey_app.case_audits.learning.pages import SLIDES, WORD, paper_asked, reader, reads_working
from survey_app.case_audits.pages import audit_or_404, blueprint, case_or_404
from survey_app.database import db, now


@blueprint.get("/<audit>/cases/<int:number>/report")
@permission("case_audits.moderate")
def case_report_page(audit: str, number: int) -> ResponseReturnValue:
    """The report of one case, with what was found in its texts."""
    found = audit_or_404(audit)
    case = case_or_404(found, number)
    report = case_report(db.session(), case, at=now())
    note_export(db.session(), found, "Case report, on the page", by=current_user.id, case=number)
    db.session.commit()
    return render_template(
        "learning/case_report.html", audit=found, case=case, report=report.covered, noticed=report.found
    )


@blueprint.get("/<audit>/cases/<int:number>/report.docx")
@permission("case_audits.moderate")
def case_report_word(audit: str, number: int) -> ResponseReturnValue:
    """The report of one case as a Word file; where something was found, only with that covered."""
    from exports.documents.case_report import write_case_report  # loads what other pages do not need

    found = audit_or_404(audit)
    case = case_or_404(found, number)
    paper = file_of(case_report(db.session(), case, at=now()), cover=request.args.get("cover") == "yes")
    out = BytesIO()
    write_case_report(paper, out, template=current_app.config["WALKABOUT_DOCUMENT_TEMPLATE"] or None)
    note_export(db.session(), found, "Case report", by=current_user.id, case=number, format="docx")
    db.session.commit()
    out.seek(0)
    return send_file(
        out, mimetype=WORD, as_attachment=True, download_name=f"case-report-{found.slug}-{case.number}.docx"
    )


@blueprint.get("/<audit>/report")
@permission("case_audits.read")
def audit_report_page(audit: str) -> ResponseReturnValue:
    """The report of an audit: the working paper for whoever may read it, the release for everybody else."""
    found, paper = audit_or_404(audit), paper_asked(request.args.get("paper"))
    report = audit_report(db.session(), found, reader=reader(), paper=paper, at=now())
    note_export(db.session(), found, "Audit report, on the page", by=current_user.id, version=paper)
    db.session.commit()
    return render_template("learning/audit_report.html", audit=found, report=report, paper=paper, both=reads_working())


@blueprint.get("/<audit>/report.docx")
@permission("case_audits.read")
def audit_report_word(audit: str) -> ResponseReturnValue:
    """The report of an audit as a Word file."""
    from exports.documents.audit_report import write_audit_report

    found, paper = audit_or_404(audit), paper_asked(request.args.get("paper"))
    out = BytesIO()
    write_audit_report(
        audit_report(db.session(), found, reader=reader(), paper=paper, at=now(), logged=False), out,
        template=current_app.config["WALKABOUT_DOCUMENT_TEMPLATE"] or None,
    )  # fmt: skip
    note_export(db.session(), found, "Audit report", by=current_user.id, version=paper, format="docx")
    db.session.commit()
    out.seek(0)
    return send_file(out, mimetype=WORD, as_attachment=True, download_name=f"audit-report-{found.slug}-{paper}.docx")


@blueprint.get("/<audit>/report.pptx")
@permission("case_audits.read")
def audit_report_slides(audit: str) -> ResponseReturnValue:
    """The report of an audit as slides for the Executive."""
    from exports.slides.audit_deck import write_audit_slides

    found, paper = audit_or_404(audit), paper_asked(request.args.get("paper"))
    out = BytesIO()
    write_audit_slides(
        audit_report(db.session(), found, reader=reader(), paper=paper, at=now(), logged=False), out,
        template=current_app.config["WALKABOUT_SLIDE_TEMPLATE"] or None,
    )  # fmt: skip
    note_export(db.session(), found, "Audit slides", by=current_user.id, version=paper, format="pptx")
    db.session.commit()
    out.seek(0)
    return send_file(out, mimetype=SLIDES, as_attachment=True, download_name=f"audit-{found.slug}-{paper}.pptx")
