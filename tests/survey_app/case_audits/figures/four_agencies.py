"""The audit that R has worked out, as rows of the database: eight cases, four agencies, a panel."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from survey_app.case_audits.models import CaseAudit, CaseModeration, ModeratedGrade
from survey_app.database import now
from survey_app.partnership.models import Agency, Partnership
from tests.analysis.case_audits.constructed import record_from
from tests.survey_app.case_audits.audit_factories import (
    case_document,
    make_asked,
    make_audit,
    make_case,
    make_returned,
)
from tests.survey_app.factories import make_agency, make_partnership, make_user

GRADED = ("b1", "b4", "b8")


def graded(document: dict[str, Any], grades: dict[str, str]) -> dict[str, Any]:
    """A whole return that grades these questions alone; all others were not asked."""
    others = {f"b{number}" for number in range(1, 15)} | {"b6a"}
    return {name: value for name, value in document.items() if name.split("_")[0] not in others} | grades


def make_four_agencies(
    session: Session, partnership: Partnership | None = None, *, file: str = "this_audit.csv", **values: Any
) -> CaseAudit:
    """An audit in moderation whose returns were all made the day before it opened."""
    record = record_from(file)
    partnership = partnership or make_partnership(session)
    audit = make_audit(session, partnership, state="moderation", **{"opened_at": now(), **values})
    agencies = {name: _agency(session, partnership, name, number=audit.id) for name in record.agencies}
    auditor = make_user(session, partnership, roles=("auditor",))  # one for all: who graded is not looked at here
    panel = {(one.case, one.question): one.grade for one in record.panel}
    made = {(one.case, one.agency): one for one in record.returns}
    for pseudonym in record.cases:
        case = make_case(session, audit, pseudonym=pseudonym)
        moderation = CaseModeration(case_id=case.id)
        moderation.grades = [
            ModeratedGrade(question=name, grade=panel[pseudonym, name], reason="Read together.")
            for name in GRADED
            if (pseudonym, name) in panel
        ]
        session.add(moderation)
        for name, agency in agencies.items():
            one = made.get((pseudonym, name))
            if one is None:
                why = {"involvement": "not_involved", "not_involved_why": "Not known to it"}
                make_asked(session, case, agency=agency, auditor=auditor, **why)
                continue
            asked = make_asked(session, case, agency=agency, auditor=auditor)
            document = graded(case_document(case), {key: grade for key, grade in one.grades.items() if grade})
            make_returned(session, asked, document, at=now() - timedelta(days=1))
    session.flush()
    return audit


def _agency(session: Session, partnership: Partnership, name: str, *, number: int) -> Agency:
    """An agency of this name, and of the audit's number, since names are unique."""
    agency = make_agency(session, partnership)
    agency.name = f"{name} {number}"
    return agency
