"""What shows what was done or what came of it: files, whose kind is looked at rather than believed, and addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.collect.uploads import Upload
from survey_app.database import now
from survey_app.improvement.actions.refusals import ActionRefused, checked
from survey_app.improvement.changing import lock_as_seen, note
from survey_app.improvement.models import Action, ActionEvidence

MOST_PIECES = 50  # of one action
LONGEST_LINK = 500
SCHEMES = ("http", "https")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvidence:
    """What it shows, of which day; either ``link`` or ``upload`` is given."""

    shows: str
    dated: date | None
    link: str = ""
    upload: Upload | None = None


def add_evidence(session: Session, action: Action, new: NewEvidence, by_id: int, today: date) -> ActionEvidence:
    """Add evidence to an open action. What a waiting claim rests on was fixed when it was made.

    Raises
    ------
    ActionRefused
        Where the action is ended, it is neither one file nor one address, or the day is still to come.
    """
    lock_as_seen(session, action, None)
    if not action.is_open:
        raise ActionRefused(f"{action.reference} is ended. Open it again first, and say why.")
    shows = checked(new.shows, "What it shows", field="shows", missing="Say what this shows.")
    if new.dated is None or new.dated > today:
        raise ActionRefused("Enter of which day it is: today or earlier.", "dated")
    link = new.link.strip()
    if (new.upload is None) == (not link):
        raise ActionRefused("Choose a file or give an address: one of the two for each piece of evidence.", "link")
    if link and (problem := address_problem(link)):
        raise ActionRefused(problem, "link")
    content = new.upload.content if new.upload is not None else None
    session.expire(action, ["evidence"])
    if any(
        (one.shows, one.dated, one.link, one.content, one.added_by_id) == (shows, new.dated, link, content, by_id)
        for one in action.evidence
        if one.is_kept
    ):
        raise ActionRefused("You have added this already. It is on the page of the action.")
    count = session.scalar(select(func.count()).where(ActionEvidence.action_id == action.id)) or 0
    if count >= MOST_PIECES:
        raise ActionRefused(f"An action holds up to {MOST_PIECES} pieces of evidence. Name the best.")
    made = ActionEvidence(
        action_id=action.id, number=count + 1, shows=shows, dated=new.dated, link=link, added_by_id=by_id
    )
    if new.upload is not None:
        made.file_name, made.media_type = new.upload.name, new.upload.media_type
        made.content = new.upload.content
    session.add(made)
    session.flush()
    note(session, action, "evidence", f"{made.number}: {shows}", by_id=by_id)
    action.revision += 1
    session.flush()
    session.expire(action, ["evidence"])
    return made


def withdraw_evidence(session: Session, item: ActionEvidence, why: str, by_id: int) -> None:
    """Take a piece back: its file or address is destroyed at once, the line stays with the reason.

    That is for what should never have been added, such as a file that names a child.
    """
    lock_as_seen(session, item.action, None)
    session.refresh(item)
    if not item.is_kept:
        raise ActionRefused("This was taken back already.")
    reason = checked(why, "The reason", field="why", missing="Say why you take it back.")
    item.content, item.link = None, ""
    item.withdrawn_at, item.withdrawn_why, item.withdrawn_by_id = now(), reason, by_id
    session.flush()
    note(session, item.action, "evidence", f"{item.number}: taken back", by_id=by_id, why=reason)
    item.action.revision += 1
    session.flush()


def address_problem(link: str) -> str:
    """Why a text is no address that can be shown as a link; empty where it is one. Only http and https."""
    if len(link) > LONGEST_LINK:
        return f"An address has at most {LONGEST_LINK} characters."
    if any(letter.isspace() or not letter.isprintable() for letter in link):
        return "An address has no spaces. Copy it from the address bar of your browser."
    try:
        address = urlsplit(link)
        is_address = address.scheme in SCHEMES and bool(address.hostname) and (address.port or 1) > 0
    except ValueError:
        is_address = False
    if not is_address or address.username or address.password:
        return "Enter a whole address that begins with https:// or http:// and names no user or password."
    return ""
