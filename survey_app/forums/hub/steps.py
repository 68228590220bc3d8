"""What a step of a cycle is: each part of the Learning Hub reads its own. :mod:`.step_table` has them in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
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
    ``by`` is the day by which it should be done; the page says plainly when that day has passed.
    ``live`` is a further sentence for those who run rounds: figures counted now, which nobody else may set beside a
    release, and never of answers that are still sealed.
    """

    title: str
    stand: Stand
    says: str
    act: str = ""
    endpoint: str = ""
    values: tuple[tuple[str, str | int], ...] = ()
    by: date | None = None
    live: str = ""


StepReader = Callable[[Session, HubCycle, datetime], Step]
