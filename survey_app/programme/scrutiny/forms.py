"""The forms of the scrutineer's desk."""

from __future__ import annotations

from collections.abc import Iterable

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DecimalField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from survey_app.forums.plain_form import PlainForm
from survey_app.improvement.models import PRIORITIES
from survey_app.partnership.models import AGENCY_TYPES, Agency
from survey_app.programme.scrutiny.days import MOST_DAYS
from survey_app.programme.scrutiny.models import ACTIVITIES, ENTRY_KINDS, ITEM_VERDICTS
from survey_app.rounds.forms import DayField
from survey_app.walkabouts.cycles.forms import NumberField

NO_NAMES = "Name no child, no family and no member of staff."
PARTS = {"4": "A whole day", "3": "Three quarters", "2": "Half a day", "1": "A quarter"}


def choices(words: dict[str, str], *, first: str | None = None) -> list[SelectChoice]:
    """Choices of a field out of a table of names; with an empty one before them where ``first`` says what it is."""
    named = [SelectChoice(key, text) for key, text in words.items() if key]
    return named if first is None else [SelectChoice("", first), *named]


def agency_choices(agencies: Iterable[Agency], first: str) -> list[SelectChoice]:
    """Agencies to choose from, with an empty choice before them."""
    return [SelectChoice("", first), *(SelectChoice(str(one.id), one.name) for one in agencies)]


def number_of(data: str | None) -> int | None:
    """The key of what was chosen in a list; None for the empty choice or anything else."""
    return int(data) if data and data.isascii() and data.isdigit() and len(data) < 10 else None


class DaysField(DecimalField):
    """A number of days that says in a sentence what is wrong, and keeps what was typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(f"Enter 0 to {MOST_DAYS} days, such as 18 or 18.5.") from error


class CheckedForm(PlainForm):
    """A form whose words are looked at; the tick appears once words are marked."""

    checked = BooleanField("I have looked at the marked words, and they identify nobody")


class EntryForm(CheckedForm):
    """An entry of the register."""

    kind = RadioField("What is it?", choices=choices(ENTRY_KINDS), validators=[InputRequired("Choose what it is.")])
    text = TextAreaField(
        "What do you raise, notice or ask?", description=NO_NAMES, validators=[DataRequired("Write the entry.")]
    )
    suggestion = TextAreaField(
        "What would you do about it? (optional)",
        description="The QA group can take this up as a recommendation. You change nothing but the register.",
    )
    about = SelectField("About", coerce=str)
    area = SelectField("Section of your report", coerce=str)
    theme = StringField("Theme (optional)", validators=[Length(max=120, message="Use at most 120 characters.")])
    raised_on = DayField("Day", validators=[InputRequired("Enter the day.")])
    wants_answer = BooleanField("The partnership is asked to answer")


class WordingForm(CheckedForm):
    """Another wording of an entry."""

    text = TextAreaField("What it says now", description=NO_NAMES, validators=[DataRequired("Write the entry.")])
    suggestion = TextAreaField("What would you do about it? (optional)")
    why = TextAreaField("Why you word it anew", validators=[DataRequired("Say why it is worded anew.")])
    seen = HiddenField()


class WhyForm(CheckedForm):
    """A reason, or words alone; the page says for what."""

    why = TextAreaField("Why", description=NO_NAMES, validators=[DataRequired("Write it down.")])
    seen = HiddenField()


class LinkForm(CheckedForm):
    """What was looked at."""

    what = SelectField("What did you look at?", coerce=str, validators=[InputRequired("Choose what you looked at.")])
    other = StringField("Something else", description="Where it is none of these: say what it was.")


class JudgeForm(CheckedForm):
    """What the scrutineer makes of an answer."""

    verdict = RadioField(
        "Does the answer satisfy you?",
        choices=[SelectChoice("satisfied", "Yes, I am satisfied"), SelectChoice("not_yet", "Not yet, because")],
        validators=[InputRequired("Say whether the answer satisfies you.")],
    )
    because = TextAreaField("Why", description="Needed where it does not satisfy yet: say what is missing.")
    seen = HiddenField()


class RecommendForm(CheckedForm):
    """A recommendation made of an entry."""

    text = TextAreaField("Recommendation", validators=[DataRequired("Write what is recommended.")])
    why = TextAreaField("Why", validators=[DataRequired("Say what was found that it answers.")])
    owner = SelectField("Owner agency", coerce=str, validators=[InputRequired("Choose the owner agency.")])
    priority = RadioField(
        "Priority",
        choices=choices(PRIORITIES),
        default="medium",
        validators=[InputRequired("Choose how urgent it is.")],
    )
    theme = StringField("Theme (optional)")


class DayForm(CheckedForm):
    """A line of the day log."""

    worked_on = DayField("Day", validators=[InputRequired("Enter the day.")])
    part = RadioField("How much of it?", choices=choices(PARTS), validators=[InputRequired("Choose how much.")])
    activity = SelectField(
        "Spent on", choices=choices(ACTIVITIES, first="Choose"), validators=[InputRequired("Choose.")]
    )
    topic = SelectField("Topic of the year’s programme (optional)", coerce=str)
    theme = StringField("Theme (optional)", validators=[Length(max=120, message="Use at most 120 characters.")])
    note = TextAreaField("Note (optional)", description=NO_NAMES)


class AllowanceForm(PlainForm):
    """Days agreed for a period."""

    starts_on = DayField("First day", validators=[InputRequired("Enter the first day.")])
    ends_on = DayField("Last day", validators=[InputRequired("Enter the last day.")])
    days = DaysField(
        "Days agreed", description="In steps of a quarter, such as 18 or 18.5.",
        validators=[InputRequired("Enter the days agreed.")],
    )  # fmt: skip

    def validate_days(self, field: DecimalField) -> None:
        """Refuse what is no number of days, such as “NaN”, before anything reckons with it."""
        if field.data is None or not field.data.is_finite() or not 0 <= field.data <= MOST_DAYS:
            raise ValidationError(f"Enter 0 to {MOST_DAYS} days, such as 18 or 18.5.")


class TermsForm(PlainForm):
    """What is agreed for scrutiny."""

    answer_days = NumberField(
        "Working days for an answer to the scrutineer", validators=[InputRequired("Enter working days.")]
    )
    respond_days = NumberField(
        "Working days for a response to a challenge", validators=[InputRequired("Enter working days.")]
    )
    minimum_group = NumberField(
        "Minimum group for what front-line staff said",
        description="A theme is told only where at least so many people stand behind it.",
        validators=[InputRequired("Enter how many people.")],
    )
    areas = TextAreaField(
        "Areas of the report", description="One on each line, in their order.",
        validators=[DataRequired("Name at least one area.")],
    )  # fmt: skip


class NoteForm(CheckedForm):
    """A conversation with front-line staff."""

    spoken_on = DayField("Day", validators=[InputRequired("Enter the day.")])
    agency_type = SelectField(
        "Type of agency", choices=choices(AGENCY_TYPES, first="Choose"), validators=[InputRequired("Choose the type.")]
    )
    setting = StringField("Setting (optional)", description="Such as “duty team”. No place by its name.")
    people = NumberField(
        "With how many people?",
        validators=[InputRequired("Enter how many people."), NumberRange(1, 500, "Enter 1 to 500.")],
    )
    themes = TextAreaField(
        "Themes", description="One on each line. Use the same words again for the same theme.",
        validators=[DataRequired("Name at least one theme.")],
    )  # fmt: skip
    text = TextAreaField(
        "What was said", description=f"Only whoever scrutinises reads this. {NO_NAMES}",
        validators=[DataRequired("Write what was said.")],
    )  # fmt: skip


class PackForm(CheckedForm):
    """Pinned copies under one title."""

    title = StringField("Title", validators=[DataRequired("Give the pack a title.")])
    pins = SelectMultipleField("Pinned copies", coerce=str)
    note = TextAreaField("Note (optional)", description=NO_NAMES)


class ThemeForm(CheckedForm):
    """An area of scrutiny."""

    name = StringField("Area of scrutiny", validators=[DataRequired("Name the area.")])
    why = TextAreaField("Why it should be looked at", validators=[DataRequired("Say why.")])
    source = StringField(
        "Where it came from (optional)", description="A review, figures, a conversation, a national report."
    )
    is_next = BooleanField("It should come next")


class ReportForm(PlainForm):
    """The period of a report."""

    title = StringField("Title", validators=[DataRequired("Give the report a title.")])
    starts_on = DayField("First day", validators=[InputRequired("Enter the first day.")])
    ends_on = DayField("Last day", validators=[InputRequired("Enter the last day.")])


class ChallengeForm(CheckedForm):
    """A challenge."""

    by = SelectField("Who challenges?", coerce=str, validators=[InputRequired("Choose who challenges.")])
    to = SelectField("Who is challenged?", coerce=str)
    what = TextAreaField("What do you challenge?", description=NO_NAMES, validators=[DataRequired("Say what.")])
    why = TextAreaField("Why?", validators=[DataRequired("Say why.")])
    raised_on = DayField("Day", validators=[InputRequired("Enter the day.")])


class DecideForm(CheckedForm):
    """What the challenger makes of a response."""

    outcome = RadioField(
        "What do you make of it?",
        choices=[
            SelectChoice("accepted", "Accepted: something changes"),
            SelectChoice("explained", "Explained: the answer is enough"),
            SelectChoice("ask_again", "Not enough: ask again"),
            SelectChoice("not_resolved", "Not resolved: take it to the Executive"),
        ],
        validators=[InputRequired("Choose what you make of it.")],
    )
    words = TextAreaField(
        "Why",
        description="What changes, what was explained, or what is missing.",
        validators=[DataRequired("Say why.")],
    )
    seen = HiddenField()


class RequestForm(CheckedForm):
    """A request for assurance."""

    title = StringField("What do you want to be sure of?", validators=[DataRequired("Say what.")])
    asked_as = SelectField("Who asks?", coerce=str, validators=[InputRequired("Choose who asks.")])
    agency = SelectField("Which agency answers?", coerce=str, validators=[InputRequired("Choose the agency.")])
    group_name = StringField("For which group? (optional)", description="Such as “MASH strategic group”.")
    why = TextAreaField("Why?", validators=[DataRequired("Say why.")])
    items = TextAreaField(
        "What is to be shown?", description="One on each line. Each is judged on its own.",
        validators=[DataRequired("Name at least one thing.")],
    )  # fmt: skip
    answer_by = DayField("By when?", validators=[InputRequired("Enter the deadline.")])


class EvidenceForm(CheckedForm):
    """Evidence for one item."""

    text = TextAreaField("What does it show?", description=NO_NAMES, validators=[DataRequired("Say what it shows.")])
    link = StringField("Link (optional)", description="A whole address that begins with https://")
    upload = FileField("File (optional)", description="PDF, Word, Excel or a picture.", validators=[Optional()])


class ItemForm(CheckedForm):
    """What is made of one item."""

    verdict = RadioField(
        "Are you assured?", choices=choices(ITEM_VERDICTS), validators=[InputRequired("Say whether you are assured.")]
    )
    because = TextAreaField("Why", validators=[DataRequired("Say why.")])
    seen = HiddenField()
    seen_verdict = HiddenField()


class YoungForm(PlainForm):
    """What a young scrutineer found, in plain words."""

    occasion = RadioField(
        "What did you do?",
        choices=[
            SelectChoice("visit", "I went on a visit"), SelectChoice("session", "I was at a session or meeting"),
            SelectChoice("survey", "I read what people said"),
        ],
        validators=[InputRequired("Choose what you did.")],
    )  # fmt: skip
    place = StringField("Where was it?", validators=[DataRequired("Write where it was.")])
    found_on = DayField("When was it?", validators=[InputRequired("Enter the day.")])
    good = TextAreaField("What was good?")
    better = TextAreaField("What could be better?")
    question = TextAreaField("What do you want to ask?")


class ClearForm(CheckedForm):
    """What a second person makes of a finding."""

    decision = RadioField(
        "What do you do with it?",
        choices=[SelectChoice("clear", "Clear it: others may read it"), SelectChoice("back", "Send it back")],
        validators=[InputRequired("Choose what you do with it.")],
    )
    why = TextAreaField("If you send it back: what could be written differently?")
    seen = HiddenField()
