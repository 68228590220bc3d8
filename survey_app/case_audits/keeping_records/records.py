"""What is kept of an audit: every record of it, by table and key. Nothing is read of what the records say."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import AuditCase, CaseAudit, CaseVoice
from survey_app.case_audits.sampling.key_store import CaseKeyStore
from survey_app.collect.attachment_models import Attachment
from survey_app.collect.models import Draft, Submission, SubmissionRevision
from survey_app.deleting import dependants_of
from survey_app.results.downloads.models import ACTIVE, ExportJob
from survey_app.results.models import Coding
from survey_app.results.voices.models import Quote

Records = Mapping[str, frozenset[str]]
"""Table → the keys of its rows."""

KEYS = "key of a case list"
# In the order in which they are destroyed, as people call them. What is not here is called after its table.
NAMES: Mapping[str, str] = {
    KEYS: "Keys of case lists",
    "draft": "Drafts of returns and voices",
    "case_list": "Case lists",
    "listed_case": "Cases on the lists",
    "case_draw": "Draws",
    "audit_case": "Cases of the audit",
    "submission": "Returns and voices received",
    "submission_revision": "Revisions of these",
    "attachment": "Files with these",
    "agency_return": "Returns asked of agencies",
    "case_voice": "Voices asked for",
    "coding": "Themes given to comments",
    "quote": "Quotes on the clearing desk",
    "moderation_panel": "Panel meetings",
    "panel_attendee": "People at panel meetings",
    "case_moderation": "Cases moderated",
    "moderated_grade": "Moderated grades",
    "moderation_revision": "Sign-offs of moderation",
    "panel_dissent": "Dissents",
    "learning_point": "Learning points",
    "left_proposal": "Proposals of learning that were left",
    "audit_recommendation": "Recommendations",
    "audit_meeting": "Meetings",
    "audit_meeting_attendee": "People at meetings",
    "audit_meeting_case": "Cases looked at in meetings",
    "export_job": "Files made for people and not fetched",
    "audit_hold": "Notes of legal holds",
    "destruction_asked": "Requests for destruction",
    "case_audit": "The audit itself",
}


def records_of(session: Session, audit: CaseAudit) -> Records:
    """Every record that goes with an audit, answers of its rounds included."""
    session.flush()
    found = dict(dependants_of(session, CaseAudit, [audit.id]))
    found |= {
        table: set(map(tuple, session.execute(select(column).where(condition)).all()))
        for table, (column, condition) in _answers(audit).items()
    }
    store = CaseKeyStore.here()
    found[KEYS] = {key for key in found.get("case_list", ()) if store.holds(str(key[0]))}
    return {table: frozenset(_text(key) for key in keys) for table, keys in found.items() if keys}


def _answers(audit: CaseAudit) -> dict[str, tuple[Any, ColumnElement[bool]]]:
    """What hangs on an audit without a foreign key: the column of its key, and which rows."""
    ids = select(Submission.id).where(is_answer(Submission, audit))
    drafts = select(Draft.id).where(is_answer(Draft, audit))
    of_round = audit.round_id if audit.round_id is not None else -1
    return {
        "draft": (Draft.id, is_answer(Draft, audit)),
        "submission": (Submission.id, is_answer(Submission, audit) & (Submission.retention_state != "destroyed")),
        "submission_revision": (SubmissionRevision.id, SubmissionRevision.submission_id.in_(ids)),
        "attachment": (
            Attachment.id, or_(Attachment.submission_id.in_(ids), Attachment.submission_id.in_(drafts))
        ),
        "coding": (Coding.id, Coding.round_id == of_round),
        "quote": (Quote.id, Quote.round_id == of_round),
        "export_job": (
            ExportJob.id, (ExportJob.round_id == of_round) & ExportJob.state.in_((*ACTIVE, "ready"))
        ),
    }  # fmt: skip


def is_answer(model: Any, audit: CaseAudit) -> ColumnElement[bool]:
    """Whether a draft or submission is a return or a voice of an audit: all of its own round, and its voices."""
    voices = (
        select(CaseVoice.draft_id).join(AuditCase, AuditCase.id == CaseVoice.case_id)
        .where(AuditCase.audit_id == audit.id)
    )  # fmt: skip
    mine: ColumnElement[bool] = model.id.in_(voices)
    return mine if audit.round_id is None else or_(mine, model.round_id == audit.round_id)


def counted(records: Records) -> list[dict[str, Any]]:
    """How many of each kind, in the order in which they are destroyed; tables without a name of their own come last."""
    named = [table for table in NAMES if table in records]
    others = sorted(records.keys() - NAMES.keys())
    return [{"what": name_of(table), "number": len(records[table])} for table in (*named, *others)]


def name_of(table: str) -> str:
    """What people call the rows of a table."""
    return NAMES.get(table, table.replace("_", " ").capitalize())


def list_of(records: Records) -> str:
    """The list of records: a line each, the table and the key, sorted."""
    return "".join(f"{table}:{key}\n" for table in sorted(records) for key in sorted(records[table]))


def sha256_of(records: Records) -> str:
    """What a certificate says of the list: its SHA-256, as hexadecimal digits."""
    return hashlib.sha256(list_of(records).encode()).hexdigest()


def _text(key: tuple[Any, ...]) -> str:
    return "/".join(map(str, key))
