"""How a field is drawn: each widget calls a macro of templates/collect/fields.html, which calls govuk-frontend's."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import current_app
from markupsafe import Markup
from wtforms import Field

Widget = Callable[..., Markup]


def draw(macro: str, field: Field, /, **options: Any) -> Markup:
    """Call a macro with the field and its options."""
    template = current_app.jinja_env.get_template("collect/fields.html")
    return Markup(getattr(template.module, macro)(field, **options))


line: Widget = partial(draw, "line")
textarea: Widget = partial(draw, "textarea")
whole_number: Widget = partial(draw, "number", inputmode="numeric")
decimal: Widget = partial(draw, "number", inputmode="decimal")
time: Widget = partial(draw, "time")
date_parts: Widget = partial(draw, "date_parts")
date_and_time: Widget = partial(draw, "date_parts")
radios: Widget = partial(draw, "radios")
dropdown: Widget = partial(draw, "dropdown")
checkboxes: Widget = partial(draw, "checkboxes")
