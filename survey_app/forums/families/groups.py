"""Focus groups of a cycle: planned, held, found again by those who may see them, and how large is large enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.models import HubCycle
from survey_app.forums.models.families import (
    AGES_UNDER_16,
    FocusGroup,
    FocusGroupNote,
    FocusGroupParticipant,
    FocusGroupPoint,
    FocusGroupQuestion,
)
from survey_app.partnership.models import DisclosureDecision
from survey_app.results.themes.groups import SMALLEST_GROUP

MOST_PEOPLE = 30
MOST_QUESTIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPlan:
    """What is decided about a group beforehand."""

    title: str
    who: str
    planned_for: date
    ages: Sequence[str] = ()
    setting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who looks at focus groups: somebody who writes down their own, or somebody who sees all."""

    user_id: int
    sees_all: bool


def groups_of(session: Session, cycle: HubCycle, reader: Reader) -> list[FocusGroup]:
    """The groups of a cycle that this person may see, in the order of their days."""
    query = select(FocusGroup).where(FocusGroup.cycle_id == cycle.id)
    if not reader.sees_all:
        query = query.where(FocusGroup.recorded_by_id == reader.user_id)
    return list(session.scalars(query.order_by(FocusGroup.planned_for, FocusGroup.created_at, FocusGroup.id)))


def find_group(session: Session, partnership_id: int, group_id: str, reader: Reader) -> FocusGroup | None:
    """One group of this partnership, if this person may see it."""
    query = (
        select(FocusGroup).join(HubCycle).where(FocusGroup.id == group_id, HubCycle.partnership_id == partnership_id)
    )
    if not reader.sees_all:
        query = query.where(FocusGroup.recorded_by_id == reader.user_id)
    return session.scalar(query)


def lock_group(session: Session, group: FocusGroup) -> None:
    """Wait for whoever changes this group, or sends a report of its cycle, at the moment; and see what they did."""
    session.execute(select(HubCycle.id).where(HubCycle.id == group.cycle_id).with_for_update())
    session.execute(select(FocusGroup.id).where(FocusGroup.id == group.id).with_for_update())
    session.expire(group)
    for model in (FocusGroupParticipant, FocusGroupPoint, FocusGroupNote):
        rows = select(model).where(model.group_id == group.id)
        session.scalars(rows, execution_options={"populate_existing": True}).all()


def smallest_group(session: Session, partnership_id: int) -> int:
    """How many must have agreed before anything of a group is passed on: the newest policy's minimum, at least five."""
    newest = session.scalar(
        select(DisclosureDecision.threshold)
        .where(DisclosureDecision.partnership_id == partnership_id, DisclosureDecision.threshold > 0)
        .order_by(DisclosureDecision.id.desc())
        .limit(1)
    )
    return max(SMALLEST_GROUP, newest or 0)


def all_under_16(group: FocusGroup) -> bool | None:
    """Whether everybody in the group is under 16; None where it has to be asked of each."""
    if group.who == "parents":
        return False
    if group.who == "families" or not group.ages:
        return None
    under = {band in AGES_UNDER_16 for band in group.ages}
    return under.pop() if len(under) == 1 else None


def plan_group(session: Session, cycle: HubCycle, plan: GroupPlan, *, by_id: int) -> FocusGroup:
    """Plan a group, which its planner will write down."""
    group = FocusGroup(cycle_id=cycle.id, recorded_by_id=by_id)
    _apply(group, plan)
    session.add(group)
    session.flush()
    return group


def change_group(session: Session, group: FocusGroup, plan: GroupPlan) -> None:
    """Change what a group is. What was cleared under another name waits for the second person again.

    Raises
    ------
    HubRefused
        Who takes part or how old they are would change after somebody has agreed: who has to agree hangs on it.
    """
    lock_group(session, group)
    agreed = any(one.agreed_by for one in group.participants)
    if agreed and (plan.who, sorted(plan.ages)) != (group.who, sorted(group.ages)):
        raise HubRefused(
            "Who took part and how old they were can no longer be changed, because it is written down who agreed. "
            "Take out what was agreed first, or plan another group."
        )
    if plan.title.strip() != group.title:
        for point in group.points:
            if point.state == "cleared":
                point.state, point.decided_by_id, point.decided_at = "waiting", None, None
    _apply(group, plan)
    session.flush()


def remove_plan(session: Session, group: FocusGroup) -> None:
    """Take out a group that was planned and did not happen."""
    lock_group(session, group)
    if group.held_on is not None or group.points or group.notes:
        raise HubRefused("This group has been held, so it stays. You can take out what was said in it.")
    session.execute(delete(FocusGroupQuestion).where(FocusGroupQuestion.group_id == group.id))
    session.delete(group)
    session.flush()


def record_held(
    session: Session, group: FocusGroup, *, held_on: date, people: int, helped_by: str, today: date
) -> None:
    """Write down that the group was held, when and with how many; each is a number from 1."""
    lock_group(session, group)
    if held_on > today:
        raise HubRefused("That day is still to come. Enter the day on which the group was held.")
    if not 1 <= people <= MOST_PEOPLE:
        raise HubRefused(f"Enter how many took part, between 1 and {MOST_PEOPLE}.")
    for one in [one for one in group.participants if one.number > people]:
        if one.agreed_by or one.withdrawn:
            raise HubRefused(
                f"It is written down what number {one.number} agreed to, so at least {one.number} took part. "
                "If they withdraw, choose “Take somebody out”."
            )
        group.participants.remove(one)
    under_16 = all_under_16(group)
    taken = {one.number for one in group.participants}
    for number in range(1, people + 1):
        if number not in taken:
            group.participants.append(FocusGroupParticipant(number=number, under_16=under_16 is not False))
    group.held_on, group.helped_by = held_on, helped_by.strip()
    session.flush()


def choose_questions(session: Session, group: FocusGroup, texts: Sequence[str]) -> None:
    """Set what the group is asked, in this order. A question under which something is written stays."""
    lock_group(session, group)
    wanted = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
    if not wanted:
        raise HubRefused("Choose at least one question, or write your own.")
    if len(wanted) > MOST_QUESTIONS:
        raise HubRefused(f"These are {len(wanted)} questions. Choose at most {MOST_QUESTIONS}.")
    used = {note.question_id for note in group.notes} | {point.question_id for point in group.points}
    for question in [one for one in group.questions if one.text not in wanted]:
        if question.id in used:
            raise HubRefused(f"Something is written under “{question.text}”, so it stays. Take that out first.")
        group.questions.remove(question)
    known = {question.text: question for question in group.questions}
    for position, text in enumerate(wanted, 1):
        if text in known:
            known[text].position = position
        else:
            group.questions.append(FocusGroupQuestion(position=position, text=text))
    session.flush()
    session.expire(group, ["questions"])


def _apply(group: FocusGroup, plan: GroupPlan) -> None:
    group.title, group.who, group.setting = plan.title.strip(), plan.who, plan.setting.strip()
    group.ages = [] if plan.who == "parents" else list(plan.ages)
    group.planned_for = plan.planned_for
