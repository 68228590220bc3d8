"""The way of an assessment as its page shows it: each step, whether it is done, who did it, and who comes next."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.models.assessments import WAY
from survey_app.walkabouts.models.outcomes import AssessmentStep
from survey_app.walkabouts.outcomes.accuracy import ReplyState, reply_state
from survey_app.walkabouts.outcomes.seats import leaders_of
from survey_app.walkabouts.outcomes.steps import steps_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WayStep:
    """One step. ``state`` is "done", "now" or "later"; ``endpoint`` is its page where it may be opened."""

    title: str
    what: str
    state: str
    endpoint: str
    by: str = ""
    at: datetime | None = None
    note: str = ""


_PARTS = (
    # title, what is done, the stages in which it is done, the step that ends it, its page
    ("Reconcile the notes", "The team agrees one text and one grade for each standard.", ("fieldwork",), "reconciled",
     "outcomes.reconcile"),
    ("Record the walkabout’s grades", "Each with its reason, and an action where it is below Mostly.", ("reconciled",),
     "graded", "outcomes.grades"),
    ("Compare with the agency’s own grades", "They are shown only now. Every gap gets its reason.",
     ("graded", "compared"), "signed", "outcomes.compare"),
    ("Sign", "The team leader signs.", ("compared",), "signed", "outcomes.sign"),
    ("Factual accuracy", "The agency says whether the facts are right.", ("signed", "replying"), "replied",
     "outcomes.accuracy"),
    ("Final", "Locked, with a letter to the agency.", ("replying",), "final", "outcomes.final"),
)  # fmt: skip


def way_of(session: Session, assessment: Section11Assessment, today: date) -> tuple[WayStep, ...]:
    """Every step of the way, in order."""
    return tuple(_way(session, assessment, steps_of(session, assessment), today))


def _way(
    session: Session, assessment: Section11Assessment, steps: Collection[AssessmentStep], today: date
) -> Iterator[WayStep]:
    place = WAY.index(assessment.stage) if assessment.stage in WAY else -1
    for title, what, stages, ends, endpoint in _PARTS:
        first, last = WAY.index(stages[0]), WAY.index(stages[-1])
        state = "later" if place < first else "now" if place <= last else "done"
        if ends == "final":
            state = "done" if assessment.stage == "final" else "now" if _may_end(session, assessment) else "later"
        kinds = (ends, "no_reply") if ends == "replied" else (ends,)
        found = next((one for one in reversed(list(steps)) if one.kind in kinds), None) if state == "done" else None
        yield WayStep(
            title=title, what=what, state=state, endpoint=endpoint if state != "later" else "",
            by=found.made_by.name if found is not None and found.made_by is not None else "",
            at=found.made_at if found is not None else None,
            note=_clock(session, assessment, today) if endpoint == "outcomes.accuracy" else "",
        )  # fmt: skip


def _may_end(session: Session, assessment: Section11Assessment) -> bool:
    state = reply_state(session, assessment) if assessment.stage == "replying" else None
    return state is not None and state.is_settled


def _clock(session: Session, assessment: Section11Assessment, today: date) -> str:
    """How the reply stands, in words."""
    state = reply_state(session, assessment)
    if state is None:
        return ""
    if state.answer:
        return {"none": "No reply by the date", "accurate": "The facts are right", "corrections": _open(state)}[
            state.answer
        ]
    return f"Reply {state.clock(today).words}"


def _open(state: ReplyState) -> str:
    count = len(state.unanswered)
    return f"{count} of {len(state.corrections)} corrections to answer" if count else "Corrections answered"


def next_person(session: Session, assessment: Section11Assessment) -> str:
    """Who has to do something next, in words."""
    leaders = ", ".join(user.name for user in leaders_of(session, assessment)) or "The team"
    return {
        "planned": "QA group", "fieldwork": "The visiting team", "reconciled": "The visiting team",
        "graded": "The visiting team", "compared": leaders, "signed": "QA group", "replying": assessment.title,
    }.get(assessment.stage, "")  # fmt: skip
