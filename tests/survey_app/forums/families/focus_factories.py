"""Focus groups for tests, through the services that people use. Everything said is constructed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.forums.families import clearing, consent, groups, saying
from survey_app.forums.models import HubCycle
from survey_app.forums.models.families import FocusGroup, FocusGroupPoint

QUESTION = "What should be different?"


def make_group(session: Session, cycle: HubCycle, worker_id: int, **values: object) -> FocusGroup:
    """A group of young carers that was planned for a week ago."""
    details: dict[str, object] = {
        "title": "Young carers", "who": "children", "ages": ("from_11_to_15",), "setting": "Youth club",
        "planned_for": (now() - timedelta(days=7)).date(),
    }  # fmt: skip
    return groups.plan_group(session, cycle, groups.GroupPlan(**{**details, **values}), by_id=worker_id)  # type: ignore[arg-type]


def agree(
    session: Session, group: FocusGroup, *, notes: Sequence[int], quotes: Sequence[int] = (), by: str = "both"
) -> None:
    """Write down who agreed to what."""
    given = [
        consent.Consent(
            number=one.number, agreed_by=by if one.number in notes else "", notes=one.number in notes,
            quotes=one.number in quotes,
        )
        for one in group.participants
        if not one.withdrawn
    ]  # fmt: skip
    consent.save_consents(session, group, given, parent_needed=True)


def hold(
    session: Session, group: FocusGroup, *, people: int = 6, notes: int | None = None, quotes: int | None = None
) -> FocusGroup:
    """Hold a group: so many took part, so many agreed to notes and to be quoted (everybody, unless said)."""
    day = (now() - timedelta(days=3)).date()
    groups.record_held(session, group, held_on=day, people=people, helped_by="An advocate", today=now().date())
    agreed = people if notes is None else notes
    quoted = agreed if quotes is None else quotes
    agree(session, group, notes=range(1, agreed + 1), quotes=range(1, quoted + 1))
    groups.choose_questions(session, group, [QUESTION])
    return group


def say(
    session: Session, group: FocusGroup, text: str, said_by: Sequence[int], *, quote: str = "", hand_in: bool = True
) -> FocusGroupPoint:
    """Write down a point, and hand it in."""
    said = saying.Said(text=text, said_by=said_by, tone="concern", quote=quote)
    point = saying.add_point(session, group, group.questions[0], said, by_id=group.recorded_by_id)
    if hand_in:
        group.unsafe = "no"
        saying.hand_in(session, group, told_how="We go back and tell them")
    return point


def clear(session: Session, point: FocusGroupPoint, *, by_id: int, checked: bool = True) -> None:
    """Clear a point as the second person."""
    clearing.clear_point(session, point.group.cycle.partnership_id, point, by_id=by_id, checked=checked)
