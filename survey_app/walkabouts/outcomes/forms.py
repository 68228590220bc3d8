"""The forms of what follows a visit."""

from __future__ import annotations

from datetime import date

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from survey_app.rounds.forms import DayField
from survey_app.walkabouts.models import CycleStandard, Section11Assessment
from survey_app.walkabouts.outcomes.accuracy import GENERAL
from survey_app.walkabouts.outcomes.actions import ActionPlan
from survey_app.walkabouts.outcomes.grades import CycleGrades
from survey_app.walkabouts.outcomes.judgements import Wording

LONGEST = 10_000


def _long(field: str) -> Length:
    return Length(max=LONGEST, message=f"{field} is longer than {LONGEST:,} characters. Shorten it.")


class JudgementForm(FlaskForm):
    """What the team says of one standard."""

    grade = RadioField("Grade", choices=[], validators=[Optional()])
    exempt_because = TextAreaField(
        "Why the standard does not apply",
        description="Only for “Not applicable”.",
        validators=[_long("The reason")],
    )
    rationale = TextAreaField(
        "Reason for the grade",
        description="What you heard, read and saw, and the effect on children. No names, and nothing by which somebody "
        "could be known.",
        validators=[_long("The reason for the grade")],
    )
    evidence = TextAreaField("Evidence", description="What shows it, and its date.", validators=[_long("Evidence")])
    strengths = TextAreaField("What is strong", validators=[_long("What is strong")])
    gaps = TextAreaField("What should change", validators=[_long("What should change")])
    seen = HiddenField()
    has_missed = False  # whether somebody else has kept other words since the page was opened

    def offer(self, grades: CycleGrades, *, narrative_only: bool) -> None:
        """Offer the grades; where the assessment is narrative only, just that the standard does not apply."""
        choices = {"": "It applies", "not_applicable": "Not applicable"} if narrative_only else grades.choices
        self.grade.choices = [SelectChoice(name, label) for name, label in choices.items()]
        if narrative_only:
            self.grade.label.text = "Does the standard apply to this agency?"
            self.rationale.label.text = "What was found"

    def show(self, wording: Wording) -> None:
        """Put a judgement into the form."""
        for name in ("grade", "exempt_because", "rationale", "evidence", "strengths", "gaps"):
            self[name].data = getattr(wording, name)

    def saw(self, revisions: int) -> None:
        """Note how many revisions the page shows, so that no later one is passed over unread."""
        self.has_missed = self.seen_number not in (None, revisions)
        self.seen.data = str(revisions)

    @property
    def seen_number(self) -> int | None:
        """The revision that the writer has read; None where the page did not say."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None

    def wording(self) -> Wording:
        """What was typed."""
        return Wording(
            grade=self.grade.data or "",
            exempt_because=self.exempt_because.data or "",
            rationale=self.rationale.data or "",
            evidence=self.evidence.data or "",
            strengths=self.strengths.data or "",
            gaps=self.gaps.data or "",
        )


class ReviseForm(JudgementForm):
    """A revision of a recorded judgement."""

    reason = TextAreaField(
        "Why you change it", description="It stays with the revision.", validators=[_long("The reason")]
    )


class AnswerForm(JudgementForm):
    """The answer to one correction of the agency."""

    accepted = RadioField(
        "Do you accept the correction?",
        choices=[
            SelectChoice("yes", "Yes: the judgement is corrected as below"),
            SelectChoice("no", "No: it stays as it is"),
        ],
        validators=[InputRequired("Say whether you accept the correction.")],
    )
    reason = TextAreaField("Reason", description="The agency reads it.", validators=[_long("The reason")])


class ReconcileForm(FlaskForm):
    """The team has agreed on every standard."""

    spoken_with = IntegerField(
        "With how many different people did you speak?",
        description="Where two of you noted the same conversation, it counts once.",
        validators=[Optional()],
    )
    without = TextAreaField("Why you go on without the notes that are still to come", validators=[_long("The reason")])


class ActionForm(FlaskForm):
    """What an agency will do."""

    what = TextAreaField(
        "What will be done", validators=[DataRequired("Say what will be done."), _long("What will be done")]
    )
    owner = StringField(
        "Who owns it", description="A role rather than a name.",
        validators=[DataRequired("Say who owns it, by role."), Length(max=200, message="Use at most 200 characters.")],
    )  # fmt: skip
    agency = SelectField("Agency", coerce=int, validators=[Optional()])
    due_on = DayField("Done by", validators=[InputRequired("Say by when it is done.")])
    success_measure = TextAreaField(
        "How you will know that it worked",
        description="What will be different for children or for staff, and how it is seen.",
        validators=[DataRequired("Say how you will know that it worked."), _long("How you will know")],
    )

    def offer(self, assessment: Section11Assessment) -> None:
        """Offer the agencies assessed."""
        self.agency.choices = [SelectChoice(member.agency_id, member.agency.name) for member in assessment.members]

    def validate_due_on(self, field: Field) -> None:
        if field.data is not None and not date(2000, 1, 1) <= field.data <= date(2100, 1, 1):
            raise ValidationError("Enter a day of this century.")

    def plan(self) -> ActionPlan:
        """What was typed."""
        assert self.due_on.data is not None
        return ActionPlan(
            what=self.what.data or "", owner=self.owner.data or "", due_on=self.due_on.data,
            success_measure=self.success_measure.data or "", agency_id=self.agency.data,
        )  # fmt: skip


class SignForm(FlaskForm):
    """The leader's signature."""

    agree = BooleanField("I sign this statement", validators=[DataRequired("Tick the statement to sign it.")])
    remark = TextAreaField("Remark (optional)", validators=[_long("The remark")])


class ReasonForm(FlaskForm):
    """One reason."""

    reason = TextAreaField("Reason", validators=[DataRequired("Give the reason."), _long("The reason")])


class EmptyForm(FlaskForm):
    """A button."""


class CorrectionForm(FlaskForm):
    """One correction of an agency's list."""

    standard = SelectField("What it is about", choices=[], validators=[InputRequired("Choose what it is about.")])
    wrong = TextAreaField(
        "What is wrong", description="Copy the words that are wrong.",
        validators=[DataRequired("Say what is wrong."), _long("What is wrong")],
    )  # fmt: skip
    right = TextAreaField(
        "What it should say", validators=[DataRequired("Say what it should say."), _long("What it should say")]
    )
    shown_by = TextAreaField(
        "What shows it", description="A document, a record or a figure, and where it can be found.",
        validators=[_long("What shows it")],
    )  # fmt: skip

    def offer(self, standards: list[CycleStandard]) -> None:
        """Offer the standards assessed."""
        self.standard.choices = [
            *(SelectChoice(one.name, one.label) for one in standards),
            SelectChoice(GENERAL, "Something else in the assessment"),
        ]


class PracticeForm(FlaskForm):
    """Good practice as others will read it."""

    title = StringField(
        "Title", validators=[DataRequired("Enter a title."), Length(max=200, message="Use at most 200 characters.")]
    )
    text = TextAreaField(
        "What others can learn",
        description="What is done, since when, and what it changes for children. No names of people.",
        validators=[DataRequired("Write what others can learn."), _long("The text")],
    )
    standard = SelectField("Standard", choices=[], validators=[Optional()])
    tags = StringField(
        "Tags", description="Separated by commas: supervision, early help",
        validators=[Length(max=400, message="Use at most 400 characters.")],
    )  # fmt: skip

    def offer(self, standards: list[CycleStandard]) -> None:
        """Offer the standards assessed."""
        self.standard.choices = [
            SelectChoice("", "No standard in particular"), *(SelectChoice(one.name, one.label) for one in standards)
        ]  # fmt: skip


class CardForm(FlaskForm):
    """The feedback card for the staff of a site."""

    heard = TextAreaField(
        "What we heard",
        description="Three or four sentences in general terms. No grades, no numbers, nothing by which somebody could "
        "be known.",
        validators=[
            DataRequired("Write what you heard, in general terms."),
            Length(max=1500, message="A card holds 1,500 characters. Shorten it."),
        ],
    )
    next_steps = TextAreaField(
        "What happens next", validators=[Length(max=1500, message="A card holds 1,500 characters. Shorten it.")]
    )
    contact = StringField(
        "Whom to ask about the visit",
        description="A role and how to reach it. The numbers to call about a child at risk stand on every card.",
        validators=[Length(max=300, message="Use at most 300 characters.")],
    )
