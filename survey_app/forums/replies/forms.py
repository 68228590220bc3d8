"""The forms of themes, of sending the report, and of replies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from survey_app.accounts.models import User
from survey_app.forums.models import HubTheme
from survey_app.forums.plain_form import PlainForm
from survey_app.forums.planning.forms import at_most, in_our_time
from survey_app.forums.replies.answering import Wording
from survey_app.forums.replies.editions import Sending
from survey_app.forums.replies.models import DECISIONS, PROGRESS, ThemeReply
from survey_app.improvement.you_said.taking import Missing, Taking
from survey_app.partnership.models import Agency
from survey_app.rounds.forms import DayField

WORDS = ("you_said", "decision", "because", "action", "owner", "message", "decided_by")
CHECKED = "I have looked at the marked words: they identify nobody"


def could_not(because: str) -> str:
    """The message of a theme that was not accepted, where nobody wrote another: the reason in a sentence."""
    reason = because.strip()
    return f"We could not, because {reason}" + ("" if reason.endswith((".", "!", "?")) else ".")


def _seen(field: Field) -> int:
    text = field.data or ""
    return int(text) if text.isdecimal() and len(text) < 9 else -1


class ThemeForm(PlainForm):
    """The title of a theme, and what was heard in a few sentences."""

    title = StringField(
        "Title", description="A few words that say what is the matter: “Thresholds differ between teams”.",
        validators=[DataRequired("Enter the title of the theme."), at_most(200, "The title")],
    )  # fmt: skip
    summary = TextAreaField(
        "What was heard",
        description="Two or three sentences for leaders and, later, practitioners. Write no names, and nothing by "
        "which a child, a family or a worker could be known.",
        validators=[at_most(4000, "The text")],
    )


class SendForm(PlainForm):
    """To whom an edition goes, or at which meeting it is tabled."""

    seen = HiddenField()
    reason = TextAreaField(
        "Why is there another edition?", description="Whoever read the one before sees this at the top.",
        validators=[at_most(1000, "The reason")],
    )  # fmt: skip
    members = SelectMultipleField("Send it by e-mail to", coerce=str, validate_choice=False)
    meeting = StringField(
        "Or it is tabled at this meeting", description="Such as “Strategic Group”. Leave blank if it is sent only.",
        validators=[at_most(200, "The meeting")],
    )  # fmt: skip
    on_day = DayField("Day of the meeting", validators=[Optional(), in_our_time])
    checked = BooleanField(CHECKED)

    def choose_members(self, members: Iterable[User]) -> None:
        """Offer the people who may read the report."""
        self.members.choices = [SelectChoice(str(one.id), f"{one.name} ({one.email})") for one in members]

    def sending(self) -> Sending:
        """What the form says."""
        return Sending(
            seen=self.seen.data or "", reason=self.reason.data or "", meeting=self.meeting.data or "",
            members=[int(one) for one in self.members.data or () if one.isdecimal() and len(one) < 10],
            on_day=self.on_day.data, checked=bool(self.checked.data),
        )  # fmt: skip


class ReplyForm(PlainForm):
    """What the Strategic Group replied to a theme, as C6 of the board's reply asks it."""

    seen = HiddenField(default="0")
    you_said = TextAreaField(
        "What practitioners said", description="In a sentence or two, as it will stand on the public page.",
        validators=[DataRequired("Enter what practitioners said."), at_most(2000, "The text")],
    )  # fmt: skip
    decision = RadioField(
        "What did the group decide?", choices=[SelectChoice(key, text) for key, text in DECISIONS.items()],
        validators=[InputRequired("Choose what the group decided.")],
    )  # fmt: skip
    because = TextAreaField(
        "Because",
        description="Why it was not accepted, or not wholly. “We could not, because” is an honest answer, and "
        "practitioners would rather read it than nothing.",
        validators=[at_most(2000, "The reason")],
    )
    action = TextAreaField(
        "What will be done?",
        validators=[at_most(2000, "The action")],
    )  # fmt: skip
    agency_id = SelectField("Which agency owns it?", coerce=str)
    owner = StringField(
        "Who there?", description="A role, never a name: “Head of Early Help”.", validators=[at_most(200, "The role")]
    )
    due_on = DayField("By when?", validators=[Optional(), in_our_time])
    message = TextAreaField(
        "Message to practitioners",
        description="Two or three plain sentences, ready to publish: “We did …”. If it was not accepted, you may leave "
        "it blank: it then says “We could not, because”, and your reason.",
        validators=[at_most(2000, "The message")],
    )
    decided_by = StringField(
        "Who decided?", description="The group, such as “Strategic Group”.",
        validators=[DataRequired("Enter which group decided."), at_most(200, "The group")],
    )  # fmt: skip
    decided_on = DayField(
        "Day of the decision", validators=[InputRequired("Enter the day of the decision."), in_our_time]
    )

    def choose_agencies(self, agencies: Iterable[Agency]) -> None:
        """Offer the partnership's agencies."""
        named = [SelectChoice(str(one.id), one.name) for one in agencies]
        self.agency_id.choices = [SelectChoice("", "No agency"), *named]

    def begin(self, theme: HubTheme, last: ThemeReply | None) -> None:
        """Show the wording before, or the theme where there is none."""
        self.you_said.data, self.decided_by.data = theme.summary, "Strategic Group"
        if last is None:
            return
        self.seen.data = str(last.number)
        for name in (*WORDS, "due_on", "decided_on"):
            self[name].data = getattr(last, name)
        self.agency_id.data = str(last.agency_id or "")

    def validate_because(self, field: Field) -> None:
        if self.decision.data in ("partly", "not_accepted") and not (field.data or "").strip():
            raise ValidationError("Say why it was not accepted, or not wholly. “We could not, because” is an answer.")

    def validate_message(self, field: Field) -> None:
        if self.decision.data != "not_accepted" and not (field.data or "").strip():
            raise ValidationError("Enter the message to practitioners.")

    def validate_action(self, field: Field) -> None:
        if self._acts and not (field.data or "").strip():
            raise ValidationError("Enter what will be done.")

    def validate_owner(self, field: Field) -> None:
        if self._acts and not (field.data or "").strip() and not self.agency_id.data:
            raise ValidationError("Enter who owns the action: an agency, a role, or both.")

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """The fields one by one, then the day of the action, which may be blank where nothing is to be done."""
        is_valid: bool = super().validate(extra_validators)
        problem = self._problem_with_due_day()
        if problem and not self.due_on.errors:
            self.due_on.errors = [problem]
        return is_valid and not problem

    def _problem_with_due_day(self) -> str:
        if not self._acts:
            return ""
        if self.due_on.data is None:
            return "Enter by when it will be done."
        if self.decided_on.data and self.due_on.data < self.decided_on.data:
            return "The action cannot be due before the day on which it was decided."
        return ""

    @property
    def _acts(self) -> bool:
        return self.decision.data in ("accepted", "partly")

    @property
    def seen_number(self) -> int:
        """The newest wording that the writer saw."""
        return _seen(self.seen)

    def wording(self) -> Wording:
        """What the form says, once it is valid."""
        chosen: dict[str, Any] = {name: self[name].data or "" for name in WORDS}
        if chosen["decision"] == "not_accepted" and not chosen["message"].strip():
            chosen["message"] = could_not(chosen["because"])
        return Wording(
            **chosen, decided_on=self.decided_on.data, due_on=self.due_on.data,
            agency_id=int(self.agency_id.data) if self.agency_id.data else None,
        )  # fmt: skip


class ApprovalForm(PlainForm):
    """A second person's word on a reply."""

    number = HiddenField()
    checked = BooleanField(CHECKED)
    remark = TextAreaField("What should be different?", validators=[at_most(1000, "The text")])


class TakeDownForm(PlainForm):
    """Why a published reply is taken down."""

    why = TextAreaField(
        "Why is it taken down?", validators=[DataRequired("Say why it is taken down."), at_most(1000, "The text")]
    )


class ProgressForm(PlainForm):
    """How an action goes."""

    state = RadioField(
        "How does the action go?", choices=[SelectChoice(key, text) for key, text in PROGRESS.items()],
        validators=[InputRequired("Choose how the action goes.")],
    )  # fmt: skip
    on_day = DayField("Since when?", validators=[InputRequired("Enter the day."), in_our_time])
    note = TextAreaField(
        "How do you know?",
        description="For your own records, such as what has changed for children. It is not published.",
        validators=[Length(max=2000, message="The note is longer than 2,000 characters.")],
    )  # fmt: skip


class TakingForm(PlainForm):
    """What the chain has to know of a reply beyond what the reply says; the rest is asked only where it is missing."""

    success_measure = TextAreaField(
        "How will it be known that this helped?",
        description="What will be different for children, families or practitioners, and how much: “Nine of ten "
        "referrers hear within a week, in the audit next spring.”",
        validators=[DataRequired("Say how it will be known that this helped."), at_most(2000, "The text")],
    )
    agency_id = SelectField("Which agency owns it?", coerce=str)
    owner = StringField(
        "Who does it there?", description="A role, never a name: “Head of Early Help”.",
        validators=[DataRequired("Enter who does it there: a role, never a name."), at_most(200, "The role")],
    )  # fmt: skip
    due_by = DayField("By when?", validators=[InputRequired("Enter a day that is still to come."), in_our_time])

    def ask(self, missing: Missing, agencies: Iterable[Agency]) -> None:
        """Ask for what the reply leaves open, and for nothing else."""
        choices = [SelectChoice("", "Choose an agency"), *(SelectChoice(str(one.id), one.name) for one in agencies)]
        self.agency_id.choices = choices
        if not missing.agency:
            del self.agency_id
        if not missing.owner:
            del self.owner
        if not missing.due_by:
            del self.due_by

    def validate_agency_id(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("Choose the one agency that owns it.")

    def taking(self) -> Taking:
        """What the form says, once it is valid."""
        agency = self.agency_id.data if self.agency_id is not None else ""
        return Taking(
            success_measure=self.success_measure.data or "", agency_id=int(agency) if agency else None,
            owner=(self.owner.data or "") if self.owner is not None else "",
            due_by=self.due_by.data if self.due_by is not None else None,
        )  # fmt: skip
