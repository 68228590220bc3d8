"""The forms of findings, evidence, recommendations, replies and reviews by others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from survey_app.forums.plain_form import PlainForm
from survey_app.improvement.chain.findings import FindingText
from survey_app.improvement.chain.outside_reviews import OUTSIDE_KINDS, ReviewDetails
from survey_app.improvement.chain.recommending import RecommendationText
from survey_app.improvement.chain.words import ASKS_TO_LOOK
from survey_app.improvement.models import FINDING_KINDS, PRIORITIES, REPLIES, SOURCE_KINDS, Finding, Recommendation
from survey_app.partnership.models import Agency
from survey_app.rounds.forms import DayField
from survey_app.walkabouts.models import InspectionReport

NO_NAMES = "No names, and nothing by which a child, a family or a worker could be known."
LONGEST = 4_000


def at_most(number: int, what: str) -> Length:
    return Length(max=number, message=f"{what}: use at most {number:,} characters.")


class SeenForm(PlainForm):
    """A form about a record of which somebody saw a revision."""

    seen = HiddenField()
    checked = BooleanField("I have looked at the marked words, and they identify nobody")
    changed_meanwhile = False  # whether somebody else has changed the record since

    @property
    def asks_to_look(self) -> bool:
        """Whether words were marked, so that somebody has to look at them."""
        return bool(self.checked.data) or any(ASKS_TO_LOOK in str(one) for one in self.form_errors)

    @property
    def revision(self) -> int:
        """The revision that the page showed; one that no record has where the form was tampered with."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1


class FindingForm(SeenForm):
    """One finding."""

    kind = RadioField(
        "What is it?", choices=[SelectChoice(key, text) for key, text in FINDING_KINDS.items()],
        validators=[InputRequired("Choose what it is.")],
    )  # fmt: skip
    text = TextAreaField(
        "What was found?", description=f"In a sentence or two. {NO_NAMES}",
        validators=[DataRequired("Write what was found."), at_most(LONGEST, "What was found")],
    )  # fmt: skip
    theme = StringField("Theme", description="Such as “Front door”.", validators=[at_most(120, "Theme")])
    source_kind = SelectField(
        "Where does it come from?",
        choices=[SelectChoice("", "Choose"), *(SelectChoice(key, text) for key, text in SOURCE_KINDS.items())],
        validators=[InputRequired("Choose where it comes from.")],
    )
    found_on = DayField("When was it found?", validators=[InputRequired("Enter the day it was found.")])
    agency_id = SelectField("Does it concern one agency alone?", coerce=str, validators=[Optional()])
    why = TextAreaField(
        "Why is it changed?", description="It stands in the history.", validators=[at_most(1000, "The reason")]
    )

    def offer(self, agencies: Iterable[Agency]) -> None:
        """Offer the agencies of the area."""
        self.agency_id.choices = [SelectChoice("", "No"), *(SelectChoice(str(one.id), one.name) for one in agencies)]

    def show(self, finding: Finding) -> None:
        """Show what is kept."""
        self.kind.data, self.text.data, self.theme.data = finding.kind, finding.text, finding.theme
        self.source_kind.data, self.found_on.data = finding.source_kind, finding.found_on
        self.agency_id.data, self.seen.data = str(finding.agency_id or ""), str(finding.revision)

    def words(self) -> FindingText:
        """What the form says, once it is valid."""
        return FindingText(
            kind=self.kind.data or "", text=self.text.data or "", theme=self.theme.data or "",
            source_kind=self.source_kind.data or "", found_on=self.found_on.data or date.max,
            agency_id=int(self.agency_id.data) if self.agency_id.data else None, checked=bool(self.checked.data),
        )  # fmt: skip


class RecommendationForm(SeenForm):
    """One recommendation."""

    text = TextAreaField(
        "What is recommended?", description=f"One thing that one agency can do. {NO_NAMES}",
        validators=[DataRequired("Write what is recommended."), at_most(LONGEST, "What is recommended")],
    )  # fmt: skip
    why = TextAreaField(
        "Why?",
        description="What was found that this answers.",
        validators=[DataRequired("Say why: what was found that this answers."), at_most(LONGEST, "Why")],
    )
    owner_id = SelectField(
        "Which agency owns it?", description="One agency. Others can have actions.", coerce=str,
        validators=[InputRequired("Choose the one agency that owns it.")],
    )  # fmt: skip
    priority = RadioField(
        "How urgent is it?", choices=[SelectChoice(key, text) for key, text in PRIORITIES.items()],
        validators=[InputRequired("Choose how urgent it is.")],
    )  # fmt: skip
    theme = StringField("Theme", description="Such as “Front door”.", validators=[at_most(120, "Theme")])
    source_kind = SelectField(
        "Where does it come from?",
        choices=[SelectChoice("", "Choose"), *(SelectChoice(key, text) for key, text in SOURCE_KINDS.items())],
        validators=[InputRequired("Choose where it comes from.")],
    )
    source = StringField(
        "From which one?", description="Such as “Neglect, case audit of May 2026”.", validators=[at_most(300, "This")]
    )
    made_on = DayField("When was it made?", validators=[InputRequired("Enter the day it was made.")])
    findings = SelectMultipleField("On which findings does it rest?", coerce=str, validate_choice=False)
    reason = TextAreaField(
        "Why is it changed?", description="Needed where another agency becomes the owner. It stands in the history.",
        validators=[at_most(1000, "The reason")],
    )  # fmt: skip

    def offer(self, agencies: Iterable[Agency], findings: Iterable[Finding] = ()) -> None:
        """Offer the agencies of the area, and the findings that stand."""
        self.owner_id.choices = [
            SelectChoice("", "Choose"), *(SelectChoice(str(one.id), one.name) for one in agencies)
        ]  # fmt: skip
        self.findings.choices = [SelectChoice(one.id, f"{one.reference}: {one.text[:160]}") for one in findings]

    def show(self, one: Recommendation) -> None:
        """Show what is kept."""
        self.text.data, self.why.data, self.owner_id.data = one.text, one.why, str(one.owner_id)
        self.priority.data, self.theme.data, self.source_kind.data = one.priority, one.theme, one.source_kind
        self.source.data, self.made_on.data, self.seen.data = one.source, one.made_on, str(one.revision)

    def words(self) -> RecommendationText:
        """What the form says, once it is valid."""
        return RecommendationText(
            text=self.text.data or "", why=self.why.data or "", owner_id=int(self.owner_id.data or 0),
            priority=self.priority.data or "", theme=self.theme.data or "", source_kind=self.source_kind.data or "",
            source=self.source.data or "", made_on=self.made_on.data or date.max,
            checked=bool(self.checked.data),
        )  # fmt: skip


class RestForm(SeenForm):
    """Which findings a recommendation rests on."""

    findings = SelectMultipleField("On which findings does it rest?", coerce=str, validate_choice=False)

    def offer(self, findings: Iterable[Finding]) -> None:
        self.findings.choices = [SelectChoice(one.id, f"{one.reference}: {one.text[:200]}") for one in findings]


class ReplyForm(SeenForm):
    """What the owner agency replies."""

    answer = RadioField(
        "Is it accepted?", choices=[SelectChoice(key, text) for key, text in REPLIES.items() if key],
        validators=[InputRequired("Choose whether it is accepted.")],
    )  # fmt: skip
    because = TextAreaField(
        "Because",
        description="Needed unless it is accepted as a whole: what is not accepted, and what you do instead.",
        validators=[at_most(LONGEST, "Because")],
    )  # fmt: skip


class ReasonForm(SeenForm):
    """A reason, for what is not undone."""

    reason = TextAreaField(
        "Why?", description=NO_NAMES, validators=[DataRequired("Say why."), at_most(LONGEST, "The reason")]
    )


class LinkForm(SeenForm):
    """A piece of evidence that is linked: one that a record offers, or one in words."""

    place = HiddenField()
    says = TextAreaField(
        "What bears it out?", description=f"In a sentence: what shows it, and where it can be found. {NO_NAMES}",
        validators=[at_most(LONGEST, "This")],
    )  # fmt: skip


class ReviewForm(SeenForm):
    """A review by others that is read in."""

    kind = SelectField(
        "What kind of review is it?",
        choices=[SelectChoice("", "Choose"), *(SelectChoice(key, text) for key, text in OUTSIDE_KINDS.items())],
        validators=[InputRequired("Choose what kind of review it is.")],
    )
    title = StringField("Title", validators=[DataRequired("Enter its title."), at_most(300, "Title")])
    reviewer = StringField(
        "Who made it?", description="The body: “Cornwall and Isles of Scilly, peer review team”.",
        validators=[at_most(200, "Who made it")],
    )  # fmt: skip
    dated = DayField("Which day does it bear?", validators=[InputRequired("Enter the day that it bears.")])
    link = StringField(
        "Where is it published?", description="A link, if there is one.", validators=[at_most(500, "Link")]
    )
    inspection_id = SelectField("Is it of an inspection in the register?", coerce=str, validators=[Optional()])
    document = FileField("The document", description="A Word file (.docx), PDF or text file (.txt). It is not kept.")
    pasted = TextAreaField("Or its text", description="Copied from the document. Empty lines part its paragraphs.")

    def offer(self, inspections: Iterable[InspectionReport]) -> None:
        """Offer the inspection reports of the register."""
        named = [SelectChoice(one.id, f"{one.agency.name}: {one.title}"[:120]) for one in inspections]
        self.inspection_id.choices = [SelectChoice("", "No"), *named]

    def details(self, file_name: str) -> ReviewDetails:
        """What the form says, once it is valid."""
        return ReviewDetails(
            kind=self.kind.data or "", title=self.title.data or "", reviewer=self.reviewer.data or "",
            dated=self.dated.data or date.max, link=self.link.data or "", file_name=file_name,
            inspection_id=self.inspection_id.data or None,
        )  # fmt: skip
