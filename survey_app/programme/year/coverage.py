"""What two years have looked at: each agency against the standards and the themes, from every source there is.

Nothing here reads an answer or a grade: that somebody looked, and when, is enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from analysis.programme.coverage import Assurance, LookAt, assurance_coverage
from survey_app.case_audits.coverage.services import coverage_of
from survey_app.collect.display import LOCAL_TIME
from survey_app.forums.models import Forum, HubCycle
from survey_app.partnership.models import Agency, Share
from survey_app.partnership.services import agencies_of
from survey_app.programme.scrutiny.backlog import themes as backlog_themes
from survey_app.programme.scrutiny.models import ScrutinyEntry
from survey_app.programme.year.coverage_planned import Planned, planned_looks
from survey_app.programme.year.models import ProgrammeTopic, ScrutinyProgramme
from survey_app.programme.year.records import find_record
from survey_app.walkabouts.models import (
    AssessmentMember,
    CycleStandard,
    Judgement,
    Section11Assessment,
    Section11Cycle,
    Visit,
)
from survey_app.walkabouts.self_assessment.access import COMPARED
from survey_app.walkabouts.self_assessment.models import SelfAssessment

WHOLE = "All of the partnership"
ANY_WAY = "Looked at in any way"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageTables:
    """The tables of coverage; ``labels`` are the words of the standards, ``planned`` what is in a programme already."""

    agencies: Assurance
    standards: Assurance
    themes: Assurance
    whole: Assurance
    labels: dict[str, str]
    planned: Planned


def coverage_tables(session: Session, partnership_id: int, *, as_of: date) -> CoverageTables:
    """Agencies at all, by standard and by theme, and the themes of the partnership as a whole."""
    agencies = agencies_of(session, partnership_id)
    names = [agency.name for agency in agencies]
    labels, exempt = _standards(session, partnership_id, agencies)
    by_standard = [look for look in _standard_looks(session, partnership_id) if look.subject in labels]
    by_theme, whole = _theme_looks(session, partnership_id, as_of)
    registered = list(_register(session, partnership_id, as_of))
    everything = [*by_standard, *by_theme, *_visits(session, partnership_id), *_audited(session, partnership_id, as_of)]
    planned = planned_looks(session, partnership_id, as_of)
    expected = {look.subject for look in (*by_theme, *whole)} | _waiting(session, partnership_id) | planned.themes
    themes = sorted(expected, key=str.casefold)
    # What only the scrutineer's register names is a matter of the partnership, such as its data: of no one agency.
    everywhere = sorted(expected | {look.subject for look in registered}, key=str.casefold)
    once = [LookAt(agency=one.agency, subject=ANY_WAY, on=one.on, source=one.source) for one in everything]
    return CoverageTables(
        agencies=assurance_coverage(once, agencies=names, subjects=[ANY_WAY], as_of=as_of),
        standards=assurance_coverage(
            by_standard, agencies=names, subjects=list(labels), as_of=as_of, not_applicable=exempt
        ),
        themes=assurance_coverage(by_theme, agencies=names, subjects=themes, as_of=as_of),
        whole=assurance_coverage(
            [LookAt(agency=one.subject, subject=WHOLE, on=one.on, source=one.source)
             for one in (*by_theme, *whole, *registered)],
            agencies=everywhere, subjects=[WHOLE], as_of=as_of,
        ),
        labels=labels, planned=planned,
    )  # fmt: skip


def _standards(
    session: Session, partnership_id: int, agencies: Sequence[Agency]
) -> tuple[dict[str, str], frozenset[tuple[str, str]]]:
    """The standards of the newest cycle, and which pairs its table of applicability leaves out."""
    newest = session.scalars(
        select(Section11Cycle)
        .where(Section11Cycle.partnership_id == partnership_id)
        .order_by(Section11Cycle.starts_on.desc(), Section11Cycle.id.desc())
        .limit(1)
    ).first()
    standards: list[CycleStandard] = newest.standards if newest is not None else []
    exempt = {(one.name, standard.name) for one in agencies for standard in standards
              if not standard.applies_to(one.agency_type)}  # fmt: skip
    return {one.name: one.label for one in standards}, frozenset(exempt)


def _ours(partnership_id: int) -> ColumnElement[bool]:
    """Assessments that the partnership leads, and those of other areas that it reads by a share."""
    shared = select(Share.record_id).where(
        Share.partnership_id == partnership_id, Share.record_type == "section11_assessment", Share.ended_at.is_(None)
    )
    return (Section11Assessment.partnership_id == partnership_id) | Section11Assessment.id.in_(shared)


def _standard_looks(session: Session, partnership_id: int) -> Iterator[LookAt]:
    """Grades of walkabouts once the agency's own were shown, and self-assessments that were sent."""
    walked = session.execute(
        select(Agency.name, Judgement.standard, func.max(Judgement.made_at))
        .join(Section11Assessment, Section11Assessment.id == Judgement.assessment_id)
        .join(AssessmentMember, AssessmentMember.assessment_id == Section11Assessment.id)
        .join(Agency, Agency.id == AssessmentMember.agency_id)
        .where(_ours(partnership_id), Section11Assessment.stage.in_(COMPARED), Judgement.exempt_because == "")
        .group_by(Agency.name, Judgement.standard)
        .order_by(Agency.name, Judgement.standard)
    )
    for name, standard, at in walked:
        yield LookAt(agency=name, subject=standard, on=at.astimezone(LOCAL_TIME).date(), source="walkabout")
    sent = session.execute(
        select(Agency.name, Agency.agency_type, Section11Assessment.cycle_id, SelfAssessment.submitted_at)
        .join(Section11Assessment, Section11Assessment.id == SelfAssessment.assessment_id)
        .join(AssessmentMember, AssessmentMember.assessment_id == Section11Assessment.id)
        .join(Agency, Agency.id == AssessmentMember.agency_id)
        .where(_ours(partnership_id), SelfAssessment.submitted_at.is_not(None))
        .order_by(Agency.name, SelfAssessment.submitted_at)
    ).all()
    of_cycle: dict[int, list[CycleStandard]] = {}
    for one in session.scalars(
        select(CycleStandard)
        .where(CycleStandard.cycle_id.in_({row[2] for row in sent}))
        .order_by(CycleStandard.position)
    ):
        of_cycle.setdefault(one.cycle_id, []).append(one)
    for name, agency_type, cycle_id, sent_at in sent:
        for asked in of_cycle.get(cycle_id, []):
            if sent_at is not None and asked.applies_to(agency_type):
                day = sent_at.astimezone(LOCAL_TIME).date()
                yield LookAt(agency=name, subject=asked.name, on=day, source="self-assessment")


def _visits(session: Session, partnership_id: int) -> Iterator[LookAt]:
    rows = session.execute(
        select(Agency.name, func.max(Visit.day))
        .join(Visit, Visit.agency_id == Agency.id)
        .where(Visit.partnership_id == partnership_id, Visit.state == "done", Visit.day.is_not(None))
        .group_by(Agency.name)
        .order_by(Agency.name)
    )
    for name, day in rows:
        yield LookAt(agency=name, subject="", on=day, source="visit")


def _audited(session: Session, partnership_id: int, as_of: date) -> Iterator[LookAt]:
    agencies = coverage_of(session, partnership_id, as_of=as_of, working=False)[0].coverage
    for row in agencies.rows:
        if row.overall.last is not None or row.overall.n_under_way:
            yield LookAt(agency=row.value, subject="", on=row.overall.last, source="case audit")


def _theme_looks(session: Session, partnership_id: int, as_of: date) -> tuple[list[LookAt], list[LookAt]]:
    """By agency and theme, and of the partnership as a whole: audits, topics begun, cycles of the hub."""
    sides = {one.key: one.coverage for one in coverage_of(session, partnership_id, as_of=as_of, working=False)}
    by_agency = [
        LookAt(agency=row.value, subject=theme, on=cell.last, source="case audit")
        for row in sides["agencies"].rows
        for theme, cell in zip(sides["agencies"].groups, row.by_group, strict=True)
        if cell.last is not None or cell.n_under_way
    ]
    whole = [
        LookAt(agency=WHOLE, subject=row.value, on=row.overall.last, source="case audit")
        for row in sides["themes"].rows
        if row.overall.last is not None or row.overall.n_under_way
    ]
    for topic in session.scalars(
        select(ProgrammeTopic)
        .join(ScrutinyProgramme, ScrutinyProgramme.id == ProgrammeTopic.programme_id)
        .where(
            ScrutinyProgramme.partnership_id == partnership_id, ProgrammeTopic.theme != "",
            ProgrammeTopic.dropped_on.is_(None), ProgrammeTopic.record_id.is_not(None),
        )
        .order_by(ProgrammeTopic.id)
    ):  # fmt: skip
        record = find_record(session, partnership_id, topic.record_type or "", topic.record_id or "", as_of)
        if record is not None and record.state in ("done", "under way"):
            day = (record.done_on or topic.ends_on) if record.state == "done" else None
            name = topic.agency.name if topic.agency is not None else WHOLE
            (by_agency if topic.agency is not None else whole).append(
                LookAt(agency=name, subject=topic.theme, on=day, source="programme")
            )
    return by_agency, [*whole, *_hub(session, partnership_id, as_of)]


def _register(session: Session, partnership_id: int, as_of: date) -> Iterator[LookAt]:
    rows = session.execute(
        select(ScrutinyEntry.theme, func.max(ScrutinyEntry.raised_on))
        .where(
            ScrutinyEntry.partnership_id == partnership_id, ScrutinyEntry.theme != "",
            ScrutinyEntry.withdrawn_at.is_(None), ScrutinyEntry.raised_on <= as_of,
        )
        .group_by(ScrutinyEntry.theme)
        .order_by(ScrutinyEntry.theme)
    )  # fmt: skip
    for theme, day in rows:
        yield LookAt(agency=WHOLE, subject=theme, on=day, source="scrutineer")


def _hub(session: Session, partnership_id: int, as_of: date) -> Iterator[LookAt]:
    tomorrow = datetime.combine(as_of + timedelta(days=1), time.min, tzinfo=LOCAL_TIME)
    rows = session.execute(
        select(HubCycle.theme, func.max(Forum.ends_at))
        .join(Forum, Forum.cycle_id == HubCycle.id)
        .where(HubCycle.partnership_id == partnership_id, Forum.cancelled_at.is_(None), Forum.ends_at < tomorrow)
        .group_by(HubCycle.theme)
        .order_by(HubCycle.theme)
    )
    for theme, at in rows:
        yield LookAt(agency=WHOLE, subject=theme, on=at.astimezone(LOCAL_TIME).date(), source="Learning Hub")


def _waiting(session: Session, partnership_id: int) -> set[str]:
    """Themes that wait in the scrutineer's backlog: expected, though nobody has looked at them."""
    return {one.name for one in backlog_themes(session, partnership_id)}
