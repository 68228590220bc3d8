"""The words of one page: labels, hints and choices with their outputs filled in, each marked with its language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from markupsafe import Markup

from instruments.answers import begin, recalculate
from instruments.compiled import CompiledInstrument, Item, Section
from instruments.easy_read import outline
from instruments.model import Choice, Question, Translatable
from instruments.paths import LOCAL_TIME, Entry, Path
from instruments.shortening import shortened
from survey_app.collect.languages import language_of_text, text_code
from survey_app.collect.markdown import Rendered, render
from survey_app.collect.saying import Media, Option, Said
from survey_app.collect.still_words import StillWords, is_still_choice, still_words
from survey_app.translating import is_right_to_left, page_language

CONSENT = "yes"
MediaUrl = Callable[[str], str | None]


def no_media(name: str) -> str | None:
    """Where pictures beside labels are not kept."""
    return None


@dataclass(frozen=True, slots=True)
class Speaker:
    """A form in one language, for one author: what every page of it is made with."""

    compiled: CompiledInstrument
    language: str = ""
    media_url: MediaUrl = no_media
    username: str | None = None
    key: str = ""
    """What the answer has from its beginning; the order of choices that are shuffled hangs on it."""

    def words(self, path: Path, entry: Entry = ()) -> Words:
        """The words of the form as they read in one entry of the answers."""
        return Words(self.compiled, path, self.language, entry, self.media_url, self.key)

    def recalculated(self, document: dict[str, Any], *, previous: dict[str, Any] | None) -> dict[str, Any]:
        """The answers with everything that the form works out by itself."""
        return recalculate(
            self.compiled, document, previous=previous, now=datetime.now(LOCAL_TIME), username=self.username
        )

    def begun(self) -> dict[str, Any]:
        """The answers that a form begins with: defaults, what it notes of itself, and consent that "Start" gives."""
        document = begin(self.compiled, now=datetime.now(LOCAL_TIME), username=self.username)
        given = dict.fromkeys((item.name for item in outline(self.compiled).consents), CONSENT)
        return self.recalculated(document | given, previous=document) if given else document


@dataclass(frozen=True, slots=True)
class Words:
    """Says the texts of a form, as they read in one entry of the answers.

    ``compiled`` is the form in the language ``language``; ``media_url`` gives the address of a picture, sound or film
    of the form, None where it is not there.
    """

    compiled: CompiledInstrument
    path: Path
    language: str
    entry: Entry = ()
    media_url: MediaUrl = no_media
    key: str = ""

    def said(self, item: Item) -> Said:
        """All that a question says."""
        still = self._still(item)
        if not still.is_still:
            return self._said(item)
        if still.said is None:
            still.said = replace(self._said(item), is_still=True)
        return still.said

    def _still(self, item: Item) -> StillWords:
        return still_words(item, self.language, page_language())

    def _said(self, item: Item) -> Said:
        label = self.render(self.question_text(item, "label") or item.name, item.name)
        question = item.question
        return Said(
            label=self._marked(item, "label", label.inline), plain=label.plain, media=self._media(question),
            more=self._marked(item, "label", label.rest, "div"),
            hint=self._marked(item, "hint", self._hint(item), "div"),
            guidance=self._marked(item, "guidance_hint", self._guidance(item), "div"),
        )  # fmt: skip

    def note(self, item: Item) -> Markup:
        """A note, as blocks."""
        label = self.render(self.question_text(item, "label"), item.name).block
        hint = self.render(self.question_text(item, "hint"), item.name).block
        return self._marked(item, "label", label, "div") + self._marked(item, "hint", hint, "div")

    def options(self, item: Item) -> tuple[Option, ...]:
        """All choices of a question in the order in which they are shown, with a grade's rubric beside them."""
        rubric = item.scale.rubric if item.part == "grade" and item.scale is not None else {}
        choices = self.path.choices_in_order(item.name, self.entry, self.key)
        known = self._still(item).options
        return tuple(known.get(id(choice)) or self._option(item, choice, rubric, known) for choice in choices)

    def caption(self, item: Item) -> str:
        """What a question is called in a message, without marks and not too long."""
        still = self._still(item)
        if not still.is_still:
            return self._caption(item)
        if still.caption is None:
            still.caption = self._caption(item)
        return still.caption

    def _caption(self, item: Item) -> str:
        return shortened(self.render(self.question_text(item, "label") or item.name, item.name).plain)

    def question_text(self, item: Item, column: str) -> str | None:
        """A text of a question in the language of the page, as far as it is there."""
        text: str | None = item.question.text(column, self.language)
        return text

    def section_title(self, section: Section) -> Rendered:
        return self.render(section.label, None)

    def block(self, question: Question | None, column: str, owner: str | None = None) -> Markup:
        """A text of a group or page as blocks, marked with its language."""
        if question is None or not getattr(question, column):
            return Markup()
        text = self.render(getattr(question, column), owner).block
        return wrapped(text, self.lang_of(question, column), "div")

    def inline(self, question: Question | None, column: str, owner: str | None = None) -> Markup:
        """A text of a group or page in a row."""
        if question is None or not getattr(question, column):
            return Markup()
        return wrapped(self.render(getattr(question, column), owner).inline, self.lang_of(question, column))

    def render(self, text: str | None, owner: str | None) -> Rendered:
        """A text with its outputs, as seen from a question."""
        return render(text, lambda name: self.path.text(f"${{{name}}}", owner, self.entry))

    def lang_of(self, row: Translatable, column: str) -> str:
        """The code of a text's language, empty where it is that of the page."""
        default = self.compiled.instrument.settings.default_language
        code = text_code(language_of_text(row, column, self.language, default))
        return "" if code == page_language() else code

    def _guidance(self, item: Item) -> Markup:
        return self.render(self.question_text(item, "guidance_hint"), item.name).block

    def _hint(self, item: Item) -> Markup:
        if item.name == item.section:  # a standard that is a page of its own: the page begins with its hint
            return Markup()
        hint = self.render(self.question_text(item, "hint"), item.name)
        return hint.inline if not hint.rest else hint.block

    def _marked(self, item: Item, column: str, html: Markup, tag: str = "span") -> Markup:
        return wrapped(html, self.lang_of(item.question, column), tag)

    def _option(self, item: Item, choice: Choice, rubric: Mapping[str, str], known: dict[int, Option]) -> Option:
        label = self.render(choice.text("label", self.language), item.name)
        hint = self.render(rubric.get(choice.name, "").strip(), item.name)
        lang = self.lang_of(choice, "label")
        option = Option(
            name=choice.name, label=wrapped(label.inline, lang), plain=label.plain, exclusive=choice.exclusive,
            hint=wrapped(hint.inline + hint.rest, self._rubric_lang(item, choice.name), "div"), lang=lang,
            media=self._media(choice),
        )  # fmt: skip
        if is_still_choice(choice, self.language, rubric.get(choice.name, "")):
            option = known[id(choice)] = replace(option, is_still=True)
        return option

    def _rubric_lang(self, item: Item, name: str) -> str:
        translations = [row.translations.get(self.language) for row in (item.scale, item.question) if row is not None]
        is_there = any(name in translation.rubric for translation in translations if translation is not None)
        default = self.compiled.instrument.settings.default_language
        code = text_code(self.language if is_there else default)
        return "" if code == page_language() else code

    def _media(self, row: Any) -> tuple[Media, ...]:
        names = ((kind, getattr(row, kind)) for kind in ("image", "audio", "video") if getattr(row, kind))
        found = ((kind, self.media_url(name)) for kind, name in names)
        return tuple(Media(kind=kind, address=address) for kind, address in found if address)


def wrapped(html: Markup, lang: str, tag: str = "span") -> Markup:
    """The text in an element that names its language, where that is not the page's."""
    if not lang or not html:
        return html
    direction = Markup(' dir="rtl"') if is_right_to_left(lang) else ""
    return Markup('<{tag} lang="{lang}"{dir}>{html}</{tag}>').format(
        tag=Markup(tag), lang=lang, dir=direction, html=html
    )  # fmt: skip
