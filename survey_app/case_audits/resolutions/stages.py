"""The stages of the local protocol. Until a partnership enters its own, the product's suggestion counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import ResolutionStage
from survey_app.errors import UserError
from survey_app.partnership.models import Partnership

MOST_STAGES, LONGEST_LIMIT = 8, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage; ``limit_days`` is in working days, None for no limit."""

    number: int
    name: str
    limit_days: int | None


# A suggestion, not a source: protocols differ in stages and days, and each partnership enters its own.
SUGGESTED = (
    Stage(number=1, name="Practitioner to practitioner", limit_days=1),
    Stage(number=2, name="Line manager to line manager", limit_days=2),
    Stage(number=3, name="Senior manager or designated lead", limit_days=5),
    Stage(number=4, name="Safeguarding partners, with the scrutineer’s advice", limit_days=10),
)


class StagesRefused(UserError):
    """The stages cannot be kept as entered."""


def stages_of(session: Session, partnership_id: int) -> tuple[Stage, ...]:
    """The stages in their order."""
    rows = session.scalars(
        select(ResolutionStage).where(ResolutionStage.partnership_id == partnership_id).order_by(ResolutionStage.number)
    ).all()
    own = tuple(Stage(number=row.number, name=row.name, limit_days=row.limit_days) for row in rows)
    return own or SUGGESTED


def is_own(session: Session, partnership_id: int) -> bool:
    """Whether the partnership has entered stages of its own."""
    mine = select(ResolutionStage.number).where(ResolutionStage.partnership_id == partnership_id).limit(1)
    return session.scalar(mine) is not None


def keep_stages(session: Session, partnership_id: int, given: Sequence[tuple[str, int | None]]) -> tuple[Stage, ...]:
    """Replace the stages by these names and limits. Disagreements under way keep the limits of the day they moved."""
    named = [(" ".join(name.split()), limit) for name, limit in given if name.strip()]
    if not named:
        raise StagesRefused("Enter at least one stage.")
    if len(named) > MOST_STAGES:
        raise StagesRefused(f"Enter at most {MOST_STAGES} stages.")
    for name, limit in named:
        if limit is not None and not 1 <= limit <= LONGEST_LIMIT:
            raise StagesRefused(f"“{name}”: enter 1 to {LONGEST_LIMIT} working days, or leave the limit blank.")
    session.get_one(Partnership, partnership_id, with_for_update={"key_share": True})  # one after the other
    session.execute(delete(ResolutionStage).where(ResolutionStage.partnership_id == partnership_id))
    session.add_all(
        ResolutionStage(partnership_id=partnership_id, number=number, name=name, limit_days=limit)
        for number, (name, limit) in enumerate(named, 1)
    )
    session.flush()
    return stages_of(session, partnership_id)
