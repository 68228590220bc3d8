"""Visits as papers and the dashboard show them: where, when, by which roles, and with how many conversations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, selectinload

from analysis.beside import Visit as VisitLine
from analysis.beside import Visits
from survey_app.collect.display import LOCAL_TIME
from survey_app.collect.models import Submission, SubmissionRevision
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.models import Section11Assessment, Section11Cycle, Visit, VisitNotes
from survey_app.walkabouts.models.outcomes import AssessmentStep
from survey_app.walkabouts.visits.teams import team_text

CONVERSATION = "conversation"  # the repeat of the walkabout instrument that holds them
CONSTRUCTED = "Constructed for the demo."


def visits_recorded(session: Session, partnership: Partnership) -> Visits | None:
    """Every visit of a partnership that is planned or done; None where there is none.

    How many conversations there were is left out: these count people.
    """
    visits = session.scalars(_query(partnership.id).where(Visit.state.in_(("planned", "done")))).all()
    return _lines(session, partnership, visits, {}) if visits else None


def visits_of_round(session: Session, partnership: Partnership, round_id: int) -> Visits | None:
    """The visits done that a walkabout round rests on, with their conversations: for a working paper.

    They are those of assessments whose cycle the round belongs to, and those whose notes came into it. Whoever shows
    them in a release leaves the conversations out (:func:`analysis.beside.visits.visits_beside`).
    """
    of_cycle = (
        select(Section11Assessment.id)
        .join(Section11Cycle, Section11Cycle.id == Section11Assessment.cycle_id)
        .where(Section11Cycle.walkabout_round_id == round_id)
    )
    noted = (
        select(VisitNotes.visit_id)
        .join(Submission, Submission.id == VisitNotes.draft_id)
        .where(Submission.round_id == round_id)
    )
    found = _query(partnership.id).where(
        Visit.state == "done", or_(Visit.assessment_id.in_(of_cycle), Visit.id.in_(noted))
    )
    visits = session.scalars(found).all()
    return _lines(session, partnership, visits, _conversations(session, visits)) if visits else None


def _query(partnership_id: int) -> Select[Visit]:
    return (
        select(Visit)
        .where(Visit.partnership_id == partnership_id, Visit.day.is_not(None))
        .options(selectinload(Visit.team), selectinload(Visit.agency))
        .order_by(Visit.day, Visit.starts_at, Visit.id)
    )


def _lines(
    session: Session, partnership: Partnership, visits: Sequence[Visit], conversations: Mapping[str, int]
) -> Visits:
    finished = final_days(session, {visit.assessment_id for visit in visits if visit.assessment_id is not None})
    lines = tuple(
        VisitLine(
            agency=visit.agency.name,
            site=visit.site,
            on=visit.day,
            team=team_text([member.role for member in visit.team]),
            conversations=conversations.get(visit.id),
            signed_off_on=finished.get(visit.assessment_id or ""),
        )
        for visit in visits
        if visit.day is not None
    )
    return Visits(lines=lines, note=CONSTRUCTED if partnership.is_demo else None)


def _conversations(session: Session, visits: Sequence[Visit]) -> dict[str, int]:
    """How many conversations the received notes of each visit hold; a visit without received notes is not in it."""
    rows = session.execute(
        select(VisitNotes.visit_id, SubmissionRevision.document)
        .join(Submission, Submission.id == VisitNotes.draft_id)
        .join(
            SubmissionRevision,
            (SubmissionRevision.submission_id == Submission.id)
            & (SubmissionRevision.number == Submission.current_revision),
        )
        .where(VisitNotes.visit_id.in_([visit.id for visit in visits]))
    )
    found: dict[str, int] = {}
    for visit_id, document in rows:
        entries = document.get(CONVERSATION)
        if isinstance(entries, list):
            found[visit_id] = found.get(visit_id, 0) + len(entries)
    return found


def final_days(session: Session, assessment_ids: Iterable[str]) -> dict[str, date]:
    """The day on which each assessment was made final the last time; those that are final now."""
    rows = session.execute(
        select(AssessmentStep.assessment_id, AssessmentStep.made_at)
        .join(Section11Assessment, Section11Assessment.id == AssessmentStep.assessment_id)
        .where(
            AssessmentStep.assessment_id.in_(list(assessment_ids)), AssessmentStep.kind == "final",
            Section11Assessment.stage == "final",
        )
        .order_by(AssessmentStep.id)
    )  # fmt: skip
    return {assessment_id: made_at.astimezone(LOCAL_TIME).date() for assessment_id, made_at in rows}
