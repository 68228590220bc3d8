"""What every page of a draft begins with: the draft itself, and whether a worry about a child stops the form."""

from __future__ import annotations

from typing import Any, NoReturn

from flask import abort, redirect, request
from sqlalchemy.orm.attributes import set_committed_value

from instruments.answers import find_path
from instruments.compiled import Item
from survey_app.collect import drafts, safety
from survey_app.collect.device_drafts import entry_now
from survey_app.collect.entries import Entry, entry_from
from survey_app.collect.flow import page_items
from survey_app.collect.models import Draft
from survey_app.collect.places import Place
from survey_app.collect.problems import NotOpen
from survey_app.collect.services import check_open
from survey_app.collect.ways import Way, sent_submission
from survey_app.database import db, now

LONG_FORM = 6  # from so many pages on, a list of them helps


def current_draft(way: Way) -> Draft:
    """The draft of a page. Whoever has none is led to the receipt or to the start."""
    check_open(way.round, now().date())
    if way.keeping is not None and (refusal := way.keeping.refusal()):
        raise NotOpen(refusal)
    if way.draft is None:
        leave_to(way.url("sent") if sent_submission(way) is not None else way.url("start"))
    return _completed(way, way.draft)


def locked_draft(way: Way) -> Draft:
    """The draft, fresh and locked; when another tab has just sent it, its receipt."""
    draft = drafts.lock_draft(db.session(), current_draft(way).id)
    if draft is None:
        db.session.rollback()
        leave_to(way.url("sent"))
    return _completed(way, draft)


def _completed(way: Way, draft: Draft) -> Draft:
    """The draft with what its record answers by itself: seen on every page, and stored with the next page."""
    if way.giving is not None:
        set_committed_value(draft, "document", way.giving.completed(draft.document))
    return draft


def entry_posted(way: Way, draft: Draft, place: Place) -> tuple[Draft, Entry]:
    """The draft and the entry that a posted page is about, which devices may have moved meanwhile."""
    if not draft.is_on_devices:
        return draft, place.entry
    draft = locked_draft(way)
    return draft, entry_now(db.session(), draft, way.repeats_of(place), place.entry, request.form.get("ids", ""))


def asked_items(way: Way, place: Place) -> tuple[Item, ...]:
    """The questions of a page that a record leaves to people; none where every page asks what its form says."""
    if way.giving is None:
        return ()
    section = way.compiled.section(place.section)
    return way.giving.asked(section, page_items(section))


def leave_to(address: str) -> NoReturn:
    abort(redirect(address))


def stop_place(
    way: Way, document: dict[str, Any], *, here: Place | None = None, only: Place | None = None
) -> Place | None:
    """The stop for a worry of which it is not yet recorded who was told.

    ``here`` is the page being opened: the question's own page stays open, so that a "Yes" by mistake can be undone.
    ``only`` looks at the worries of one page alone. In easy read, a child is asked for no record of whom they told: the
    stop is shown once, as the page is answered, and stands in no other page's way.
    """
    if way.is_easy_read and only is None:
        return None
    path = find_path(way.compiled, document)
    for worry in safety.worries(way.compiled, document):
        own = Place("entry" if worry.item.repeats else "section", worry.item.section, worry.entry)
        asked = path.has(worry.item.name, worry.entry)
        if asked and not worry.is_recorded and own != here and only in (None, own):
            return Place("worry", worry.item.name, worry.entry)
    return None


def entry_of_address(number: str | None) -> Entry:
    """Entries are counted from 1 in addresses and from 0 inside; 404 for what is no number."""
    if number is None:
        return ()
    entry = entry_from(number, first=1)
    if entry is None:
        abort(404)
    return entry
