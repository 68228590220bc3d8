"""What evidence allows: which grade is possible at most, which pieces count, and what would have to be added.

Policies alone reach *Partly met*. *Fully met* needs evidence from practice that is no more than twelve months old on
the day of the declaration, and an outcome for children. Evidence without a date cannot show its age.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from survey_app.retention import add_months

POLICY = "policy"
COUNTS_FOR_MONTHS = 12
GRADES = {"fully": "Fully met", "mostly": "Mostly met", "partly": "Partly met", "not_met": "Not met"}  # the best first
_ORDER = tuple(GRADES)


class Piece(Protocol):
    """A piece of evidence, as far as the rules look at it."""

    @property
    def kind(self) -> str: ...
    @property
    def dated_on(self) -> date | None: ...
    @property
    def is_kept(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One piece of evidence and what it counts for: "fully", "mostly", "partly", or "" for nothing."""

    piece: Piece
    counts_for: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the evidence of one standard allows.

    Attributes
    ----------
    best : str
        The best grade that is possible.
    weighed : tuple of Weighed
        Every piece with what it counts for, in the order given.
    sentence : str
        Which grade is possible, and what to add for a better one.
    """

    standard: str
    best: str
    weighed: tuple[Weighed, ...]
    sentence: str

    @property
    def best_text(self) -> str:
        """The best grade that is possible, in words."""
        return GRADES[self.best]

    def allows(self, grade: object) -> bool:
        """Whether this grade is possible. What is no grade of the scale, such as "not applicable", always is."""
        return grade not in _ORDER or _ORDER.index(str(grade)) >= _ORDER.index(self.best)


def evidence_verdict(standard: str, items: Sequence[Piece], day: date, *, outcome: str = "") -> Verdict:
    """What the evidence for a standard allows on a day.

    Parameters
    ----------
    items
        All pieces of evidence for the standard, those that are withdrawn or not reaffirmed among them.
    day
        The day of the declaration; before there is one, today.
    outcome
        What the agency answers under impact on children.
    """
    weighed = tuple(_weigh(item, day) for item in items)
    reached = {one.counts_for for one in weighed}
    if "fully" in reached:
        best = "fully" if outcome.strip() else "mostly"
    else:
        best = "mostly" if "mostly" in reached else "partly"
    return Verdict(standard=standard, best=best, weighed=weighed, sentence=_sentence(best, reached))


def is_recent(dated_on: date, day: date) -> bool:
    """Whether evidence of this day counts as no more than twelve months old: the same day a year later still does."""
    return dated_on <= day <= add_months(dated_on, COUNTS_FOR_MONTHS)


def _weigh(item: Piece, day: date) -> Weighed:
    counts_for, why = _counted(item, day)
    return Weighed(piece=item, counts_for=counts_for, why=why)


def _counted(item: Piece, day: date) -> tuple[str, str]:
    if not item.is_kept:
        return "", "Does not count: it is withdrawn, or comes from last time and has not been reaffirmed."
    if item.kind == POLICY:
        return "partly", "Counts for Partly met at most: a policy says what ought to happen, not what does."
    if item.dated_on is None:
        return "mostly", "Counts for Mostly met at most: without a date it cannot show that it is recent."
    if item.dated_on > day:
        return "mostly", f"Counts for Mostly met at most: its date, {_said(item.dated_on)}, lies ahead."
    if not is_recent(item.dated_on, day):
        return "mostly", "Counts for Mostly met at most: it is more than 12 months old."
    until = add_months(item.dated_on, COUNTS_FOR_MONTHS)
    return "fully", f"Counts for Fully met in a declaration made up to {_said(until)}."


def _sentence(best: str, reached: set[str]) -> str:
    if best == "fully":
        return "Every grade is possible."
    if best == "mostly" and "fully" in reached:
        return "Mostly met is possible. For Fully met, say under “Impact on children” what has changed for children."
    if best == "mostly":
        return (
            "Mostly met is possible. For Fully met, add evidence from practice that is dated and no more than 12 "
            "months old, and say under “Impact on children” what has changed for children."
        )
    known = "There are only policies" if "partly" in reached else "There is no evidence that counts yet"
    return (
        f"{known}, so Partly met is the best grade possible. For a better one, add evidence from practice: an audit, "
        "data, an observation, or what staff or children say."
    )


def _said(day: date) -> str:
    return f"{day:%-d %B %Y}"
