"""Who took what of an audit: every download and every reading of single returns is a line of the audit log.

Whoever hands something out calls :func:`note_export` in the same transaction; the page "Who took what" reads the lines
again (:mod:`survey_app.case_audits.keeping_records.taken`).
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent, record
from survey_app.case_audits.models import CaseAudit

TAKEN = "case audit read"  # ends as the register of access knows readings


def note_export(session: Session, audit: CaseAudit, what: str, *, by: int | None, **details: object) -> AuditEvent:
    """Note that somebody took something of an audit: a file, a look at single returns, a look into the key.

    Parameters
    ----------
    session : Session
        The line stands or falls with its transaction. A view that only reads has to commit.
    audit : CaseAudit
        Of what it was taken.
    what : str
        In plain words, as the page "Who took what" shows it: "Workbook", "Case report", "Panel screen". It names
        no person, no answer and nothing that was typed.
    by : int or None
        The account of whoever took it; None for the server itself.
    details
        What else tells it apart, such as ``case="7"`` or ``format="docx"``; kept as text.
    """
    said = {"what": what} | {name: str(value) for name, value in details.items()}
    return record(
        session, TAKEN, actor_id=by, partnership_id=audit.partnership_id, subject=subject_of(audit), details=said
    )  # fmt: skip


def subject_of(audit: CaseAudit) -> str:
    """How the audit log names an audit."""
    return f"case audit {audit.slug}"
