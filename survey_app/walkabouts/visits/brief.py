"""What the brief of a visit says, put together from what the partnership holds. The agency's own grades stay out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from exports.documents.visit_brief import BriefGrade, BriefReport, BriefStandard, LastAssessment, VisitBrief
from survey_app.collect.display import LOCAL_TIME
from survey_app.improvement.retests.placing import VISIT, retests_in
from survey_app.partnership.models import AGENCY_TYPES, Footprint, Partnership, Share
from survey_app.walkabouts.cycles.parts import Viewer, parts_of
from survey_app.walkabouts.cycles.rubrics import rubric_of, rubric_standards
from survey_app.walkabouts.cycles.sharing import RECORD_TYPE
from survey_app.walkabouts.cycles.standards import short_name, standards_left_out
from survey_app.walkabouts.models import TEAM_ROLES, AssessmentMember, Section11Assessment, Visit
from survey_app.walkabouts.outcomes.grades import cycle_grades
from survey_app.walkabouts.outcomes.judgements import current_judgements
from survey_app.walkabouts.visits.conflicts import agencies_concerned
from survey_app.walkabouts.visits.inspections import reports_of
from survey_app.walkabouts.visits.listing import is_rubric_agreed
from survey_app.walkabouts.visits.planning import day_remark
from survey_app.walkabouts.visits.records import final_days

NO_RETURN = "No self-assessment has been begun."


def brief_of(session: Session, visit: Visit, *, at: datetime) -> VisitBrief:
    """The brief of a visit as things stand now."""
    assessment, agency = visit.assessment, visit.agency
    together = [member.agency.name for member in assessment.members] if assessment is not None else []
    return VisitBrief(
        partnership=visit.partnership.name,
        agency=agency.name,
        agency_type=AGENCY_TYPES.get(agency.agency_type, agency.agency_type),
        areas=_areas(session, agency.id),
        together=tuple(sorted(together)) if len(together) > 1 else (),
        cycle=assessment.cycle.title if assessment is not None else "",
        site=visit.site,
        day=visit.day,
        times=f"{visit.starts_at} to {visit.ends_at}" if visit.starts_at else "",
        remark=day_remark(visit.day),
        arrangements=visit.arrangements,
        reason=visit.reason if visit.inspection_id and visit.state != "cancelled" else "",
        state=_state(visit),
        team=tuple((TEAM_ROLES[member.role], member.user.name) for member in visit.team),
        last=_last(session, visit),
        reports=_reports(session, visit),
        self_assessment=_self_assessment(session, visit),
        rubric=_rubric(visit),
        standards=_standards(visit),
        left_out=tuple(one.label for one in standards_left_out(assessment)) if assessment is not None else (),
        urgent_route=visit.partnership.urgent_route,
        urgent_phone=visit.partnership.urgent_phone,
        out_of_hours_phone=visit.partnership.out_of_hours_phone,
        produced_at=at.astimezone(LOCAL_TIME),
        also_look_at=tuple(one.asks for one in retests_in(session, visit.partnership_id, VISIT, visit.id)),
    )


def _areas(session: Session, agency_id: int) -> tuple[str, ...]:
    """The partnerships in whose areas the agency works."""
    return tuple(
        session.scalars(
            select(Partnership.name)
            .join(Footprint, Footprint.partnership_id == Partnership.id)
            .where(Footprint.agency_id == agency_id)
            .order_by(Partnership.name)
        )
    )


def _state(visit: Visit) -> str:
    if visit.state == "cancelled":
        return f"This visit is called off. {visit.reason}"
    if not is_rubric_agreed(visit):
        return "The rubric is not agreed with the agency yet. Fieldwork begins once it is."
    return ""


def _last(session: Session, visit: Visit) -> LastAssessment | None:
    """The newest final assessment of the agency that this partnership led or that is shared with it."""
    shared = select(Share.record_id).where(
        Share.partnership_id == visit.partnership_id, Share.record_type == RECORD_TYPE, Share.ended_at.is_(None)
    )
    found = session.scalar(
        select(Section11Assessment)
        .join(AssessmentMember, AssessmentMember.assessment_id == Section11Assessment.id)
        .where(
            AssessmentMember.agency_id == visit.agency_id, Section11Assessment.stage == "final",
            Section11Assessment.id != (visit.assessment_id or ""),
            or_(Section11Assessment.partnership_id == visit.partnership_id, Section11Assessment.id.in_(shared)),
        )
        .order_by(Section11Assessment.started_on.desc(), Section11Assessment.created_at.desc())
        .limit(1)
    )  # fmt: skip
    if found is None:
        return None
    words = cycle_grades(found.cycle)
    labels = {standard.name: standard.label for standard in found.cycle.standards}
    judgements = current_judgements(session, found)
    return LastAssessment(
        title=found.title, cycle=found.cycle.title, final_on=final_days(session, [found.id]).get(found.id),
        grades=tuple(
            BriefGrade(standard=label, grade=words.text(judgements[name].grade))
            for name, label in labels.items()
            if name in judgements
        ),
    )  # fmt: skip


def _reports(session: Session, visit: Visit) -> tuple[BriefReport, ...]:
    agencies = agencies_concerned(visit.agency_id, visit.assessment)
    return tuple(
        BriefReport(
            published_on=line.report.published_on, inspectorate=line.report.inspectorate, title=line.report.title,
            link=line.report.link, finding=line.report.finding, is_concern=line.report.is_concern,
        )
        for line in reports_of(session, visit.partnership_id, agencies)
    )  # fmt: skip


def _self_assessment(session: Session, visit: Visit) -> str:
    """How far the agency is with its own return, as every reader is told it: a state, never a grade."""
    if visit.assessment is None:
        return NO_RETURN
    reader = Viewer(user_id=0, partnership_id=visit.partnership_id, permissions=frozenset({"walkabouts.read"}))
    part = parts_of(session, [visit.assessment], reader).get("self", {}).get(visit.assessment.id)
    return part.status if part is not None else NO_RETURN


def _rubric(visit: Visit) -> str:
    found = rubric_of(visit.assessment) if visit.assessment is not None else None
    if found is None:
        return "No rubric is agreed for this assessment yet. These are the words that the cycle begins with."
    if not found.is_locked:
        return f"Version {found.number} of the rubric is proposed to the agency and not agreed yet."
    agreed = f" on {found.agreed_on:%-d %B %Y}" if found.agreed_on else ""
    return f"Version {found.number} of the rubric, agreed with the agency{agreed} ({found.agreed_by})."


def _standards(visit: Visit) -> tuple[BriefStandard, ...]:
    if visit.assessment is None:
        return ()
    found = rubric_of(visit.assessment)
    standards = found.standards if found is not None else rubric_standards(visit.assessment.cycle, None)
    left_out = {standard.name for standard in standards_left_out(visit.assessment)}
    return tuple(
        BriefStandard(
            short=short_name(one.name), label=one.label, criteria=one.criteria,
            grades=tuple((meaning.label, meaning.text) for meaning in one.grades),
        )
        for one in standards
        if one.name not in left_out
    )  # fmt: skip
