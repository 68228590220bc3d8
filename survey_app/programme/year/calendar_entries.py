"""One entry of the partnership's calendar, as each part of the product gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from analysis.programme.clashes import Dated

KINDS = {
    "topic": "Programme",
    "visit": "Visit",
    "audit": "Case audit",
    "section11": "Section 11",
    "peer_review": "Peer review",
    "forum": "Forum",
    "round": "Round",
    "clock": "Statutory clock",
    "meeting": "Executive",
    "review": "External review",
    "annual": "Annual report",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """Something dated.

    Attributes
    ----------
    uid : str
        Stable over all changes of the record.
    kind : str
        Of :data:`KINDS`.
    title : str
        Words that name no child and tell nothing of a case or of a return.
    starts_on, ends_on : date
        Its days, both included.
    starts_at, ends_at : str
        Times as on the wall in England; empty where it takes the day.
    people : mapping of int to str
        Who has to be there: user ids with their names.
    visited, audited : frozenset of str
        Names of agencies.
    permission : str
        What opens it to a reader; whoever is among ``people`` sees it in any case.
    """

    uid: str
    kind: str
    title: str
    starts_on: date
    ends_on: date
    permission: str
    starts_at: str = ""
    ends_at: str = ""
    place: str = ""
    people: Mapping[int, str] = field(default_factory=dict)
    visited: frozenset[str] = frozenset()
    audited: frozenset[str] = frozenset()
    is_deadline: bool = False
    is_long: bool = False  # runs over weeks: its leader is not asked to be anywhere on a day
    endpoint: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def is_between(self, start: date, end: date) -> bool:
        """Whether any of its days is one of these, both included."""
        return self.starts_on <= end and self.ends_on >= start

    def dated(self) -> Dated:
        """The entry as clashes need it."""
        people = {} if self.is_long else self.people
        return Dated(
            key=self.uid, title=self.title, starts_on=self.starts_on, ends_on=self.ends_on, starts_at=self.starts_at,
            ends_at=self.ends_at, people=frozenset(f"{key}:{name}" for key, name in people.items()),
            visited=self.visited, audited=self.audited, is_deadline=self.is_deadline,
        )  # fmt: skip
