"""A return of an agency for tests: made, begun, filled in and declared, a call each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect import drafts
from survey_app.collect.keys import KeyStore
from survey_app.collect.models import Draft
from survey_app.designer.services import find_instrument
from survey_app.partnership.models import Agency, Partnership
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.self_assessment.deadlines import today_here
from survey_app.walkabouts.self_assessment.declaring import Declaration
from survey_app.walkabouts.self_assessment.evidence import NewEvidence, add_evidence
from survey_app.walkabouts.self_assessment.models import Evidence, SelfAssessment
from survey_app.walkabouts.self_assessment.returns import begin_return
from tests.survey_app.factories import make_agency, make_partnership, make_round, make_user, publish
from tests.survey_app.walkabouts.section11_factories import STANDARDS, make_cycle, make_section11_assessment

LIMIT = 50 * 1024 * 1024
NO_KEYS = KeyStore(Path("/nonexistent"))  # named rounds seal nothing
PDF = b"%PDF-1.7\n% constructed for tests\n"


STANDARD = """
  - type: standard met
    name: {name}
    label: {label}
    relevant: "${{assessed_elsewhere}} = 'no'"
    required: true
    constraint: "(. != 'fully' and . != 'mostly') or ${{{name}_practice_evidence}} = 'yes'"
    constraint_message: Policies alone reach Partly met at most.
    children:
      - {{type: select_one yes_no, name: {name}_practice_evidence, label: Evidence from practice?}}
"""
SMALL_RETURN = """
settings: {form_id: self-assessment, form_title: A short return, version: "1", default_language: English (en)}
choices:
  met:
    - {name: fully, label: Fully met}
    - {name: mostly, label: Mostly met}
    - {name: partly, label: Partly met}
    - {name: not_met, label: Not met}
    - {name: not_applicable, label: Not applicable, missing: not_applicable}
  yes_no:
    - {name: "yes", label: "Yes"}
    - {name: "no", label: "No"}
scales:
  met: {direction: best_first, favourable: [fully, mostly], action_below: mostly}
survey:
  - type: group
    name: the_agency
    label: The agency
    children:
      - {type: text, name: agency, label: Agency, required: true}
      - {type: text, name: areas_covered, label: Areas}
      - {type: select_one yes_no, name: assessed_elsewhere, label: Assessed elsewhere?, required: true}
"""
DECLARATION_PAGE = """
  - type: group
    name: declaration
    label: Declaration
    relevant: "${assessed_elsewhere} = 'no'"
    children:
      - {type: text, name: author, label: Who wrote it?, required: true}
      - {type: text, name: board_sponsor, label: Who sponsors it?, required: true}
      - {type: date, name: presented_on, label: When was it presented?, required: true}
      - {type: acknowledge, name: declared, label: It is true., required: true}
"""
NAMES = ("st1", "st2", "st4")


def small_return() -> str:
    """The library's instrument in short: three standards, each asked as there."""
    pages = [STANDARD.format(name=name, label=STANDARDS[name]) for name in NAMES]
    return "".join([SMALL_RETURN.rstrip("\n"), *pages, DECLARATION_PAGE])


@dataclass
class AgencyCase:
    """An agency with a lead, and its assessment in a cycle whose deadline lies ahead."""

    partnership: Partnership
    agency: Agency
    lead: User
    assessment: Section11Assessment


def make_case(
    session: Session, partnership: Partnership | None = None, *, agencies: int = 1, agency_type: str = "health",
    due: date | None = None, agency: Agency | None = None, whole: bool = False, **cycle: Any,
) -> AgencyCase:  # fmt: skip
    """``whole`` asks the library's instrument, which takes longer."""
    partnership = partnership or make_partnership(session)
    members = [agency or make_agency(session, partnership, agency_type=agency_type)]
    members += [make_agency(session, partnership, agency_type=agency_type) for _ in range(agencies - 1)]
    due = due or today_here() + timedelta(days=30)
    details: dict[str, Any] = {"self_due_on": due, "ends_on": due, **cycle}
    if not whole and "self_round" not in details:
        known = find_instrument(session, partnership.id, "self-assessment")
        version = known.versions[-1] if known else publish(session, partnership, small_return())
        details["self_round"] = make_round(session, partnership, version)
        details.setdefault("standards", dict.fromkeys(NAMES, ()))
    made = make_cycle(session, partnership, rounds=("self",) if whole else (), **details)
    assessment = make_section11_assessment(session, made, *members)
    lead = make_lead(session, partnership, members[0])
    return AgencyCase(partnership=partnership, agency=members[0], lead=lead, assessment=assessment)


def make_lead(session: Session, partnership: Partnership, agency: Agency) -> User:
    return make_user(session, partnership, roles=("agency_lead",), agency=agency)


def begin(session: Session, case: AgencyCase) -> SelfAssessment:
    return begin_return(session, case.assessment, by=case.lead.id)


def draft_of(session: Session, kept: SelfAssessment) -> Draft:
    draft = session.get(Draft, kept.draft_id, populate_existing=True)
    assert draft is not None
    return draft


def graded(standard: str, grade: str, *, impact: str = "") -> dict[str, Any]:
    """One standard answered."""
    answers: dict[str, Any] = {standard: grade, f"{standard}_rationale": "Audits show it."}
    if impact:
        answers[f"{standard}_impact"] = impact
    if grade in ("partly", "not_met"):
        answers[f"{standard}_action_what"] = "Do better."
    return answers


def whole_return(grades: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Answers to every question that people have to answer; each standard partly met unless told otherwise."""
    answers: dict[str, Any] = {"assessed_elsewhere": "no"}
    for name in NAMES:
        grade = (grades or {}).get(name, "partly")
        answers |= graded(name, grade, impact="Children wait less." if grade == "fully" else "")
    return answers


def fill(session: Session, kept: SelfAssessment, answers: Mapping[str, Any]) -> None:
    draft = draft_of(session, kept)
    drafts.save_draft(session, draft, {**draft.document, **answers})


def add(session: Session, case: AgencyCase, standard: str = "st1", kind: str = "audit", **values: Any) -> Evidence:
    """A piece of evidence: a link, dated today unless told otherwise."""
    details: dict[str, Any] = {
        "title": f"{kind} of {standard} (constructed)", "dated_on": today_here(), "note": "Constructed.",
        "link": "https://agency.example/evidence",
    }  # fmt: skip
    new = NewEvidence(standard=standard, kind=kind, **{**details, **values})
    return add_evidence(session, case.assessment, new, by=case.lead.id, total_limit=LIMIT)


def said(**values: Any) -> Declaration:
    """A declaration that a minute records, unless an address is given."""
    details: dict[str, Any] = {
        "author_role": "Head of safeguarding", "sponsor_name": "Sophie Example", "sponsor_role": "Chief nurse",
        "presented_on": today_here(),
    }  # fmt: skip
    if "sponsor_email" not in values:
        details["minute_reference"] = "Board, minute 7.2"
    return Declaration(**{**details, **values})
