"""Rows of case audits for tests, a call each. Factories flush; a test client commits."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from copy import deepcopy
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseAudit, CaseDraw, CaseList, ListedCase
from survey_app.collect.models import Submission, SubmissionRevision
from survey_app.database import new_uuid, now
from survey_app.demo.data import read_data
from survey_app.partnership.models import Agency, Partnership
from tests.survey_app.factories import make_agency, make_partnership, make_round, make_user, publish

_numbers = itertools.count(1)


def make_audit(
    session: Session, partnership: Partnership | None = None, *, state: str = "fieldwork", **values: Any
) -> CaseAudit:
    """A multi-agency audit with an open round of the form “case-audit”, blind unless the state says otherwise."""
    partnership = partnership or make_partnership(session)
    number = next(_numbers)
    details: dict[str, Any] = {
        "slug": f"audit-{number}", "title": f"Test audit {number}", "kind": "multi_agency", "theme": "Neglect",
        "window_starts_on": date(2025, 1, 1), "window_ends_on": date(2025, 12, 31), "state": state,
    }  # fmt: skip
    if state in ("moderation", "finished"):
        details["opened_at"] = now()
    if state == "cancelled":
        details["cancelled_why"] = "Not needed any more."
    if state != "planning" and "round" not in values:
        details["round"] = make_round(session, partnership, publish(session, partnership, "case-audit"))
    audit = CaseAudit(partnership_id=partnership.id, **{**details, **values})
    session.add(audit)
    session.flush()
    return audit


def make_case(session: Session, audit: CaseAudit, **values: Any) -> AuditCase:
    """The next case of an audit."""
    numbers = session.scalars(select(AuditCase.number).where(AuditCase.audit_id == audit.id)).all()
    number = max(numbers, default=0) + 1
    details = {
        "number": number, "pseudonym": f"CASE-{number:04}", "selection": "purposive", "age_band": "from_5_to_9",
        "sex": "female", "ethnic_group": "white", "disability": "no", "plan_status": "child_protection",
    }  # fmt: skip
    case = AuditCase(audit_id=audit.id, **{**details, **values})
    session.add(case)
    session.flush()
    return case


def make_case_list(session: Session, audit: CaseAudit, n: int = 8, **values: Any) -> CaseList:
    """A list under pseudonyms without a key, its outcome one of two; the way of a real one is through its upload."""
    details: dict[str, Any] = {
        "size": n, "frame_hash": "0" * 64, "columns": ["Outcome"], "key_columns": ["Case number"],
        "unlock_until": date(2099, 12, 31), "file_name": "CSV file",
    }  # fmt: skip
    made = CaseList(audit_id=audit.id, **{**details, **values})
    session.add(made)
    session.flush()
    session.add_all(
        ListedCase(
            list_id=made.id,
            pseudonym=f"KTR-{number:03}-LS",
            values={"Outcome": ("Assessment", "Early help")[number % 2]},
        )
        for number in range(n)
    )
    session.flush()
    return made


def make_draw(session: Session, case_list: CaseList, **values: Any) -> CaseDraw:
    """A draw of nobody from a list, for a reason."""
    record = {"chosen": [], "frame_size": 8, "replacements": []}
    details = {"method": "purposive", "reason": "They show the theme", "record": record}
    made = CaseDraw(audit_id=case_list.audit_id, list_id=case_list.id, **{**details, **values})
    session.add(made)
    session.flush()
    return made


def make_asked(
    session: Session, case: AuditCase, *, agency: Agency | None = None, auditor: User | None = None, **values: Any
) -> AgencyReturn:
    """A return asked of an agency on a case, with an auditor of it."""
    partnership = case.audit.partnership
    agency = agency or make_agency(session, partnership)
    auditor = auditor or make_user(session, partnership, roles=("auditor",), agency=agency)
    asked = AgencyReturn(case_id=case.id, agency_id=agency.id, auditor_id=auditor.id, **values)
    session.add(asked)
    session.flush()
    return asked


def case_document(case: AuditCase, **answers: Any) -> dict[str, Any]:
    """A whole return on a case, as the form “case-audit” keeps it; any answer may be given."""
    document: dict[str, Any] = deepcopy(read_data("audited_cases")["responses"][0])
    return {**document, "pseudonym": case.pseudonym, **answers}


def make_returned(
    session: Session, asked: AgencyReturn, document: Mapping[str, Any] | None = None, *, at: datetime | None = None
) -> Submission:
    """A return received, without the way through the form's pages."""
    audit = asked.case.audit
    assert audit.round is not None
    submission = Submission(
        id=asked.draft_id, round_id=audit.round.id, version_id=audit.round.version_id, author_id=asked.auditor_id,
        reference=f"CA-{next(_numbers):04}",
    )  # fmt: skip
    answers = dict(document) if document is not None else case_document(asked.case)
    submission.revisions = [
        SubmissionRevision(
            number=1, document=answers, content_hash=new_uuid().replace("-", "") * 2, received_at=at or now()
        )
    ]
    session.add(submission)
    session.flush()
    return submission
