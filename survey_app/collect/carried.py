"""The answers of an anonymous round while they are being given: a text that travels in the page and nowhere else.

What comes back from a browser is anything at all, so only well-formed answers to this form's questions are taken over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from instruments.answer_types import clean_value, type_problem
from instruments.compiled import CompiledInstrument, Item, Section
from instruments.paths import MAXIMUM_ENTRIES
from survey_app.collect.receipts import canonical_uuid
from survey_app.collect.sealing import LONGEST_ANSWER
from survey_app.collect.wording import Speaker
from survey_app.database import new_uuid
from survey_app.errors import UserError

LONGEST_TEXT = 4 * LONGEST_ANSWER


class CarriedUnreadable(UserError):
    """The page came back without its answers, or with something else in their place."""

    title = "Your earlier answers did not arrive"

    def __init__(self) -> None:
        super().__init__(
            "The page came back without the answers you gave on the pages before it. Go back in your browser and try "
            "again. Nothing was sent."
        )


@dataclass(frozen=True, slots=True)
class Carried:
    """The submission's UUID and the answers so far."""

    uuid: str
    document: dict[str, Any]
    language: str = ""

    def text(self) -> str:
        said = {"uuid": self.uuid, "document": self.document} | ({"language": self.language} if self.language else {})
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def begin(speaker: Speaker, language: str = "") -> Carried:
    """A new submission with what the form begins with."""
    return Carried(new_uuid(), speaker.begun(), language)


def read_carried(compiled: CompiledInstrument, text: str) -> Carried:
    """Take the answers out of a page that came back; CarriedUnreadable when they are not there."""
    try:
        found = json.loads(text) if len(text) <= LONGEST_TEXT else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise CarriedUnreadable
    submission_uuid = canonical_uuid(found.get("uuid"))
    if submission_uuid is None or not isinstance(found.get("document"), dict):
        raise CarriedUnreadable
    language = found.get("language")
    return Carried(
        submission_uuid, well_formed(compiled, found["document"]), language[:60] if isinstance(language, str) else ""
    )


def well_formed(compiled: CompiledInstrument, raw: dict[str, Any]) -> dict[str, Any]:
    """Of any JSON object, what can be an answer to this form."""
    own = [item for item in compiled.items if not item.repeats]
    tops = [section for section in compiled.children_of(None) if section.repeat is not None]
    return _answers(own, raw) | _repeats(compiled, tops, raw)


def _repeats(compiled: CompiledInstrument, sections: Iterable[Section], raw: dict[str, Any]) -> dict[str, Any]:
    """The entries of repeats, and of the repeats within them."""
    found: dict[str, Any] = {}
    for section in sections:
        entries = raw.get(section.name)
        if isinstance(entries, list):
            found[section.name] = [
                _answers(section.items, entry) | _repeats(compiled, compiled.children_of(section.name), entry)
                for entry in entries[:MAXIMUM_ENTRIES]
                if isinstance(entry, dict)
            ]
    return found


def _answers(items: Iterable[Item], raw: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for item in items:
        if item.question.is_answered and item.name in raw:
            value = clean_value(item, raw[item.name])
            if value is None or type_problem(item, value) is None:
                found[item.name] = value
    return found
