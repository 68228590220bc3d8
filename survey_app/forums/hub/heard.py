"""What was heard in a cycle, from wherever: tables, phones, families, surveys. :mod:`.sources` has the parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from survey_app.forums.models import HubCycle, HubTheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One thing that somebody said, without a name.

    ``tone`` is "strength", "concern" or empty. ``quote`` is in their own words and safe to show, else empty.
    ``theme_id`` is the theme of the cycle under which it is sorted.
    """

    key: str
    text: str
    tone: str = ""
    quote: str = ""
    where: str = ""  # such as "North, morning" or "Focus group, young carers"
    theme_id: int | None = None


class HeardSource(Protocol):
    """A part of the Learning Hub in which things are heard."""

    name: str  # such as "tables": first half of what a page calls each piece
    title: str  # such as "Table discussions"

    def read(self, session: Session, cycle: HubCycle) -> list[Heard]:
        """What was heard here that others may read."""
        ...

    def sort(self, session: Session, cycle: HubCycle, keys: Sequence[str], theme: HubTheme | None) -> None:
        """Put pieces under a theme of the cycle, or under none."""
        ...
