"""Where each return asked for stands: made, due, late or not involved. Nothing here reads what a return says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseAudit
from survey_app.collect.models import Draft, Submission, SubmissionRevision
from survey_app.partnership.models import Agency

STANDS = {
    "made": "Made",
    "due": "Due",
    "late": "Late",
    "not_involved": "Not involved",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One agency asked about one case.

    Attributes
    ----------
    asked : AgencyReturn
        With its case and agency.
    state : str
        A key of STANDS.
    due_on : date or None
        The last day for it, with its own extension; None where the audit names no day.
    made_at : datetime or None
        When its first revision came.
    not_blind : bool
        Whether that was after moderation had opened.
    is_begun : bool
        Whether its auditor has begun it.
    """

    asked: AgencyReturn
    state: str
    due_on: date | None
    made_at: datetime | None
    not_blind: bool
    is_begun: bool

    @property
    def is_missing(self) -> bool:
        """Whether it is asked for and has not been made."""
        return self.state in ("due", "late")

    @property
    def is_undecided(self) -> bool:
        """Whether a conflict of interest of its auditor waits for a decision."""
        return self.is_missing and bool(self.asked.conflict) and not self.asked.conflict_handling


def standings_of(
    session: Session, audit: CaseAudit, today: date, *, agency_ids: Collection[int] | None = None
) -> list[Standing]:
    """All returns asked for on the cases in use, by case number and agency; of some agencies only, where given."""
    statement = (
        select(AgencyReturn)
        .join(AuditCase, AuditCase.id == AgencyReturn.case_id)
        .join(Agency, Agency.id == AgencyReturn.agency_id)
        .where(AuditCase.audit_id == audit.id, AuditCase.state == "in_use")
        .options(
            selectinload(AgencyReturn.case), selectinload(AgencyReturn.agency), selectinload(AgencyReturn.auditor)
        )
        .order_by(AuditCase.number, Agency.name, AgencyReturn.id)
    )  # fmt: skip
    if agency_ids is not None:
        statement = statement.where(AgencyReturn.agency_id.in_(agency_ids))
    rows = session.scalars(statement).all()
    made, begun = made_at(session, [one.draft_id for one in rows]), begun_ids(session, [one.draft_id for one in rows])
    return [_standing(audit, one, made.get(one.draft_id), one.draft_id in begun, today) for one in rows]


def _standing(audit: CaseAudit, asked: AgencyReturn, made: datetime | None, is_begun: bool, today: date) -> Standing:
    due_on = due_day(audit, asked)
    if made is not None:
        state = "made"
    elif asked.involvement == "not_involved":
        state = "not_involved"
    else:
        state = "late" if due_on is not None and due_on < today else "due"
    not_blind = made is not None and audit.opened_at is not None and made > audit.opened_at
    return Standing(
        asked=asked, state=state, due_on=due_on, made_at=made, not_blind=not_blind, is_begun=is_begun
    )  # fmt: skip


def due_day(audit: CaseAudit, asked: AgencyReturn) -> date | None:
    """The last day for a return."""
    return asked.extended_to or audit.returns_due_on


def made_at(session: Session, draft_ids: Sequence[str]) -> dict[str, datetime]:
    """When each of these returns came first; those that have not come are left out."""
    rows = session.execute(
        select(Submission.id, func.min(SubmissionRevision.received_at))
        .join(SubmissionRevision, SubmissionRevision.submission_id == Submission.id)
        .where(Submission.id.in_(draft_ids))
        .group_by(Submission.id)
    )
    return {row[0]: row[1] for row in rows}


def begun_ids(session: Session, draft_ids: Sequence[str]) -> set[str]:
    """Those of these returns that are begun and have not come, or are being changed."""
    return set(session.scalars(select(Draft.id).where(Draft.id.in_(draft_ids))))


def is_made(session: Session, asked: AgencyReturn) -> bool:
    """Whether a return has come."""
    return session.scalar(select(Submission.id).where(Submission.id == asked.draft_id)) is not None


def count_asked(session: Session, audit: CaseAudit) -> int:
    """How many returns are asked for: the population of the audit's round."""
    return (
        session.scalar(
            select(func.count())
            .select_from(AgencyReturn)
            .join(AuditCase, AuditCase.id == AgencyReturn.case_id)
            .where(AuditCase.audit_id == audit.id, AuditCase.state == "in_use", AgencyReturn.involvement == "asked")
        )
        or 0
    )


def needs_declaration(asked: AgencyReturn) -> bool:
    """Whether its auditor says whether they know the case before they begin: always, but where that is the design."""
    return not KINDS[asked.case.audit.kind].own_work
