"""Two constructed focus groups of the Learning Hub: young carers, cleared, and a parents' circle that waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership
from survey_app.forums.families import clearing, consent, groups, saying
from survey_app.forums.models import HubCycle
from survey_app.forums.models.families import FocusGroup, FocusGroupPoint

CHANGE, LISTENED, LEADERS = (
    "What should be different?", "Did they listen to what you said?", "What did the group ask leaders to do?",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSaid:
    """A constructed point: under which question, of which numbers, and its words."""

    question: str
    said_by: Sequence[int]
    tone: str
    text: str
    quote: str = ""


CARERS = (
    DemoSaid(question=CHANGE, said_by=(1, 4), tone="concern", text="Help comes only after something has happened",
             quote="Nobody asks until it is too late, and then everybody asks at once."),
    DemoSaid(question=CHANGE, said_by=(2, 3, 6), tone="concern", text="The way home from school does not feel safe"),
    DemoSaid(question=LISTENED, said_by=(5,), tone="strength", text="Youth workers listen, and come back to us",
             quote="She said she would find out, and she did."),
    DemoSaid(question=LEADERS, said_by=(1, 2, 7), tone="", text="Somewhere to go on Friday and Saturday evenings"),
)  # fmt: skip
PARENTS = (
    DemoSaid(question=CHANGE, said_by=(2, 5), tone="concern", text="Parents hear of worries late, from others",
             quote="We were the last to know."),
    DemoSaid(question=LEADERS, said_by=(1, 3), tone="", text="One person to ring, who knows what is going on"),
)  # fmt: skip


def load_focus_groups(session: Session, cycle: HubCycle, *, today: date) -> None:
    """Two groups that the demo's youth worker held; nothing where there is no youth worker."""
    worker, second = (_person(session, cycle, role) for role in ("youth_worker", "qa_group"))
    if worker is None or second is None:
        return
    carers = groups.GroupPlan(
        title="Young carers (constructed)", who="children", ages=("from_11_to_15",), setting="Youth club",
        planned_for=today - timedelta(days=12),
    )  # fmt: skip
    for point in _group(session, cycle, carers, 7, CARERS, by_id=worker):
        clearing.clear_point(session, cycle.partnership_id, point, by_id=second, checked=True)
    parents = groups.GroupPlan(
        title="Parents’ circle (constructed)", who="parents", setting="Family centre",
        planned_for=today - timedelta(days=4),
    )  # fmt: skip
    _group(session, cycle, parents, 6, PARENTS, by_id=worker)


def _person(session: Session, cycle: HubCycle, role: str) -> int | None:
    return session.scalar(
        select(Membership.user_id)
        .where(Membership.partnership_id == cycle.partnership_id, Membership.role_key == role)
        .order_by(Membership.user_id)
        .limit(1)
    )


def _group(
    session: Session, cycle: HubCycle, plan: groups.GroupPlan, people: int, said: Sequence[DemoSaid], *, by_id: int
) -> list[FocusGroupPoint]:
    """A group that was held, written down and handed in."""
    group = groups.plan_group(session, cycle, plan, by_id=by_id)
    groups.choose_questions(session, group, list(dict.fromkeys(one.question for one in said)))
    groups.record_held(
        session, group, held_on=plan.planned_for, people=people, helped_by="A second youth worker (constructed)",
        today=plan.planned_for,
    )  # fmt: skip
    _agree(session, group)
    asked = {question.text: question for question in group.questions}
    words = "They talked for a long time, and quietly. (Constructed.)"
    saying.add_note(session, group, group.questions[0], words, [1, 2])
    points = [
        saying.add_point(
            session, group, asked[one.question],
            saying.Said(text=one.text, said_by=one.said_by, tone=one.tone, quote=one.quote), by_id=by_id,
        )
        for one in said
    ]  # fmt: skip
    group.unsafe = "no"
    saying.hand_in(session, group, told_how="We go back and tell them")
    return points


def _agree(session: Session, group: FocusGroup) -> None:
    by = "self" if group.who == "parents" else "both"
    given = [
        consent.Consent(number=one.number, agreed_by=by, notes=True, quotes=True, told=one.number % 2 == 0)
        for one in group.participants
    ]
    consent.save_consents(session, group, given, parent_needed=True)
