"""The returns of an audit, as they may be read once moderation has opened: the one door to them.

What was sent, or changed, after that moment is marked as not blind, and agreement is worked out from what was sent
before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, true
from sqlalchemy.orm import Session, selectinload

from survey_app.case_audits.blindness import refuse_blind_audit
from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseAudit
from survey_app.collect.models import Submission, SubmissionRevision
from survey_app.partnership.models import Agency


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedAnswers:
    """What one agency returned on one case.

    Attributes
    ----------
    case, agency
        On what, and by whom.
    document : mapping
        The answers as they stand now.
    blind : mapping or None
        The answers as they stood when moderation opened: what agreement is worked out from. None where nothing had
        been sent by then: the return is not blind.
    received_at : datetime
        When the present revision came.
    version_id : int
        The version of the form that the submission names.
    """

    case: AuditCase
    agency: Agency
    document: dict[str, Any]
    blind: dict[str, Any] | None
    received_at: datetime
    version_id: int

    @property
    def not_blind(self) -> bool:
        """Whether it was made after the others could be seen."""
        return self.blind is None

    @property
    def changed_since(self) -> bool:
        """Whether it was changed after the others could be seen."""
        return self.blind is not None and self.blind != self.document


def returned_answers(session: Session, audit: CaseAudit, *, case: AuditCase | None = None) -> list[ReturnedAnswers]:
    """All returns made on the cases in use, or on one of them, by case number and agency.

    Raises
    ------
    StillBlind
        Before moderation opens.
    """
    refuse_blind_audit(audit)
    only = AuditCase.id == case.id if case is not None else true()
    rows = session.execute(
        select(AgencyReturn, Submission)
        .join(AuditCase, AuditCase.id == AgencyReturn.case_id)
        .join(Agency, Agency.id == AgencyReturn.agency_id)
        .join(Submission, Submission.id == AgencyReturn.draft_id)
        .where(
            AuditCase.audit_id == audit.id, AuditCase.state == "in_use", only,
            AgencyReturn.involvement == "asked", Submission.retention_state != "destroyed",
        )
        .options(
            selectinload(AgencyReturn.case), selectinload(AgencyReturn.agency), selectinload(Submission.revisions)
        )
        .order_by(AuditCase.number, Agency.name, AgencyReturn.id)
    ).all()  # fmt: skip
    assert audit.opened_at is not None
    return [_returned(asked, submission, audit.opened_at) for asked, submission in rows if submission.revisions]


def _returned(asked: AgencyReturn, submission: Submission, opened_at: datetime) -> ReturnedAnswers:
    revisions: Sequence[SubmissionRevision] = submission.revisions
    before = [one for one in revisions if one.received_at <= opened_at]
    present = revisions[-1]
    return ReturnedAnswers(
        case=asked.case, agency=asked.agency, document=present.document,
        blind=before[-1].document if before else None,
        received_at=present.received_at, version_id=submission.version_id,
    )  # fmt: skip
