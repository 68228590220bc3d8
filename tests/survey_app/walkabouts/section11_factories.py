"""Rows of Section 11 scrutiny for tests, a call each. Factories flush; a test client commits."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect.models import Draft, Submission, SubmissionRevision
from survey_app.database import new_uuid, now
from survey_app.demo.data import read_data
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import find_instrument
from survey_app.partnership.models import Agency, Partnership
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import (
    AssessmentMember,
    CycleStandard,
    Rubric,
    Section11Assessment,
    Section11Cycle,
    Visit,
    VisitMember,
    VisitNotes,
)
from tests.survey_app.factories import make_agency, make_partnership, make_round, publish

TODAY = date(2026, 3, 2)
GRADES = ("fully", "mostly", "partly", "not_met")
STANDARDS = {
    "st1": "St1. A clear line of accountability",
    "st2": "St2. A board-level lead with the skills",
    "st3": "St3. Children's wishes shape decisions and services",
    "st4": "St4. Whistleblowing and Freedom to Speak Up",
    "st5": "St5. Escalation within and between agencies",
    "st6": "St6. Information sharing",
    "st7": "St7. Designated or named practitioner",
    "st8": "St8. Safer recruitment",
    "st9": "St9. Supervision, training and review",
    "st10": "St10. Allegations and the LADO",
    "st11": "St11. A culture of safety, equality and protection",
}
_numbers = itertools.count(1)


def make_cycle(
    session: Session,
    partnership: Partnership | None = None,
    *,
    rounds: Sequence[str] = ("walkabout", "self"),
    standards: Mapping[str, Sequence[str]] | None = None,
    **values: Any,
) -> Section11Cycle:
    """A cycle in fieldwork with open rounds, eleven standards that apply to all, and rubric version 1.

    ``rounds`` names the rounds to make ("walkabout", "self", "staff"); none makes the factory much faster.
    ``standards`` maps names to the kinds of agency that each applies to (none: to all).
    """
    partnership = partnership or make_partnership(session)
    number = next(_numbers)
    details: dict[str, Any] = {
        "slug": f"cycle-{number}", "title": f"Test cycle {number}", "state": "fieldwork",
        "starts_on": TODAY - timedelta(days=60), "ends_on": TODAY + timedelta(days=300),
        "self_due_on": TODAY + timedelta(days=30),
    }  # fmt: skip
    forms = {"walkabout": "section-11-walkabout", "self": "section-11-self-assessment", "staff": "staff-survey"}
    for kind in rounds:
        by_link = {"access": "open", "anonymous": True} if kind == "staff" else {}
        details[f"{kind}_round"] = make_round(
            session, partnership, _version(session, partnership, forms[kind]), **by_link
        )
    cycle = Section11Cycle(partnership_id=partnership.id, **{**details, **values})
    session.add(cycle)
    session.flush()
    for position, (name, types) in enumerate((standards or dict.fromkeys(STANDARDS, ())).items(), start=1):
        session.add(
            CycleStandard(
                cycle_id=cycle.id, name=name, label=STANDARDS[name], position=position, agency_types=list(types)
            )
        )
    make_rubric(session, cycle)
    session.refresh(cycle)
    return cycle


def _version(session: Session, partnership: Partnership, form_id: str) -> InstrumentVersion:
    """The newest version that the partnership has published, or the library's."""
    record = find_instrument(session, partnership.id, form_id)
    return record.versions[-1] if record is not None and record.versions else publish(session, partnership, form_id)


def make_rubric(session: Session, cycle: Section11Cycle, document: dict[str, dict[str, str]] | None = None) -> Rubric:
    """The next version of the cycle's rubric."""
    number = len(session.query(Rubric).filter_by(cycle_id=cycle.id).all()) + 1
    texts = {
        name: {"criteria": f"What to look for in {name}."}
        | {grade: f"{name} {grade}, version {number}." for grade in GRADES}
        for name in STANDARDS
    }
    rubric = Rubric(cycle_id=cycle.id, number=number, document=document or texts)
    session.add(rubric)
    session.flush()
    session.expire(cycle, ["rubrics"])
    return rubric


def make_section11_assessment(
    session: Session, cycle: Section11Cycle | None = None, *agencies: Agency, **values: Any
) -> Section11Assessment:
    """An assessment in fieldwork with its rubric agreed and locked; collective where several agencies are given."""
    cycle = cycle or make_cycle(session)
    members = agencies or (make_agency(session, cycle.partnership),)
    is_locked = values.get("stage", "fieldwork") != "planned"
    agreed: dict[str, Any] = {
        "rubric_id": cycle.rubrics[-1].id if cycle.rubrics else None, "rubric_agreed_by": "Safeguarding lead",
        "rubric_agreed_on": TODAY, "rubric_locked_at": now(),
    }  # fmt: skip
    details: dict[str, Any] = {
        "title": members[0].name if len(members) == 1 else f"Test group {next(_numbers)}",
        "is_collective": len(members) > 1, "stage": "fieldwork", "started_on": TODAY - timedelta(days=30),
        **(agreed if is_locked else {}),
    }  # fmt: skip
    assessment = Section11Assessment(cycle_id=cycle.id, partnership_id=cycle.partnership_id, **{**details, **values})
    session.add(assessment)
    session.flush()
    session.add_all(AssessmentMember(assessment_id=assessment.id, agency_id=agency.id) for agency in members)
    session.flush()
    session.refresh(assessment)
    return assessment


def make_visit(session: Session, assessment: Section11Assessment | None = None, *team: User, **values: Any) -> Visit:
    """A visit planned for today to the assessment's first agency; the first of the team leads, the others audit."""
    assessment = assessment or make_section11_assessment(session)
    agency = assessment.members[0].agency
    details: dict[str, Any] = {
        "agency_id": agency.id, "site": f"Test site {next(_numbers)}", "day": now().date(), "starts_at": "09:30",
        "ends_at": "12:30", "state": "planned",
    }  # fmt: skip
    visit = Visit(partnership_id=assessment.partnership_id, assessment_id=assessment.id, **{**details, **values})
    session.add(visit)
    session.flush()
    for position, user in enumerate(team):
        role = "auditor" if position else "leader"
        session.add(VisitMember(visit_id=visit.id, user_id=user.id, role=role, position=position, declared_at=now()))
    session.flush()
    session.refresh(visit)
    return visit


def make_notes(
    session: Session, visit: Visit, user: User, document: Mapping[str, Any] | None = None, *, sent: bool = False
) -> VisitNotes:
    """What somebody of the team noted: a draft in the walkabout round, or a submission when it has been sent."""
    notes = VisitNotes(visit_id=visit.id, user_id=user.id, draft_id=new_uuid())
    session.add(notes)
    answers = dict(document if document is not None else {"agency": visit.agency.name, "site": visit.site})
    round_ = walkabout_round(visit)
    if sent:
        session.add(_submission(round_, user, notes.draft_id, answers))
    else:
        session.add(Draft(id=notes.draft_id, round_id=round_.id, author_id=user.id, document=answers))
    session.flush()
    return notes


def walkabout_round(visit: Visit) -> Round:
    """The round that the notes of a visit are drafts of."""
    assert visit.assessment is not None
    assert visit.assessment.cycle.walkabout_round is not None
    return visit.assessment.cycle.walkabout_round


def walkabout_document(agency: str = "", **answers: Any) -> dict[str, Any]:
    """A whole walkabout, constructed: every standard graded, with conversations."""
    document = deepcopy(read_data("devon_walkabout")["responses"][0])
    return {**document, **({"agency": agency} if agency else {}), **answers}


def _submission(round_: Round, user: User, submission_id: str, document: dict[str, Any]) -> Submission:
    submission = Submission(
        id=submission_id, round_id=round_.id, version_id=round_.version_id, author_id=user.id,
        reference=f"S11-{next(_numbers):04}",
    )  # fmt: skip
    submission.revisions = [
        SubmissionRevision(number=1, document=document, content_hash="0" * 64, version_id=round_.version_id)
    ]
    return submission
