"""The forms of a round's mail and of contacts who are not written to."""

from __future__ import annotations

import re
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

MOST_REMINDERS, LATEST = 5, 90


class RemindersForm(FlaskForm):
    """On which days after the invitation a round reminds."""

    days = StringField(
        "Remind on these days after the invitation",
        description="With commas between: “1, 5, 10”. Leave blank for no reminders.",
    )

    def validate_days(self, field: Field) -> None:
        parts = _parts(field.data)
        if not all(re.fullmatch("[0-9]{1,3}", part) and 1 <= int(part) <= LATEST for part in parts):
            raise ValidationError(f"Enter numbers of days from 1 to {LATEST} with commas between, such as “1, 5, 10”.")
        if len({int(part) for part in parts}) > MOST_REMINDERS:
            raise ValidationError(f"At most {MOST_REMINDERS} reminders can be planned.")

    @property
    def reminder_days(self) -> tuple[int, ...]:
        """The days, once the form is valid."""
        return tuple(sorted({int(part) for part in _parts(self.days.data)}))


class FailedAddressesForm(FlaskForm):
    """Addresses from which mail came back."""

    addresses = TextAreaField(
        "Addresses that failed",
        description="One on a line, as your mail program lists them.",
        validators=[
            DataRequired("Paste at least one address."),
            Length(max=500_000, message="That is longer than half a million characters. Paste it in parts."),
        ],
    )


def _parts(text: Any) -> list[str]:
    return [part for part in re.split(r"[,;\s]+", (text or "").strip()) if part]
