"""One change between two versions of an instrument, and what the changes of a single row are.

Every column of the model stands in one of the tables here, with what a change of it means for comparing the answers
given before with those given after; a test says so when a column is missing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from instruments.errors import InstrumentsError
from instruments.expressions import parse_expression
from instruments.model import Translatable
from instruments.shortening import in_one_line

Comparable = Literal["yes", "with care", "no"]
Texts = Mapping[tuple[str, str], str]
"""The texts of a row, by column and language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that differs between two versions.

    ``name`` is the question's name (the new one, if it was renamed), the list's, or ``settings``; ``questions`` are
    all questions whose answers the change concerns. ``comparable`` says whether answers given before and after can be
    compared: yes, with care, or no.
    """

    kind: str
    name: str
    label: str
    before: str | None
    after: str | None
    message: str
    comparable: Comparable
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a change is about: the name, what to call it in a sentence, and the questions it concerns.

    ``choice`` is the name of the choice, where it is about one choice of the list ``name``.
    """

    name: str
    label: str
    questions: tuple[str, ...] = ()
    choice: str | None = None

    def change(
        self, kind: str, message: str, comparable: Comparable, before: object = None, after: object = None
    ) -> Change:
        """A change of this subject; the message follows on what it is called."""
        return Change(
            kind=kind, name=self.name, label=self.label, before=shown(before), after=shown(after),
            message=f"{self.called} {message}.", comparable=comparable, questions=self.questions,
        )  # fmt: skip

    @property
    def called(self) -> str:
        label, name = in_one_line(self.label), self.choice or self.name
        return f"‘{label}’" if name in (label, "settings") else f"‘{label}’ ({name})"


@dataclass(frozen=True, slots=True)
class Column:
    """What a change of one column is called, what it means, and whether answers can be compared after it."""

    kind: str
    comparable: Comparable
    meaning: str
    is_expression: bool = False


_SAME = "the answers mean the same"
QUESTION_COLUMNS: Mapping[str, Column] = {
    "required": Column("required", "with care", "it must be answered in other cases than before", True),
    "relevant": Column("skip logic", "with care", "it is asked under another condition, of other people", True),
    "constraint": Column("constraint", "with care", "other answers are accepted than before", True),
    "calculation": Column("calculation", "no", "its value is worked out in another way", True),
    "trigger": Column("calculation", "with care", "its value is worked out at another moment", True),
    "choice_filter": Column("choices", "with care", "other choices are offered than before", True),
    "default": Column("default", "with care", "another answer stands there from the start", True),
    "read_only": Column("read only", "with care", "whether the answer can be changed is different", True),
    "appearance": Column("appearance", "with care", "it looks different in the form"),
    "parameters": Column("parameters", "with care", "its settings are different"),
    "repeat_count": Column("repeat count", "with care", "another number of entries is asked for", True),
    "or_other": Column("choices", "with care", "whether ‘Other’ can be chosen is different"),
    "extra": Column("other tools", "yes", f"columns that only other tools use are different; {_SAME}"),
    "core": Column("core question", "yes", "its place in the question bank is different; it is asked in the same way"),
    "unit": Column("unit", "no", "one entry counts something else than before"),
    "narrative_below": Column("narrative", "yes", "percentages are left out below another number of entries"),
}
CHOICE_COLUMNS: Mapping[str, Column] = {
    "columns": Column("choice columns", "with care", "its further columns, by which it is offered, are different"),
    "missing": Column(
        "choice meaning", "no", "it counts as an absence in one version and not, or not the same, in the other"
    ),
    "exclusive": Column("choice meaning", "with care", "whether it can be chosen with others is different"),
}
SCALE_COLUMNS: Mapping[str, Column] = {
    "direction": Column("scale direction", "no", "another end of the scale is the best one"),
    "favourable": Column(
        "favourable", "with care", "other choices count as favourable: compare the choices, not their sum"
    ),
    "action_below": Column("action", "with care", "actions are asked for at other grades; the grades mean the same"),
}
SETTINGS_COLUMNS: Mapping[str, Column] = {
    "form_id": Column("settings", "with care", "the form_id is another: other tools see another form"),
    "version": Column("settings", "yes", f"the version number is different; {_SAME}"),
    "default_language": Column("languages", "with care", "another language stands where a translation is missing"),
    "instance_name": Column("settings", "yes", f"answers have other names in lists; {_SAME}"),
    "allow_choice_duplicates": Column("settings", "yes", f"whether a list may have a name twice differs; {_SAME}"),
    "source": Column("settings", "yes", f"the source is different; {_SAME}"),
    "licence": Column("settings", "yes", f"the licence is different; {_SAME}"),
    "unit": Column("unit", "no", "one response counts something else than before"),
    "extra": Column("other tools", "yes", f"settings that only other tools use are different; {_SAME}"),
}

#: The columns that may be there in several languages; a rubric's texts are called "rubric" and the grade.
TEXT_COLUMNS: Mapping[str, Column] = {
    "label": Column("reworded", "with care", "is reworded"),
    "hint": Column("reworded", "with care", "has another hint"),
    "guidance_hint": Column("guidance", "yes", "has other guidance"),
    "required_message": Column("message", "yes", "has another message for a blank answer"),
    "constraint_message": Column("message", "yes", "has another message for an answer that is not accepted"),
    "image": Column("media", "with care", "shows another picture"),
    "audio": Column("media", "with care", "plays another sound"),
    "video": Column("media", "with care", "shows another film"),
    "form_title": Column("title", "yes", "has another title"),
    "purpose": Column("title", "yes", "states another purpose"),
    "entry_name": Column("entry name", "yes", "calls an entry something else"),
    "rubric": Column("rubric", "with care", "has another rubric"),
}

_PUNCTUATION = re.compile(r"[\W_]+")


def column_changes(subject: Subject, columns: Mapping[str, Column], old: Any, new: Any) -> Iterator[Change]:
    """What changed in the columns without a language of one row."""
    for name, column in columns.items():
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        if column.is_expression and _means_the_same(before, after):
            yield subject.change(column.kind, "has an expression that is written differently and means the same", "yes",
                                 before, after)  # fmt: skip
        else:
            yield subject.change(column.kind, f"has changed: {column.meaning}", column.comparable, before, after)


def text_changes(subject: Subject, old: Texts, new: Texts, *, default_language: str) -> Iterator[Change]:
    """What changed in the texts of one row, in each language that both versions have."""
    for column, language in dict.fromkeys((*old, *new)):
        before, after = old.get((column, language)), new.get((column, language))
        if before == after:
            continue
        what = TEXT_COLUMNS[column.split()[0]]
        where = "" if language == default_language else f" in {language}"
        which = f" for ‘{column.split(maxsplit=1)[1]}’" if " " in column else ""
        if before is not None and after is not None and same_words(before, after):
            message = f"{what.meaning}{which}{where}, but only in capitals, spaces or punctuation"
            yield subject.change(what.kind, message, "yes", before, after)
        else:
            yield subject.change(
                what.kind, f"{what.meaning}{which}{where}{_from_to(before, after)}", what.comparable, before, after
            )


def texts_of(row: Translatable, default_language: str) -> dict[tuple[str, str], str]:
    """The texts of a row, by column and language."""
    found: dict[tuple[str, str], str] = {}
    for language, texts in ((default_language, row), *row.translations.items()):
        for column in TEXT_COLUMNS:
            value = getattr(texts, column, None)
            if isinstance(value, dict):
                found |= {(f"{column} {name}", language): text for name, text in value.items()}
            elif value is not None:
                found[column, language] = value
    return found


def in_languages(texts: Texts, languages: frozenset[str]) -> dict[tuple[str, str], str]:
    """The texts in some languages only."""
    return {key: text for key, text in texts.items() if key[1] in languages}


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in capitals, spaces and punctuation only."""
    return _words(one) == _words(other) != ""


def shown(value: object) -> str | None:
    """A value as a person reads it; None where there is nothing."""
    if value is None or value == () or value == {}:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {part}" for key, part in value.items())
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _from_to(before: str | None, after: str | None) -> str:
    if before is None:
        return f": it had none, and now says ‘{in_one_line(after or '')}’"
    if after is None:
        return f": it said ‘{in_one_line(before)}’, and now has none"
    return f": it said ‘{in_one_line(before)}’, and now says ‘{in_one_line(after)}’"


def _words(text: str) -> str:
    return _PUNCTUATION.sub(" ", unicodedata.normalize("NFC", text).casefold()).strip()


def _means_the_same(before: object, after: object) -> bool:
    """Whether two expressions are the same but for spaces and the like."""
    if not isinstance(before, str) or not isinstance(after, str):
        return False
    try:
        return parse_expression(before) == parse_expression(after)
    except InstrumentsError:
        return False
