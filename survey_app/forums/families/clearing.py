"""Clearing what a focus group said: a second person reads it, and nothing of a small group goes further.

It is the way of the quote clearing desk, with the same eyes for names, places and numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.telling_words import telling_words
from survey_app.database import now
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.families.consent import not_covered
from survey_app.forums.families.groups import lock_group, smallest_group
from survey_app.forums.families.taking_back import wordings_of
from survey_app.forums.models import HubCycle
from survey_app.forums.models.families import FocusGroup, FocusGroupPoint
from survey_app.results.voices.wording import (
    KnownNames,
    QuoteRefused,
    Stretch,
    checked_wording,
    holds_unchecked,
    identifiers_in,
    known_names,
    marked,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sized:
    """What a group's size allows: nothing under the partnership's minimum, quotes only if as many agreed to these."""

    smallest: int
    points: bool
    quotes: bool


def sized(session: Session, partnership_id: int, group: FocusGroup) -> Sized:
    """Count those who agreed and have not withdrawn: those who were there know who these are."""
    smallest = smallest_group(session, partnership_id)
    return Sized(smallest=smallest, points=group.agreed_to_notes >= smallest, quotes=group.agreed_to_quotes >= smallest)


def points_of_cycle(session: Session, cycle: HubCycle, *states: str) -> list[FocusGroupPoint]:
    """The points of all groups of a cycle that are in one of these states, group by group."""
    query = (
        select(FocusGroupPoint)
        .join(FocusGroup, FocusGroup.id == FocusGroupPoint.group_id)
        .where(FocusGroup.cycle_id == cycle.id, FocusGroupPoint.state.in_(states))
        .order_by(FocusGroup.planned_for, FocusGroup.id, FocusGroupPoint.entered_at, FocusGroupPoint.id)
    )
    return list(session.scalars(query))


def of_large_groups(session: Session, cycle: HubCycle, points: Iterable[FocusGroupPoint]) -> list[FocusGroupPoint]:
    """Those of groups in which enough have agreed."""
    smallest = smallest_group(session, cycle.partnership_id)
    return [point for point in points if point.group.agreed_to_notes >= smallest]


def find_point_of(session: Session, partnership_id: int, point_id: str) -> FocusGroupPoint | None:
    """A point that was handed in, in this partnership; nobody else reads one that was not."""
    return session.scalar(
        select(FocusGroupPoint)
        .join(FocusGroup, FocusGroup.id == FocusGroupPoint.group_id)
        .join(HubCycle, HubCycle.id == FocusGroup.cycle_id)
        .where(
            FocusGroupPoint.id == point_id, FocusGroupPoint.state.in_(("waiting", "cleared")),
            HubCycle.partnership_id == partnership_id,
        )
    )  # fmt: skip


def marked_words(text: str, known: KnownNames) -> list[Stretch]:
    """A text in parts, with what could tell who it is about marked: initials and the like, then by the desk's rules."""
    parts, rest = [], text
    for word in telling_words(text):
        before, found, after = rest.partition(word.text)
        if found:
            parts += [Stretch(before), Stretch(found, word.kind.replace("_", " "))]
            rest = after
    found_by_rules = (
        [part] if part.kind else marked(part.text, identifiers_in(part.text, known)) for part in (*parts, Stretch(rest))
    )
    return [part for of_part in found_by_rules for part in of_part if part.text]


def clear_point(session: Session, partnership_id: int, point: FocusGroupPoint, *, by_id: int, checked: bool) -> None:
    """Let a point be passed on. Refused to whoever wrote it down.

    Raises
    ------
    HubRefused
        It is one's own, does not wait any more, is covered by no consent, or comes from too small a group.
    QuoteRefused
        It holds what nobody publishes, or marked words that nobody has checked.
    """
    group = point.group
    lock_group(session, group)
    _refuse(point, group, by_id, ("waiting",))
    size = sized(session, partnership_id, group)
    if not size.points:
        raise HubRefused(
            f"Fewer than {size.smallest} people in this group have agreed, so nothing that they said can be passed on."
        )
    refused = not_covered(group, set(point.said_by), quoted=bool(point.quote))
    if refused:
        raise HubRefused(refused)
    known = known_names(session, partnership_id)
    for words in (point.text, group.title, *filter(None, [point.quote])):
        checked_wording(words)
    if not checked and doubtful(point, known):
        holds_unchecked(identifiers_in(f"{point.text} {point.quote} {group.title}", known), checked=False)
        raise QuoteRefused("Check the marked words first, and say that they identify nobody.")
    point.state, point.reason, point.decided_by_id, point.decided_at = "cleared", "", by_id, now()
    point.passed_on = list(dict.fromkeys([*point.passed_on, *wordings_of(point)]))
    session.flush()


def send_back(session: Session, point: FocusGroupPoint, *, by_id: int, reason: str) -> None:
    """Turn a point down, or take back that it was cleared, and say why."""
    lock_group(session, point.group)
    _refuse(point, point.group, by_id, ("waiting", "cleared"))
    if not reason.strip():
        raise HubRefused("Say why it cannot be used, so that it can be put right.")
    point.state, point.reason = "returned", reason.strip()
    point.decided_by_id, point.decided_at = by_id, now()
    session.flush()


def doubtful(point: FocusGroupPoint, known: KnownNames) -> bool:
    """Whether something in the point, or in the name of its group, could tell who it is about."""
    shown = (point.text, point.quote, point.group.title)
    return any(part.kind for words in shown for part in marked_words(words, known))


def _refuse(point: FocusGroupPoint, group: FocusGroup, by_id: int, states: tuple[str, ...]) -> None:
    if point not in group.points or point.state not in states:
        raise HubRefused("This does not wait for a decision any more. Go back to the list.")
    if by_id in (point.entered_by_id, group.recorded_by_id):
        raise HubRefused("You wrote this down, so somebody else has to decide.")
