"""The front door: indicators that agencies submit month by month, each with its course and what chance explains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from analysis.disclosure import DisclosurePolicy
from survey_app.partnership.models import Partnership
from survey_app.programme.indicators.reading import IndicatorCard, cards_of, policy_for_indicators

NOTHING = (
    "No indicators are submitted yet. They will appear here month by month, as soon as the partnership has agreed what "
    "it measures and agencies submit it."
)
CONSTRUCTED = "Constructed for the demo: no council submitted these counts."

__all__ = ["CONSTRUCTED", "NOTHING", "FrontDoor", "front_door", "policy_for_indicators"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontDoor:
    """The page: its indicators, the policy that hides small numbers in them, and where they are from."""

    cards: tuple[IndicatorCard, ...]
    policy: DisclosurePolicy
    note: str


def front_door(session: Session, partnership: Partnership, *, today: date) -> FrontDoor | None:
    """The front door's indicators of a partnership; None where it collects none."""
    cards = cards_of(session, partnership.id, today=today, front_door=True)
    if not cards:
        return None
    note = CONSTRUCTED if partnership.is_demo else ""
    return FrontDoor(cards=tuple(cards), policy=policy_for_indicators(session, partnership.id), note=note)
