"""The life of a Section 11 cycle: planned, its fieldwork opened, closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.errors import Conflict
from survey_app.partnership.models import Partnership
from survey_app.rounds.services import open_round
from survey_app.rounds.slugs import unique_slug
from survey_app.walkabouts.cycles.stages import is_underway
from survey_app.walkabouts.models import STAGES, Section11Assessment, Section11Cycle

MOST_MONTHS = 120


class CycleRefused(Conflict):
    """A cycle cannot be changed as asked; the message says what is missing."""

    title = "That cannot be done now"


@dataclass(frozen=True, slots=True, kw_only=True)
class CyclePlan:
    """What is decided about a cycle. ``assessed_within_months`` is how young an assessment refuses a second."""

    title: str
    starts_on: date
    ends_on: date
    self_due_on: date | None = None
    reply_days: int = 10
    assessed_within_months: int = 24
    fewest_conversations: int = 5


def cycles_of(session: Session, partnership_id: int) -> list[Section11Cycle]:
    """Every cycle of a partnership, the newest first."""
    return list(
        session.scalars(
            select(Section11Cycle)
            .where(Section11Cycle.partnership_id == partnership_id)
            .order_by(Section11Cycle.starts_on.desc(), Section11Cycle.id.desc())
        )
    )


def find_cycle(session: Session, partnership_id: int, slug: str) -> Section11Cycle | None:
    """The cycle of this partnership under this slug."""
    return session.scalar(
        select(Section11Cycle).where(Section11Cycle.partnership_id == partnership_id, Section11Cycle.slug == slug)
    )


def create_cycle(session: Session, partnership_id: int, plan: CyclePlan) -> Section11Cycle:
    """Store a new cycle under a slug of its own, in planning; two that are stored at once get two slugs."""
    session.execute(select(Partnership.id).where(Partnership.id == partnership_id).with_for_update(key_share=True))
    taken = session.scalars(select(Section11Cycle.slug).where(Section11Cycle.partnership_id == partnership_id)).all()
    cycle = Section11Cycle(partnership_id=partnership_id, slug=unique_slug(plan.title, taken), state="planning")
    _apply(cycle, plan)
    session.add(cycle)
    session.flush()
    return cycle


def update_cycle(session: Session, cycle: Section11Cycle, plan: CyclePlan) -> None:
    """Change the settings. Its address stays, since it stands in messages; a closed cycle stays as it was."""
    if cycle.state == "closed":
        raise CycleRefused(f"“{cycle.title}” is closed, so its settings can no longer change.")
    _apply(cycle, plan)
    session.flush()


def _apply(cycle: Section11Cycle, plan: CyclePlan) -> None:
    cycle.title = plan.title
    cycle.starts_on = plan.starts_on
    cycle.ends_on = plan.ends_on
    cycle.self_due_on = plan.self_due_on
    cycle.reply_days = plan.reply_days
    cycle.assessed_within_months = plan.assessed_within_months
    cycle.fewest_conversations = plan.fewest_conversations


def missing_for_fieldwork(cycle: Section11Cycle) -> list[str]:
    """What fieldwork still needs, as the ends of the sentence “First …”."""
    missing = []
    if cycle.walkabout_round is None:
        missing.append("link a walkabout round, or make one")
    if not cycle.standards:
        missing.append("choose the standards")
    if not cycle.rubrics:
        missing.append("say what good looks like")
    return missing


def open_fieldwork(session: Session, cycle: Section11Cycle, *, today: date) -> None:
    """Open the fieldwork of a cycle, and its walkabout round with it. The standards stand from here on."""
    session.refresh(cycle, with_for_update={"key_share": True})
    if cycle.state != "planning":
        raise CycleRefused(f"The fieldwork of “{cycle.title}” has been opened already.")
    if missing := missing_for_fieldwork(cycle):
        raise CycleRefused(f"Fieldwork cannot open yet. First {', and '.join(missing)}.")
    if cycle.walkabout_round is not None and cycle.walkabout_round.state == "draft":
        open_round(session, cycle.walkabout_round, today=today)
    if cycle.walkabout_round is not None and cycle.walkabout_round.state == "closed":
        raise CycleRefused(
            f"The walkabout round “{cycle.walkabout_round.title}” is closed, so no visit could be sent. "
            "Link another round first."
        )
    cycle.state = "fieldwork"
    session.flush()


def open_self_assessments(session: Session, cycle: Section11Cycle, *, today: date) -> None:
    """Let the agencies begin: open the round of self-assessments."""
    if cycle.self_round is None:
        raise CycleRefused("Link a round of self-assessments first, or make one.")
    open_round(session, cycle.self_round, today=today)


def close_cycle(session: Session, cycle: Section11Cycle) -> None:
    """Close a cycle all of whose assessments are final or withdrawn. Its rounds are closed on their own pages."""
    session.refresh(cycle, with_for_update={"key_share": True})
    if cycle.state != "fieldwork":
        raise CycleRefused(f"“{cycle.title}” cannot be closed: it is not in fieldwork.")
    left = [one for one in assessments_of(session, cycle) if is_underway(one)]
    if left:
        named = "; ".join(f"{one.title} ({STAGES[one.stage].lower()})" for one in left[:5])
        more = f"; and {len(left) - 5} more" if len(left) > 5 else ""
        raise CycleRefused(
            f"“{cycle.title}” cannot be closed while assessments are under way: {named}{more}. "
            "Finish them first, or withdraw them with a reason."
        )
    cycle.state = "closed"
    session.flush()


def assessments_of(session: Session, cycle: Section11Cycle) -> list[Section11Assessment]:
    """The assessments of a cycle by title; withdrawn ones last."""
    found = session.scalars(
        select(Section11Assessment)
        .where(Section11Assessment.cycle_id == cycle.id)
        .order_by(Section11Assessment.title, Section11Assessment.created_at)
    )
    return sorted(found, key=lambda one: one.stage == "withdrawn")


def find_assessment(session: Session, partnership_id: int, assessment_id: str) -> Section11Assessment | None:
    """An assessment that this partnership leads."""
    return session.scalar(
        select(Section11Assessment).where(
            Section11Assessment.partnership_id == partnership_id, Section11Assessment.id == assessment_id
        )
    )
