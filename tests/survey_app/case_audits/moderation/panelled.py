"""A case before a panel, for tests: agencies with their returns, and a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.models import AuditCase, CaseAudit, ModerationPanel
from survey_app.case_audits.moderation.cases import begin
from survey_app.case_audits.moderation.meetings import Attendee, Meeting, add_meeting
from survey_app.case_audits.moderation.reading import case_state
from survey_app.case_audits.moderation.settling import conclude, settle
from survey_app.case_audits.moderation.wordings import Conclusion
from survey_app.database import now
from survey_app.partnership.models import Agency, Partnership
from tests.survey_app.case_audits.audit_factories import (
    case_document,
    make_asked,
    make_audit,
    make_case,
    make_returned,
)
from tests.survey_app.factories import make_agency, make_user

DAY = date(2026, 11, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panelled:
    """An audit in moderation with one case on which three agencies have returned, blind."""

    audit: CaseAudit
    case: AuditCase
    care: Agency
    health: Agency
    police: Agency
    panel: ModerationPanel
    chair: User

    @property
    def partnership(self) -> Partnership:
        return self.audit.partnership

    @property
    def address(self) -> str:
        return f"/p/{self.partnership.slug}/case-audits/{self.audit.slug}/moderation"


def make_panelled(session: Session, answers: Mapping[str, Mapping[str, str]] | None = None) -> Panelled:
    """Children's services grade B1 good, the police inadequate; everything else is graded alike.

    Parameters
    ----------
    answers : mapping, optional
        Answers by agency ("care", "health", "police") that differ from that.
    """
    audit = make_audit(session, state="moderation", opened_at=now() - timedelta(hours=1))
    case = make_case(session, audit)
    names = {"care": "Children’s services", "health": "Community health", "police": "Police"}
    made = {key: make_agency(session, audit.partnership) for key in names}
    for key, agency in made.items():
        agency.name = names[key]
    given: dict[str, Mapping[str, str]] = {"care": {}, "health": {}, "police": {"b1": "inadequate"}, **(answers or {})}
    for key, agency in made.items():
        asked = make_asked(session, case, agency=agency)
        make_returned(session, asked, case_document(case, **given[key]), at=now() - timedelta(days=2))
    chair = make_user(session, audit.partnership, roles=("qa_group",))
    panel = add_meeting(
        session, audit,
        Meeting(
            met_on=DAY, chair="Independent chair",
            attendees=[Attendee(name="Service manager", agency_id=made["care"].id), Attendee(name="Scribe")],
        ),
        today=DAY,
    )  # fmt: skip
    return Panelled(audit=audit, case=case, panel=panel, chair=chair, **made)


def settle_all(session: Session, found: Panelled) -> None:
    """Take the case up and settle everything, so that it can be signed off."""
    begin(session, found.case, found.panel, by=found.chair.id)
    state = case_state(session, found.case)
    assert state is not None
    for one in state.questions:
        if one.sides.is_graded:
            reason = "Heard and weighed." if one.sides.apart else ""
            settle(session, found.case, one.name, grade=one.sides.grades[0], reason=reason, by=found.chair.id)
    conclude(
        session, found.case, Conclusion(joint_working="good", joint_working_why="They met often."), by=found.chair.id
    )
