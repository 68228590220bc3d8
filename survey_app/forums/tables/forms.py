"""The forms of table discussions: a table, a point, what a phone sends, and how a forum is shown."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from survey_app.forums.models import HubTheme
from survey_app.forums.plain_form import PlainForm
from survey_app.forums.tables.models import PHONES, TablePoint
from survey_app.forums.tables.tables import LARGEST_TABLE, LONGEST_NAME
from survey_app.forums.tables.words import LONGEST_QUOTE, LONGEST_TEXT, Words

TONE_CHOICES = {"strength": "A strength", "concern": "A concern", "": "Neither"}


def at_most(number: int) -> Length:
    return Length(max=number, message=f"Use at most {number:,} characters.")


class TableForm(PlainForm):
    """A table by the number or name that stands on it."""

    name = StringField(
        "Number or name of the table",
        validators=[DataRequired("Enter the number or name of the table."), at_most(LONGEST_NAME)],
    )
    size = StringField("How many people sit there? (optional)")

    def validate_size(self, field: Field) -> None:
        text = (field.data or "").strip()
        if text and not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= LARGEST_TABLE):
            raise ValidationError(f"Enter a number from 1 to {LARGEST_TABLE}, or leave it empty.")

    def number(self) -> int | None:
        """How many sit there, once the form is valid."""
        text = (self.size.data or "").strip()
        return int(text) if text else None


class PointForm(PlainForm):
    """A point of a table, or one from the room that an officer changes."""

    change = HiddenField()  # the page's own name of what it sends, so that sending it twice counts once
    seen = HiddenField()
    question = SelectField("Question", validators=[InputRequired("Choose the question that this answers.")])
    text = TextAreaField(
        "What was said",
        description="One point in a sentence or two. No names.",
        validators=[DataRequired("Enter what was said."), at_most(LONGEST_TEXT)],
    )
    tone = RadioField(
        "Is it a strength or a concern?", choices=[SelectChoice(*one) for one in TONE_CHOICES.items()], default=""
    )
    quote = TextAreaField(
        "A quote that shows it (optional)",
        description="In their own words, without anything by which somebody could be known. It is not shown on the "
        "screen.",
        validators=[at_most(LONGEST_QUOTE)],
    )
    theme = SelectField("Theme of the cycle (optional)")

    def choose_from(self, questions: Iterable[str], themes: Iterable[HubTheme]) -> None:
        """Offer the questions and themes of the cycle."""
        self.question.choices = [SelectChoice(one, one) for one in questions]
        self.theme.choices = [SelectChoice("", "None yet"), *(SelectChoice(str(one.id), one.title) for one in themes)]

    def fill_from(self, point: TablePoint) -> None:
        """Show a point as it is."""
        self.question.data, self.text.data, self.tone.data = point.question, point.text, point.tone
        self.quote.data, self.seen.data = point.quote, str(point.revision)
        self.theme.data = str(point.theme_id or "")

    def words(self) -> Words:
        """What the form says, once it is valid."""
        theme = self.theme.data or ""
        return Words(
            question=self.question.data or "", text=self.text.data or "", tone=self.tone.data or "",
            quote=self.quote.data or "", theme_id=int(theme) if theme else None,
        )  # fmt: skip


class SayForm(PlainForm):
    """What somebody in the room sends from a phone. It has no key against forgery, since it needs no cookie."""

    class Meta(PlainForm.Meta):
        csrf = False

    ticket = HiddenField()
    looked = HiddenField()  # the digest of the text whose telling words the sender has seen
    question = RadioField("Which question?", validators=[InputRequired("Choose the question that this answers.")])
    tone = RadioField(
        "Is it a strength or a concern?", choices=[SelectChoice(*one) for one in TONE_CHOICES.items()], default=""
    )
    text = TextAreaField(
        "What do you want to say?",
        validators=[DataRequired("Write what you want to say."), at_most(LONGEST_TEXT)],
    )

    def choose_from(self, questions: Iterable[str]) -> None:
        self.question.choices = [SelectChoice(one, one) for one in questions]


class PhonesForm(PlainForm):
    """When the room's phones may send something, and whether somebody looks first."""

    phones = RadioField(
        "When can phones send something?",
        choices=[SelectChoice(*one) for one in PHONES.items()],
        validators=[InputRequired("Choose when phones may send something.")],
    )
    straight = RadioField(
        "What happens to what they send?",
        choices=[
            SelectChoice("look", "Somebody looks at it before the room sees it"),
            SelectChoice("straight", "It is shown at once"),
        ],
        validators=[InputRequired("Choose what happens to what phones send.")],
    )
