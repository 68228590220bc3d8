"""Starting assessments: an agency is assessed once, whoever does it; district councils may be assessed together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import record
from survey_app.errors import Conflict, UserError
from survey_app.partnership.models import Agency, Footprint
from survey_app.partnership.services import agencies_in_area
from survey_app.retention import add_months
from survey_app.walkabouts.cycles.sharing import share_with_areas, tell_of_withdrawal
from survey_app.walkabouts.cycles.stages import withdraw
from survey_app.walkabouts.models import AssessmentMember, Section11Assessment, Section11Cycle

TOGETHER = "district_council"  # the kind of agency that is assessed collectively
NOT_APPLICABLE = "not_applicable"
LONGEST_REASON = 2000


class StartRefused(UserError):
    """An assessment cannot be started as asked; the message says what to do."""


class AlreadyAssessed(Conflict):
    """The agency is assessed already, here or by another partnership; ``held`` is that assessment."""

    title = "This agency is assessed already"

    def __init__(self, message: str, held: Section11Assessment) -> None:
        super().__init__(message)
        self.held = held


def start_assessment(
    session: Session, cycle: Section11Cycle, agency_id: int, *, today: date, by: int | None
) -> Section11Assessment:
    """Start the assessment of one agency, and share it with every partnership in whose area the agency works."""
    agencies = _locked_agencies(session, cycle, [agency_id])
    _refuse_second(session, cycle, agencies, today)
    return _start(session, cycle, agencies, agencies[0].name, today=today, by=by)


def start_collective(
    session: Session, cycle: Section11Cycle, agency_ids: Sequence[int], title: str, *, today: date, by: int | None
) -> Section11Assessment:
    """Start one assessment of several district councils: one joint return, member exceptions, one result."""
    if len(set(agency_ids)) < 2:
        raise StartRefused("Choose at least two district councils to assess together.")
    if not title.strip():
        raise StartRefused("Enter a name for the group, such as “District councils”.")
    agencies = _locked_agencies(session, cycle, agency_ids)
    others = [agency.name for agency in agencies if agency.agency_type != TOGETHER]
    if others:
        raise StartRefused(f"Only district councils are assessed together; {others[0]} is another kind of agency.")
    _refuse_second(session, cycle, agencies, today)
    return _start(session, cycle, agencies, title.strip()[:200], today=today, by=by)


def _locked_agencies(session: Session, cycle: Section11Cycle, agency_ids: Sequence[int]) -> list[Agency]:
    """The agencies, locked in one order: a second start, in any partnership, waits and then sees the first."""
    if cycle.state == "closed":
        raise StartRefused(f"“{cycle.title}” is closed. Start the assessment in another cycle.")
    ours = select(Footprint.agency_id).where(Footprint.partnership_id == cycle.partnership_id)
    agencies = session.scalars(
        select(Agency)
        .where(Agency.id.in_(agency_ids), Agency.id.in_(ours))
        .order_by(Agency.id)
        .with_for_update(key_share=True)
    ).all()
    if len(agencies) < len(set(agency_ids)):
        raise StartRefused("Choose an agency from the list: only those that work in your area can be assessed.")
    return list(agencies)


def _refuse_second(session: Session, cycle: Section11Cycle, agencies: Sequence[Agency], today: date) -> None:
    for agency in agencies:
        held = holding_assessment(session, cycle, agency.id, today=today)
        if held is not None:
            raise AlreadyAssessed(_already(agency, held, cycle), held)


def holding_assessment(
    session: Session, cycle: Section11Cycle, agency_id: int, *, today: date
) -> Section11Assessment | None:
    """The assessment that refuses another of this agency: any partnership's, so young, or one of this cycle."""
    return holding_assessments(session, cycle, [agency_id], today=today).get(agency_id)


def holding_assessments(
    session: Session, cycle: Section11Cycle, agency_ids: Sequence[int], *, today: date
) -> dict[int, Section11Assessment]:
    """The same for many agencies at once; those that may be assessed are left out."""
    young = Section11Assessment.started_on > add_months(today, -cycle.assessed_within_months)
    rows = session.execute(
        select(AssessmentMember.agency_id, Section11Assessment)
        .join(Section11Assessment, Section11Assessment.id == AssessmentMember.assessment_id)
        .where(
            AssessmentMember.agency_id.in_(agency_ids),
            Section11Assessment.stage != "withdrawn",
            young | (Section11Assessment.cycle_id == cycle.id),
        )
        .order_by(Section11Assessment.started_on)
    )
    return {row[0]: row[1] for row in rows}


def _already(agency: Agency, held: Section11Assessment, cycle: Section11Cycle) -> str:
    """Who holds it and since when. Another partnership's title of a group is not repeated."""
    day = f"{held.started_on:%-d %B %Y}"
    together = ", together with other district councils," if held.is_collective else ""
    if held.partnership_id == cycle.partnership_id:
        return f"{agency.name} is assessed already{together} in “{held.cycle.title}”, started on {day}."
    return (
        f"{agency.name} is assessed already{together} by {held.partnership.name}, started on {day}. An agency is "
        f"assessed once in {cycle.assessed_within_months} months: read that assessment instead."
    )


def _start(
    session: Session, cycle: Section11Cycle, agencies: Sequence[Agency], title: str, *, today: date, by: int | None
) -> Section11Assessment:
    assessment = Section11Assessment(
        cycle=cycle, partnership_id=cycle.partnership_id, title=title, is_collective=len(agencies) > 1,
        started_on=today,
    )  # fmt: skip
    session.add(assessment)
    session.flush()
    assessment.members = [AssessmentMember(agency_id=agency.id, exceptions={}) for agency in agencies]
    session.flush()
    record(
        session, "section 11 assessment started", actor_id=by, partnership_id=cycle.partnership_id,
        subject=f"section 11 assessment {assessment.id}", details={"agencies": [agency.id for agency in agencies]},
    )  # fmt: skip
    share_with_areas(session, assessment, by=by)
    return assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """What came of starting several: the assessments, and a sentence for each agency that is assessed already."""

    assessments: tuple[Section11Assessment, ...]
    refused: tuple[AlreadyAssessed, ...]


def start_several(
    session: Session, cycle: Section11Cycle, agency_ids: Sequence[int], *, today: date, by: int | None
) -> Started:
    """Start an assessment of each of these agencies alone; one that is refused does not hold up the others."""
    if not agency_ids:
        raise StartRefused("Choose at least one agency.")
    started, refused = [], []
    for agency in _locked_agencies(session, cycle, agency_ids):
        try:
            started.append(start_assessment(session, cycle, agency.id, today=today, by=by))
        except AlreadyAssessed as error:
            refused.append(error)
    return Started(assessments=tuple(started), refused=tuple(refused))


def withdraw_assessment(session: Session, assessment: Section11Assessment, *, reason: str, by: int | None) -> None:
    """Withdraw it, and tell those whom it is shared with why, and that they may assess the agency themselves."""
    withdraw(session, assessment, reason=reason, by=by)
    tell_of_withdrawal(session, assessment)


def agencies_without(session: Session, cycle: Section11Cycle) -> list[Agency]:
    """The agencies of the area that no assessment of this cycle covers: the gaps in its coverage.

    The schools of a school list are left out: they are audited by campaigns, under a duty of their own.
    """
    covered = (
        select(AssessmentMember.agency_id)
        .join(Section11Assessment, Section11Assessment.id == AssessmentMember.assessment_id)
        .where(Section11Assessment.cycle_id == cycle.id, Section11Assessment.stage != "withdrawn")
    )
    area = agencies_in_area(cycle.partnership_id)
    return list(session.scalars(area.where(Agency.id.not_in(covered)).order_by(Agency.name)))
