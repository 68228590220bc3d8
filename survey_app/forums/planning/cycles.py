"""Cycles of the Learning Hub: planned and changed. Their forums, and what follows from these, hang on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.models import HubCycle
from survey_app.forums.words import local
from survey_app.partnership.models import Partnership
from survey_app.rounds.slugs import unique_slug


@dataclass(frozen=True, slots=True, kw_only=True)
class HubCyclePlan:
    """What is decided about a cycle."""

    theme: str
    starts_on: date
    ends_on: date
    introduction: str = ""
    questions: Sequence[str] = ()


def cycles_of(session: Session, partnership_id: int) -> list[HubCycle]:
    """Every cycle of a partnership, the newest first."""
    return list(
        session.scalars(
            select(HubCycle)
            .where(HubCycle.partnership_id == partnership_id)
            .order_by(HubCycle.starts_on.desc(), HubCycle.id.desc())
        )
    )


def find_cycle(session: Session, partnership_id: int, slug: str) -> HubCycle | None:
    """The cycle of this partnership under this slug."""
    return session.scalar(select(HubCycle).where(HubCycle.partnership_id == partnership_id, HubCycle.slug == slug))


def create_cycle(session: Session, partnership_id: int, plan: HubCyclePlan) -> HubCycle:
    """Store a new cycle under a slug of its own; two that are stored at once get two slugs."""
    session.execute(select(Partnership.id).where(Partnership.id == partnership_id).with_for_update(key_share=True))
    taken = session.scalars(select(HubCycle.slug).where(HubCycle.partnership_id == partnership_id)).all()
    cycle = HubCycle(partnership_id=partnership_id, slug=unique_slug(plan.theme, taken))
    _apply(cycle, plan)
    session.add(cycle)
    session.flush()
    return cycle


def update_cycle(session: Session, cycle: HubCycle, plan: HubCyclePlan) -> None:
    """Change a cycle. Its address stays, since it stands in messages.

    Raises
    ------
    HubRefused
        A forum of it would lie outside of its days.
    """
    for forum in cycle.forums:
        day = local(forum.starts_at).date()
        if forum.cancelled_at is None and not plan.starts_on <= day <= plan.ends_on:
            raise HubRefused(
                f"“{forum.title}” is on {day:%-d %B %Y}, which would lie outside of the cycle. Move the forum first, "
                "or choose days that include it."
            )
    _apply(cycle, plan)
    session.flush()


def _apply(cycle: HubCycle, plan: HubCyclePlan) -> None:
    cycle.theme = plan.theme.strip()
    cycle.introduction = plan.introduction.strip()
    cycle.questions = [question.strip() for question in plan.questions if question.strip()]
    cycle.starts_on, cycle.ends_on = plan.starts_on, plan.ends_on
