"""Audits as tests of planning need them: cases drawn, agencies asked, auditors named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseAudit, CaseModeration
from survey_app.case_audits.pages import today
from survey_app.case_audits.planning.asking import ask_agency, assign_auditor
from survey_app.case_audits.planning.audits import AuditPlan, begin_fieldwork, create_audit, open_moderation
from survey_app.database import now
from survey_app.partnership.models import Agency, Partnership
from tests.survey_app.case_audits.audit_factories import make_case, make_returned
from tests.survey_app.factories import make_agency, make_partnership, make_user, publish

FORM = """
settings: {form_id: case-audit, form_title: A small case audit, version: "1", default_language: English (en)}
choices:
  grade:
    - {name: good, label: "Good"}
    - {name: inadequate, label: "Inadequate"}
survey:
  - type: group
    name: only_page
    label: The only page
    children:
      - {type: select_one grade, name: overall, label: Overall}
      - {type: text, name: why, label: Why, appearance: multiline}
"""
SECRET = "a sentence that only its author reads"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An audit with two agencies that are asked about two cases, and who is there."""

    audit: CaseAudit
    partnership: Partnership
    qa: User
    health: Agency
    police: Agency
    nurse: User
    officer: User
    cases: list[AuditCase]
    asked: list[AgencyReturn]  # health on the first case, police on the first, health on the second, police on it


def a_plan(**values: Any) -> AuditPlan:
    """The plan of a multi-agency audit with returns due in a month."""
    day = today()
    details: dict[str, Any] = {
        "kind": "multi_agency", "title": "Neglect of school-age children", "theme": "Neglect",
        "window_starts_on": day - timedelta(days=365), "window_ends_on": day,
        "returns_due_on": day + timedelta(days=30), "panel_on": day + timedelta(days=45),
    }  # fmt: skip
    return AuditPlan(**{**details, **values})


def make_planned(session: Session, *, state: str = "planning", **plan: Any) -> Planned:
    """An audit at one of its stages, brought there by its services; in moderation one return is made."""
    partnership = make_partnership(session)
    publish(session, partnership, FORM)
    qa = make_user(session, partnership, roles=("qa_group",))
    health, police = make_agency(session, partnership), make_agency(session, partnership, agency_type="police")
    nurse = make_user(session, partnership, roles=("auditor",), agency=health)
    officer = make_user(session, partnership, roles=("auditor",), agency=police)
    audit = create_audit(session, partnership.id, a_plan(**plan), qa.id)
    cases = [make_case(session, audit), make_case(session, audit)]
    asked = []
    for case in cases:
        for agency, user in ((health, nurse), (police, officer)):
            asked.append(ask_agency(session, case, agency.id, by=qa.id))
            assign_auditor(session, asked[-1], user.id, by=qa.id)
    planned = Planned(
        audit=audit, partnership=partnership, qa=qa, health=health, police=police, nurse=nurse, officer=officer,
        cases=cases, asked=asked,
    )  # fmt: skip
    bring_to(session, planned, state)
    return planned


def bring_to(session: Session, planned: Planned, state: str, *, day: date | None = None) -> None:
    """Bring an audit that is being planned to fieldwork, or on to moderation."""
    if state in ("fieldwork", "moderation"):
        begin_fieldwork(session, planned.audit, by=planned.qa.id, today=day or today())
    if state == "moderation":
        make_returned(session, planned.asked[0], {"overall": "inadequate", "why": SECRET})
        open_moderation(session, planned.audit, by=planned.qa.id)


def sign_all(session: Session, planned: Planned) -> None:
    """Sign every case off, as its panel would."""
    sign_cases(session, planned.cases)


def sign_cases(session: Session, cases: Iterable[AuditCase]) -> None:
    """Sign cases off, as their panel would."""
    session.add_all(CaseModeration(case_id=case.id, signed_at=now()) for case in cases)
    session.flush()
