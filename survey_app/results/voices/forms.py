"""Forms of the clearing desk and of the feedback store."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from survey_app.results.voices.erasing import REASONS
from survey_app.results.voices.models import CONSENT, SAID_BY, SOURCES, WORDINGS
from survey_app.results.voices.store import Said
from survey_app.results.voices.wording import LONGEST
from survey_app.rounds.forms import DayField

SHORT = Length(max=200, message="Use at most 200 characters.")
WORDS = Length(max=LONGEST, message="Use at most 2,000 characters.")


def _choices(values: dict[str, str], first: str | None = None) -> list[SelectChoice]:
    offered = [] if first is None else [SelectChoice("", first)]
    return offered + [SelectChoice(value, text) for value, text in values.items()]


class WordingForm(FlaskForm):
    """The wording in which a comment may be quoted."""

    kind = RadioField("What did you do?", choices=_choices(WORDINGS), validators=[InputRequired("Say what you did.")])
    text = TextAreaField(
        "Wording",
        description="Without anything by which somebody could be recognised. For “As it was written” the original is "
        "taken.",
        validators=[WORDS],
    )
    said_by = RadioField("Who said it?", choices=_choices(SAID_BY), validators=[InputRequired("Say who said it.")])
    consent = RadioField(
        "What do they know?", choices=_choices(CONSENT), validators=[InputRequired("Say what they know.")]
    )
    attribution = SelectField("Said to come from", coerce=str)

    def choose_from(self, groups: list[str]) -> None:
        """Offer the groups that are large enough."""
        self.attribution.choices = [SelectChoice("", "Nobody in particular")]
        self.attribution.choices += [SelectChoice(group, group) for group in groups]


class ApproveForm(FlaskForm):
    """The second person's word."""

    checked = BooleanField("I have checked the marked words. They identify nobody.")


class RejectForm(FlaskForm):
    """Why a wording cannot be used."""

    reason = TextAreaField("Why not?", validators=[DataRequired("Say why it cannot be used."), WORDS])


class EraseForm(FlaskForm):
    """Why a comment is erased."""

    why = RadioField("Why is it erased?", choices=_choices(REASONS), validators=[InputRequired("Say why.")])


class UseForm(FlaskForm):
    """Where an entry was used."""

    used_in = StringField(
        "Where was it used?",
        description="Such as “Annual report 2026” or “Neglect audit, spring”.",
        validators=[DataRequired("Say where it was used."), Length(max=300, message="Use at most 300 characters.")],
    )


class EntryForm(FlaskForm):
    """Something that somebody said, typed in by hand."""

    text = TextAreaField(
        "What they said", description="Without anything by which somebody could be recognised.",
        validators=[DataRequired("Write what they said."), WORDS],
    )  # fmt: skip
    said_by = RadioField("Who said it?", choices=_choices(SAID_BY), validators=[InputRequired("Say who said it.")])
    source_kind = SelectField(
        "Where does it come from?", choices=_choices({key: text for key, text in SOURCES.items() if key != "round"}),
        validators=[InputRequired("Say where it comes from.")],
    )  # fmt: skip
    source = StringField(
        "Which one", description="Such as “Focus group of young carers” or “Visit to a children's home”. No names.",
        validators=[Length(max=300, message="Use at most 300 characters.")],
    )  # fmt: skip
    said_on = DayField("When", description="If you know the day.", validators=[Optional()])
    topic = StringField("Topic", validators=[SHORT])
    tags = StringField("Themes", description="Separated by commas.", validators=[WORDS])
    consent = RadioField(
        "What do they know?", choices=_choices(CONSENT), validators=[InputRequired("Say what they know.")]
    )

    def said(self) -> Said:
        """What the form says, once it is valid."""
        return Said(
            text=self.text.data or "", said_by=self.said_by.data, source_kind=self.source_kind.data,
            source=self.source.data or "", consent=self.consent.data, said_on=self.said_on.data,
            topic=self.topic.data or "", tags=tuple(split_tags(self.tags.data)),
        )  # fmt: skip

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field by itself; a day to come cannot be the day when something was said."""
        complete = super().validate(extra_validators)
        if isinstance(self.said_on.data, date) and self.said_on.data > date.today():
            self.said_on.errors = [*self.said_on.errors, "This day is still to come."]
            return False
        return complete


class SearchForm(FlaskForm):
    """What is looked for in the store; sent in the address, so that a search can be kept."""

    class Meta:
        csrf = False

    words = StringField("Words")
    said_by = SelectField("Said by", choices=_choices(SAID_BY, "Anybody"), default="")
    source_kind = SelectField("Source", choices=_choices(SOURCES, "Any source"), default="")
    tag = SelectField("Theme", coerce=str, default="")
    since = DayField("From", validators=[Optional()])
    until = DayField("Until", validators=[Optional()])

    def choose_from(self, tags: list[str]) -> None:
        """Offer the themes in use."""
        self.tag.choices = [SelectChoice("", "Any theme"), *(SelectChoice(tag, tag) for tag in tags)]


def split_tags(text: str | None) -> list[str]:
    """The themes of a line, separated by commas or semicolons."""
    return [tag.strip() for tag in (text or "").replace(";", ",").split(",") if tag.strip()]
