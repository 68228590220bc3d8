"""A form made ready for a device without a network: everything of it that does not hang on the answers, as JSON.

survey_app/browser/visits/form_page.js reads it. The pages are drawn by the same templates as those of the website, the
conditions are those that every page evaluates (instruments/form_json.py), and the sentences are the server's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from flask import current_app

from instruments.choice_order import is_shuffled, seed_name, stays_last
from instruments.compiled import CompiledInstrument, Item, Section
from instruments.expressions import parse_expression, to_json
from instruments.form_json import form_json
from survey_app.collect.blank_pages import BlankPage, BlankSpeaker, blank_page, blank_worry
from survey_app.collect.bundle_words import labels
from survey_app.collect.forms import has_field
from survey_app.collect.markdown import plain_text
from survey_app.collect.places import entry_name, has_fixed_number
from survey_app.collect.safety import safety_items
from survey_app.collect.wording import MediaUrl, Speaker
from survey_app.partnership.models import Partnership
from survey_app.translating import page_language

Json = dict[str, Any]


def form_bundle(speaker: Speaker, partnership: Partnership, *, left_out: frozenset[str] = frozenset()) -> Json:
    """What a device needs of a form: its definition, its pages and its words.

    ``speaker`` speaks in the language of the answers; no answer is in what comes of it. Questions that are ``left_out``
    are on no page, because a record answers them.
    """
    return {
        **_form(speaker, left_out),
        "username": speaker.username if _notes_username(speaker.compiled) else None,
        "urgent_html": _drawn("urgent_route", partnership),
        "disclosure_html": _drawn("disclosure_note", _way(partnership)),
    }


def _form(speaker: Speaker, left_out: frozenset[str]) -> Json:
    """The form itself, drawn once in a process where it is the same for every draft."""
    if has_own_media(speaker.compiled) or is_own_order(speaker.compiled):
        return _drawn_form(speaker, left_out)
    return _same_for_all(_Keyed(id(speaker.compiled), speaker), page_language(), left_out)


@dataclass(frozen=True, slots=True)
class _Keyed:
    """A form as a key; holding it keeps its id from being given to another."""

    key: int
    speaker: Speaker = field(compare=False)


@lru_cache(maxsize=8)
def _same_for_all(keyed: _Keyed, language: str, left_out: frozenset[str]) -> Json:
    return _drawn_form(Speaker(keyed.speaker.compiled, keyed.speaker.language), left_out)


def _drawn_form(speaker: Speaker, left_out: frozenset[str]) -> Json:
    compiled, found = speaker.compiled, _MediaFound(speaker.media_url)
    blank = BlankSpeaker(compiled, speaker.language, found.address, None, speaker.key)
    return {
        "form": form_json(compiled, speaker.language or None),
        "pages": [_page(blank, section, left_out) for section in compiled.sections],
        "worries": {item.name: _worry(blank, item) for item in safety_items(compiled)},
        "questions": {item.name: row for item in compiled.items if (row := _question(blank, item))},
        "choices": _choices(compiled, blank),
        "orders": {item.name: _order(item) for item in compiled.items if is_shuffled(item.question) and has_seed(item)},
        "labels": labels(),
        "media": sorted(found.addresses),
    }


def has_own_media(compiled: CompiledInstrument) -> bool:
    """Whether a form shows pictures, sounds or films, whose addresses are those of a draft."""
    rows = [row for item in compiled.items for row in (item.question, *item.choices)]
    return any(getattr(row, kind, None) for row in rows for kind in ("image", "audio", "video"))


def is_own_order(compiled: CompiledInstrument) -> bool:
    """Whether a form shows choices in an order that each draft has for itself."""
    return any(is_shuffled(item.question) for item in compiled.items)


def _notes_username(compiled: CompiledInstrument) -> bool:
    """Whether the form asks who fills it in; otherwise the device need not know."""
    return any(item.question.kind == "username" for item in compiled.items)


class _MediaFound:
    """Notes the addresses of the pictures, sounds and films that the pages show."""

    def __init__(self, media_url: MediaUrl) -> None:
        self._media_url = media_url
        self.addresses: set[str] = set()

    def address(self, name: str) -> str | None:
        address = self._media_url(name)
        if address:
            self.addresses.add(address)
        return address


def _page(speaker: BlankSpeaker, section: Section, left_out: frozenset[str]) -> Json:
    page, words = blank_page(speaker, section, left_out), speaker.words_in(section)
    is_list = section.repeat is not None
    # Above a list stands its hint, seen from around it; each entry's own page has none.
    hint = words.block(section.question, "hint")
    row: Json = {
        "section": section.name, "kind": "list" if is_list else "page", "title": words.section_title(section).plain,
        "hint_html": str(hint), "html": "" if is_list else page.html, "repeats": list(section.repeats),
        "parent": section.parent, **_questions_of(page),
    }  # fmt: skip
    if not is_list:
        return row
    return row | {
        "entry_html": page.html, "entry_name": entry_name(section), "fixed_number": has_fixed_number(section),
        "required": _required(section), "required_message": _required_message(section, speaker),
        "repeats": list(section.repeats[:-1]),
    }  # fmt: skip


def _questions_of(page: BlankPage) -> Json:
    return {
        "fields": list(page.fields), "told": list(page.told), "marked": list(page.marked),
        "few_required": page.few_required, "has_comments": page.has_comments, "has_files": page.has_files,
    }  # fmt: skip


def _required(section: Section) -> Any:
    """Whether a repeat must have an entry: a truth value, or an expression."""
    required = section.repeat.required if section.repeat is not None else False
    return required if isinstance(required, bool) else to_json(parse_expression(required))


def _required_message(section: Section, speaker: Speaker) -> str | None:
    found: str | None = (
        section.repeat.text("required_message", speaker.language) if section.repeat is not None else None
    )
    return found


def _worry(speaker: BlankSpeaker, item: Item) -> Json:
    words = speaker.words_in(speaker.compiled.section(item.section))
    return {"html": blank_worry(speaker, item), "label": str(words.said(item).label)}


def _question(speaker: BlankSpeaker, item: Item) -> Json:
    """The words of a question in messages, as far as the definition does not have them just so."""
    if not item.question.is_answered:
        return {}
    language, row = speaker.language, {}
    own = speaker.words_in(speaker.compiled.section(item.section)).question_text(item, "label") or item.name
    if _plain(own) != item.question.text("label", language):
        row["label"] = _plain(own)
    if item.part_of is not None and item.part_of != item.name:
        row["of"] = item.part_of
    for name, column in (("missing", "required_message"), ("wrong", "constraint_message")):
        if text := item.question.text(column, language):
            row[name] = _plain(text)
    return row


def _choices(compiled: CompiledInstrument, speaker: BlankSpeaker) -> dict[str, dict[str, str]]:
    """Question → choice → its words in a row, where they are not the label as it stands in the definition."""
    found = {}
    for item in compiled.items:
        texts = {choice.name: choice.text("label", speaker.language) or "" for choice in item.choices}
        marked = {name: plain for name, text in texts.items() if (plain := _plain(text)) != text}
        if marked and has_field(item):
            found[item.name] = marked
    return found


def has_seed(item: Item) -> bool:
    """Whether the order of a question's choices hangs on another answer, so that the device has to know it."""
    return has_field(item) and seed_name(item.question) is not None


def _order(item: Item) -> Json:
    """The question whose answer is the seed, and the choices that stay at the end."""
    return {
        "seed": seed_name(item.question),
        "last": [choice.name for choice in item.choices if stays_last(item, choice)],
    }


def _plain(text: str) -> str:
    """A text without marks; the answers that it shows stand as ``${name}``."""
    return plain_text(text, lambda name: f"${{{name}}}")


def _drawn(macro: str, argument: Any) -> str:
    module = current_app.jinja_env.get_template("collect/parts.html").module
    return str(getattr(module, macro)(argument)).strip()


def _way(partnership: Partnership) -> Any:
    """As much of a way into a round as the note on disclosures asks for."""
    return SimpleNamespace(carried=False, round=SimpleNamespace(partnership=partnership))
