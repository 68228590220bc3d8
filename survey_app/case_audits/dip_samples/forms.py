"""The forms of dip samples: by what the clocks run, and the next sample."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from wtforms import BooleanField, Field, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import UnboundField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from analysis.dip_samples import ClockTerms
from analysis.dip_samples.clocks import Rule
from analysis.working_days.opening_hours import DAY, WEEKDAYS, OpeningHours, clock, minutes_of
from survey_app.forums.plain_form import PlainForm
from survey_app.rounds.forms import DayField

NO_NUMBER = "Enter how many hours of opening make one working day, as a whole number such as 8."
NO_HOURS = "Give the day’s other time as well, or leave both empty where the front door is closed."


def _day_fields() -> dict[str, UnboundField[Any]]:
    """Two short fields for each day of the week."""
    found: dict[str, UnboundField[Any]] = {}
    for name in WEEKDAYS:
        for end, word in (("opens", "from"), ("closes", "until")):
            found[f"{name.lower()}_{end}"] = StringField(f"{name} {word}", validators=[Length(max=8)])
    return found


class HoursField(IntegerField):
    """A whole number of hours, which says in a sentence where it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(NO_NUMBER) from None


class HoursForm(PlainForm):
    """The opening hours of the front door, and what one working day is. The fields of the days are added below."""

    bank_holidays = BooleanField("Open on bank holidays, with the hours of that day of the week")
    hours_a_day = HoursField(
        "Hours of opening that make one working day",
        description="8 for a front door that is open from nine to five; 24 for one that never closes.",
        validators=[
            InputRequired(NO_NUMBER),
            NumberRange(1, 24, message="Between 1 and 24 hours make one working day."),
        ],
    )
    rule = RadioField(
        "What “within one working day” means",
        choices=[
            SelectChoice("opening_hours", "One working day of opening hours"),
            SelectChoice("next_working_day", "By the end of the next working day"),
        ],
        validators=[InputRequired("Choose what “within one working day” means.")],
    )
    told_from = RadioField(
        "From when the word to the referrer is counted",
        choices=[SelectChoice("received", "From the referral"), SelectChoice("decided", "From the decision")],
        validators=[InputRequired("Choose from when the word to the referrer is counted.")],
    )
    hours: OpeningHours | None = None

    @property
    def days(self) -> list[tuple[str, Field, Field]]:
        """Each day with its two fields."""
        return [(name, self[f"{name.lower()}_opens"], self[f"{name.lower()}_closes"]) for name in WEEKDAYS]

    def fill_from(self, terms: ClockTerms) -> None:
        """Show them as they are."""
        for (_, opens, closes), span in zip(self.days, terms.hours.weekly, strict=True):
            opens.data, closes.data = ("", "") if span is None else (clock(span[0]), clock(span[1]))
        self.bank_holidays.data = terms.hours.open_on_bank_holidays
        self.hours_a_day.data = round(terms.hours.working_day / 60)
        self.rule.data, self.told_from.data = terms.rule, terms.told_from

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check the fields, then that they make a week."""
        complete = super().validate(*args, **kwargs)
        spans = [_span(opens, closes) for _, opens, closes in self.days]
        if not complete or any(opens.errors or closes.errors for _, opens, closes in self.days):
            return False
        try:
            self.hours = OpeningHours(
                weekly=tuple(spans), open_on_bank_holidays=bool(self.bank_holidays.data),
                working_day=(self.hours_a_day.data or 0) * 60,
            )  # fmt: skip
        except ValueError:
            self.days[0][1].errors = ["Give the opening hours of at least one day."]
            return False
        return True

    def terms(self) -> ClockTerms:
        """What the form says, once it is valid."""
        assert self.hours is not None
        rule = cast(Rule, self.rule.data)
        return ClockTerms(
            hours=self.hours, rule=rule, told_from="decided" if self.told_from.data == "decided" else "received"
        )


for _name, _field in _day_fields().items():
    setattr(HoursForm, _name, _field)


def _span(opens: Field, closes: Field) -> tuple[int, int] | None:
    """From and until; None where both are empty or one is wrong, which then says so."""
    texts = [(field, (field.data or "").strip()) for field in (opens, closes)]
    if not any(text for _, text in texts):
        return None
    found: list[int] = []
    for field, text in texts:
        try:
            found.append(minutes_of(text))
        except ValueError as wrong:
            field.errors = [f"{field.label.text}: {str(wrong) + '.' if text else NO_HOURS}"]
    if len(found) < 2:
        return None
    if found[0] >= found[1]:
        closes.errors = [f"{closes.label.text}: the front door closes after it opens. Write midnight as {clock(DAY)}."]
        return None
    return found[0], found[1]


class NextForm(PlainForm):
    """The sample after this one."""

    title = StringField(
        "Title", validators=[DataRequired("Enter a title."), Length(max=200, message="Use at most 200 characters.")]
    )
    window_starts_on = DayField("Referrals received from", validators=[InputRequired("Enter the first day.")])
    window_ends_on = DayField("Referrals received until", validators=[InputRequired("Enter the last day.")])
    returns_due_on = DayField("Returns are due on", validators=[Optional()])

    def days(self) -> tuple[date, date]:
        """The window, once the form is valid."""
        return self.window_starts_on.data or date.min, self.window_ends_on.data or date.min
