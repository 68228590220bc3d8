"""The forms of the year's programme, its priorities, commissions and arrangements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from survey_app.forums.plain_form import PlainForm
from survey_app.programme.year.commissions import CommissionPlan
from survey_app.programme.year.models import CHAIRING, LEADS, METHODS, SCRUTINY, VERDICTS, ProgrammeTopic
from survey_app.programme.year.planning import Reason, TopicPlan
from survey_app.programme.year.priorities import SetPlan
from survey_app.programme.year.refusals import YearRefused
from survey_app.rounds.forms import DayField

NO_NAMES = "Write no names of children, dates of birth or numbers."
LOOKED = "I have looked at the words named above: they identify nobody"
MOST_DIGITS = 9
NO_CHOICE = "Not a valid choice."  # as WTForms says it, of any field


def choices(words: Mapping[str, str], first: str = "") -> list[SelectChoice]:
    """The choices of a list, with an empty one first where it has words."""
    found = [SelectChoice(key, text) for key, text in words.items()]
    return [SelectChoice("", first), *found] if first else found


class WordsForm(PlainForm):
    """A form whose texts are looked through; ``checked`` says that somebody has looked at marked words."""

    checked = BooleanField(LOOKED)
    seen = HiddenField()

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check what was sent; a choice that is no longer there, or never was, is told with its field."""
        is_valid = super().validate(*args, **kwargs)
        for field in self:
            if NO_CHOICE in field.errors:
                field.errors = [f"{field.label.text}: what was chosen is not in the list. Choose again."]
        return is_valid

    def revision(self) -> int:
        """The revision that the page showed; none that there is, where the page was made up."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else -1


class BoxesField(SelectMultipleField):
    """Several of a list, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TopicForm(WordsForm):
    """One topic of the programme."""

    title = StringField("What is scrutinised", description=f"Such as “Neglect: a second referral”. {NO_NAMES}",
                        validators=[DataRequired("Say what is scrutinised.")])  # fmt: skip
    theme = StringField(
        "Theme",
        description="As audits and the Learning Hub call it, so that coverage counts it: those in use are suggested. "
        "Optional.",
    )
    reasons = BoxesField("Why is it in the programme?", validate_choice=False)
    data = TextAreaField("Data", description="Which indicator or figure says so, with its date. Leave blank if none.")
    coverage = TextAreaField("Nobody has looked at it", description="What coverage shows. Leave blank if not so.")
    method = RadioField("Method", choices=choices(METHODS), validators=[InputRequired("Choose the method.")])
    best_fit = TextAreaField("Best fit because", description="Why this method, for this topic.",
                             validators=[DataRequired("Say why this method is the best fit.")])  # fmt: skip
    starts_on = DayField("First day", validators=[InputRequired("Enter the first day.")])
    ends_on = DayField("Last day", validators=[InputRequired("Enter the last day.")])
    lead = SelectField("Who leads", choices=choices(LEADS, "Choose who leads"),
                       validators=[InputRequired("Choose who leads.")])  # fmt: skip
    lead_id = SelectField("Whose account, if one")
    days = StringField("Days of work for whoever leads", description="In quarters of a day, such as 2.5.")
    agency_id = SelectField("Agency, where one is scrutinised")
    priority_id = SelectField("Priority it serves")

    def offer(
        self, *, people: Iterable[tuple[int, str]], agencies: Iterable[tuple[int, str]],
        priorities: Iterable[tuple[str, str]], reasons: Mapping[str, str], themes: Sequence[str],
    ) -> None:  # fmt: skip
        """What there is to choose from in this partnership."""
        self.lead_id.choices = [SelectChoice("", "Nobody by name"), *(SelectChoice(str(k), v) for k, v in people)]
        self.agency_id.choices = [SelectChoice("", "No one agency"), *(SelectChoice(str(k), v) for k, v in agencies)]
        self.priority_id.choices = [SelectChoice("", "None"), *(SelectChoice(k, v) for k, v in priorities)]
        self.reasons.choices = choices(reasons)
        self._reasons = dict(reasons)
        self.themes = themes

    def fill_from(self, topic: ProgrammeTopic) -> None:
        """Show a topic as it is."""
        for name in ("title", "theme", "method", "best_fit", "starts_on", "ends_on", "lead"):
            getattr(self, name).data = getattr(topic, name)
        for name in ("lead_id", "agency_id", "priority_id"):
            value = getattr(topic, name)
            getattr(self, name).data = "" if value is None else str(value)
        self.days.data, self.seen.data = f"{topic.days:g}", str(topic.revision)
        self.data.data = "\n".join(one.says for one in topic.reasons if one.kind == "data")
        self.coverage.data = "\n".join(one.says for one in topic.reasons if one.kind == "coverage")
        chosen = [f"{one.kind}:{one.record_id}" for one in topic.reasons if one.kind not in ("data", "coverage")]
        self.reasons.data = chosen

    def plan(self) -> TopicPlan:
        """The topic that the form says; YearRefused where the days cannot be read."""
        return TopicPlan(
            title=self.title.data or "", theme=self.theme.data or "", method=self.method.data or "",
            best_fit=self.best_fit.data or "", starts_on=self.starts_on.data or date.max,
            ends_on=self.ends_on.data or date.max, lead=self.lead.data or "", days=self._days(),
            reasons=list(self._given()), lead_id=_number(self.lead_id.data), agency_id=_number(self.agency_id.data),
            priority_id=self.priority_id.data or None,
        )  # fmt: skip

    def _days(self) -> float:
        text = (self.days.data or "0").strip().replace(",", ".")
        whole, _, part = text.partition(".")
        if (
            not (whole or part)
            or len(text) > 6
            or not all(bit.isascii() and bit.isdigit() for bit in (whole, part) if bit)
        ):
            raise YearRefused("Enter the days needed as a number, such as 2.5.")
        return float(text)

    def _given(self) -> Iterable[Reason]:
        for chosen in self.reasons.data or []:
            if chosen in self._reasons:
                kind, _, record_id = chosen.partition(":")
                yield Reason(kind=kind, says=self._reasons[chosen], record_id=record_id)
        for kind in ("data", "coverage"):
            text = (getattr(self, kind).data or "").strip()
            if text:
                yield Reason(kind=kind, says=text)


class DropForm(WordsForm):
    """Dropping a topic."""

    why = TextAreaField("Why is it dropped?", description=NO_NAMES, validators=[DataRequired("Say why it is dropped.")])


class RecordForm(WordsForm):
    """Which record a topic became."""

    record = SelectField("Record", validators=[InputRequired("Choose the record.")])


class SeenForm(WordsForm):
    """A button that knows which revision the page showed."""


class DecideForm(WordsForm):
    """The Executive's decision on a version."""

    words = TextAreaField("Words of the Executive", description=f"The meeting and what was said. {NO_NAMES}")


class PrioritiesForm(WordsForm):
    """A set of priorities with its days."""

    title = StringField("Title", description="Such as “Priorities 2026 to 2029”.",
                        validators=[DataRequired("Give the set a title.")])  # fmt: skip
    starts_on = DayField("In force from", validators=[InputRequired("Enter the first day.")])
    ends_on = DayField(
        "Until", description="The last day, included.", validators=[InputRequired("Enter the last day.")]
    )
    lines = TextAreaField("Priorities", description="One on each line, in their order.",
                          validators=[DataRequired("Write at least one priority.")])  # fmt: skip
    source = StringField("Who set them, and when", description="Such as “Executive, minutes of 12 March 2026”.")
    end_earlier = BooleanField("An earlier set ends on the day before this one begins")

    def plan(self) -> SetPlan:
        return SetPlan(
            title=self.title.data or "", starts_on=self.starts_on.data or date.max,
            ends_on=self.ends_on.data or date.max, priorities=(self.lines.data or "").splitlines(),
            source=self.source.data or "", end_earlier=bool(self.end_earlier.data),
        )  # fmt: skip


class NameFindingForm(WordsForm):
    """Under which priority a finding falls."""

    finding = StringField("Finding", description="Its reference, such as F-012.",
                          validators=[DataRequired("Enter the finding’s reference.")])  # fmt: skip
    priority_id = RadioField("Priority", validators=[InputRequired("Choose the priority.")])

    def number(self) -> int:
        """The number of the finding that was typed."""
        text = (self.finding.data or "").strip().upper().removeprefix("F-")
        if not (text.isascii() and text.isdigit() and len(text) < MOST_DIGITS):
            raise YearRefused("Enter the finding’s reference, such as F-012.")
        return int(text)


class CommissionForm(WordsForm):
    """Commissioning the external review of a year."""

    reviewer = StringField("Reviewer", description="The body or post, not a person’s name alone.",
                           validators=[DataRequired("Say who reviews.")])  # fmt: skip
    independent_because = TextAreaField("Independent because",
                                        validators=[DataRequired("Say why the reviewer is independent.")])  # fmt: skip
    starts_on = DayField("Starts on", validators=[InputRequired("Enter the day on which it starts.")])
    report_by = DayField("Report by", validators=[InputRequired("Enter the day by which its report is due.")])
    lines = TextAreaField("Objectives", description="One on each line.",
                          validators=[DataRequired("Write at least one objective.")])  # fmt: skip

    def plan(self, year: int) -> CommissionPlan:
        return CommissionPlan(
            year=year, reviewer=self.reviewer.data or "", independent_because=self.independent_because.data or "",
            starts_on=self.starts_on.data or date.max, report_by=self.report_by.data or date.max,
            objectives=(self.lines.data or "").splitlines(),
        )  # fmt: skip


class NoteForm(WordsForm):
    """How a review goes."""

    text = TextAreaField("What is new", description=NO_NAMES, validators=[DataRequired("Say how it goes.")])


class JudgeForm(WordsForm):
    """Whether an objective was met."""

    verdict = RadioField("Was it met?", choices=choices(VERDICTS), validators=[InputRequired("Choose a verdict.")])
    reason = TextAreaField("Why", description="By what its report says.", validators=[DataRequired("Say why.")])


class ArrangementsForm(WordsForm):
    """A decision on chairing and scrutiny."""

    chairing = RadioField("Chairing", choices=choices(CHAIRING), validators=[InputRequired("Choose the chairing.")])
    scrutiny = RadioField("Scrutiny", choices=choices(SCRUTINY), validators=[InputRequired("Choose the scrutiny.")])
    reason = TextAreaField("Why this model", description="That others do the same is no reason by itself.",
                           validators=[DataRequired("Say why.")])  # fmt: skip
    decided_by = StringField("Who decided", description="Such as “Executive, 12 March 2026”.",
                             validators=[DataRequired("Say who decided.")])  # fmt: skip
    decided_on = DayField("On which day", validators=[InputRequired("Enter the day.")])


class StatementForm(WordsForm):
    """A statement under a heading of the annual report."""

    text = TextAreaField("Statement", description=NO_NAMES, validators=[DataRequired("Write the statement.")])
    source = StringField("Source", description="Where it is from, with a date: a paper, minutes, a record.",
                         validators=[DataRequired("Say where it is from.")])  # fmt: skip


class CostForm(WordsForm):
    """A contribution, or spending."""

    kind = RadioField("Kind", validators=[InputRequired("Choose the kind.")])
    partner = StringField("Partner, or what it was spent on", validators=[DataRequired("Say whose, or on what.")])
    pounds = StringField("Pounds", description="Such as 12,500 or 12,500.50.",
                         validators=[DataRequired("Enter the amount.")])  # fmt: skip
    source = StringField("Source", description="The accounts or paper, with its date.",
                         validators=[DataRequired("Say where it is from.")])  # fmt: skip


class PublishedForm(WordsForm):
    """That the annual report was published."""

    published_on = DayField("Published on", validators=[InputRequired("Enter the day."), Optional()])
    link = StringField("Where it is published", description="The address of the published report.",
                       validators=[DataRequired("Enter the address.")])  # fmt: skip


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
