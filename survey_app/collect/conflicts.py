"""Two tabs on one draft: the second to save a page is told, sees both versions, and chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from instruments.answers import find_path
from survey_app.collect.display import answer_text
from survey_app.collect.flow import Outcome, page_answers, page_items
from survey_app.collect.forms import PREFIX, file_fields_of
from survey_app.collect.places import Document, Place
from survey_app.collect.receipts import content_hash
from survey_app.collect.wording import Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One question that the two tabs answer differently."""

    label: str
    saved: str
    mine: str


def fingerprint(speaker: Speaker, document: Document, place: Place) -> str:
    """The saved answers of a page in short, as they were when the page was sent to the browser."""
    answers = page_answers(speaker, document, place)
    on_page = [item.name for item in page_items(speaker.compiled.section(place.section))]
    return content_hash({name: answers[name] for name in on_page if answers.get(name) is not None})[:16]


def differences(speaker: Speaker, saved: Document, outcome: Outcome, place: Place) -> list[Difference]:
    """Where the posted page differs from what is saved."""
    before, after = page_answers(speaker, saved, place), page_answers(speaker, outcome.document, place)
    words = speaker.words(find_path(speaker.compiled, outcome.document), place.entry)
    return [
        Difference(
            label=words.said(item).plain, saved=answer_text(item, before.get(item.name), words),
            mine=answer_text(item, after.get(item.name), words),
        )
        for item in page_items(speaker.compiled.section(place.section))
        if (before.get(item.name) or None) != (after.get(item.name) or None)
    ]  # fmt: skip


def posted_controls(posted: Any, outcome: Outcome) -> list[tuple[str, str]]:
    """What the page posted, to be posted once more with the choice between the two versions.

    A file that came with it is stored by now, and is posted by its name.
    """
    kept: Mapping[str, list[str]] = posted.to_dict(flat=False)
    sent = {field.control("kept"): field.upload.name for field in file_fields_of(outcome.form) if field.upload}
    names = [name for name in kept if (name.startswith(PREFIX) and name not in sent) or name in ("shown", "go")]
    return [*((name, value) for name in names for value in kept[name]), *sent.items()]
