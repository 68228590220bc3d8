"""How a field is drawn: each widget calls a macro of a template in templates/collect/fields/."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import current_app
from markupsafe import Markup
from wtforms import Field

from survey_app.collect.fields import AnswerField
from survey_app.translating import page_language

Widget = Callable[..., Markup]


MOST_DRAWN = 4000  # some 2 KB each
_drawn: dict[tuple[Any, ...], Markup] = {}


def draw(template: str, macro: str, field: Field, /, **options: Any) -> Markup:
    """Call a macro with the field and its options.

    A form has hundreds of fields, and a blank one looks the same to everybody: it is drawn once. One that shows
    anything of anybody's is drawn anew each time and kept nowhere.
    """
    still = field.still_key() if isinstance(field, AnswerField) else None
    if still is None:
        return _call(template, macro, field, options)
    key = (template, macro, page_language(), *options.items(), *still)
    drawn = _drawn.get(key)
    if drawn is None:
        if len(_drawn) >= MOST_DRAWN:
            _drawn.clear()
        drawn = _drawn[key] = _call(template, macro, field, options)
    return drawn


def _call(template: str, macro: str, field: Field, options: dict[str, Any]) -> Markup:
    found = current_app.jinja_env.get_template(f"collect/fields/{template}.html")
    return Markup(getattr(found.module, macro)(field, **options))


def _input(**options: Any) -> Widget:
    return partial(draw, "text", "line", **options)


line: Widget = _input()
digits: Widget = _input(inputmode="numeric", width="govuk-!-width-one-third")
email: Widget = _input(type="email", spellcheck="false")
phone: Widget = _input(type="tel", width="govuk-input--width-20", spellcheck="false")
url: Widget = _input(type="url", spellcheck="false")
code: Widget = _input(width="govuk-input--width-20", spellcheck="false", code=True)
whole_number: Widget = _input(inputmode="numeric", width="govuk-input--width-5", spellcheck="false")
decimal: Widget = _input(inputmode="decimal", width="govuk-input--width-5", spellcheck="false")
textarea: Widget = partial(draw, "text", "textarea")
slider: Widget = partial(draw, "text", "slider")
time: Widget = partial(draw, "text", "time")
date_parts: Widget = partial(draw, "text", "date_parts")
radios: Widget = partial(draw, "choices", "radios")
checkboxes: Widget = partial(draw, "choices", "checkboxes")
faces: Widget = partial(draw, "choices", "faces")
likert: Widget = partial(draw, "choices", "likert")
dropdown: Widget = partial(draw, "choices", "dropdown")
autocomplete: Widget = partial(draw, "choices", "autocomplete")
rating: Widget = partial(draw, "choices", "rating")
rank: Widget = partial(draw, "choices", "rank")
tick: Widget = partial(draw, "choices", "tick")
file: Widget = partial(draw, "files", "file")
signature: Widget = partial(draw, "files", "signature")
point: Widget = partial(draw, "places", "point")
points: Widget = partial(draw, "places", "points")
