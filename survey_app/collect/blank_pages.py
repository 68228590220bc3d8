"""The pages of a form without answers, drawn once for a device that fills them in by itself.

They are drawn by the same fields and templates as a page with answers. Where a page shows an answer in its words, a
place is left: a sign, the question from which it is seen, and the answer's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app
from markupsafe import Markup

from instruments.answers import find_path
from instruments.compiled import Item, Section
from survey_app.collect.blocks import Block, blocks_of
from survey_app.collect.entries import with_answers
from survey_app.collect.flow import page_items
from survey_app.collect.forms import build_form, file_fields_of, has_field
from survey_app.collect.markdown import Rendered, render
from survey_app.collect.marking import Marking
from survey_app.collect.safety import is_safety_item
from survey_app.collect.wording import Speaker, Words

# Letters of the private use area, which no text of a form has (markdown.py takes them out and uses two others).
OPENED, BETWEEN, CLOSED = "\ue010", "\ue011", "\ue012"
STORED = "\ue013"  # stands for the name of a stored file
_BLANK_LINES = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class BlankWords(Words):
    """The words of a page, with a place for each answer that they show."""

    def render(self, text: str | None, owner: str | None) -> Rendered:
        return render(text, lambda name: f"{OPENED}{owner or ''}{BETWEEN}{name}{CLOSED}")


@dataclass(frozen=True, slots=True)
class BlankSpeaker(Speaker):
    """A form of which no answer is known."""

    def words(self, path: Any, entry: tuple[int, ...] = ()) -> Words:
        return BlankWords(self.compiled, path, self.language, entry, self.media_url, self.key)

    def words_in(self, section: Section) -> Words:
        """The words of a page, or of the first entry of a repeat."""
        entry = (0,) * len(section.repeats)
        return self.words(find_path(self.compiled, with_answers({}, section.repeats, entry, {})), entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankPage:
    """The questions of a page, or of any entry of a repeat. All are hidden: which are asked hangs on the answers."""

    html: str
    fields: tuple[str, ...]
    """The questions that are answered, those about whom somebody told of a worry included."""
    told: tuple[str, ...]
    """The latter alone; they are asked where a worry stops the form."""
    marked: tuple[str, ...]
    """Those that could be marked as required or optional."""
    few_required: bool
    has_comments: bool
    has_files: bool


def blank_page(speaker: BlankSpeaker, section: Section, left_out: frozenset[str] = frozenset()) -> BlankPage:
    """A page of the form, without the questions that are left out because a record answers them."""
    items = tuple(item for item in page_items(section) if item.name not in left_out)
    html, marking, has_files = _drawn(speaker, section, items)
    fields = [item for item in section.items if has_field(item)]
    return BlankPage(
        html=html, fields=tuple(item.name for item in fields),
        told=tuple(item.name for item in fields if is_safety_item(item) and item.part != "safety"),
        marked=tuple(item.name for item in marking.items), few_required=marking.few_required,
        has_comments=any(item.question.is_comment for item in items), has_files=has_files,
    )  # fmt: skip


def blank_worry(speaker: BlankSpeaker, item: Item) -> str:
    """What is asked where a worry stops the form: who was told, when, and what was agreed."""
    section = speaker.compiled.section(item.section)
    return _drawn(speaker, section, worry_parts(section, item), plain=True)[0]


def worry_parts(section: Section, item: Item) -> tuple[Item, ...]:
    """The questions about a worry other than the worry itself."""
    return tuple(part for part in section.items if part.part_of == item.name and part.name != item.name)


def _drawn(
    speaker: BlankSpeaker, section: Section, items: tuple[Item, ...], *, plain: bool = False
) -> tuple[str, Marking, bool]:
    words = speaker.words_in(section)
    form = build_form(items, {}, words)
    for field in file_fields_of(form):
        field.process(None, STORED)
    marking = Marking.of(form, items)
    marking.put_on(form, words)
    blocks = blocks_of(items, form, frozenset(), words)
    blocks = tuple(without_title(block) for block in blocks) if plain else blocks
    draw = current_app.jinja_env.get_template("collect/parts.html").module.blocks_of  # type: ignore[attr-defined]
    html = str(Markup(draw({"blocks": blocks, "conditions": None})))
    return _BLANK_LINES.sub("\n", html).strip(), marking, bool(file_fields_of(form))


def without_title(block: Block) -> Block:
    """A block of questions as it stands on a page that says all by itself."""
    return replace(block, title="", headings=())
