"""The forms of focus groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from survey_app.forums.families.consent import Consent
from survey_app.forums.families.groups import MOST_PEOPLE, GroupPlan
from survey_app.forums.families.saying import Said
from survey_app.forums.models.families import (
    AGE_BANDS,
    AGREED_BY,
    TAKING_PART,
    TONES,
    FocusGroup,
    FocusGroupParticipant,
)
from survey_app.forums.plain_form import PlainForm
from survey_app.forums.planning.forms import LONGEST_QUESTION, at_most, in_our_time, lines_of
from survey_app.rounds.forms import DayField
from survey_app.walkabouts.cycles.forms import NumberField
from survey_app.walkabouts.visits.forms import ClockField

LONGEST_NOTE, LONGEST_POINT = 10_000, 2_000


def _choices(values: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, text) for value, text in values.items()]


class SeveralField(SelectMultipleField):
    """Several of a list, told in a sentence where one is not in it."""

    def pre_validate(self, form: Any) -> None:
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise ValidationError(
                f"{self.label.text}: choose from the list. Reload the page if it has changed."
            ) from error


class PlanForm(PlainForm):
    """Which group, and when."""

    title = StringField(
        "Which group",
        description="Such as “Young carers”. It stands beside what they said, so leave out names and small places.",
        validators=[DataRequired("Enter what the group is called."), at_most(200, "The name of the group")],
    )
    who = RadioField("Who takes part", choices=_choices(TAKING_PART), validators=[InputRequired("Say who takes part.")])
    ages = SeveralField("Ages", description="Of the children. All that apply.", choices=_choices(AGE_BANDS))
    setting = StringField(
        "Where they meet",
        description="The kind of place, for yourself: “youth club”, “school”. Nobody but you and the coordinators "
        "reads it.",
        validators=[at_most(300, "The setting")],
    )
    planned_for = DayField("Day", validators=[InputRequired("Enter the day."), in_our_time])

    def validate_ages(self, field: Field) -> None:
        if self.who.data in ("children", "families") and not field.data:
            raise ValidationError("Choose the ages of the children. Who has to agree hangs on it.")

    def fill_from(self, group: FocusGroup) -> None:
        """Show a group as it is planned."""
        for name in ("title", "who", "ages", "setting", "planned_for"):
            self[name].data = getattr(group, name)

    def plan(self) -> GroupPlan:
        """What the form says, once it is valid."""
        return GroupPlan(
            title=self.title.data or "", who=self.who.data, ages=self.ages.data or [],
            setting=self.setting.data or "", planned_for=self.planned_for.data or date.min,
        )  # fmt: skip


class HeldForm(PlainForm):
    """When the group was held, and with how many."""

    held_on = DayField("Day", validators=[InputRequired("Enter the day on which the group was held."), in_our_time])
    people = NumberField(
        "How many took part",
        description="Only those who spoke for themselves, without you and others who helped. Each gets a number.",
        validators=[
            InputRequired("Enter how many took part."),
            NumberRange(min=1, max=MOST_PEOPLE, message=f"Enter how many took part, between 1 and {MOST_PEOPLE}."),
        ],
    )
    helped_by = StringField(
        "Who helped",
        description="What they do, no names: “a youth worker and an interpreter”.",
        validators=[at_most(300, "Who helped")],
    )


class QuestionsForm(PlainForm):
    """What the group is asked."""

    offered = SeveralField("Questions that stand ready")
    own = TextAreaField("Questions of your own", description="One on each line.")

    def offer(self, questions: Iterable[str]) -> None:
        self.offered.choices = [SelectChoice(question, question) for question in questions]

    def fill_from(self, chosen: Sequence[str]) -> None:
        """Show what is chosen: ticks for what stands ready, lines for the rest."""
        ready = {choice.value for choice in self.offered.choices}
        self.offered.data = [question for question in chosen if question in ready]
        self.own.data = "\n".join(question for question in chosen if question not in ready)

    def validate_own(self, field: Field) -> None:
        for number, line in enumerate(lines_of(field.data), 1):
            if len(line) > LONGEST_QUESTION:
                raise ValidationError(f"Question {number} is longer than {LONGEST_QUESTION} characters. Shorten it.")

    def texts(self) -> list[str]:
        """Every question, those that stand ready first."""
        return [*(self.offered.data or []), *lines_of(self.own.data)]


class SaidByForm(PlainForm):
    """The base of forms for what somebody said: by which numbers."""

    said_by = SeveralField("Who said it", coerce=str)

    def offer(self, numbers: Iterable[int]) -> None:
        self.said_by.choices = [SelectChoice(str(number), str(number)) for number in numbers]

    def numbers(self) -> list[int]:
        """The numbers that are ticked."""
        return [int(number) for number in self.said_by.data or []]


class NoteForm(SaidByForm):
    """A private note."""

    text = TextAreaField(
        "Note", description="Only you and the coordinators read it. No names.",
        validators=[DataRequired("Write the note."), at_most(LONGEST_NOTE, "The note")],
    )  # fmt: skip


class PointForm(SaidByForm):
    """Something that was heard."""

    text = TextAreaField(
        "What was said, in your words",
        description="One thing, short. Without anything by which a child, a family or a worker could be known.",
        validators=[DataRequired("Write what was said."), at_most(LONGEST_POINT, "What was said")],
    )
    tone = RadioField("Is it a strength or a concern?", choices=_choices(TONES), default="")
    quote = TextAreaField(
        "In their words (optional)",
        description="Only of those who agreed to be quoted. What you write first stays with you alone; change it until "
        "nobody could be known by it.",
        validators=[at_most(LONGEST_POINT, "The quote")],
    )

    def said(self) -> Said:
        """What the form says, once it is valid."""
        return Said(
            text=self.text.data or "", tone=self.tone.data or "", quote=self.quote.data or "", said_by=self.numbers()
        )


class UnsafeForm(PlainForm):
    """The question at the end."""

    unsafe = RadioField(
        "Is anybody unsafe now?",
        description="Did anybody say or show something that makes you think that a child may be hurt, or may hurt "
        "themselves or somebody else?",
        choices=[SelectChoice("no", "No"), SelectChoice("yes", "Yes, or I am not sure")],
        validators=[InputRequired("Choose “No”, or “Yes, or I am not sure”.")],
    )


class ToldForm(PlainForm):
    """Who was told of a worry."""

    told = StringField(
        "Who did you tell?", description="Their name and what they do.",
        validators=[DataRequired("Enter who was told."), at_most(300, "Who was told")],
    )  # fmt: skip
    day = DayField("Day", validators=[InputRequired("Enter the day on which you told them."), in_our_time])
    clock = ClockField("Time", validators=[InputRequired("Enter the time at which you told them.")])
    note = TextAreaField("What was agreed?", validators=[at_most(2000, "What was agreed")])

    def offer(self, at: datetime) -> None:
        """Offer a moment; it is kept only when it is sent."""
        self.day.data = at.date()
        self.clock.process_data(at.time().replace(second=0, microsecond=0))

    def moment(self) -> str:
        """When, as the duty list keeps it."""
        return f"{self.day.data:%Y-%m-%d}T{self.clock.data:%H:%M}"


class HandInForm(PlainForm):
    """How the group hears what came of it."""

    told_how = StringField(
        "How will they hear what came of it?",
        description="Such as “I go back and tell them”, “a letter”, “a page on the web”.",
        validators=[Optional(), at_most(300, "How they will hear")],
    )


class SendBackForm(PlainForm):
    """Why something cannot be used."""

    reason = TextAreaField(
        "Why not?", validators=[DataRequired("Say why it cannot be used."), Length(max=2000)]
    )  # fmt: skip


class CheckedForm(PlainForm):
    """The second person's word."""

    checked = BooleanField("I have checked the marked words. They identify nobody.")


def consents_from(sent: MultiDict[str, str], participants: Iterable[FocusGroupParticipant]) -> list[Consent]:
    """What was sent for everybody who has not withdrawn; the names of the fields end in their numbers."""
    return [
        Consent(
            number=one.number, agreed_by=sent.get(f"agreed_by-{one.number}", ""),
            notes=f"notes-{one.number}" in sent, quotes=f"quotes-{one.number}" in sent,
            told=f"told-{one.number}" in sent, is_16=f"is_16-{one.number}" in sent,
        )
        for one in participants
        if not one.withdrawn
    ]  # fmt: skip


def consents_kept(participants: Iterable[FocusGroupParticipant]) -> list[Consent]:
    """The same, as it is kept."""
    return [
        Consent(
            number=one.number, agreed_by=one.agreed_by, notes=one.to_notes, quotes=one.to_quotes, told=one.to_be_told,
            is_16=not one.under_16,
        )
        for one in participants
        if not one.withdrawn
    ]  # fmt: skip


AGREED_CHOICES = {"": "Not asked, or did not agree", **AGREED_BY}
