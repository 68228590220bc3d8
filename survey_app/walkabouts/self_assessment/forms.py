"""The forms of a self-assessment: evidence, the declaration, a new deadline."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, EmailField, Field, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from survey_app.accounts.forms import looks_like_email
from survey_app.rounds.forms import DayField
from survey_app.walkabouts.self_assessment.deadlines import LONGEST_REASON, today_here
from survey_app.walkabouts.self_assessment.declaring import Declaration
from survey_app.walkabouts.self_assessment.evidence import LONGEST_LINK, LONGEST_NOTE, LONGEST_TITLE, LONGEST_WHY
from survey_app.walkabouts.self_assessment.models import EVIDENCE_KINDS

BY_EMAIL, BY_MINUTE = "email", "minute"


class EvidenceForm(FlaskForm):
    """A file or a link for one standard."""

    kind = RadioField(
        "What kind of evidence is it?",
        choices=[SelectChoice(*entry) for entry in EVIDENCE_KINDS.items()],
        validators=[InputRequired("Choose what kind of evidence it is.")],
    )
    title = StringField(
        "What is it?",
        description="For example: audit of 30 supervision records. Name no child and no member of staff.",
        validators=[
            DataRequired("Say what it is."), Length(max=LONGEST_TITLE, message="Use at most 200 characters."),
        ],
    )  # fmt: skip
    dated_on = DayField(
        "Date of the evidence",
        description="When it was made or agreed. Without a date it cannot count for Fully met.",
        validators=[Optional()],
    )
    upload = FileField(
        "A file",
        description="PDF, Word, Excel, PowerPoint, OpenDocument or text, a picture or a recording, up to 10 MB.",
    )
    link = StringField(
        "Or a link",
        description="An address that begins with https://",
        validators=[Length(max=LONGEST_LINK, message="A link has at most 1,000 characters.")],
    )
    note = TextAreaField(
        "Note (optional)",
        description="What it shows, and where to look in it. Needed where the kind is “Other”.",
        validators=[Length(max=LONGEST_NOTE, message="Use at most 2,000 characters.")],
    )

    def validate_dated_on(self, field: Field) -> None:
        if field.data is not None and field.data > today_here():
            raise ValidationError("The date of the evidence must be today or in the past.")


class WithdrawForm(FlaskForm):
    """Why a piece of evidence is withdrawn."""

    why = StringField(
        "Why do you withdraw it?",
        description="It stays in the store with this reason and no longer counts.",
        validators=[
            DataRequired("Say why you withdraw it."), Length(max=LONGEST_WHY, message="Use at most 300 characters."),
        ],
    )  # fmt: skip


class DeclareForm(FlaskForm):
    """What the author says on declaring a return, and how the sponsor confirms it."""

    author_role = StringField(
        "Your role",
        description="As it should stand in the return, for example: head of safeguarding",
        validators=[DataRequired("Say what your role is."), Length(max=200)],
    )
    sponsor_name = StringField(
        "Name of the board sponsor",
        description="Only to address them; the return itself names roles.",
        validators=[DataRequired("Enter the name of the board sponsor."), Length(max=200)],
    )
    sponsor_role = StringField(
        "Role of the board sponsor",
        description="On the board or its equivalent, for example: chief nurse",
        validators=[DataRequired("Enter the role of the board sponsor."), Length(max=200)],
    )
    presented_on = DayField(
        "When was it presented to the board or its equivalent?",
        validators=[InputRequired("Enter the date on which it was presented to the board.")],
    )
    how = RadioField(
        "How does the sponsor confirm it?",
        choices=[
            SelectChoice(BY_EMAIL, "By a link that is mailed to them"),
            SelectChoice(BY_MINUTE, "It is in the minutes of the board"),
        ],
        validators=[InputRequired("Choose how the sponsor confirms it.")],
    )
    sponsor_email = EmailField("E-mail address of the sponsor", validators=[Length(max=254)])
    minute_reference = StringField(
        "Reference of the minute",
        description="For example: board of 12 March 2026, minute 7.2",
        validators=[Length(max=300, message="Use at most 300 characters.")],
    )
    agreed = BooleanField(
        "This return is true to the best of my knowledge, and the evidence is what it says it is.",
        validators=[DataRequired("Confirm that the return is true.")],
    )

    def validate_presented_on(self, field: Field) -> None:
        if field.data is not None and field.data > today_here():
            raise ValidationError("It must have been presented before you declare it. Come back then.")

    def validate_sponsor_email(self, field: Field) -> None:
        if self.how.data == BY_EMAIL:
            looks_like_email(self, field)

    def validate_minute_reference(self, field: Field) -> None:
        if self.how.data == BY_MINUTE and not (field.data or "").strip():
            raise ValidationError("Enter the reference of the minute.")

    def declaration(self) -> Declaration:
        """What was said, once the form is valid."""
        by_email = self.how.data == BY_EMAIL
        return Declaration(
            author_role=self.author_role.data or "", sponsor_name=self.sponsor_name.data or "",
            sponsor_role=self.sponsor_role.data or "", presented_on=self.presented_on.data or today_here(),
            sponsor_email=(self.sponsor_email.data or "") if by_email else "",
            minute_reference="" if by_email else (self.minute_reference.data or ""),
        )  # fmt: skip


class ConfirmForm(FlaskForm):
    """The sponsor's own confirmation."""

    confirmed = BooleanField(
        "The board or its equivalent has seen this return and takes it to be true.",
        validators=[DataRequired("Tick the box to confirm, or close this page.")],
    )


class ExtendForm(FlaskForm):
    """A new deadline and its reason."""

    to = DayField("New deadline", validators=[InputRequired("Enter the new deadline.")])
    why = TextAreaField(
        "Reason",
        description="The agency reads it.",
        validators=[
            DataRequired("Say why the deadline is extended."),
            Length(max=LONGEST_REASON, message="Use at most 1,000 characters."),
        ],
    )
