"""Where a cycle stands: the steps from its theme to "you said, we did", each read by the part that it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from survey_app.forums.models import HubCycle


class Stand(StrEnum):
    """How far a step has come."""

    AHEAD = "Not yet"
    NOW = "Under way"
    DONE = "Done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a cycle as its page shows it.

    ``says`` is one sentence with the figures that matter, and no names. ``act`` is what a coordinator can do next about
    it, empty where there is nothing to do; it leads to ``endpoint``, which is asked with ``hub`` and ``values``.
    """

    title: str
    stand: Stand
    says: str
    act: str = ""
    endpoint: str = ""
    values: tuple[tuple[str, str | int], ...] = ()


StepReader = Callable[[Session, HubCycle, datetime], Step]

# In the order of the cycle. A part adds its own reader here.
STEPS: tuple[StepReader, ...] = ()


def read_steps(session: Session, cycle: HubCycle, at: datetime) -> list[Step]:
    """All steps of a cycle as they stand at a moment."""
    return [read(session, cycle, at) for read in STEPS]
