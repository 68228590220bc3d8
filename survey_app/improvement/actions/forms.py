"""The forms of actions: planned, noted, shown by evidence, claimed, judged, changed."""

from __future__ import annotations

from collections.abc import Iterable

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from survey_app.case_audits.numbers import number_of
from survey_app.forums.plain_form import PlainForm
from survey_app.improvement.actions.ladder import LONGEST_WAIT
from survey_app.improvement.actions.planning import ActionPlan
from survey_app.improvement.actions.refusals import ActionRefused
from survey_app.improvement.models import PROGRESS_STATES, VERDICTS
from survey_app.partnership.models import Agency
from survey_app.rounds.forms import DayField

NO_NAMES = "Write no names of children or families, and nothing by which one could be known."
BY_A_ROLE = SelectChoice("", "Nobody with an account: the role below")


class SeenForm(PlainForm):
    """A form that knows which state of the record its page showed."""

    seen = HiddenField()

    def seen_revision(self) -> int:
        """The revision that the page showed; none that there is, where the page was made up."""
        found = number_of(self.seen.data or "")
        return -1 if found is None else found


class PlanForm(PlainForm):
    """One action of a recommendation. ``carried`` is set where it was agreed elsewhere and none is planned here yet."""

    carried = HiddenField()
    what = TextAreaField(
        "What will be done?",
        description=f"One thing that somebody can see being done. {NO_NAMES}",
        validators=[DataRequired("Say what will be done.")],
    )
    agency = SelectField("Which agency does it?", validators=[InputRequired("Choose the agency that does it.")])
    owner_id = SelectField("Who does it?", validators=[Optional()])
    owner = StringField("Their role", description="Such as “head of the front door”. A role, never a name.")
    due_by = DayField("By when?", validators=[InputRequired("Enter the day by which it will be done.")])
    success_measure = TextAreaField(
        "How will it be known that it helped?",
        description="Agreed now, before work starts. What will be different for children or in practice, how much, and "
        "where that will be seen. A later change needs a reason.",
        validators=[DataRequired("Say how it will be known that it helped.")],
    )

    def offer(self, agencies: Iterable[Agency], people: Iterable[tuple[int, str]]) -> None:
        """Offer these agencies and people."""
        own = [SelectChoice(str(one.id), one.name) for one in agencies]
        self.agency.choices = own if len(own) == 1 else [SelectChoice("", "Choose an agency"), *own]
        self.owner_id.choices = [BY_A_ROLE, *(SelectChoice(str(key), name) for key, name in people)]

    def plan(self) -> ActionPlan:
        """What the form says, once it is valid."""
        return ActionPlan(
            what=self.what.data or "", agency_id=number_of(self.agency.data or "") or 0,
            owner_id=number_of(self.owner_id.data or ""), owner=self.owner.data or "", due_by=self.due_by.data,
            success_measure=self.success_measure.data or "",
        )  # fmt: skip


class CarriedForm(PlanForm):
    """An action that was agreed where a recommendation comes from: what and which agency are known there."""

    wanted = BooleanField("Plan the action in the same step")
    what = agency = None  # WTForms leaves out a field that is None

    def offer(self, agencies: Iterable[Agency], people: Iterable[tuple[int, str]]) -> None:
        """Offer these people."""
        self.owner_id.choices = [BY_A_ROLE, *(SelectChoice(str(key), name) for key, name in people)]


class NoteForm(SeenForm):
    """How an action goes."""

    progress = RadioField(
        "How does it go?",
        choices=[SelectChoice(key, words) for key, words in PROGRESS_STATES.items()],
        validators=[InputRequired("Choose how it goes.")],
    )
    text = TextAreaField(
        "Note",
        description=f"What was done, or what is in the way. Needed for “at risk” and “stuck”. {NO_NAMES}",
        validators=[Optional()],
    )


class EvidenceForm(PlainForm):
    """A file or an address that shows something."""

    shows = TextAreaField("What does it show?", description=NO_NAMES, validators=[DataRequired("Say what it shows.")])
    dated = DayField("Of which day is it?", validators=[InputRequired("Enter of which day it is.")])
    upload = FileField(
        "A file",
        description="PDF, Word, Excel, PowerPoint, OpenDocument or text, a picture or a recording. "
        "No case files, and nothing that names a child.",
    )
    link = StringField("Or an address", description="Begins with https:// or http://")


class ClaimForm(SeenForm):
    """What came of an action."""

    says = TextAreaField(
        "What is different, and for whom?",
        description=f"For children, families or those who work with them. What was done is not asked here. {NO_NAMES}",
        validators=[DataRequired("Say what is different, and for whom.")],
    )
    how_known = TextAreaField(
        "How is that known?",
        description="Against the measure that was agreed. “Not yet known” is an answer too, if it is so.",
        validators=[DataRequired("Say how that is known, against the measure.")],
    )
    no_evidence_why = TextAreaField(
        "Why is there no evidence here?", description="Only where you have added none.", validators=[Optional()]
    )


class VerdictForm(SeenForm):
    """What the evidence of a claim shows."""

    verdict = RadioField(
        "What does the evidence show?",
        choices=[SelectChoice(key, words) for key, words in VERDICTS.items()],
        validators=[InputRequired("Choose what the evidence shows.")],
    )
    reason = TextAreaField(
        "What in the evidence leads you to this?",
        description=f"The owner reads it. {NO_NAMES}",
        validators=[DataRequired("Say what in the evidence leads you to this.")],
    )
    claim = HiddenField()  # the number of the claim that was read


class WhyForm(SeenForm):
    """A reason alone: dropping, taking evidence back, opening a recommendation again, calling a re-test off."""

    why = TextAreaField("Why?", description=NO_NAMES, validators=[DataRequired("Give the reason.")])


class DueForm(WhyForm):
    """More time, or opening an action again: a day and a reason."""

    due_by = DayField("New day", validators=[InputRequired("Enter the new day.")])


class WordsForm(WhyForm):
    """Other words for what will be done."""

    what = TextAreaField("What will be done?", validators=[DataRequired("Say what will be done.")])


class MeasureForm(WhyForm):
    """Another measure of success."""

    success_measure = TextAreaField(
        "How will it be known that it helped?", validators=[DataRequired("Say how it will be known that it helped.")]
    )


class OwnerForm(SeenForm):
    """Somebody else who does it."""

    owner_id = SelectField("Who does it?", validators=[Optional()])
    owner = StringField("Their role", description="A role, never a name.")
    why = TextAreaField("Why does it change hands? (optional)", validators=[Optional()])

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        """Offer these people."""
        self.owner_id.choices = [BY_A_ROLE, *(SelectChoice(str(key), name) for key, name in people)]


class DaysForm(PlainForm):
    """After how many days late actions go up."""

    lead_after = IntegerField(
        "Days after the due day until the agency’s lead is told",
        validators=[InputRequired("Enter a number of days."), NumberRange(1, LONGEST_WAIT)],
    )
    executive_after = IntegerField(
        "Days after the due day until it is on the Executive’s agenda",
        validators=[InputRequired("Enter a number of days."), NumberRange(1, LONGEST_WAIT)],
    )


def say(form: PlainForm, refused: ActionRefused) -> None:
    """Put a refusal on the field that it is about, or above the form."""
    field = form._fields.get({"agency_id": "agency"}.get(refused.field, refused.field))
    if field is None:
        form.form_errors.append(refused.message)
    else:
        field.errors = [refused.message]
