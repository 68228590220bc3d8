"""The forms of one's own returns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import Field, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from survey_app.case_audits.models import VOICES
from survey_app.case_audits.planning.asking import LONGEST
from survey_app.forums.plain_form import PlainForm

TOO_LONG = f"Write at most {LONGEST:,} characters."


class ConfirmForm(PlainForm):
    """Nothing but the token against forged requests."""


class ConflictForm(PlainForm):
    """Whether an auditor knows a case."""

    answer = RadioField(
        "Do you know this child, this family or this work?",
        choices=[SelectChoice("no", "No"), SelectChoice("yes", "Yes, or I may")],
        validators=[InputRequired("Say whether you know this child, this family or this work.")],
    )
    conflict = TextAreaField(
        "How do you know them?",
        description="Only if you answered yes. Describe the connection by roles, and name nobody.",
        validators=[Length(max=LONGEST, message=TOO_LONG)],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """What is described must fit the answer."""
        complete = super().validate(extra_validators)
        described = bool((self.conflict.data or "").strip())
        if self.answer.data == "yes" and not described:
            return _refuse(self.conflict, "Describe how you know them, so that it can be decided who makes the return.")
        if self.answer.data == "no" and described:
            return _refuse(self.answer, "You described a connection. Choose “Yes, or I may”, or clear the description.")
        return complete

    @property
    def declared(self) -> str:
        """The conflict; empty where there is none."""
        return (self.conflict.data or "").strip() if self.answer.data == "yes" else ""


class NotInvolvedForm(PlainForm):
    """Why an agency was not involved with a case."""

    why = TextAreaField(
        "Why was your agency not involved?",
        description="For example the family was not known to it, or lived elsewhere. Name nobody.",
        validators=[
            DataRequired("Say why your agency was not involved."),
            Length(max=LONGEST, message=TOO_LONG),
        ],
    )


class RecorderForm(PlainForm):
    """Who writes down which voice on a case."""

    case = SelectField("Case", validators=[InputRequired("Choose a case.")])
    whose = SelectField(
        "Whose voice",
        choices=[SelectChoice(key, name) for key, name in VOICES.items()],
        validators=[InputRequired("Choose whose voice is written down.")],
    )
    recorder = SelectField("Who writes it down", validators=[InputRequired("Choose who writes it down.")])

    def offer(self, cases: Sequence[tuple[str, str]], people: Sequence[tuple[str, str]]) -> None:
        """Offer these cases and people."""
        self.case.choices = [SelectChoice("", "Choose a case"), *(SelectChoice(*one) for one in cases)]
        self.recorder.choices = [SelectChoice("", "Choose a person"), *(SelectChoice(*one) for one in people)]


def _refuse(field: Field, message: str) -> bool:
    field.errors = [*field.errors, message]
    return False
