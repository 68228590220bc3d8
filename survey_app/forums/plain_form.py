"""The base of this feature's forms.

What is sent holds no control characters, which no database keeps alike; and a list that a page did not draw, as where
there is nothing to choose from, has its empty choice.
"""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, Form, SelectField, SelectMultipleField
from wtforms.fields.core import UnboundField


def without_control_characters(value: Any) -> Any:
    """A text without control characters but line ends and tabs; anything else as it is."""
    if not isinstance(value, str):
        return value
    return "".join(sign for sign in value if sign in "\n\r\t" or (ord(sign) >= 32 and ord(sign) != 127))


class PlainForm(FlaskForm):
    """A form whose every field is cleaned before it is checked."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Form, unbound_field: UnboundField[Any], options: Any) -> Field:
            filters = [*unbound_field.kwargs.get("filters", ()), without_control_characters]
            bound: Field = unbound_field.bind(form=form, **{**options, "filters": filters})
            return bound

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check what was sent."""
        for field in self:
            if isinstance(field, SelectField) and not isinstance(field, SelectMultipleField) and not field.raw_data:
                field.data = "" if any(choice.value == "" for choice in field.iter_choices()) else field.data
        return super().validate(*args, **kwargs)
