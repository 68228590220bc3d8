"""The forms of campaigns: the school list, and the plan."""

from __future__ import annotations

import re
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from survey_app.database import now
from survey_app.rounds.forms import DayField

MOST_REMINDERS, LONGEST_AHEAD = 6, 120


class SchoolListForm(FlaskForm):
    """A list of schools, as a file or pasted."""

    upload = FileField("CSV file", description="Saved from a spreadsheet as “CSV UTF-8”.")
    pasted = TextAreaField("Or paste the list", description="With its header line.")
    skip_problems = BooleanField("Leave out the lines with problems")


class CampaignForm(FlaskForm):
    """What a campaign asks, until when, and when it reminds."""

    title = StringField(
        "Title",
        description="The schools see it: “Safeguarding audit of schools, 2026 to 2027”.",
        validators=[DataRequired("Enter a title."), Length(max=300, message="Use at most 300 characters.")],
    )
    version = SelectField("What is asked", coerce=str, validators=[InputRequired("Choose a published version.")])
    closes_on = DayField("Last day", validators=[InputRequired("Enter the last day on which schools can answer.")])
    reminders = StringField(
        "Reminders",
        default="21, 7, 1",
        description="How many days before the last day, with commas between: “21, 7, 1”. Leave blank for none.",
    )
    introduction = TextAreaField(
        "What schools read first",
        validators=[Length(max=5000, message="The introduction is longer than 5,000 characters.")],
    )

    def choose_from(self, versions: list[tuple[int, str]]) -> None:
        self.version.choices = [SelectChoice(str(version_id), label) for version_id, label in versions]

    def validate_closes_on(self, field: Field) -> None:
        if field.data is not None and field.data <= now().date():
            raise ValidationError("The last day must be in the future.")

    def validate_reminders(self, field: Field) -> None:
        parts = _parts(field.data)
        if not all(re.fullmatch("[0-9]{1,3}", part) and 1 <= int(part) <= LONGEST_AHEAD for part in parts):
            raise ValidationError(
                f"Enter numbers of days from 1 to {LONGEST_AHEAD} with commas between, such as “21, 7, 1”."
            )
        if len(set(parts)) > MOST_REMINDERS:
            raise ValidationError(f"At most {MOST_REMINDERS} reminders can be planned.")

    @property
    def reminder_days(self) -> tuple[int, ...]:
        """The planned days, once the form is valid."""
        return tuple(int(part) for part in _parts(self.reminders.data))


def _parts(text: Any) -> list[str]:
    return [part for part in re.split(r"[,;\s]+", (text or "").strip()) if part]
