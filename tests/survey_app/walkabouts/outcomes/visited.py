"""A visited agency for tests: two auditors' notes, the agency's own return, and who goes the way from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect.models import Submission, SubmissionRevision
from survey_app.database import new_uuid, now
from survey_app.partnership.models import Agency, Partnership
from survey_app.walkabouts.models import Section11Assessment, Section11Cycle, Visit
from survey_app.walkabouts.outcomes import accuracy, actions, finals, grading, reconciling, signing
from survey_app.walkabouts.outcomes.actions import ActionPlan
from survey_app.walkabouts.outcomes.judgements import Wording
from tests.survey_app.factories import make_agency, make_partnership, make_user
from tests.survey_app.walkabouts.section11_factories import (
    make_cycle,
    make_notes,
    make_section11_assessment,
    make_visit,
)

STANDARDS: Mapping[str, tuple[str, ...]] = {"st1": (), "st4": (), "st5": ()}
OWN = {"st1": "fully", "st4": "fully", "st5": "mostly"}
AGREED = {"st1": "fully", "st4": "mostly", "st5": "partly"}
PLAN = ActionPlan(
    what="Name the escalation route in induction.", owner="Head of safeguarding", due_on=date(2027, 3, 31),
    success_measure="Staff name the route when asked.",
)  # fmt: skip
SECRET = "the agency says of itself"


@dataclass(slots=True)
class Visited:
    """An assessment in fieldwork, whose visit was led by ``leader`` with ``auditor`` beside."""

    partnership: Partnership
    assessment: Section11Assessment
    visit: Visit
    leader: User
    auditor: User
    qa: User
    lead: User  # of the agency
    stranger: User  # an auditor of the partnership who was not there


def note(grade: str, *, talks: int, who: str, **more: Any) -> dict[str, Any]:
    """One auditor's notes: a grade for every standard, and conversations."""
    document: dict[str, Any] = {
        "conversation": [{"_id": f"{who}{n}", "role_group": "front_line"} for n in range(talks)]
    }
    for name in STANDARDS:
        document |= {
            name: grade,
            f"{name}_rationale": f"{who} on {name}.",
            f"{name}_self": "fully",
            f"{name}_gap_reason": f"{who}: {SECRET}",
        }
    return {**document, **more}


def make_visited(
    session: Session,
    *,
    talks: tuple[int, int] = (4, 3),
    own: Mapping[str, str] | None = None,
    notes: bool = True,
    cycle: Section11Cycle | None = None,
    agency: Agency | None = None,
    people: Mapping[str, User] | None = None,
) -> Visited:
    """A visit whose two auditors have sent their notes, and an agency that has graded itself.

    ``people`` may give leader, auditor, qa and lead; those who are not given are made.
    """
    cycle = cycle or make_cycle(session, make_partnership(session), standards=STANDARDS)
    partnership, given = cycle.partnership, people or {}
    agency = agency or make_agency(session, partnership)
    assessment = make_section11_assessment(session, cycle, agency)
    leader, auditor, stranger = (
        given.get(key) or make_user(session, partnership, roles=("auditor",))
        for key in ("leader", "auditor", "stranger")
    )
    visit = make_visit(session, assessment, leader, auditor)
    found = Visited(
        partnership=partnership, assessment=assessment, visit=visit, leader=leader, auditor=auditor,
        qa=given.get("qa") or make_user(session, partnership, roles=("qa_group",)),
        lead=given.get("lead") or make_user(session, partnership, roles=("agency_lead",), agency=agency),
        stranger=stranger,
    )  # fmt: skip
    if notes:
        make_notes(session, visit, leader, note("mostly", talks=talks[0], who="Leader"), sent=True)
        make_notes(
            session, visit, auditor, note("partly", talks=talks[1], who="Auditor", st5_gap="Nobody names the route."),
            sent=True,
        )  # fmt: skip
    _grade_itself(session, found, OWN if own is None else own)
    return found


def _grade_itself(session: Session, found: Visited, own: Mapping[str, str]) -> None:
    round_ = found.assessment.cycle.self_round
    assert round_ is not None
    submission = Submission(
        id=new_uuid(), round_id=round_.id, version_id=round_.version_id, author_id=found.lead.id,
        reference=f"SELF-{found.assessment.id[:8]}",
    )  # fmt: skip
    document = {"agency": found.assessment.title, **own, **{f"{name}_rationale": SECRET for name in own}}
    submission.revisions = [
        SubmissionRevision(number=1, document=document, content_hash="0" * 64, version_id=round_.version_id)
    ]
    session.add(submission)
    session.flush()


def agree_all(session: Session, found: Visited, grades: Mapping[str, str] | None = None) -> None:
    """The team agrees on every standard."""
    for name, grade in (grades or AGREED).items():
        wording = Wording(
            grade=grade, rationale=f"What we found on {name}.", strengths=f"Strong in {name}.", gaps=f"Gap in {name}."
        )
        reconciling.agree(session, found.assessment, name, wording, by=found.leader.id)


def to_stage(session: Session, found: Visited, stage: str, *, grades: Mapping[str, str] | None = None) -> Visited:
    """Go the way as far as this stage; "replied" is "replying" with the agency's answer that all is accurate."""
    assessment, leader = found.assessment, found.leader.id
    today = now().date()
    grades = grades or AGREED

    def plan() -> None:
        for name in actions.without_action(session, assessment):
            actions.add_action(session, assessment, name, PLAN, by=leader, today=today)

    def explain() -> None:
        for line in grading.gaps_without_reason(session, assessment):
            grading.give_gap_reason(session, assessment, line.standard, "Staff told us otherwise.", by=leader)

    moves = {
        "reconciled": lambda: (agree_all(session, found, grades),
                               reconciling.reconcile(session, assessment, by=leader)),
        "graded": lambda: (plan(), grading.record_grades(session, assessment, by=leader)),
        "compared": lambda: grading.show_own_grades(session, assessment, by=leader),
        "signed": lambda: (explain(), signing.sign(session, assessment, by=leader)),
        "replying": lambda: accuracy.send_for_accuracy(session, assessment, by=found.qa.id, at=now()),
        "replied": lambda: accuracy.reply(session, assessment, answer="accurate", by=found.lead.id, at=now()),
        "final": lambda: finals.finalise(session, assessment, by=found.qa.id, today=today),
    }  # fmt: skip
    for name, move in moves.items():
        move()
        if name == stage:
            break
    session.flush()
    return found
