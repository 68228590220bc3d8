"""Forms of the partnership's settings."""

from __future__ import annotations

from datetime import date

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from survey_app.accounts.forms import looks_like_email
from survey_app.partnership.models import AGENCY_TYPES
from survey_app.partnership.pages import LONGEST_TEXT


class DetailsForm(FlaskForm):
    """What the partnership is called, and whom to call when a child is at risk."""

    name = StringField("Name of the partnership", validators=[InputRequired("Enter a name."), Length(max=200)])
    boards = StringField(
        "Boards and groups",
        description="As they should stand in reports, for example: Executive, QA group, Workforce group",
        validators=[Length(max=300)],
    )
    contact_email = EmailField(
        "E-mail address for questions",
        description="Shown on the privacy notice and the accessibility statement",
        validators=[Optional(), Length(max=200), looks_like_email],
    )
    urgent_phone = StringField(
        "Number to call about a child at risk, in office hours",
        validators=[InputRequired("Enter the number that people call in office hours."), Length(max=40)],
    )
    out_of_hours_phone = StringField(
        "Number to call out of hours",
        validators=[InputRequired("Enter the number that people call out of hours."), Length(max=40)],
    )
    urgent_route = TextAreaField(
        "What to do when a child may be at risk",
        description="Two or three sentences, shown with the numbers on every page that asks for free text",
        validators=[InputRequired("Say what to do."), Length(max=2000)],
    )


class AgencyForm(FlaskForm):
    """An agency that works in the partnership's area."""

    name = StringField("Name of the agency", validators=[InputRequired("Enter the agency's name."), Length(max=200)])
    agency_type = SelectField("Type", choices=[SelectChoice(*entry) for entry in AGENCY_TYPES.items()])


class PolicyForm(FlaskForm):
    """A decision on how small numbers are protected in published results."""

    policy = RadioField(
        "Policy",
        choices=[
            SelectChoice("default", "Hide counts of one to four people"),
            SelectChoice("none", "Hide nothing, because the figures are published already"),
        ],
        validators=[InputRequired("Choose a policy.")],
    )
    decided_by = StringField("Decided by", validators=[InputRequired("Say who decided."), Length(max=200)])
    decided_on = StringField("Date of the decision", description="For example 2026-03-31")
    reason = TextAreaField(
        "Reason",
        description="Printed in the method section of reports",
        validators=[InputRequired("Give the reason."), Length(max=2000)],
    )

    def validate_decided_on(self, field: Field) -> None:
        if self.decision_date() is None:
            raise ValidationError("Enter the date as year-month-day, such as 2026-03-31, not later than today.")

    def decision_date(self) -> date | None:
        """The date typed, None when it is no date or lies ahead."""
        try:
            day = date.fromisoformat((self.decided_on.data or "").strip())
        except ValueError:
            return None
        return day if day <= date.today() else None


class PageForm(FlaskForm):
    """The partnership's wording of one page."""

    text = TextAreaField(
        "Text",
        description="A line that begins with ## is a heading, one that begins with - is an item of a list; leave an "
        "empty line between paragraphs. {partnership} and {contact} are filled in. Empty the box to go back to the "
        "product's own text.",
        validators=[Length(max=LONGEST_TEXT)],
    )


class RetentionForm(FlaskForm):
    """How long one kind of record is kept."""

    months = IntegerField(
        "Months",
        validators=[InputRequired("Enter a number of months."), NumberRange(1, 1200, "Enter 1 to 1200 months.")],
    )
    basis = TextAreaField(
        "Basis",
        description="The entry of your retention schedule, or the law, that says so",
        validators=[InputRequired("Say on what basis."), Length(max=2000)],
    )
