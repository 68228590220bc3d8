"""Lists that somebody keeps under a name: their own, or shown to everybody who reads the chain."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.improvement.chain.refusals import ChainRefused
from survey_app.improvement.lists.choosing import LISTS, ListQuery, query_from
from survey_app.improvement.models import SavedView

LONGEST_NAME, MOST_VIEWS = 120, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownView:
    """A saved view as a page offers it: ``query`` is what its address chooses."""

    view: SavedView
    query: ListQuery
    is_own: bool


def views_for(session: Session, partnership_id: int, user_id: int) -> list[ShownView]:
    """A person's own views and those that are shared, by name."""
    found = session.scalars(
        select(SavedView)
        .where(SavedView.partnership_id == partnership_id, or_(SavedView.user_id == user_id, SavedView.is_shared))
        .order_by(SavedView.name, SavedView.made_at, SavedView.id)
    )
    return [
        ShownView(view=one, query=query_from(one.query, one.list_name), is_own=one.user_id == user_id) for one in found
    ]


def save_view(
    session: Session, partnership_id: int, user_id: int, name: str, list_name: str, query: ListQuery, *, shared: bool
) -> SavedView:
    """Keep a list under a name; the same name of the same person takes the place of the one before.

    Raises
    ------
    ChainRefused
        Where the name is missing or too long, there is no such list, or the person has fifty already.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise ChainRefused(f"Give the view a name of at most {LONGEST_NAME} characters.")
    if list_name not in LISTS:
        raise ChainRefused("Save a view from one of the lists.")
    mine = (SavedView.partnership_id == partnership_id, SavedView.user_id == user_id)
    found = session.scalar(select(SavedView).where(*mine, SavedView.name == name))
    if found is None:
        if len(session.scalars(select(SavedView.id).where(*mine)).all()) >= MOST_VIEWS:
            raise ChainRefused(f"You have {MOST_VIEWS} views. Remove one that you no longer need.")
        found = SavedView(partnership_id=partnership_id, user_id=user_id, name=name)
        session.add(found)
    found.list_name, found.query, found.is_shared = list_name, query.chosen, shared
    try:
        session.flush()
    except IntegrityError:
        raise ChainRefused("A view of this name was saved a moment ago. Open the lists again.") from None
    return found


def remove_view(session: Session, partnership_id: int, user_id: int, view_id: str) -> str | None:
    """Remove one's own view; its name, or None where it is nobody's or somebody else's."""
    found = session.get(SavedView, view_id)
    if found is None or found.partnership_id != partnership_id or found.user_id != user_id:
        return None
    name = found.name
    session.delete(found)
    session.flush()
    return name
