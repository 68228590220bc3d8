"""The forms of peer reviews."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from survey_app.case_audits.models import CONFIDENCES, FINDING_KINDS, SOURCE_KINDS, PeerFinding, PeerReview
from survey_app.case_audits.peer_reviews.findings import LONGEST, FindingText
from survey_app.case_audits.peer_reviews.reviews import ReviewPlan
from survey_app.case_audits.peer_reviews.seats import Candidate
from survey_app.case_audits.planning.forms import sensible_day
from survey_app.forums.plain_form import PlainForm
from survey_app.partnership.models import Agency, Locality
from survey_app.rounds.forms import DayField

NONE = SelectChoice("", "None")
SOURCE_ROWS = 4


def at_most(what: str, number: int = LONGEST) -> Length:
    return Length(max=number, message=f"{what} is longer than {number:,} characters.")


class ReviewForm(PlainForm):
    """The plan of a review."""

    title = StringField("Title", validators=[DataRequired("Enter a title."), at_most("The title", 200)])
    agency = SelectField("Which agency is reviewed?", validators=[Optional()])
    locality = SelectField("Which locality is reviewed?", validators=[Optional()])
    team = StringField(
        "Which team of it?",
        description="Leave it blank where the whole agency or locality is reviewed.",
        validators=[at_most("The team", 200)],
    )
    questions = TextAreaField(
        "What does the review ask?",
        description="Its lines of enquiry, one on each line. The reviewed area reads them.",
        validators=[at_most("This")],
    )
    starts_on = DayField("First day on site", validators=[InputRequired("Enter the first day on site."), sensible_day])
    ends_on = DayField("Last day on site", validators=[InputRequired("Enter the last day on site."), sensible_day])

    def choose(self, agencies: Iterable[Agency], localities: Iterable[Locality]) -> None:
        """Offer what can be reviewed."""
        self.agency.choices = [NONE, *(SelectChoice(str(one.id), one.name) for one in agencies)]
        self.locality.choices = [NONE, *(SelectChoice(str(one.id), one.name) for one in localities)]

    def fill_from(self, review: PeerReview) -> None:
        """Show a review as it is planned."""
        self.title.data, self.team.data, self.questions.data = review.title, review.team, review.questions
        self.agency.data, self.locality.data = str(review.agency_id or ""), str(review.locality_id or "")
        self.starts_on.data, self.ends_on.data = review.starts_on, review.ends_on

    def plan(self) -> ReviewPlan:
        """What the form says, once it is valid."""
        return ReviewPlan(
            title=self.title.data or "", agency_id=_number(self.agency), locality_id=_number(self.locality),
            team=self.team.data or "", questions=self.questions.data or "",
            starts_on=self.starts_on.data or date.max, ends_on=self.ends_on.data or date.min,
        )  # fmt: skip


class ReviewerForm(PlainForm):
    """A seat in the review team."""

    person = SelectField("Reviewer", validators=[InputRequired("Choose a reviewer.")])
    works_at = StringField(
        "Where do they come from?",
        description="The area, locality or team that they work in.",
        validators=[DataRequired("Say where the reviewer comes from."), at_most("This", 200)],
    )
    locality = SelectField("Their locality, if it is one of ours", validators=[Optional()])
    leads = BooleanField("Leads the team")

    def choose(self, found: Iterable[Candidate], localities: Iterable[Locality]) -> None:
        """Offer those who can review; who cannot is named beside, with the reason."""
        able = [one for one in found if not one.why_not]
        self.person.choices = [SelectChoice("", "Choose a reviewer"), *(_candidate(one) for one in able)]
        self.locality.choices = [NONE, *(SelectChoice(str(one.id), one.name) for one in localities)]

    @property
    def locality_id(self) -> int | None:
        return _number(self.locality)


class AreaForm(PlainForm):
    """Who speaks for the reviewed area."""

    person = SelectField("Who speaks for the area?", validators=[InputRequired("Choose somebody.")])


class DeclareForm(PlainForm):
    """Whether a reviewer has a conflict of interest."""

    answer = RadioField(
        "Do you have a conflict of interest with the reviewed area?",
        choices=[SelectChoice("no", "No"), SelectChoice("yes", "Yes")],
        validators=[InputRequired("Answer yes or no.")],
    )
    conflict = TextAreaField(
        "What is it?",
        description="For example that you worked there, supervise somebody there, or are related to somebody there.",
        validators=[at_most("This", 2000)],
    )

    def words(self) -> str:
        return (self.conflict.data or "") if self.answer.data == "yes" else ""

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """A yes says what the conflict is."""
        if not super().validate(*args, **kwargs):
            return False
        if self.answer.data == "yes" and not (self.conflict.data or "").strip():
            self.conflict.errors = ["Say what the conflict is."]
            return False
        return True


class HandleForm(PlainForm):
    """How a declared conflict is dealt with."""

    seen = HiddenField()
    handling = TextAreaField(
        "How is it dealt with?", validators=[DataRequired("Say how it is dealt with."), at_most("This", 2000)]
    )


class FindingForm(PlainForm):
    """A finding with its sources."""

    kind = RadioField(
        "What is it?",
        choices=[SelectChoice(key, words) for key, words in FINDING_KINDS.items()],
        validators=[InputRequired("Choose a strength or an area for development.")],
    )
    text = TextAreaField(
        "The finding, in short",
        description="Factual, about how partners work, never about one child’s case. Name nobody.",
        validators=[DataRequired("Write the finding, in short."), at_most("The finding")],
    )
    impact = TextAreaField("What does it mean for children?", validators=[at_most("This")])
    confidence = RadioField(
        "How sure are you?",
        choices=[SelectChoice(key, words) for key, words in CONFIDENCES.items()],
        default="medium",
        validators=[InputRequired("Choose how sure you are.")],
    )
    recommendation = TextAreaField("What do you recommend?", validators=[at_most("The recommendation")])
    seen = HiddenField()

    def source_rows(self) -> list[tuple[Field, Field]]:
        """Kind and reference of each source."""
        return [(self[f"kind_{row}"], self[f"reference_{row}"]) for row in range(1, SOURCE_ROWS + 1)]

    def fill_from(self, finding: PeerFinding) -> None:
        """Show a finding as it stands."""
        for name in ("kind", "text", "impact", "confidence", "recommendation"):
            self[name].data = getattr(finding, name)
        for (kind, reference), source in zip(self.source_rows(), finding.sources, strict=False):
            kind.data, reference.data = source.kind, source.reference
        self.seen.data = str(finding.revision)

    def finding(self) -> FindingText:
        """What the form says, once it is valid."""
        return FindingText(
            kind=self.kind.data or "", text=self.text.data or "", impact=self.impact.data or "",
            confidence=self.confidence.data or "", recommendation=self.recommendation.data or "",
            sources=[(kind.data or "", reference.data or "") for kind, reference in self.source_rows()],
        )  # fmt: skip


for _row in range(1, SOURCE_ROWS + 1):
    setattr(
        FindingForm, f"kind_{_row}",
        SelectField(
            f"Source {_row}: kind",
            choices=[SelectChoice(key, words) for key, words in SOURCE_KINDS.items()], validators=[Optional()],
        ),
    )  # fmt: skip
    setattr(
        FindingForm, f"reference_{_row}",
        StringField(f"Source {_row}: where it can be found again", validators=[at_most(f"Source {_row}", 300)]),
    )  # fmt: skip


class StateForm(PlainForm):
    """Confirming a finding or leaving it out."""

    seen = HiddenField()


class FactsForm(PlainForm):
    """What the area says on the facts of a finding."""

    words = TextAreaField(
        "What is not right in the facts?",
        description="What it should say, and what shows it. Name nobody.",
        validators=[DataRequired("Say what is not right in the facts."), at_most("This")],
    )
    seen = HiddenField()


class AnswerForm(PlainForm):
    """The team's answer to the area, and the finding's words."""

    text = TextAreaField("The finding", validators=[DataRequired("Keep or correct the words."), at_most("The finding")])
    answer = TextAreaField("Your answer to the area", validators=[DataRequired("Write the answer."), at_most("This")])
    seen = HiddenField()
    revision = HiddenField()


class WhyForm(PlainForm):
    """Why a review is called off."""

    why = TextAreaField("Why is it called off?", validators=[DataRequired("Say why."), at_most("This")])


class ActForm(PlainForm):
    """A step that asks for nothing but the decision."""


def _number(field: Field) -> int | None:
    return int(field.data) if field.data else None


def _candidate(one: Candidate) -> SelectChoice:
    times = "has not reviewed yet" if not one.reviews else f"has reviewed {one.reviews}×"
    agencies = f" ({', '.join(one.agencies)})" if one.agencies else ""
    return SelectChoice(str(one.user.id), f"{one.user.name}{agencies}: {times}")
