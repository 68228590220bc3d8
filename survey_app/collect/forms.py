"""The form of one page, built from the instrument by one table: question type → field."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm

from instruments.compiled import Item
from survey_app.collect import choice_fields, fields, file_fields, moment_fields, number_fields, place_fields, widgets
from survey_app.collect.number_fields import read_number
from survey_app.collect.uploads import Upload
from survey_app.collect.wording import Words

# Controls are named "q.<question>", and with ":<part>" where a question has several. Our own names ("go", "shown",
# "csrf_token") hold no point, and no question's name holds a colon.
PREFIX = "q."


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a field is made of it: its words, and the names of the files that are stored already."""

    item: Item
    words: Words
    stored: Collection[str] = ()

    @property
    def appearances(self) -> frozenset[str]:
        return self.item.question.appearances

    @property
    def settings(self) -> Mapping[str, str]:
        return self.item.question.settings_of_type

    def field(self, kind: type[fields.AnswerField], widget: widgets.Widget, /, **options: Any) -> UnboundField:
        """A field of this kind with what all have in common."""
        said, caption = self.words.said(self.item), self.words.caption(self.item)
        return kind(
            label=said.plain, caption=caption, said=said, id=f"{PREFIX}{self.item.name}.a", widget=widget, **options
        )

    def choice_field(self, kind: type[fields.AnswerField], widget: widgets.Widget, /, **options: Any) -> UnboundField:
        """The same for a question with a list."""
        offered = frozenset(choice.name for choice in self.words.path.choices(self.item.name, self.words.entry))
        listed = self.words.options(self.item)
        return self.field(kind, widget, options=listed, render_kw={"offered": offered, **options})


def _text(asked: Asked) -> UnboundField:
    if asked.item.question.is_comment:
        return asked.field(fields.TextAnswer, widgets.textarea, limit=fields.LONGEST_TEXT)
    if "numbers" in asked.appearances:  # XLSForm: a text of digits, such as a code with a leading zero
        return asked.field(fields.TextAnswer, widgets.digits)
    return asked.field(fields.TextAnswer, widgets.line)


def _range(asked: Asked) -> UnboundField:
    start, end, step = (
        found if (found := read_number(asked.settings.get(name, ""))) is not None else default
        for name, default in (("start", 1.0), ("end", 10.0), ("step", 1.0))
    )
    widget = widgets.rating if "rating" in asked.appearances else widgets.slider
    return asked.field(number_fields.RangeAnswer, widget, start=start, end=end, step=abs(step) or 1)


def _date(asked: Asked) -> UnboundField:
    parts = ("year",) if "year" in asked.appearances else ("month", "year") if "month-year" in asked.appearances else ()
    return asked.field(moment_fields.DateAnswer, widgets.date_parts, parts=parts)


def _select_one(asked: Asked) -> UnboundField:
    if asked.appearances & {"autocomplete", "search"}:
        return asked.choice_field(choice_fields.ChoiceAnswer, widgets.autocomplete)
    if "minimal" in asked.appearances:  # XLSForm's word for a drop-down
        return asked.choice_field(choice_fields.ChoiceAnswer, widgets.dropdown)
    if "faces" in asked.appearances:
        field = asked.choice_field(choice_fields.ChoiceAnswer, widgets.faces)
        field.kwargs["options"] = [
            replace(option, face=choice_fields.FACES.get(option.name, "")) for option in field.kwargs["options"]
        ]
        return field
    if "likert" in asked.appearances:
        return asked.choice_field(choice_fields.ChoiceAnswer, widgets.likert)
    return asked.choice_field(choice_fields.ChoiceAnswer, widgets.radios, columns=_columns(asked))


def _select_multiple(asked: Asked) -> UnboundField:
    names = [choice.name for choice in asked.item.choices]
    field = asked.choice_field(choice_fields.ChoicesAnswer, widgets.checkboxes, columns=_columns(asked))
    field.kwargs["in_order"] = names
    if asked.item.question.or_other:  # "Other" is one of those that go together, and stands before what excludes all
        field.kwargs["options"] = sorted(field.kwargs["options"], key=lambda option: option.exclusive)
    return field


def _columns(asked: Asked) -> str:
    """XLSForm's ``columns-3``, ``columns`` and ``columns-pack`` as a class; a phone shows one column."""
    for word in asked.appearances:
        if re.fullmatch("columns-[2-5]", word):
            return f"wa-{word}"
        if word in ("columns", "columns-pack", "horizontal", "horizontal-compact", "quickcompact", "compact"):
            return "wa-columns-pack"
    return ""


def _file(kind: str, widget: widgets.Widget) -> Callable[[Asked], UnboundField]:
    def build(asked: Asked) -> UnboundField:
        signed = kind == "image" and asked.appearances & {"signature", "draw"}
        capture = "user" if "new-front" in asked.appearances else "environment" if "new" in asked.appearances else ""
        return asked.field(
            file_fields.FileAnswer, widgets.signature if signed else widget, kind="signature" if signed else kind,
            settings=asked.settings, stored=asked.stored, capture=capture,
        )  # fmt: skip

    return build


FIELD_BUILDERS: dict[str, Callable[[Asked], UnboundField]] = {
    "text": _text,
    "email": lambda asked: asked.field(fields.EmailAnswer, widgets.email),
    "phone": lambda asked: asked.field(fields.PhoneAnswer, widgets.phone),
    "url": lambda asked: asked.field(fields.UrlAnswer, widgets.url),
    "barcode": lambda asked: asked.field(fields.TextAnswer, widgets.code),
    "integer": lambda asked: asked.field(number_fields.WholeNumberAnswer, widgets.whole_number),
    "decimal": lambda asked: asked.field(number_fields.DecimalAnswer, widgets.decimal),
    "range": _range,
    "date": _date,
    "time": lambda asked: asked.field(moment_fields.TimeAnswer, widgets.time),
    "dateTime": lambda asked: asked.field(moment_fields.DateTimeAnswer, widgets.date_parts),
    "select_one": _select_one,
    "select_multiple": _select_multiple,
    "rank": lambda asked: asked.choice_field(choice_fields.RankAnswer, widgets.rank),
    "acknowledge": lambda asked: asked.field(choice_fields.TickAnswer, widgets.tick),
    "image": _file("image", widgets.file),
    "audio": _file("audio", widgets.file),
    "video": _file("video", widgets.file),
    "file": _file("file", widgets.file),
    "signature": _file("signature", widgets.signature),
    "geopoint": lambda asked: asked.field(place_fields.PointAnswer, widgets.point),
    "geotrace": lambda asked: asked.field(place_fields.PointsAnswer, widgets.points, fewest=2),
    "geoshape": lambda asked: asked.field(place_fields.PointsAnswer, widgets.points, fewest=3, closed=True),
}
# Kinds whose controls do not say the answer as the document has it; the page says it beside them.
SAID_BESIDE = ("rank", "image", "audio", "video", "file", "signature", "geopoint", "geotrace", "geoshape")


def has_field(item: Item) -> bool:
    """Whether a question is answered by whoever fills the form in: it is shown, and it is no row of column headings."""
    kind = item.question.kind
    is_heading = "label" in item.question.appearances and kind in ("select_one", "select_multiple")
    return kind in FIELD_BUILDERS and item.question.is_seen and not is_heading


def build_form(
    items: Iterable[Item], answers: Mapping[str, Any], words: Words, posted: Any = None, *, stored: Collection[str] = ()
) -> BaseForm:
    """The fields of these questions, filled from the answers or, when given, from what was posted.

    A question that is read only has no field, and whatever is posted for it counts for nothing. One that other answers
    may open has a field, so that it can be answered once they do.
    """
    asked = [
        item
        for item in items
        if has_field(item) and (item.may_open or not words.path.read_only(item.name, words.entry))
    ]
    built = {item.name: FIELD_BUILDERS[item.question.kind](Asked(item, words, stored)) for item in asked}
    form = BaseForm(built, prefix=PREFIX)
    for item in asked:
        form[item.name].process(posted, answers.get(item.name))
    return form


def posted_answers(form: BaseForm, previous: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers that could be read, with the earlier ones where not, and the sentence for each that could not."""
    answers: dict[str, Any] = {}
    unreadable: dict[str, str] = {}
    for field in form:
        if field.process_errors:
            unreadable[field.short_name] = field.process_errors[0]
            answers[field.short_name] = previous.get(field.short_name)
        else:
            answers[field.short_name] = field.data
    return answers, unreadable


def uploads_of(form: BaseForm) -> tuple[Upload, ...]:
    """The files that came with the page."""
    found = (getattr(field, "upload", None) for field in form)
    return tuple(upload for upload in found if upload is not None)


def file_fields_of(form: BaseForm) -> tuple[file_fields.FileAnswer, ...]:
    return tuple(field for field in form if isinstance(field, file_fields.FileAnswer))
