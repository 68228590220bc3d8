"""The forms by which it is decided when those who were told are asked whether they noticed a difference."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from survey_app.forums.hub.saying import day_words
from survey_app.forums.plain_form import PlainForm
from survey_app.forums.planning.forms import at_most, in_our_time
from survey_app.forums.replies.asking import Asking
from survey_app.rounds.forms import DayField

NO_DAY = "Enter the day on which they are asked."


class DayForm(PlainForm):
    """The day on which they are asked."""

    ask_on = DayField("On which day?", validators=[InputRequired(NO_DAY), in_our_time])

    def offer(self, asking: Asking) -> None:
        """Say which days can be chosen."""
        self.ask_on.description = (
            f"From {day_words(asking.first_day)}, three months after the message, to {day_words(asking.last_day)}."
        )

    def begin(self, asking: Asking) -> None:
        """Show the day that is set, or the one that is suggested."""
        self.ask_on.data = max(asking.ask_on or asking.first_day, asking.first_day)


class TellForm(DayForm):
    """Whether those who are told are asked later, and when."""

    ask = RadioField(
        "Shall they be asked whether they noticed a difference?",
        choices=[SelectChoice("yes", "Yes, by itself"), SelectChoice("no", "No")], default="yes",
        validators=[InputRequired("Choose whether they are asked.")],
    )  # fmt: skip
    ask_on = DayField("On which day?", validators=[Optional(), in_our_time])

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """The fields one by one, then the day, which may be blank where nobody is asked."""
        is_valid: bool = super().validate(*args, **kwargs)
        if self.ask.data == "yes" and self.ask_on.data is None and not self.ask_on.errors:
            self.ask_on.errors = [NO_DAY]
            return False
        return is_valid


class CallOffForm(PlainForm):
    """Why they are not asked."""

    why = TextAreaField(
        "Why are they not asked?", description="Your colleagues read it on the page of the cycle. Write no names.",
        validators=[DataRequired("Say why they are not asked."), at_most(1000, "The text")],
    )  # fmt: skip
