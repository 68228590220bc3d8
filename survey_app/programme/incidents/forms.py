"""The forms of serious incidents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from survey_app.accounts.models import User
from survey_app.case_audits.numbers import number_of
from survey_app.forums.plain_form import PlainForm
from survey_app.programme.incidents.entering import FIELDS, NewIncident
from survey_app.programme.incidents.models import MOST_CHILDREN, PANEL_RESPONSES, UNITS, SeriousIncident
from survey_app.programme.incidents.refusals import IncidentRefused
from survey_app.programme.incidents.rules import ALLOWED_TRIGGERS, TRIGGER_WORDS, Rule, RuleTerms
from survey_app.programme.incidents.settings import IncidentSettings
from survey_app.rounds.forms import DayField

NO_NAMES = "Write no names, dates of birth, numbers or places, and nothing of the case."


def _day(label: str, hint: str = "", *, asked: str = "") -> DayField:
    return DayField(label, description=hint, validators=[InputRequired(asked)] if asked else [Optional()])


class NewIncidentForm(PlainForm):
    """An incident, as it is entered."""

    reference = StringField(
        "Reference of your own file",
        description="Two or three letters of your own list, a year and a number, such as SI-2026-7. "
        "Nothing else of the case is kept here.",
        validators=[InputRequired("Enter the reference of your own file.")],
    )
    children = SelectField(
        "How many children does it concern?",
        description="There is one notification for each incident. It tells of up to four children.",
        choices=[SelectChoice(str(number), str(number)) for number in range(1, MOST_CHILDREN + 1)],
    )
    aware_on = _day(
        "When did the local authority become aware?", asked="Enter the day on which the local authority became aware."
    )
    happened_on = _day("When did it happen?", "Leave it blank where it is not known.")

    def incident(self) -> NewIncident:
        """What the form says, once it is valid."""
        return NewIncident(
            reference=self.reference.data or "", children=int(self.children.data), happened_on=self.happened_on.data,
            aware_on=self.aware_on.data or date.max,
        )  # fmt: skip


class DaysForm(PlainForm):
    """What was done on which day."""

    aware_on = _day(FIELDS["aware_on"], asked="Enter the day on which the local authority became aware.")
    happened_on = _day(FIELDS["happened_on"], "Leave it blank where it is not known.")
    notified_on = _day(FIELDS["notified_on"])
    notified_by = StringField(FIELDS["notified_by"], description="A role, such as “head of service”. No name.")
    review_began_on = _day(FIELDS["review_began_on"])
    review_completed_on = _day(FIELDS["review_completed_on"])
    panel_response = SelectField(
        FIELDS["panel_response"],
        choices=[SelectChoice("", "None yet"), *(SelectChoice(key, text) for key, text in PANEL_RESPONSES.items())],
    )
    panel_replied_on = _day(FIELDS["panel_replied_on"])
    lcspr_started_on = _day(FIELDS["lcspr_started_on"])
    terms_agreed_on = _day(FIELDS["terms_agreed_on"])
    publish_on = _day(FIELDS["publish_on"], "The report to the Panel is counted back from it.")
    reported_on = _day(FIELDS["reported_on"])
    published_on = _day(FIELDS["published_on"])
    why = TextAreaField(
        "Why does something change that was entered before?",
        description=f"Only where you change or empty it. What it was stays in the history. {NO_NAMES}",
    )
    revision = HiddenField()

    def fill_from(self, incident: SeriousIncident) -> None:
        """Show what is entered."""
        for name in FIELDS:
            self[name].data = getattr(incident, name)
        self.revision.data = str(incident.revision)

    def values(self) -> dict[str, Any]:
        """What the form says, once it is valid."""
        texts = ("notified_by", "panel_response")
        return {name: (self[name].data or "") if name in texts else self[name].data for name in FIELDS}

    @property
    def seen(self) -> int:
        """Which state of the incident the page showed; none that there is, where the page was made up."""
        return number_of(self.revision.data or "") or -1


class DecisionForm(PlainForm):
    """A decision for two others to approve."""

    what = RadioField("What is decided?", validators=[InputRequired("Choose what is decided.")])
    because = TextAreaField(
        "Why?", description=NO_NAMES, validators=[InputRequired("Say why it is decided so.")],
    )  # fmt: skip

    def offer(self, choices: Mapping[str, str]) -> None:
        self.what.choices = [SelectChoice(key, text) for key, text in choices.items()]


class WhyForm(PlainForm):
    """One reason."""

    why = TextAreaField("Why?", description=NO_NAMES, validators=[InputRequired("Say why.")])


class RuleForm(PlainForm):
    """A rule of the partnership's own for one clock."""

    trigger = RadioField("From what is it counted?", validators=[InputRequired("Choose from what it is counted.")])
    limit = IntegerField("Limit", validators=[InputRequired("Enter the limit as a whole number, such as 5.")])
    unit = RadioField(
        "In what is the limit?",
        choices=[SelectChoice(unit, unit.capitalize()) for unit in UNITS],
        validators=[InputRequired("Choose working days, calendar days or months.")],
    )
    trigger_day = RadioField(
        "Is the day of the event itself counted?",
        choices=[SelectChoice("0", "No, the next day is day 1"), SelectChoice("1", "Yes, it is day 1")],
        validators=[InputRequired("Choose whether the day of the event itself is counted.")],
    )
    off_day_trigger = RadioField(
        "Where the event falls on a weekend or bank holiday",
        choices=[
            SelectChoice("stays", "It counts from that day"),
            SelectChoice("moves", "It counts from the next working day"),
        ],
        validators=[InputRequired("Choose what happens where the event falls on a day off.")],
    )
    basis = StringField(
        "Where is this written?", description="It stands beside each due day.",
        validators=[InputRequired("Say where the rule is written.")],
    )  # fmt: skip
    holds_from = _day(
        "From which day does it hold?",
        "For incidents that are entered from now on and of which you became aware on that day or later. The days of "
        "incidents that are entered already stay as they are.",
        asked="Enter the day from which the rule holds.",
    )
    reason = TextAreaField("Why does the rule change?", validators=[InputRequired("Say why the rule changes.")])

    def offer(self, clock: str) -> None:
        self.trigger.choices = [
            SelectChoice(key, TRIGGER_WORDS[key].capitalize()) for key in ALLOWED_TRIGGERS[clock]
        ]  # fmt: skip

    def fill_from(self, rule: Rule, today: date) -> None:
        """Show the rule that holds now."""
        self.trigger.data, self.limit.data, self.unit.data = rule.trigger, rule.clock.limit, rule.clock.unit
        self.trigger_day.data, self.off_day_trigger.data = str(rule.clock.trigger_day), rule.clock.off_day_trigger
        self.basis.data, self.holds_from.data = rule.basis, today

    def terms(self, clock: str) -> RuleTerms:
        """What the form says, once it is valid."""
        return RuleTerms(
            clock=clock, trigger=self.trigger.data or "", limit=self.limit.data or 0, unit=self.unit.data or "",
            trigger_day=int(self.trigger_day.data), off_day_trigger=self.off_day_trigger.data or "",
            basis=self.basis.data or "", holds_from=self.holds_from.data or date.max, reason=self.reason.data or "",
        )  # fmt: skip


class SettingsForm(PlainForm):
    """Who is the chair, the partnership's words, and reminders."""

    chair = SelectField(
        "Chair of the QA group", description="One of the two who approve each decision. Nobody names themselves."
    )
    outcome_a = StringField("Outcome a of a rapid review", validators=[InputRequired("Enter what outcome a is.")])
    outcome_b = StringField("Outcome b", validators=[InputRequired("Enter what outcome b is.")])
    outcome_c = StringField(
        "Outcome c", description="The one that leads to a local child safeguarding practice review.",
        validators=[InputRequired("Enter what outcome c is.")],
    )  # fmt: skip
    reminders = StringField(
        "Reminders before a due day",
        description="Days of the clock’s own kind, with commas between, such as 3, 1, 0. They go to whoever manages "
        "incidents.",
    )

    prefixes = StringField(
        "With what references begin",
        description="Two or three letters each, with commas between, such as SI, RR, LR. "
        "Never letters of a child’s name.",
    )

    def offer(self, people: Iterable[User]) -> None:
        first = [SelectChoice("", "Nobody is named yet")]
        self.chair.choices = first + [SelectChoice(str(one.id), one.name) for one in people]

    def fill_from(self, settings: IncidentSettings) -> None:
        """Show the settings as they are."""
        self.chair.data = str(settings.chair_id or "")
        for key in "abc":
            self[f"outcome_{key}"].data = settings.outcomes[key]
        self.prefixes.data = ", ".join(settings.prefixes)
        self.reminders.data = ", ".join(str(days) for days in settings.reminders)

    @property
    def outcomes(self) -> dict[str, str]:
        return {key: self[f"outcome_{key}"].data or "" for key in "abc"}

    def days(self) -> list[int]:
        """The days before; IncidentRefused where one is no number."""
        found = [number_of(part.strip()) for part in (self.reminders.data or "").split(",") if part.strip()]
        if None in found:
            raise IncidentRefused("Reminders: enter whole numbers with commas between, such as 3, 1, 0.")
        return [days for days in found if days is not None]


class OneOffForm(PlainForm):
    """A one-off bank holiday that was proclaimed."""

    day = _day("Day", asked="Enter the day of the holiday.")
    title = StringField("What is it called?", validators=[InputRequired("Say what the holiday is called.")])
    reason = StringField(
        "Where was it proclaimed?", description="Such as the address of the announcement on gov.uk.",
        validators=[InputRequired("Say where it was proclaimed.")],
    )  # fmt: skip


class TakeBackForm(PlainForm):
    """Taking back a one-off holiday."""

    day = _day("Day", asked="Choose the day.")
    reason = StringField("Why is it taken back?", validators=[InputRequired("Say why it is taken back.")])


class GovUkForm(PlainForm):
    """gov.uk's list of bank holidays."""

    file = FileField(
        "The file bank-holidays.json of gov.uk",
        description="From www.gov.uk/bank-holidays.json. You see what would change before anything does.",
        validators=[FileRequired("Choose the file bank-holidays.json.")],
    )


class ApplyForm(PlainForm):
    """Applying a list as it was shown."""

    content = HiddenField()
    mark = HiddenField()
    take_out = SelectMultipleField(
        "Days to take out", option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False),
        description="Each of them stays unless you tick it.",
    )  # fmt: skip
