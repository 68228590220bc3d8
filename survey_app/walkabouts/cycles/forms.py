"""The forms of cycles and assessments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, IntegerField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from survey_app.partnership.models import AGENCY_TYPES, Agency
from survey_app.rounds.forms import DayField
from survey_app.rounds.models import Round
from survey_app.walkabouts.cycles.agreeing import LONGEST_REMARK
from survey_app.walkabouts.cycles.cycles import MOST_MONTHS, CyclePlan
from survey_app.walkabouts.cycles.rounds import KINDS, linked_round
from survey_app.walkabouts.cycles.stages import LONGEST_REASON
from survey_app.walkabouts.models import Section11Cycle


class NumberField(IntegerField):
    """A whole number that says in a sentence what is wrong, and keeps what was typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(f"{self.label.text}: enter a whole number, such as 10.") from error


def not_before_start(form: Any, field: Field) -> None:
    """The cycle cannot end, nor its deadline be, before it starts."""
    if form.starts_on.data and field.data and field.data < form.starts_on.data:
        raise ValidationError(f"{field.label.text}: enter a day after the first day of the cycle.")


def _between(least: int, most: int, what: str) -> list[Any]:
    message = f"Enter {what} between {least} and {most}."
    return [InputRequired(message), NumberRange(min=least, max=most, message=message)]


class CycleForm(FlaskForm):
    """The settings of a cycle."""

    title = StringField(
        "Title",
        description="Agencies see it, and it makes the address: “Section 11 cycle 2027 to 2029”.",
        validators=[DataRequired("Enter a title."), Length(max=200, message="Use at most 200 characters.")],
    )
    starts_on = DayField("First day", validators=[InputRequired("Enter the first day of the cycle.")])
    ends_on = DayField("Last day", validators=[InputRequired("Enter the last day of the cycle."), not_before_start])
    self_due_on = DayField(
        "Deadline of self-assessments",
        description="After this day a self-assessment is locked, unless you extend it for an agency. Blank: none.",
        validators=[Optional(), not_before_start],
    )
    reply_days = NumberField(
        "Working days for the agency’s reply on factual accuracy",
        default=10,
        validators=_between(1, 60, "a number of working days"),
    )
    assessed_within_months = NumberField(
        "Months within which a second assessment is refused",
        description="An agency that any partnership has begun to assess within these months is not assessed again.",
        default=24,
        validators=_between(0, MOST_MONTHS, "a number of months"),
    )
    fewest_conversations = NumberField(
        "Fewest conversations for a figure",
        description="With fewer conversations with staff, the report is narrative only.",
        default=5,
        validators=_between(1, 100, "a number of conversations"),
    )

    def plan(self) -> CyclePlan:
        """What the form says, once it is valid."""
        if self.starts_on.data is None or self.ends_on.data is None:
            raise ValueError("the form has not been validated")
        return CyclePlan(
            title=" ".join((self.title.data or "").split()),
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            self_due_on=self.self_due_on.data,
            reply_days=self.reply_days.data or 0,
            assessed_within_months=self.assessed_within_months.data or 0,
            fewest_conversations=self.fewest_conversations.data or 0,
        )


class LinkForm(FlaskForm):
    """Which rounds the answers of a cycle come into."""

    walkabout = RadioField(KINDS["walkabout"].label, description=KINDS["walkabout"].hint, validators=[InputRequired()])
    self_ = RadioField(KINDS["self"].label, name="self", description=KINDS["self"].hint, validators=[InputRequired()])
    staff = RadioField(KINDS["staff"].label, description=KINDS["staff"].hint, validators=[InputRequired()])

    def field_of(self, kind: str) -> RadioField:
        return {"walkabout": self.walkabout, "self": self.self_, "staff": self.staff}[kind]

    def choose_from(self, cycle: Section11Cycle, rounds: Mapping[str, Sequence[Round]]) -> None:
        """Offer these rounds, and none; what is linked now is chosen."""
        for kind in KINDS:
            field, linked = self.field_of(kind), linked_round(cycle, kind)
            field.choices = [SelectChoice(str(one.id), f"{one.title} ({one.state})") for one in rounds[kind]]
            field.choices.append(SelectChoice("none", "None yet"))
            if not self.is_submitted():
                field.data = str(linked.id) if linked is not None else "none"


class AgenciesForm(FlaskForm):
    """Which agencies to assess, each by itself."""

    agencies = SelectMultipleField(
        "Agencies", description="Each gets an assessment of its own.", validators=[DataRequired("Choose an agency.")]
    )

    def choose_from(self, agencies: Sequence[Agency]) -> None:
        self.agencies.choices = [SelectChoice(str(one.id), one.name) for one in agencies]

    @property
    def chosen(self) -> list[int]:
        return [int(value) for value in self.agencies.data or ()]


class TogetherForm(AgenciesForm):
    """Which district councils to assess together, and what the group is called."""

    title = StringField(
        "Name of the group",
        default="District councils",
        validators=[
            DataRequired("Enter a name for the group."),
            Length(max=200, message="Use at most 200 characters."),
        ],
    )
    agencies = SelectMultipleField(
        "District councils",
        description="They make one joint return; where a council differs, it is noted as an exception.",
    )

    def validate_agencies(self, field: Field) -> None:
        if len(field.data or ()) < 2:
            raise ValidationError("Choose at least two district councils.")


class RemarkForm(FlaskForm):
    """What somebody says about a rubric."""

    text = TextAreaField(
        "Your comment",
        validators=[
            DataRequired("Write what you would change."),
            Length(max=LONGEST_REMARK, message=f"Use at most {LONGEST_REMARK:,} characters."),
        ],
    )


class AgreementForm(FlaskForm):
    """That the rubric was agreed outside the app."""

    agreed_by = StringField(
        "Who agreed for the agency",
        description="A role, not a name: “Head of safeguarding”.",
        validators=[
            DataRequired("Say who agreed for the agency."),
            Length(max=200, message="Use at most 200 characters."),
        ],
    )
    agreed_on = DayField("When", validators=[InputRequired("Enter the day on which it was agreed.")])
    today: date | None = None

    def validate_agreed_on(self, field: Field) -> None:
        if self.today is not None and field.data is not None and field.data > self.today:
            raise ValidationError("Enter a day that is not in the future.")


class WithdrawForm(FlaskForm):
    """Why an assessment ends before it is finished."""

    reason = TextAreaField(
        "Why is it withdrawn?",
        description="The agency reads it, and so does every partnership that it is shared with.",
        validators=[
            DataRequired("Say why the assessment is withdrawn."),
            Length(max=LONGEST_REASON, message=f"Use at most {LONGEST_REASON:,} characters."),
        ],
    )


class ConfirmForm(FlaskForm):
    """Nothing but the token against forged requests."""


def kinds_in_area_first(agencies: Sequence[Agency]) -> list[tuple[str, str, int]]:
    """Every kind of agency with how many there are in the area; those that are there come first."""
    counts = {kind: sum(agency.agency_type == kind for agency in agencies) for kind in AGENCY_TYPES}
    return sorted(((kind, label, counts[kind]) for kind, label in AGENCY_TYPES.items()), key=lambda row: row[2] == 0)
