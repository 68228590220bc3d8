"""What a page tells the browser, so that questions come and go and values change as one answers, without the server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from instruments.compiled import Item
from instruments.form_json import form_json
from instruments.page_needs import PageNeeds, page_document
from instruments.walking import Walk
from survey_app.collect.places import Document, Place
from survey_app.collect.wording import Speaker


def live_page(speaker: Speaker, items: Sequence[Item], document: Document, place: Place) -> dict[str, Any] | None:
    """The part of the form that the page hangs on, and the answers that it starts from; None where nothing changes."""
    names = [item.name for item in items]
    if PageNeeds.of(speaker.compiled, names).is_still:
        return None
    definition = form_json(speaker.compiled, speaker.language or None, only=names)
    walk = Walk(speaker.compiled, document, language=speaker.language or None)
    return {
        "form": definition, "document": page_document(speaker.compiled, document, names, walk),
        "entry": list(place.entry), "username": speaker.username,
    }  # fmt: skip
