"""Forms of the partnership's settings."""

from __future__ import annotations

from datetime import date

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from analysis.disclosure import DisclosurePolicy
from analysis.disclosure.policy import LARGEST_THRESHOLD, LONGEST_SYMBOL, least_threshold
from analysis.disclosure.wording import DEFAULT_SYMBOL
from analysis.thresholds import ReportabilityThresholds
from survey_app.accounts.forms import looks_like_email
from survey_app.partnership.decisions import PRESETS, UNITS, Decision, preset_policy
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


class DecisionForm(FlaskForm):
    """Who decided something, when and why."""

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

    def decision(self) -> Decision:
        """The decision, once the form is valid."""
        return Decision(
            by=self.decided_by.data or "", on=self.decision_date() or date.today(), reason=self.reason.data or ""
        )


class PolicyForm(DecisionForm):
    """A decision on how small numbers are protected in published results."""

    policy = RadioField(
        "Policy",
        choices=[SelectChoice(*entry) for entry in PRESETS.items()],
        validators=[InputRequired("Choose a policy.")],
    )
    threshold = IntegerField(
        "Hide counts from 1 to",
        description=f"1 to {LARGEST_THRESHOLD}. For settings of your own, and for other counts with the Department for "
        "Education’s marks",
        validators=[Optional(), NumberRange(1, LARGEST_THRESHOLD, f"Enter a number from 1 to {LARGEST_THRESHOLD}.")],
    )
    rounding = RadioField(
        "Round all other counts to the nearest",
        description="For settings of your own",
        choices=[SelectChoice("1", "Not rounded"), SelectChoice("5", "5"), SelectChoice("10", "10")],
        default="1",
        validators=[Optional()],
    )
    symbol = StringField(
        "Mark in place of a hidden figure",
        description="For settings of your own; [c] if left blank",
        validators=[Optional(), Length(max=LONGEST_SYMBOL, message=f"Use at most {LONGEST_SYMBOL} characters.")],
    )
    blanks_reason = TextAreaField(
        "If few blanks may be shown, why",
        description="Leave it blank to protect them. Otherwise 1 to 4 people who did not answer a question hide its "
        "base and all of its percentages.",
        validators=[Length(max=2000)],
    )

    def chosen_policy(self) -> DisclosurePolicy | None:
        """The policy typed; None, with errors in the form, where it makes no sense."""
        name, threshold = self.policy.data, self.threshold.data
        if name == "none":
            decision = self.decision()
            return DisclosurePolicy.none(decision.by, decision.on, decision.reason)
        if name == "own" and threshold is None:
            _refuse(self.threshold, f"Enter a number from 1 to {LARGEST_THRESHOLD}.")
            return None
        return preset_policy(name, threshold=threshold) if name != "own" else self._own(threshold or 0)

    def _own(self, threshold: int) -> DisclosurePolicy | None:
        rounding = int(self.rounding.data or 1)
        least = least_threshold(rounding)
        if threshold < least:
            _refuse(self.threshold, f"To round to the nearest {rounding}, hide counts from 1 to {least} at least.")
            return None
        symbol = (self.symbol.data or "").strip() or DEFAULT_SYMBOL
        try:
            return DisclosurePolicy(name="own", threshold=threshold, rounding=rounding, symbol=symbol)
        except ValueError:
            _refuse(self.symbol, "Use a mark without digits, which could be read as a count.")
            return None


class ThresholdsForm(DecisionForm):
    """A decision on what a figure needs to be reported."""

    unit = RadioField(
        "For",
        choices=[SelectChoice(*entry) for entry in UNITS.items()],
        validators=[InputRequired("Choose whose answers the thresholds are for.")],
    )
    minimum_base = IntegerField(
        "Not reportable with fewer answers than",
        validators=[InputRequired("Enter a number of answers."), NumberRange(1, 10_000, "Enter 1 to 10,000.")],
    )
    care_base = IntegerField(
        "With care with fewer answers than",
        validators=[InputRequired("Enter a number of answers."), NumberRange(1, 10_000, "Enter 1 to 10,000.")],
    )
    minimum_rate = IntegerField(
        "Not reportable with a response rate under, in per cent",
        validators=[InputRequired("Enter a percentage."), NumberRange(0, 100, "Enter 0 to 100.")],
    )
    care_rate = IntegerField(
        "With care with a response rate under, in per cent",
        validators=[InputRequired("Enter a percentage."), NumberRange(0, 100, "Enter 0 to 100.")],
    )

    def validate_care_base(self, field: Field) -> None:
        if field.data is not None and self.minimum_base.data is not None and field.data < self.minimum_base.data:
            raise ValidationError("This cannot be less than the number under which nothing is reportable.")

    def validate_care_rate(self, field: Field) -> None:
        if field.data is not None and self.minimum_rate.data is not None and field.data < self.minimum_rate.data:
            raise ValidationError("This cannot be less than the rate under which nothing is reportable.")

    def thresholds(self) -> ReportabilityThresholds:
        """The thresholds, once the form is valid."""
        return ReportabilityThresholds(
            minimum_base=self.minimum_base.data or 1, care_base=self.care_base.data or 1,
            minimum_rate=(self.minimum_rate.data or 0) / 100, care_rate=(self.care_rate.data or 0) / 100,
        )  # fmt: skip


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


def _refuse(field: Field, message: str) -> None:
    field.errors = [*field.errors, message]
