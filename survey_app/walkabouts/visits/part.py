"""What visits tell of an assessment on its page and in the overview of its cycle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey_app.database import now
from survey_app.walkabouts.cycles.parts import AssessmentPart, NextStep, PartLink, Viewer, assessment_part
from survey_app.walkabouts.models import Section11Assessment, Visit, VisitMember
from survey_app.walkabouts.visits.listing import RUNNING
from survey_app.walkabouts.visits.notice import agencies_of

QA_GROUP = "QA group"
TITLE = "Visits"


@assessment_part("visits", position=30)
def visits_part(
    session: Session, assessments: Sequence[Section11Assessment], viewer: Viewer
) -> Mapping[str, AssessmentPart]:
    """The visits of each assessment. An agency sees those that it has been told of."""
    reads, manages = "walkabouts.read" in viewer.permissions, "walkabouts.manage" in viewer.permissions
    if not (reads or manages or "walkabouts.agency" in viewer.permissions):
        return {}
    visits = session.scalars(
        select(Visit)
        .where(Visit.assessment_id.in_([one.id for one in assessments]), Visit.state.in_(("planned", "done")))
        .options(selectinload(Visit.team).selectinload(VisitMember.user), selectinload(Visit.agency))
        .order_by(Visit.day, Visit.starts_at, Visit.id)
    ).all()
    mine = agencies_of(session, viewer.user_id, viewer.partnership_id)
    found = {}
    for assessment in assessments:
        own = [visit for visit in visits if visit.assessment_id == assessment.id]
        told = own if reads or manages else [visit for visit in own if visit.notified_at and visit.agency_id in mine]
        found[assessment.id] = _part(assessment, told, reads=reads, manages=manages)
    return found


def _part(assessment: Section11Assessment, visits: Sequence[Visit], *, reads: bool, manages: bool) -> AssessmentPart:
    planned = [visit for visit in visits if visit.state == "planned"]
    running = assessment.stage in RUNNING
    page = "visits.show" if reads else "visits.agency_letter"
    links = [
        PartLink(text=_line(visit), endpoint=page, values={"visit_id": visit.id})
        for visit in visits
        if reads or not manages
    ]
    if manages and running:
        links.append(PartLink(text="Plan a visit", endpoint="visits.plan", values={"assessment_id": assessment.id}))
    return AssessmentPart(
        title=TITLE,
        status=_status(planned, len(visits)),
        tone="blue" if planned else "green" if visits else "grey",
        links=tuple(links),
        next_steps=tuple(_next_steps(planned, none_yet=running and not visits)) if manages else (),
    )


def _status(planned: Sequence[Visit], count: int) -> str:
    if not count:
        return "None planned"
    if not planned:
        return "1 visit done" if count == 1 else f"{count} visits done"
    day = planned[0].day
    return f"Planned for {day:%-d %B %Y}" if len(planned) == 1 and day else f"{len(planned)} planned"


def _line(visit: Visit) -> str:
    day = f"{visit.day:%-d %B %Y}" if visit.day else "day to be agreed"
    return f"{visit.site or visit.agency.name}, {day}{', done' if visit.state == 'done' else ''}"


def _next_steps(planned: Sequence[Visit], *, none_yet: bool) -> Iterator[NextStep]:
    if none_yet:
        yield NextStep(person=QA_GROUP, text="Plan a visit")
    for visit in planned:
        for member in visit.team:
            if member.declared_at is None:
                yield NextStep(person=member.user.name, text="Declare conflicts of interest", due=visit.day)
            if member.conflict and not member.conflict_handling:
                yield NextStep(person=QA_GROUP, text="Deal with a conflict of interest", due=visit.day)
        if visit.notified_at is None:
            yield NextStep(person=QA_GROUP, text="Tell the agency of the visit", due=visit.day)
        if visit.day is not None and visit.day < now().date():
            yield NextStep(person=QA_GROUP, text="Mark the visit as done, or call it off", due=visit.day)
