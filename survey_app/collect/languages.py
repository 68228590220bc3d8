"""The form in the language that somebody has chosen, and the switch between its languages.

A form is made ready once for each of its languages, with the texts of that language where the default one's were.
So labels, choices and messages come in it wherever they are used; a text that is not translated stays as it is, and
pages say in which language it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from babel import Locale, UnknownLocaleError

from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.languages import CODE, language_code
from instruments.model import Instrument, Question, Translatable
from survey_app.translating import ENGLISH

_TRANSLATED = (
    "label", "hint", "guidance_hint", "required_message", "constraint_message", "image", "audio", "video", "form_title",
    "purpose", "entry_name",
)  # fmt: skip


Row = TypeVar("Row", bound=Translatable)


@dataclass(frozen=True, slots=True)
class Language:
    """A language of a form: as the file names it ("Welsh (cy)"), its code, and what its speakers call it."""

    name: str
    code: str
    own_name: str


def languages_of(instrument: Instrument) -> tuple[Language, ...]:
    """The languages of a form, its default first."""
    return tuple(Language(name, language_code(name), _own_name(name)) for name in instrument.languages)


def known_language(instrument: Instrument, asked: str) -> str:
    """The language of this name or code; the form's own where it has none such."""
    for language in languages_of(instrument):
        if asked and asked in (language.name, language.code):
            return language.name
    return instrument.settings.default_language


def language_of_text(row: Translatable, column: str, language: str, default: str) -> str:
    """The language that a text of a row is really in."""
    translation = row.translations.get(language)
    return language if translation is not None and getattr(translation, column, None) else default


def text_code(name: str) -> str:
    """The code for a text in a language; a file that gives no code is taken to be in English."""
    return language_code(name) or ENGLISH


def compiled_in(compiled: CompiledInstrument, language: str) -> CompiledInstrument:
    """The form in one of its languages."""
    if language == compiled.instrument.settings.default_language or language not in compiled.instrument.languages:
        return compiled
    return _compiled_in(_Keyed(id(compiled), compiled), language)


@dataclass(frozen=True, slots=True)
class _Keyed:
    """A form as a key; holding it keeps its id from being given to another."""

    key: int
    compiled: CompiledInstrument = field(compare=False)


@lru_cache(maxsize=64)
def _compiled_in(keyed: _Keyed, language: str) -> CompiledInstrument:
    return compile_instrument(translated(keyed.compiled.instrument, language))


def translated(instrument: Instrument, language: str) -> Instrument:
    """The form with its texts in another language, as far as there are any."""
    return instrument.model_copy(update={
        "settings": _row(instrument.settings, language),
        "choices": {name: tuple(_row(one, language) for one in rows) for name, rows in instrument.choices.items()},
        "scales": {name: _row(scale, language) for name, scale in instrument.scales.items()},
        "survey": _questions(instrument.survey, language),
    })  # fmt: skip


def _questions(questions: Sequence[Question], language: str) -> tuple[Question, ...]:
    return tuple(
        _row(question, language).model_copy(update={"children": _questions(question.children, language)})
        for question in questions
    )


def _row(row: Row, language: str) -> Row:
    translation = row.translations.get(language)
    if translation is None:
        return row
    texts: dict[str, Any] = {
        column: getattr(translation, column)
        for column in _TRANSLATED
        if getattr(translation, column, None) and hasattr(row, column)
    }
    if getattr(translation, "rubric", None) and hasattr(row, "rubric"):
        texts["rubric"] = {**row.rubric, **translation.rubric}
    return row.model_copy(update=texts)


def _own_name(name: str) -> str:
    """What a language is called in itself: "Cymraeg"; the file's name for it where it is not known."""
    try:
        own = Locale.parse(language_code(name).replace("-", "_")).get_display_name()
    except (UnknownLocaleError, ValueError):
        own = None
    plain = CODE.sub("", name).strip() or name
    return own[:1].upper() + own[1:] if own else plain
