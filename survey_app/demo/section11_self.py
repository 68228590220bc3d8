"""Constructed returns of the demo's Section 11 cycle: those that were sent, and one that its agency is changing.

The answers are the constructed self-assessments that the demo has anyway. The police's return was sent, its deadline
was extended, and its lead, who has an account of the demo, is completing its evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect.drafts import current_document
from survey_app.collect.models import Submission
from survey_app.collect.uploads import accept
from survey_app.walkabouts.models import Section11Assessment, Section11Cycle
from survey_app.walkabouts.self_assessment.deadlines import extend
from survey_app.walkabouts.self_assessment.evidence import NewEvidence, add_evidence, withdraw_evidence
from survey_app.walkabouts.self_assessment.models import Evidence, SelfAssessment
from survey_app.walkabouts.self_assessment.returns import locked_return, reopen_return

IN_PROGRESS = "Police"
WHY = "Evidence of the new custody inspection is to go in (constructed)."
LIMIT = 10 * 1024 * 1024
Row = tuple[str, str, str, int | None, str]
# standard, kind, title, days before today (None: no date), link, or the text of a file
EVIDENCE: tuple[Row, ...] = (
    ("st1", "policy", "Safeguarding accountability framework (constructed)", 400, "https://police.example/framework"),
    ("st1", "audit", "Audit of 40 safeguarding decisions (constructed)", 60, "Constructed: 36 of 40 named the lead."),
    ("st2", "data", "Training record of the board lead (constructed)", 30, "https://police.example/training"),
    (
        "st3",
        "child_voice",
        "What children said about custody (constructed)",
        500,
        "Constructed: interviews.",
    ),
    ("st4", "policy", "Professional standards policy (constructed)", 200, "https://police.example/standards"),
    ("st5", "audit", "Escalations of a year (constructed)", None, "https://police.example/escalations"),
    ("st6", "observation", "Observation of strategy discussions (constructed)", 95, "Constructed: eight discussions."),
)
WITHDRAWN = ("st6", "staff_voice", "Team survey (constructed)", 20, "https://police.example/survey")


def load_section11_self(session: Session, cycle: Section11Cycle, people: Mapping[str, User], *, today: date) -> None:
    """Record the returns of the cycle's assessments; the caller has loaded their answers."""
    assessments = session.scalars(
        select(Section11Assessment).where(Section11Assessment.cycle_id == cycle.id).order_by(Section11Assessment.title)
    ).all()
    sent = _sent(session, cycle)
    for assessment in assessments:
        if (submission := sent.get(assessment.title)) is not None:
            _record(session, assessment, submission, today)
            if assessment.title == IN_PROGRESS:
                _change(session, assessment, people, today)
    session.flush()


def _sent(session: Session, cycle: Section11Cycle) -> dict[str, Submission]:
    """Agency → what it sent."""
    found = session.scalars(select(Submission).where(Submission.round_id == cycle.self_round_id)).all()
    return {str(current_document(session, one).get("agency")): one for one in found}


def _record(session: Session, assessment: Section11Assessment, submission: Submission, today: date) -> None:
    day = assessment.cycle.self_due_on or today - timedelta(days=90)
    at = datetime.combine(day, time(12), tzinfo=UTC)
    session.add(
        SelfAssessment(
            assessment_id=assessment.id, round_id=submission.round_id, draft_id=submission.id, begun_at=at,
            due_on=assessment.cycle.self_due_on, declared_at=at, author_role="Safeguarding lead",
            sponsor_name="Bo Example", sponsor_role="Board lead", presented_on=day,
            minute_reference="Board, minute 4 (constructed)", submitted_at=at, locked_at=at,
        )
    )  # fmt: skip
    session.flush()


def _change(session: Session, assessment: Section11Assessment, people: Mapping[str, User], today: date) -> None:
    """A later deadline, and evidence that allows some of the grades and not others."""
    lead = people["agency-lead"].id
    kept = locked_return(session, assessment)
    extend(session, assessment, kept, to=today + timedelta(days=21), why=WHY, by=people["qa"].id)
    reopen_return(session, assessment, by=lead)
    for row in EVIDENCE:
        _add(session, assessment, row, today, by=lead)
    gone = _add(session, assessment, WITHDRAWN, today, by=lead)
    withdraw_evidence(session, assessment, gone, why="Replaced by the cycle’s staff survey (constructed)", by=lead)


def _add(session: Session, assessment: Section11Assessment, row: Row, today: date, *, by: int) -> Evidence:
    standard, kind, title, days, content = row
    is_link = content.startswith("https://")
    new = NewEvidence(
        standard=standard, kind=kind, title=title, dated_on=None if days is None else today - timedelta(days=days),
        link=content if is_link else "",
        upload=None if is_link else accept("file", f"{title}.txt", content.encode(), {}, limit=LIMIT),
    )  # fmt: skip
    return add_evidence(session, assessment, new, by=by, total_limit=LIMIT)
