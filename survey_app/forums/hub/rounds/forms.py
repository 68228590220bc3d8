"""The forms by which a round of a cycle begins."""

from __future__ import annotations

from datetime import date

from wtforms import BooleanField, Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, ValidationError

from survey_app.forums.hub.rounds.beginning import BeginPlan
from survey_app.forums.hub.rounds.kinds import RoundKind
from survey_app.forums.plain_form import PlainForm
from survey_app.forums.planning.forms import at_most, in_our_time
from survey_app.rounds.forms import DayField
from survey_app.rounds.models import Round

WAYS = {
    "token": "A personal link by e-mail. Whoever has not answered is reminded; nobody else is",
    "open": "One link for all, with a QR code for the last slide. Nobody can be reminded",
}


class BeginForm(PlainForm):
    """What is decided about a round as it begins; everything is filled in already."""

    title = StringField("Title", validators=[DataRequired("Enter a title."), at_most(300, "The title")])
    introduction = TextAreaField("Introduction on the start page", validators=[at_most(5000, "The introduction")])
    access = RadioField("How people answer", validators=[InputRequired("Choose how people answer.")])
    closes_on = DayField("Last day", validators=[InputRequired("Enter the last day."), in_our_time])
    anonymous = BooleanField("Answers are anonymous")

    today: date | None = None  # set before validating

    def offer(self, kind: RoundKind) -> None:
        """Offer the ways in that suit the kind."""
        self.access.choices = [SelectChoice(way, WAYS[way]) for way in kind.access]

    def fill_from(self, plan: BeginPlan) -> None:
        """Show what is sensible."""
        self.title.data, self.introduction.data = plan.title, plan.introduction
        self.access.data, self.closes_on.data, self.anonymous.data = plan.access, plan.closes_on, plan.anonymous

    def validate_closes_on(self, field: Field) -> None:
        if self.today is not None and field.data is not None and field.data < self.today:
            raise ValidationError("The last day has passed. Enter a day to come.")

    def plan(self) -> BeginPlan:
        """What the form says, once it is valid."""
        return BeginPlan(
            title=(self.title.data or "").strip(), introduction=(self.introduction.data or "").strip(),
            access=self.access.data, closes_on=self.closes_on.data, anonymous=bool(self.anonymous.data),
        )  # fmt: skip


class LinkForm(PlainForm):
    """A round that is there already."""

    round = SelectField("Round", coerce=str, validators=[InputRequired("Choose a round.")])

    def offer(self, rounds: list[Round]) -> None:
        """Offer these rounds."""
        states = {"draft": "not open yet", "open": "open", "closed": "closed"}
        self.round.choices = [SelectChoice(str(one.id), f"{one.title} ({states[one.state]})") for one in rounds]
