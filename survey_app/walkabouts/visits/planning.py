"""The life of a visit: planned for an assessment, changed, called off, done.

Everything is checked before anything changes, so that a refusal leaves the visit as it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from analysis.working_days import BANK_HOLIDAYS
from survey_app.errors import Conflict
from survey_app.happenings import work_changed
from survey_app.walkabouts.cycles.stages import advance
from survey_app.walkabouts.models import Section11Assessment, Visit, VisitMember
from survey_app.walkabouts.visits.conflicts import VisitRefused, agencies_concerned, own_agencies
from survey_app.walkabouts.visits.listing import RUNNING, is_over, is_rubric_agreed
from survey_app.walkabouts.visits.prior_reading import have_read_own_grades, read_sentence
from survey_app.walkabouts.visits.teams import team_problems, visitors

TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
FURTHEST = timedelta(days=3 * 366)
LONGEST_REASON = 2000
OBSERVER = "observer"
SCHEDULE = ("site", "day", "starts_at", "ends_at", "arrangements")


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPlan:
    """What is decided about a visit: where, when, and who goes in which role (person → role)."""

    site: str
    day: date
    starts_at: str
    ends_at: str
    arrangements: str
    team: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitChange:
    """What a change did: which parts of the schedule are others, and who came into the team or left it."""

    schedule: tuple[str, ...]
    added: tuple[int, ...]
    removed: tuple[int, ...]

    @property
    def is_nothing(self) -> bool:
        return not (self.schedule or self.added or self.removed)


def plan_problems(
    session: Session, assessment: Section11Assessment | None, agency_id: int, plan: VisitPlan, *, today: date,
    partnership_id: int, before: Visit | None = None,
) -> list[str]:  # fmt: skip
    """Every reason why a visit cannot be planned, or changed from what it was ``before``, like this."""
    problems = _time_problems(plan, today, before)
    known = {user.id: user.name for user in visitors(session, partnership_id)}
    barred = own_agencies(session, list(plan.team), agencies_concerned(agency_id, assessment))
    return problems + team_problems(plan.team, known, barred) + _prior_readers(session, assessment, plan, before)


def _prior_readers(
    session: Session, assessment: Section11Assessment | None, plan: VisitPlan, before: Visit | None
) -> list[str]:
    """Whoever comes into the team, or begins to judge, must not have read the agency's own grades."""
    judged = {member.user_id for member in before.team if member.role != OBSERVER} if before is not None else set()
    new = [user_id for user_id, role in plan.team.items() if role != OBSERVER and user_id not in judged]
    return [read_sentence(user.name) for user in have_read_own_grades(session, assessment, new)]


def _time_problems(plan: VisitPlan, today: date, before: Visit | None) -> list[str]:
    problems = []
    if not plan.site.strip():
        problems.append("Enter the site: the building or service that is visited.")
    if before is None or before.day != plan.day:
        if plan.day < today:
            problems.append("The day has passed. Choose today or a later day.")
        elif plan.day > today + FURTHEST:
            problems.append("The day is more than three years ahead. Check the year.")
    if not (TIME.fullmatch(plan.starts_at) and TIME.fullmatch(plan.ends_at)):
        problems.append("Enter when the visit begins and ends, such as 09:30 and 12:30.")
    elif plan.ends_at <= plan.starts_at:
        problems.append("The visit must end after it begins, on the same day.")
    return problems


def plan_visit(
    session: Session, assessment: Section11Assessment, agency_id: int, plan: VisitPlan, *, today: date,
    proposal: Visit | None = None,
) -> Visit:  # fmt: skip
    """Plan a visit to an agency of the assessment; a proposed visit becomes this one.

    Raises
    ------
    VisitRefused
        With every reason: a team member's own agency, no leader, no time, an assessment that is over.
    """
    if proposal is not None:
        session.refresh(proposal, with_for_update=True)
    problems = _assessment_problems(assessment, agency_id, proposal)
    problems += plan_problems(
        session, assessment, agency_id, plan, today=today, partnership_id=assessment.partnership_id
    )
    if problems:
        raise VisitRefused(" ".join(problems))
    visit = proposal or Visit(partnership_id=assessment.partnership_id)
    visit.assessment_id, visit.agency_id = assessment.id, agency_id
    _set_schedule(visit, plan)
    visit.state = "planned"
    session.add(visit)
    session.flush()
    session.expire(visit, ["team", "assessment", "agency"])
    _set_team(session, visit, plan.team)
    work_changed(session, visit.partnership_id)
    return visit


def _assessment_problems(assessment: Section11Assessment, agency_id: int, proposal: Visit | None) -> list[str]:
    if assessment.stage not in RUNNING:
        return ["The fieldwork of this assessment is over, so no visit can be added to it."]
    if agency_id not in {member.agency_id for member in assessment.members}:
        return ["Choose an agency that this assessment covers."]
    if proposal is not None and (proposal.state != "proposed" or proposal.agency_id != agency_id):
        return ["This visit is proposed no more: somebody has planned or declined it meanwhile."]
    return []


def change_visit(session: Session, visit: Visit, plan: VisitPlan, *, today: date, seen: int) -> VisitChange:
    """Change a planned visit; ``seen`` is its calendar sequence as whoever changes it has seen it.

    A team is asked anew about conflicts of interest where the site is another.
    """
    session.refresh(visit, with_for_update=True)
    if visit.state != "planned":
        raise VisitRefused("Only a planned visit can be changed.")
    if visit.calendar_sequence != seen:
        raise Conflict("Somebody else has changed this visit meanwhile. Open it again to see how it stands now.")
    problems = plan_problems(
        session, visit.assessment, visit.agency_id, plan, today=today, partnership_id=visit.partnership_id, before=visit
    )
    if problems:
        raise VisitRefused(" ".join(problems))
    before = {name: getattr(visit, name) for name in SCHEDULE}
    _set_schedule(visit, plan)
    changed = tuple(name for name in SCHEDULE if getattr(visit, name) != before[name])
    if "site" in changed:
        for member in visit.team:
            member.declared_at = None
    added, removed, other_roles = _set_team(session, visit, plan.team)
    if changed or added or removed or other_roles:
        visit.calendar_sequence += 1
    session.flush()
    work_changed(session, visit.partnership_id)
    return VisitChange(schedule=changed, added=added, removed=removed)


def _set_schedule(visit: Visit, plan: VisitPlan) -> None:
    visit.site, visit.arrangements = " ".join(plan.site.split()), plan.arrangements.strip()
    visit.day, visit.starts_at, visit.ends_at = plan.day, plan.starts_at, plan.ends_at


def _set_team(
    session: Session, visit: Visit, team: Mapping[int, str]
) -> tuple[tuple[int, ...], tuple[int, ...], bool]:  # fmt: skip
    """Make this the team; who came, who went, and whether somebody's role is another. Declarations of others stand."""
    present = {member.user_id: member for member in visit.team}
    order = sorted(team, key=lambda user_id: team[user_id] != "leader")
    other_roles = False
    for position, user_id in enumerate(order):
        member = present.get(user_id)
        if member is None:
            session.add(VisitMember(visit_id=visit.id, user_id=user_id, role=team[user_id], position=position))
            continue
        other_roles = other_roles or member.role != team[user_id]
        member.role, member.position = team[user_id], position
    removed = tuple(user_id for user_id in present if user_id not in team)
    for user_id in removed:
        session.delete(present[user_id])
    session.flush()
    session.expire(visit, ["team"])
    return tuple(user_id for user_id in order if user_id not in present), removed, other_roles


def cancel_visit(session: Session, visit: Visit, reason: str) -> None:
    """Call a planned visit off, or decline a proposed one; the reason is recorded."""
    session.refresh(visit, with_for_update=True)
    if visit.state not in ("planned", "proposed"):
        raise VisitRefused("Only a planned or proposed visit can be called off.")
    reason = reason.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise VisitRefused(f"Give the reason, in at most {LONGEST_REASON:,} characters.")
    if visit.state == "planned":
        visit.calendar_sequence += 1
    visit.state, visit.reason = "cancelled", reason
    session.flush()
    work_changed(session, visit.partnership_id)


def mark_done(session: Session, visit: Visit, *, today: date, by: int | None) -> None:
    """Say that a visit took place. Fieldwork waits for the rubric, and for every declared conflict to be dealt with."""
    session.refresh(visit, with_for_update=True)
    if visit.state != "planned":
        raise VisitRefused("Only a planned visit can be marked as done.")
    if visit.day is None or visit.day > today:
        raise VisitRefused("The visit is still to come. Mark it as done on its day or later.")
    if is_over(visit):
        raise VisitRefused("The assessment has gone on without this visit, or was withdrawn. Call the visit off.")
    if not is_rubric_agreed(visit):
        raise VisitRefused(
            "The rubric is not agreed yet. Fieldwork begins after it is: agree and lock it with the agency first."
        )
    if any(member.conflict and not member.conflict_handling for member in visit.team):
        raise VisitRefused("A conflict of interest is declared and not dealt with. Record first how it is dealt with.")
    if visit.assessment is not None and visit.assessment.stage == "planned":
        advance(session, visit.assessment, "fieldwork", by)
    visit.state = "done"
    session.flush()


def mark_not_done(session: Session, visit: Visit) -> None:
    """Take back that a visit took place, as long as its assessment is in fieldwork."""
    session.refresh(visit, with_for_update=True)
    if visit.state != "done" or is_over(visit):
        raise VisitRefused("This can be taken back only while the assessment is in fieldwork.")
    visit.state = "planned"
    session.flush()


def day_remark(day: date | None) -> str:
    """What is unusual about a day: a weekend or a bank holiday; empty for a working day."""
    if day is None:
        return ""
    if day in BANK_HOLIDAYS:
        return f"{day:%-d %B} is a bank holiday: {BANK_HOLIDAYS[day]}."
    return f"{day:%-d %B} is a {day:%A}." if day.weekday() >= 5 else ""
