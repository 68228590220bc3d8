"""A draft that devices work on, on the form's ordinary pages: its entries are known by their ids there too."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from survey_app.collect import drafts, safety
from survey_app.collect.entries import Entry, answers_at, entries_in, every_entry
from survey_app.collect.entry_ids import REMOVED, entry_of, ids_of, path_of, with_entry_ids
from survey_app.collect.merging import apply_change, remove_entry
from survey_app.collect.models import Draft
from survey_app.collect.places import Place
from survey_app.collect.wording import Speaker
from survey_app.designer.services import compiled_version

_SEPARATOR, _NEW = "/", "+"


def take_onto_devices(session: Session, draft: Draft, numbered: Collection[str] = ()) -> None:
    """Let devices work on a draft that was begun elsewhere: it stays on its version from now on, and has ids.

    ``numbered`` are repeats whose entries are named by their position. Worries go on being known.
    """
    draft.version_id = draft.round.version_id if draft.version_id is None else draft.version_id
    session.flush()
    session.expire(draft, ["own_version"])
    drafts.save_draft(session, draft, with_entry_ids(draft.document, numbered))
    for item in safety.safety_items(compiled_version(draft.version)):
        for entry, _ in every_entry(draft.document, item.repeats):
            alert = safety.find_alert(session, draft.id, item.name, safety.entry_text(entry)) if entry else None
            if alert is not None:
                alert.entry = safety.slot_of(draft.document, item, entry)
    session.flush()


def page_ids(draft: Draft, repeats: Sequence[str], entry: Entry) -> str:
    """The ids of an entry as its page posts them, the last a "+" for one that is not there yet."""
    if not draft.is_on_devices or not repeats or len(entry) != len(repeats):
        return ""
    outer, ids = ids_of(draft.document, repeats, entry[:-1]), ids_of(draft.document, repeats, entry)
    if ids is None and outer is not None:
        ids = [*outer, _NEW]
    return _SEPARATOR.join(ids or ())


def entry_now(session: Session, draft: Draft, repeats: Sequence[str], entry: Entry, posted: str) -> Entry:
    """Where the entry of a posted page stands by now, whatever a device has added or put in order meanwhile.

    One that was removed meanwhile comes back, as it does for an answer that comes late from a device.
    """
    ids = posted.split(_SEPARATOR)
    if not draft.is_on_devices or not posted or not len(ids) == len(repeats) == len(entry):
        return entry
    if ids[-1] == _NEW:
        outer = entry_of(draft.document, repeats, ids[:-1])
        there = [] if outer is None else entries_in(answers_at(draft.document, repeats, outer), repeats[-1])
        return entry if outer is None else (*outer, len(there))
    path = path_of(repeats, ids)
    if any(removed["path"] == path for removed in draft.document.get(REMOVED, [])):
        back = apply_change(draft.document, {"op": "add", "path": path, "after": None})
        drafts.save_draft(session, draft, back.document)
    return entry_of(draft.document, repeats, ids) or entry


def remove(session: Session, speaker: Speaker, draft: Draft, place: Place) -> None:
    """Take an entry out; the draft remembers it, in case an answer to it comes late."""
    repeats = speaker.compiled.section(place.section).repeats
    ids = ids_of(draft.document, repeats, place.entry) or []
    shorter = remove_entry(draft.document, path_of(repeats, ids))
    drafts.save_draft(session, draft, speaker.recalculated(shorter, previous=shorter))
