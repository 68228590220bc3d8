"""An audit that has opened, with returns and people, for the tests of what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.models import AuditCase, CaseAudit
from survey_app.partnership.models import Agency, Partnership
from tests.survey_app.case_audits.audit_factories import case_document, make_asked, make_audit, make_case, make_returned
from tests.survey_app.factories import make_agency, make_partnership, make_user

GRADES = ("good", "requires_improvement", "outstanding", "good")


@dataclass(slots=True)
class LearningWorld:
    """An audit in moderation. ``writer`` and ``other`` moderate; ``executive`` reads what is released."""

    partnership: Partnership
    audit: CaseAudit
    writer: User
    other: User
    executive: User
    agencies: list[Agency]
    cases: list[AuditCase] = field(default_factory=list)


def make_world(
    session: Session, *, cases: int = 2, agencies: int = 2, returned: bool = True, answers: Any = None, **values: Any
) -> LearningWorld:
    """An audit of so many cases and agencies, each of which returned on each case."""
    partnership = make_partnership(session)
    audit = make_audit(session, partnership, **{"state": "moderation", **values})
    people = [make_user(session, partnership, roles=(role,)) for role in ("qa_group", "qa_group", "executive_member")]
    world = LearningWorld(
        partnership=partnership, audit=audit, writer=people[0], other=people[1], executive=people[2],
        agencies=[make_agency(session, partnership) for _ in range(agencies)],
    )  # fmt: skip
    for number in range(cases):
        case = make_case(session, audit)
        world.cases.append(case)
        for place, agency in enumerate(world.agencies if returned else ()):
            given = {"b1": GRADES[(number + place) % len(GRADES)], **(answers or {})}
            at = audit.opened_at  # which counts as blind
            make_returned(session, make_asked(session, case, agency=agency), case_document(case, **given), at=at)
    session.flush()
    return world
