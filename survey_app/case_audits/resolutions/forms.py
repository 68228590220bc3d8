"""The forms of the case-resolution log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from survey_app.case_audits.models import DISPUTES, RESOLVED_AS
from survey_app.case_audits.resolutions.log import LONGEST, Disagreement
from survey_app.case_audits.resolutions.stages import Stage, StagesRefused
from survey_app.forums.plain_form import PlainForm
from survey_app.partnership.models import Agency
from survey_app.rounds.forms import DayField

NO_NAMES = "Write no names, dates of birth, numbers or places."


def at_most(what: str) -> Length:
    return Length(max=LONGEST, message=f"{what} is longer than {LONGEST:,} characters.")


class RaiseForm(PlainForm):
    """A disagreement, as it is entered."""

    raised_by = SelectField("Which agency raises it?", validators=[InputRequired("Choose the agency that raises it.")])
    raised_with = SelectField("With which agency?", validators=[InputRequired("Choose the other agency.")])
    raised_on = DayField("When was it raised?", validators=[InputRequired("Enter the day on which it was raised.")])
    about = RadioField(
        "What is it about?",
        choices=[SelectChoice(key, words) for key, words in DISPUTES.items()],
        validators=[InputRequired("Choose what it is about.")],
    )
    summary = TextAreaField(
        "In a few words",
        description=f"What the two agencies see differently. {NO_NAMES}",
        validators=[DataRequired("Say in a few words what it is about."), at_most("This")],
    )
    safe = RadioField(
        "Is the child safe while it is being resolved?",
        choices=[SelectChoice("yes", "Yes"), SelectChoice("no", "No, or not sure")],
        validators=[InputRequired("Answer whether the child is safe.")],
    )

    def choose_agencies(self, own: Iterable[Agency], everybody: Iterable[Agency]) -> None:
        """Offer the agencies; where one alone can raise it, that is chosen already."""
        mine = [SelectChoice(str(agency.id), agency.name) for agency in own]
        first = [SelectChoice("", "Choose an agency")]
        self.raised_by.choices = mine if len(mine) == 1 else first + mine
        self.raised_with.choices = first + [SelectChoice(str(agency.id), agency.name) for agency in everybody]

    def disagreement(self) -> Disagreement:
        """What the form says, once it is valid."""
        return Disagreement(
            raised_on=self.raised_on.data or date.max, raised_by_id=int(self.raised_by.data),
            raised_with_id=int(self.raised_with.data), about=self.about.data or "", summary=self.summary.data or "",
        )  # fmt: skip


class MoveForm(PlainForm):
    """Taking a disagreement to the next stage."""

    moved_on = DayField("On which day?", validators=[InputRequired("Enter the day on which it moved on.")])
    note = TextAreaField(
        "Why could it not be resolved at this stage?",
        description=NO_NAMES,
        validators=[DataRequired("Say why it could not be resolved at this stage."), at_most("This")],
    )
    stage = HiddenField()  # at which stage the page showed it


class CloseForm(PlainForm):
    """Closing a disagreement."""

    closed_on = DayField("When did it end?", validators=[InputRequired("Enter the day on which it ended.")])
    outcome = RadioField(
        "How did it end?",
        choices=[SelectChoice(key, words) for key, words in RESOLVED_AS.items()],
        validators=[InputRequired("Choose how it ended.")],
    )
    words = TextAreaField(
        "What was agreed, or why was there no agreement?",
        description=NO_NAMES,
        validators=[DataRequired("Say what was agreed, or why there was no agreement."), at_most("This")],
    )
    learning = TextAreaField("What is to be learnt", description=NO_NAMES, validators=[at_most("This")])
    stage = HiddenField()


class AdviceForm(PlainForm):
    """The scrutineer's advice."""

    text = TextAreaField(
        "Your advice",
        description=f"Both agencies and the QA group read it, and it stays as you give it. {NO_NAMES}",
        validators=[DataRequired("Write your advice."), at_most("Your advice")],
    )


class StagesForm(PlainForm):
    """The stages of the protocol, a line each: the name, and the limit in working days."""

    lines = TextAreaField(
        "Stages",
        description="One on each line, in their order. After the name, a colon and the limit in working days, such as "
        "“Line manager to line manager: 2”. Leave the number out where there is no limit.",
        validators=[DataRequired("Enter at least one stage.")],
    )

    def fill_from(self, stages: Iterable[Stage]) -> None:
        """Show the stages as they are."""
        self.lines.data = "\n".join(
            one.name if one.limit_days is None else f"{one.name}: {one.limit_days}" for one in stages
        )

    def stages(self) -> list[tuple[str, int | None]]:
        """Names with limits; StagesRefused where a line cannot be read."""
        return [_stage_of(line) for line in (self.lines.data or "").splitlines() if line.strip()]


def _stage_of(line: str) -> tuple[str, int | None]:
    name, colon, days = line.rpartition(":")
    if not colon:
        return line.strip(), None
    if not days.strip().isascii() or not days.strip().isdigit() or len(days.strip()) > 4:
        raise StagesRefused(f"“{line.strip()}”: after the colon comes the limit in working days, such as 5.")
    if not name.strip() or len(name) > 120:
        raise StagesRefused(f"“{line.strip()}”: give the stage a name of at most 120 characters.")
    return name.strip(), int(days)
