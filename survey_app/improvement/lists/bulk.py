"""Editing many at once: one field, one reason, every record as the person saw it, and all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.errors import UserError
from survey_app.improvement.actions.planning import give_more_time, name_owner
from survey_app.improvement.chain.recommending import RecommendationText, change_recommendation
from survey_app.improvement.chain.words import check_words
from survey_app.improvement.models import PRIORITIES, Action, Recommendation

MOST_AT_ONCE = 200
Row = TypeVar("Row", Recommendation, Action)
FIELDS: Mapping[str, Mapping[str, str]] = {
    "recommendations": {"priority": "Priority", "theme": "Theme", "owner": "Owner agency"},
    "actions": {"due_by": "Due day", "owner": "Who does it"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkEdit:
    """One change to many records. ``seen`` are the ids with the revision that the page showed for each."""

    field: str
    value: str
    why: str
    seen: Mapping[str, int]


class BulkRefused(UserError):
    """Nothing was changed, because one of the records could not be; the message names it."""

    status = 422
    title = "Nothing was changed"


def edit_recommendations(session: Session, partnership_id: int, edit: BulkEdit, by_id: int) -> int:
    """Change priority, theme or owner of many recommendations; how many. Each keeps the rules of changing one."""
    if edit.field not in FIELDS["recommendations"]:
        raise BulkRefused("Choose what to change.")
    values = _value_of_recommendation(edit)
    typed = [("The reason", edit.why), *([("The theme", edit.value)] if edit.field == "theme" else [])]
    check_words(session, partnership_id, typed, checked=False)  # the records' own words were looked at before
    rows = session.scalars(
        select(Recommendation)
        .where(Recommendation.partnership_id == partnership_id, Recommendation.id.in_(edit.seen))
        .order_by(Recommendation.number)
    ).all()

    def change_one(one: Recommendation) -> None:
        words = replace(_as_it_is(one), **values)
        change_recommendation(session, one, words, by_id=by_id, seen=edit.seen[one.id], why=edit.why)

    return _all_or_none(session, edit, rows, change_one)


def edit_actions(session: Session, partnership_id: int, edit: BulkEdit, by_id: int, today: date) -> int:
    """Give many actions a new due day or another owner; how many. Each keeps the rules of changing one."""
    if edit.field not in FIELDS["actions"]:
        raise BulkRefused("Choose what to change.")
    rows = session.scalars(
        select(Action).where(Action.partnership_id == partnership_id, Action.id.in_(edit.seen)).order_by(Action.number)
    ).all()
    if edit.field == "due_by":
        due_by = _day(edit.value)
        return _all_or_none(
            session, edit, rows,
            lambda one: give_more_time(session, one, due_by, by_id, edit.why, today, seen=edit.seen[one.id]),
        )  # fmt: skip
    owner_id = int(edit.value) if edit.value.isascii() and edit.value.isdecimal() and len(edit.value) < 10 else None
    if owner_id is None:
        raise BulkRefused("Choose who does these actions.")
    return _all_or_none(
        session, edit, rows,
        lambda one: name_owner(session, one, owner_id, one.owner, by_id, edit.why, seen=edit.seen[one.id]),
    )  # fmt: skip


def _all_or_none(session: Session, edit: BulkEdit, rows: Sequence[Row], change_one: Callable[[Row], None]) -> int:
    """Change every record in one transaction; the first that is refused takes all of it back."""
    if not edit.seen:
        raise BulkRefused("Choose at least one record of the list.")
    if len(edit.seen) > MOST_AT_ONCE:
        raise BulkRefused(f"Change at most {MOST_AT_ONCE} records at once. You chose {len(edit.seen)}.")
    if len(rows) != len(edit.seen):
        raise BulkRefused("One of the records is no longer there. Open the list again.")
    if not edit.why.strip():
        raise BulkRefused("Say why. The reason stands in the history of each record.")
    with session.begin_nested():
        for one in rows:
            try:
                change_one(one)
            except UserError as refused:
                raise BulkRefused(f"{one.reference}: {refused.message}") from None
    return len(rows)


def _as_it_is(one: Recommendation) -> RecommendationText:
    return RecommendationText(
        text=one.text, why=one.why, owner_id=one.owner_id, priority=one.priority, theme=one.theme,
        source_kind=one.source_kind, source=one.source, made_on=one.made_on, origin_type=one.origin_type,
        origin_id=one.origin_id, checked=True,
    )  # fmt: skip


def _value_of_recommendation(edit: BulkEdit) -> dict[str, Any]:
    if edit.field == "priority":
        if edit.value not in PRIORITIES:
            raise BulkRefused("Choose a priority.")
        return {"priority": edit.value}
    if edit.field == "theme":
        return {"theme": edit.value}
    if not (edit.value.isascii() and edit.value.isdecimal() and len(edit.value) < 10):
        raise BulkRefused("Choose the agency that is to own them.")
    return {"owner_id": int(edit.value)}


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BulkRefused("Enter the new due day, such as 2027-03-31.") from None
