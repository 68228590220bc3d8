"""A partnership with the people of its year, and topics, for tests of the programme."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.improvement.models import Finding, OutsideReview
from survey_app.partnership.models import Agency, Partnership
from survey_app.programme.year.models import ProgrammeTopic, ProgrammeVersion, ScrutinyProgramme
from survey_app.programme.year.planning import Reason, TopicPlan, add_topic, begin_programme
from survey_app.programme.year.versions import endorse, put_forward
from tests.survey_app.factories import make_agency, make_partnership, make_user

YEAR = 2026
TODAY = date(2026, 6, 1)
AT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


class YearWorld:
    """QA, the Executive, the scrutineer, a lead of an agency; and a programme that is not begun."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.partnership: Partnership = make_partnership(session)
        self.police: Agency = make_agency(session, self.partnership, agency_type="police")
        self.hospital: Agency = make_agency(session, self.partnership, agency_type="health")
        self.qa: User = make_user(session, self.partnership, roles=("qa_group",))
        self.executive: User = make_user(session, self.partnership, roles=("executive_member",))
        self.scrutineer: User = make_user(session, self.partnership, roles=("scrutineer",))
        self.lead: User = make_user(session, self.partnership, roles=("agency_lead",), agency=self.police)

    @property
    def id(self) -> int:
        return self.partnership.id

    def programme(self, year: int = YEAR) -> ScrutinyProgramme:
        return begin_programme(self.session, self.id, year)

    def plan(self, **values: Any) -> TopicPlan:
        details: dict[str, Any] = {
            "title": "Neglect after a second referral", "method": "multi_agency_audit", "lead": "qa_group",
            "best_fit": "every agency sees the same case.", "starts_on": date(2026, 5, 1),
            "ends_on": date(2026, 7, 31), "reasons": [Reason(kind="data", says="Re-referrals rose.")],
        }  # fmt: skip
        return TopicPlan(**{**details, **values})

    def topic(self, **values: Any) -> ProgrammeTopic:
        return add_topic(self.session, self.programme(), self.plan(**values), by_id=self.qa.id)

    def put(self) -> ProgrammeVersion:
        return put_forward(self.session, self.programme(), by_id=self.qa.id, at=AT)

    def endorsed(self) -> ProgrammeVersion:
        version = self.put()
        endorse(self.session, version, by_id=self.executive.id, at=AT)
        return version

    def review(self, **values: Any) -> OutsideReview:
        details: dict[str, Any] = {
            "number": 1, "kind": "external_review", "title": "Impact of the partnership", "dated": date(2026, 12, 1),
        }  # fmt: skip
        made = OutsideReview(partnership_id=self.id, **{**details, **values})
        self.session.add(made)
        self.session.flush()
        return made

    def finding(self, found_on: date, number: int = 1) -> Finding:
        made = Finding(
            partnership_id=self.id, number=number, kind="concern", text="Plans drift.", source_kind="case_audit",
            found_on=found_on,
        )  # fmt: skip
        self.session.add(made)
        self.session.flush()
        return made

    def address(self, rest: str = "") -> str:
        return f"/p/{self.partnership.slug}/programme/{rest}"
