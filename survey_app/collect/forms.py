"""The form of one page, built from the instrument by one table: question type → field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm

from instruments.compiled import Item
from survey_app.collect import fields, widgets

# Controls are named "q.<question>": no question's name holds a point, so none meets our own "go" or "csrf_token".
PREFIX = "q."


def _text(item: Item) -> UnboundField:
    if item.question.is_comment:
        return fields.TextAnswer(limit=fields.LONGEST_TEXT, widget=widgets.textarea, **_common(item))
    return fields.TextAnswer(widget=widgets.line, **_common(item))


def _select_one(item: Item) -> UnboundField:
    short = item.question.appearance == "minimal"  # XLSForm's word for a drop-down
    return fields.ChoiceAnswer(choices=_choices(item), widget=widgets.dropdown if short else widgets.radios,
                               render_kw=_choice_hints(item), **_common(item))  # fmt: skip


def _select_multiple(item: Item) -> UnboundField:
    exclusive = [choice.name for choice in item.choices if choice.exclusive]
    return fields.ChoicesAnswer(choices=_choices(item), widget=widgets.checkboxes,
                                render_kw=_choice_hints(item) | {"exclusive": exclusive}, **_common(item))  # fmt: skip


FIELD_BUILDERS: dict[str, Callable[[Item], UnboundField]] = {
    "text": _text,
    "integer": lambda item: fields.WholeNumberAnswer(widget=widgets.whole_number, **_common(item)),
    "decimal": lambda item: fields.DecimalAnswer(widget=widgets.decimal, **_common(item)),
    "date": lambda item: fields.DateAnswer(widget=widgets.date_parts, **_common(item)),
    "time": lambda item: fields.TimeAnswer(widget=widgets.time, **_common(item)),
    "dateTime": lambda item: fields.DateTimeAnswer(widget=widgets.date_and_time, **_common(item)),
    "select_one": _select_one,
    "select_multiple": _select_multiple,
}


def build_form(items: Iterable[Item], answers: Mapping[str, Any], posted: Any = None) -> BaseForm:
    """The fields of these questions, filled from the answers or, when given, from what was posted."""
    asked = [item for item in items if item.question.kind in FIELD_BUILDERS]
    form = BaseForm({item.name: FIELD_BUILDERS[item.question.kind](item) for item in asked}, prefix=PREFIX)
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


def _common(item: Item) -> dict[str, Any]:
    question = item.question
    caption = question.label or question.name
    return {"label": caption, "caption": caption, "description": question.hint or "", "id": f"{PREFIX}{item.name}.a"}


def _choices(item: Item) -> list[tuple[str, str]]:
    return [(choice.name, choice.label) for choice in item.choices]


def _choice_hints(item: Item) -> dict[str, Any]:
    """The rubric beside the choices of a grade: what good looks like, where the grade is given."""
    if item.part != "grade" or item.scale is None:
        return {"hints": {}}
    return {"hints": {name: text.strip() for name, text in item.scale.rubric.items()}}
