"""Where a return stands, prepared for its pages and for the overview of a cycle. Nothing here tells a grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.models import Submission
from survey_app.collect.summary import tasks
from survey_app.collect.wording import Speaker
from survey_app.walkabouts.cycles.parts import AssessmentPart, NextStep, PartLink, Viewer, assessment_part
from survey_app.walkabouts.cycles.standards import standards_for
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.self_assessment.carrying import offers_of
from survey_app.walkabouts.self_assessment.deadlines import (
    STATES,
    State,
    deadline_of,
    refusal,
    state_of,
    today_here,
)  # fmt: skip
from survey_app.walkabouts.self_assessment.declaring import answers_now
from survey_app.walkabouts.self_assessment.evidence import evidence_of
from survey_app.walkabouts.self_assessment.given import DECLARATION
from survey_app.walkabouts.self_assessment.models import SelfAssessment
from survey_app.walkabouts.self_assessment.returns import find_return, form_of_return, may_reopen

TONES: Mapping[State, str] = {
    "no_round": "grey", "not_begun": "grey", "in_progress": "blue", "awaiting": "yellow", "sent": "green",
    "overdue": "red", "closed": "grey",
}  # fmt: skip
AGENCY_LEAD = "Agency lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnStanding:
    """A return at a glance.

    ``pages_done`` of ``pages`` are completed; ``pieces`` of evidence count, for ``standards_with`` of ``standards``;
    ``undecided`` items of last time are still to be reaffirmed or left out.
    """

    assessment: Section11Assessment
    kept: SelfAssessment | None
    state: State
    deadline: date | None
    days_left: int | None
    refusal: str
    pages: int
    pages_done: int
    standards: int
    standards_with: int
    pieces: int
    offers: int
    undecided: int
    may_reopen: bool
    reference: str

    @property
    def state_text(self) -> str:
        return STATES[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_begun(self) -> bool:
        return self.kept is not None and self.kept.begun_at is not None

    @property
    def time_left(self) -> str:
        """How long it is to the deadline, in words."""
        if self.days_left is None or self.state in ("sent", "closed", "no_round"):
            return ""
        if self.days_left < 0:
            return "yesterday" if self.days_left == -1 else f"{-self.days_left} days ago"
        return {0: "today", 1: "tomorrow"}.get(self.days_left, f"in {self.days_left} days")


def standing_of(session: Session, assessment: Section11Assessment) -> ReturnStanding:
    """Where the return of an assessment stands today."""
    kept, day = find_return(session, assessment), today_here()
    deadline = deadline_of(assessment, kept)
    evidence = [one for one in evidence_of(session, assessment.id) if one.is_kept]
    offers = offers_of(session, assessment)
    pages, done = _pages(session, assessment, kept)
    submission = session.get(Submission, kept.draft_id) if kept is not None else None
    return ReturnStanding(
        assessment=assessment, kept=kept, state=state_of(assessment, kept, day), deadline=deadline,
        days_left=(deadline - day).days if deadline else None, refusal=refusal(assessment, kept, day),
        pages=pages, pages_done=done, standards=len(standards_for(assessment)),
        standards_with=len({one.standard for one in evidence}), pieces=len(evidence),
        offers=sum(one.total for one in offers), undecided=sum(one.undecided for one in offers),
        may_reopen=kept is not None and may_reopen(assessment, kept),
        reference=submission.reference if submission is not None else "",
    )  # fmt: skip


def _pages(session: Session, assessment: Section11Assessment, kept: SelfAssessment | None) -> tuple[int, int]:
    """How many pages the form has for this agency, and how many are completed."""
    document = answers_now(session, assessment, kept) if kept is not None else None
    if kept is None or document is None:
        return 0, 0
    found = [one for one in tasks(Speaker(form_of_return(kept)), document) if one.place.section != DECLARATION]
    return len(found), sum(one.status in ("completed", "to_read") for one in found)


@assessment_part("self", position=20)
def self_part(
    session: Session, assessments: Sequence[Section11Assessment], viewer: Viewer
) -> Mapping[str, AssessmentPart]:
    """The state of each return and its deadline; never a grade, so that every reader may be told."""
    if not viewer.permissions & {"walkabouts.read", "walkabouts.manage", "walkabouts.agency"}:
        return {}
    kept = _kept_of(session, [one.id for one in assessments])
    return {one.id: _part(one, kept.get(one.id), viewer) for one in assessments}


def _kept_of(session: Session, ids: Iterable[str]) -> dict[str, SelfAssessment]:
    rows = session.scalars(select(SelfAssessment).where(SelfAssessment.assessment_id.in_(list(ids))))
    return {one.assessment_id: one for one in rows}


def _part(assessment: Section11Assessment, kept: SelfAssessment | None, viewer: Viewer) -> AssessmentPart:
    state, deadline = state_of(assessment, kept, today_here()), deadline_of(assessment, kept)
    lines = (f"Due on {deadline:%-d %B %Y}",) if deadline and state not in ("sent", "closed", "no_round") else ()
    links: list[PartLink] = []
    if "walkabouts.manage" in viewer.permissions and assessment.partnership_id == viewer.partnership_id:
        links.append(
            PartLink(
                text="Progress and deadline", endpoint="self_assessment.follow", values={"assessment_id": assessment.id}
            )
        )
    waits = state in ("not_begun", "in_progress", "awaiting", "overdue")
    steps = (NextStep(person=AGENCY_LEAD, text="Send the self-assessment", due=deadline),) if waits else ()
    return AssessmentPart(
        title="Self-assessment", status=STATES[state], tone=TONES[state], lines=lines, links=tuple(links),
        next_steps=steps,
    )  # fmt: skip
