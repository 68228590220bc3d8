"""The forms of indicators, comments and referrers' feedback."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wtforms import BooleanField, IntegerField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from survey_app.forums.plain_form import PlainForm
from survey_app.improvement.models import Recommendation
from survey_app.partnership.models import Agency
from survey_app.programme.indicators.defining import MOST_DEADLINE_DAYS, IndicatorText
from survey_app.programme.indicators.models import DIRECTIONS, HEARD_AT, MEASURES, PERIODS, UNITS, IndicatorVersion
from survey_app.programme.indicators.referrals import Said
from survey_app.rounds.forms import DayField

NO_NAMES = "Write no names, dates of birth, numbers or places."
LONGEST = 2_000


def at_most(what: str, most: int = LONGEST) -> Length:
    return Length(max=most, message=f"Use at most {most:,} characters for {what}.")


def _choices(words: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(key, text) for key, text in words.items()]


class AgenciesField(SelectMultipleField):
    """A list of agencies with a box to tick for each; their numbers."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def offer(self, agencies: Iterable[Agency]) -> None:
        self.choices = [SelectChoice(str(agency.id), agency.name) for agency in agencies]

    @property
    def numbers(self) -> list[int]:
        return [int(one) for one in self.data or []]


class WayForm(PlainForm):
    """How an indicator is counted."""

    title = StringField(
        "What is it called?",
        description="“Decision on a referral within one working day”.",
        validators=[DataRequired("Say what it is called."), at_most("the title", 200)],
    )
    why = TextAreaField(
        "Why is it measured?",
        description="What a partnership learns from it, in a sentence.",
        validators=[DataRequired("Say why it is measured."), at_most("why it is measured")],
    )
    numerator = TextAreaField(
        "What is counted?",
        description="The numerator of a share, the count, or what the value is. Say exactly what is in it.",
        validators=[DataRequired("Say what is counted."), at_most("what is counted")],
    )
    denominator = TextAreaField(
        "Of what?",
        description="The denominator. Leave it blank for a count. Of a value, say what it rests on, such as the "
        "referrals whose median it is.",
        validators=[at_most("the denominator")],
    )
    measured_in = StringField(
        "In what is a value measured?", description="Such as “days”. Blank for shares and counts.",
        validators=[at_most("the unit", 40)],
    )  # fmt: skip
    source = TextAreaField(
        "Where do the figures come from?",
        description="The system, and the rule behind the target.",
        validators=[DataRequired("Say where the figures come from."), at_most("the source")],
    )
    subject = StringField(
        "What is it about?",
        description="Subjects with semicolons between, as audits and themes call them: “Front door; Thresholds; st5”. "
        "Pages on the same subject are linked.",
        validators=[at_most("the subjects", 200)],
    )
    direction = RadioField(
        "Which way is better?", choices=_choices(DIRECTIONS), validators=[InputRequired("Choose which way is better.")]
    )
    target = StringField(
        "Target", description="Of a share a percentage, such as 90. Leave it blank where there is none."
    )
    unit = RadioField(
        "What do the counts count?",
        choices=_choices(UNITS),
        default="people",
        validators=[InputRequired("Choose what the counts count.")],
    )
    deadline_days = IntegerField(
        "Working days after the period’s end until it is due",
        default=10,
        validators=[
            InputRequired("Enter a number of working days."),
            NumberRange(1, MOST_DEADLINE_DAYS, f"Enter 1 to {MOST_DEADLINE_DAYS} working days."),
        ],
    )

    def text(self, measure: str) -> IndicatorText:
        """What the form says, once it is valid; ValueError where the target is no number."""
        return IndicatorText(
            title=_tidy(self.title), why=_tidy(self.why), numerator=_tidy(self.numerator),
            denominator=_tidy(self.denominator), measured_in=_tidy(self.measured_in), source=_tidy(self.source),
            subject=_tidy(self.subject), direction=self.direction.data or "", unit=self.unit.data or "",
            target=_target(self.target.data or "", measure), deadline_days=self.deadline_days.data or 0,
        )  # fmt: skip

    def fill_from(self, version: IndicatorVersion | IndicatorText, measure: str) -> None:
        """Show how it is counted."""
        for name in IndicatorText.__dataclass_fields__:
            if name != "target":
                getattr(self, name).data = getattr(version, name)
        target = version.target
        self.target.data = "" if target is None else f"{target * 100 if measure == 'share' else target:g}"


class DefineForm(WayForm):
    """A new indicator."""

    name = StringField(
        "Short name",
        description="For addresses and files: small letters, digits and underscores, such as “re_referral”.",
        validators=[DataRequired("Enter a short name."), at_most("the short name", 40)],
    )
    measure = RadioField(
        "What is it?", choices=_choices(MEASURES), validators=[InputRequired("Choose what it is.")]
    )  # fmt: skip
    period = RadioField(
        "How often is it submitted?", choices=_choices(PERIODS), validators=[InputRequired("Choose how often.")]
    )
    front_door = BooleanField("It belongs on the front-door dashboard")
    first_period = DayField(
        "From which period?",
        description="Any day of the first month or quarter.",
        validators=[InputRequired("Enter a day of the first period.")],
    )
    agencies = AgenciesField("Which agencies submit it?", validators=[DataRequired("Choose at least one agency.")])


class ChangeForm(WayForm):
    """Counting an indicator otherwise."""

    valid_from = DayField(
        "From which period is it counted so?",
        description="Any day of that period. The chart breaks there, and nothing is compared across it.",
        validators=[InputRequired("Enter a day of the period from which it is counted so.")],
    )
    why_changed = TextAreaField(
        "Why is it counted otherwise?",
        validators=[DataRequired("Say why it is counted otherwise."), at_most("why")],
    )


class AskForm(PlainForm):
    """Which agencies submit an indicator, from when on."""

    first_period = DayField(
        "From which period?",
        description="Any day of it. An agency that you untick is not asked from then on; what it gave stays.",
        validators=[InputRequired("Enter a day of the period.")],
    )
    agencies = AgenciesField("Which agencies submit it?", validators=[DataRequired("Choose at least one agency.")])


class CommentForm(PlainForm):
    """A comment on a period."""

    period = SelectField("On which period?", validators=[InputRequired("Choose a period.")])
    whose = SelectField("Whose words are these?")
    text = TextAreaField(
        "Your comment",
        description=f"What stands behind the figure, and what is being done. {NO_NAMES} It is shown once somebody else "
        "has approved it.",
        validators=[DataRequired("Write your comment."), at_most("the comment")],
    )


class DecideForm(PlainForm):
    """Approving a comment or sending it back."""

    decision = RadioField(
        "Is it shown?",
        choices=[SelectChoice("approve", "Yes, show it"), SelectChoice("send_back", "No, send it back")],
        validators=[InputRequired("Choose whether it is shown.")],
    )
    why = TextAreaField("Why is it sent back?", description="Only where you send it back.", validators=[at_most("why")])


class ReferrerForm(PlainForm):
    """What an agency said about hearing the outcome of its referrals."""

    agency = SelectField("Which agency said it?", validators=[InputRequired("Choose the agency.")])
    said_on = DayField("When?", validators=[InputRequired("Enter the day on which it was said.")])
    heard_at = RadioField(
        "Where was it heard?", choices=_choices(HEARD_AT), validators=[InputRequired("Choose where it was heard.")]
    )
    said = TextAreaField(
        "What did it say about feedback on the outcome of referrals?",
        description=NO_NAMES,
        validators=[DataRequired("Write what the agency said."), at_most("this")],
    )
    recommendation = SelectField("Does it bear on a recommendation?")

    def offer(self, agencies: Iterable[Agency], recommendations: Iterable[Recommendation]) -> None:
        self.agency.choices = [
            SelectChoice("", "Choose an agency"), *(SelectChoice(str(one.id), one.name) for one in agencies)
        ]  # fmt: skip
        self.recommendation.choices = recommendation_choices(recommendations)

    def given(self) -> Said:
        """What the form says, once it is valid."""
        return Said(
            agency_id=int(self.agency.data), said_on=self.said_on.data or date.max,
            heard_at=self.heard_at.data or "", said=self.said.data or "",
            recommendation_id=self.recommendation.data or None,
        )  # fmt: skip


class AnswerForm(PlainForm):
    """What an agency was answered."""

    response = TextAreaField(
        "What was the agency answered?",
        description=f"As it was said to them. It stays as you enter it. {NO_NAMES}",
        validators=[DataRequired("Write what the agency was answered."), at_most("the answer")],
    )
    responded_on = DayField("When?", validators=[InputRequired("Enter the day of the answer.")])
    recommendation = SelectField("Does it bear on a recommendation?", validators=[Optional()])


def recommendation_choices(recommendations: Iterable[Recommendation]) -> list[SelectChoice]:
    """The recommendations to choose from, or none."""
    named = (SelectChoice(one.id, f"{one.reference}: {one.text[:80]}") for one in recommendations)
    return [SelectChoice("", "None"), *named]


def _tidy(field: StringField) -> str:
    return (field.data or "").strip()


def _target(text: str, measure: str) -> float | None:
    plain = text.strip().rstrip("%").strip()
    if not plain:
        return None
    if len(plain) > 12 or not plain.replace(".", "", 1).isdigit() or not plain.isascii():
        raise ValueError("Enter the target as a number, such as 90, or leave it blank.")
    return float(plain) / 100 if measure == "share" else float(plain)
