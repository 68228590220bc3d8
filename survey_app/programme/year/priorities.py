"""A partnership's priorities with the days on which they hold. On no day do two sets hold, and a gap is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.improvement.chain.words import check_words
from survey_app.improvement.models import Finding
from survey_app.programme.year.models import FindingPriority, Priority, PrioritySet, ProgrammeTopic
from survey_app.programme.year.planning import lock_partnership
from survey_app.programme.year.refusals import YearRefused

MOST = 12
LONGEST_YEARS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPlan:
    """A set as it is entered. ``end_earlier`` says that an earlier set is to end on the day before."""

    title: str
    starts_on: date
    ends_on: date
    priorities: Sequence[str]
    source: str = ""
    end_earlier: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """Which set held from one day to another; None where none did."""

    set: PrioritySet | None
    starts_on: date
    ends_on: date


def sets_of(session: Session, partnership_id: int) -> list[PrioritySet]:
    """All sets, the newest first."""
    return list(
        session.scalars(
            select(PrioritySet)
            .where(PrioritySet.partnership_id == partnership_id)
            .options(selectinload(PrioritySet.priorities))
            .order_by(PrioritySet.starts_on.desc(), PrioritySet.id)
        )
    )


def set_on(session: Session, partnership_id: int, day: date) -> PrioritySet | None:
    """The set in force on a day."""
    return next((one for one in sets_of(session, partnership_id) if one.starts_on <= day <= one.ends_on), None)


def in_force(session: Session, partnership_id: int, start: date, end: date) -> list[InForce]:
    """Which sets held from ``start`` to ``end``, in order, with the gaps in which none did."""
    found: list[InForce] = []
    day = start
    for one in reversed(sets_of(session, partnership_id)):
        if one.ends_on < day or one.starts_on > end:
            continue
        if one.starts_on > day:
            found.append(InForce(set=None, starts_on=day, ends_on=one.starts_on - timedelta(days=1)))
        last = min(one.ends_on, end)
        found.append(InForce(set=one, starts_on=max(day, one.starts_on), ends_on=last))
        day = last + timedelta(days=1)
    if day <= end:
        found.append(InForce(set=None, starts_on=day, ends_on=end))
    return found


def keep_set(
    session: Session, partnership_id: int, plan: SetPlan, *, by_id: int | None, today: date | None = None,
    checked: bool = False,
) -> PrioritySet:  # fmt: skip
    """Enter a set of priorities.

    Raises
    ------
    YearRefused
        Where it holds on a day on which another set does, and nobody said that the earlier one ends before; where that
        one would end before today on days that findings or topics name; where it says too little.
    """
    lock_partnership(session, partnership_id)
    texts = [" ".join(text.split()) for text in plan.priorities if text.strip()]
    _refuse(plan, texts)
    for other in sets_of(session, partnership_id):
        if other.starts_on <= plan.ends_on and plan.starts_on <= other.ends_on:
            _refuse_lost_days(session, other, plan, today or now().astimezone(LOCAL_TIME).date())
            _make_room(other, plan)
    check_words(
        session, partnership_id, [("Title", plan.title), *(("Priority", text) for text in texts)], checked=checked
    )
    made = PrioritySet(
        partnership_id=partnership_id, title=plan.title.strip(), starts_on=plan.starts_on, ends_on=plan.ends_on,
        source=plan.source.strip(), made_by_id=by_id,
    )  # fmt: skip
    made.priorities = [Priority(position=place, text=text) for place, text in enumerate(texts, start=1)]
    session.add(made)
    session.flush()
    return made


def _make_room(other: PrioritySet, plan: SetPlan) -> None:
    """An earlier set ends on the day before, where somebody says so; else the new one is refused."""
    named = f"“{other.title}” ({other.starts_on:%-d %B %Y} to {other.ends_on:%-d %B %Y})"
    if not (plan.end_earlier and other.starts_on < plan.starts_on and other.ends_on <= plan.ends_on):
        can = other.starts_on < plan.starts_on and other.ends_on <= plan.ends_on
        more = " or tick that the earlier set ends on the day before" if can else ""
        raise YearRefused(
            f"These days overlap those of {named}: nobody could say which priorities were in force. Change the "
            f"days{more}."
        )
    last = plan.starts_on - timedelta(days=1)
    if other.ended_early_from is None:
        other.ended_early_from = other.ends_on
    other.ended_why = f"“{plan.title.strip()}” took its place."
    other.ends_on = last


def _refuse_lost_days(session: Session, other: PrioritySet, plan: SetPlan, today: date) -> None:
    """What findings and topics name as in force on a day that has passed stays in force on it."""
    if not plan.end_earlier or plan.starts_on >= today:
        return
    named = [one.id for one in other.priorities]
    finding = session.scalar(
        select(Finding)
        .join(FindingPriority, FindingPriority.finding_id == Finding.id)
        .where(FindingPriority.priority_id.in_(named), Finding.found_on >= plan.starts_on)
        .order_by(Finding.number)
        .limit(1)
    )
    topic = session.scalar(
        select(ProgrammeTopic)
        .where(ProgrammeTopic.priority_id.in_(named), ProgrammeTopic.ends_on >= plan.starts_on)
        .order_by(ProgrammeTopic.starts_on, ProgrammeTopic.id)
        .limit(1)
    )
    if finding is not None or topic is not None:
        reference = finding.reference if finding is not None else topic.reference if topic is not None else ""
        raise YearRefused(
            f"{reference} names a priority of “{other.title}” on {plan.starts_on:%-d %B %Y} or later: days that have "
            "passed keep their priorities. Let the new set begin today or later."
        )


def _refuse(plan: SetPlan, texts: Sequence[str]) -> None:
    if not plan.title.strip() or len(plan.title.strip()) > 200:
        raise YearRefused("Give the set a title of at most 200 characters, such as “Priorities 2026 to 2029”.")
    if plan.ends_on < plan.starts_on:
        raise YearRefused("The set ends before it begins. Change one of the two days.")
    if plan.starts_on.year < 1990 or (plan.ends_on - plan.starts_on).days > 366 * LONGEST_YEARS:
        raise YearRefused(f"Check the years: a set holds for at most {LONGEST_YEARS} years.")
    if not texts or len(texts) > MOST or any(len(text) > 300 for text in texts):
        raise YearRefused(f"Write 1 to {MOST} priorities, each on a line of its own of at most 300 characters.")
    if len({text.casefold() for text in texts}) < len(texts):
        raise YearRefused("One priority is there twice. Keep one.")
    if len(plan.source.strip()) > 300:
        raise YearRefused("Use at most 300 characters for who set them.")


def findings_of(session: Session, priority_ids: Sequence[str]) -> dict[str, list[Finding]]:
    """The findings that name each priority, in order."""
    found: dict[str, list[Finding]] = {}
    rows = session.execute(
        select(FindingPriority.priority_id, Finding)
        .join(Finding, Finding.id == FindingPriority.finding_id)
        .where(FindingPriority.priority_id.in_(priority_ids))
        .order_by(Finding.number)
    )
    for priority_id, finding in rows:
        found.setdefault(priority_id, []).append(finding)
    return found


def name_priority(session: Session, finding: Finding, priority: Priority) -> None:
    """Say under which priority a finding falls; it replaces one that was named before.

    Raises
    ------
    YearRefused
        Where the priority is another partnership's, or was not in force on the day the finding was found.
    """
    lock_partnership(session, finding.partnership_id)  # two may name one for a finding at once, and a set may end
    named = priority.set
    session.refresh(named)
    if named.partnership_id != finding.partnership_id:
        raise YearRefused("Choose a priority of your partnership.")
    if not named.starts_on <= finding.found_on <= named.ends_on:
        then = set_on(session, finding.partnership_id, finding.found_on)
        said = f"“{then.title}” was" if then is not None else "no priorities were"
        raise YearRefused(
            f"{finding.reference} was found on {finding.found_on:%-d %B %Y}, when {said} in force. Name a priority of "
            "that day."
        )
    found = session.get(FindingPriority, finding.id, populate_existing=True)
    if found is None:
        session.add(FindingPriority(finding_id=finding.id, priority_id=priority.id))
    else:
        found.priority_id = priority.id
    session.flush()
