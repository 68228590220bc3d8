"""The forms of the panel's pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from survey_app.case_audits.moderation.meetings import Attendee, Meeting
from survey_app.case_audits.moderation.questions import NO_AGREEMENT, NO_AGREEMENT_TEXT, Scale
from survey_app.case_audits.moderation.timing import MOST_MINUTES
from survey_app.case_audits.moderation.wordings import Conclusion, DissentWords, Settlement
from survey_app.forums.plain_form import PlainForm
from survey_app.rounds.forms import DayField

LONGEST = 10_000
BLANK_SEATS = 4
MOST_SEATS = 60


def _long(what: str) -> Length:
    return Length(max=LONGEST, message=f"{what} is longer than {LONGEST:,} characters. Shorten it.")


class PlainPart(Form):
    """Fields of a form that stand there several times: cleaned as those of the form itself."""

    class Meta:
        bind_field = PlainForm.Meta.bind_field


class CheckedForm(PlainForm):
    """A form with free text: what in it could identify somebody is asked about before it is kept.

    ``doubted`` holds the words that the page has asked about, a line each; ``checked`` says that they are harmless.
    """

    seen = HiddenField()
    doubted = HiddenField()
    checked = BooleanField("I have checked these words: they identify no child, family or worker")
    because = TextAreaField(
        "Why you change it after sign-off", description="It stays with the revision.", validators=[_long("The reason")]
    )
    has_missed = False  # whether somebody else has kept other words since the page was opened

    @property
    def confirmed(self) -> frozenset[str]:
        """The words that the writer says are harmless."""
        return frozenset((self.doubted.data or "").split("\n")) if self.checked.data else frozenset()

    def ask_about(self, words: tuple[str, ...]) -> None:
        """Ask about words that could identify somebody."""
        self.doubted.data = "\n".join(words)
        self.checked.data = False
        self.form_errors.append(
            f"Check these words, since they could identify somebody: {', '.join(words)}. Put them otherwise, or tick "
            "the box below to say that they identify nobody."
        )


class DissentForm(PlainPart):
    """What one agency would give instead."""

    grade = SelectField("Grade they would give", choices=[], validators=[Optional()])
    reason = TextAreaField("Why they do not agree", validators=[_long("The reason for a dissent")])

    def offer(self, scale: Scale) -> None:
        """Offer the grades."""
        self.grade.choices = [
            SelectChoice("", "No grade named"), *(SelectChoice(name, text) for name, text in scale.choices.items())
        ]  # fmt: skip


class SettleForm(CheckedForm):
    """What the panel settles of one question."""

    grade = RadioField("Moderated grade", choices=[], validators=[Optional()])
    reason = TextAreaField(
        "Reason",
        description="Needed wherever the grade is not the one that every agency gave. No names.",
        validators=[_long("The reason")],
    )
    dissents: dict[int, DissentForm]

    def offer(self, scale: Scale, agencies: Mapping[int, str], formdata: MultiDict[str, str] | None) -> None:
        """Offer the grades, and a place for the dissent of each agency."""
        self.grade.choices = [
            *(SelectChoice(name, text) for name, text in scale.choices.items()),
            SelectChoice(NO_AGREEMENT, NO_AGREEMENT_TEXT),
        ]
        self.dissents = {agency: DissentForm(formdata, prefix=f"dissent-{agency}-") for agency in agencies}
        for one in self.dissents.values():
            one.offer(scale)

    def show(self, wording: Settlement) -> None:
        """Put what is kept into the form."""
        self.grade.data, self.reason.data = wording.grade, wording.reason
        for agency, one in self.dissents.items():
            words = wording.dissents.get(agency, DissentWords())
            one.grade.data, one.reason.data = words.grade, words.reason

    def validate(self, extra_validators: Any = None) -> bool:
        """The form's own fields, and those of each dissent."""
        fine = super().validate(extra_validators)
        faults = [one for one in self.dissents.values() if not one.validate()]
        return fine and not faults

    def wording(self) -> Settlement:
        """What was typed."""
        return Settlement(
            grade=self.grade.data or "",
            reason=self.reason.data or "",
            dissents={
                agency: DissentWords(grade=one.grade.data or "", reason=one.reason.data or "")
                for agency, one in self.dissents.items()
            },
        )


class ConcludeForm(CheckedForm):
    """What the panel says of the case as a whole."""

    joint_working = RadioField("How effective was joint working?", choices=[], validators=[Optional()])
    joint_working_why = TextAreaField(
        "Why",
        description="How the agencies worked together for this child. No names.",
        validators=[_long("The reason")],
    )
    unresolved = TextAreaField(
        "Disagreement that remains",
        description="On what, between which agencies, and where it goes from here. Leave it empty where there is none.",
        validators=[_long("The disagreement")],
    )

    def offer(self, scale: Scale | None) -> None:
        """Offer the grades."""
        choices = scale.choices if scale is not None else {}
        self.joint_working.choices = [SelectChoice(name, text) for name, text in choices.items()]

    def show(self, wording: Conclusion) -> None:
        """Put what is kept into the form."""
        self.joint_working.data = wording.joint_working
        self.joint_working_why.data = wording.joint_working_why
        self.unresolved.data = wording.unresolved

    def wording(self) -> Conclusion:
        """What was typed."""
        return Conclusion(
            joint_working=self.joint_working.data or "", joint_working_why=self.joint_working_why.data or "",
            unresolved=self.unresolved.data or "",
        )  # fmt: skip


class SeatForm(PlainPart):
    """One attendee."""

    name = StringField("Name or role", validators=[Length(max=200, message="Use at most 200 characters for a name.")])
    agency = SelectField("Agency", coerce=str, validators=[Optional()])


class MeetingForm(CheckedForm):
    """A meeting of the panel."""

    met_on = DayField("Day of the meeting", validators=[InputRequired("Enter the day of the meeting.")])
    chair = StringField(
        "Chair", description="By name or role.", validators=[Length(max=200, message="Use at most 200 characters.")]
    )
    because = TextAreaField(
        "Why you change it",
        description="Cases were signed off at this meeting: each gets a revision with this reason.",
        validators=[_long("The reason")],
    )
    seats: list[SeatForm]

    def offer(self, agencies: Mapping[int, str], formdata: MultiDict[str, str] | None, seated: int) -> None:
        """Make room for everybody who is there, and some more."""
        sent = sum(1 for name in formdata if name.endswith("-name") and name.startswith("seat-")) if formdata else 0
        rows = min(max(seated + BLANK_SEATS, sent), MOST_SEATS)
        choices = {"": "No agency", **{str(number): name for number, name in agencies.items()}}
        self.seats = [SeatForm(formdata, prefix=f"seat-{place}-") for place in range(1, rows + 1)]
        for one in self.seats:
            one.agency.choices = [SelectChoice(value, text) for value, text in choices.items()]

    def show(self, meeting: Meeting) -> None:
        """Put a meeting into the form."""
        self.met_on.data, self.chair.data = meeting.met_on, meeting.chair
        for seat, one in zip(self.seats, meeting.attendees, strict=False):
            seat.name.data, seat.agency.data = one.name, str(one.agency_id or "")

    def validate(self, extra_validators: Any = None) -> bool:
        """The form's own fields, and every seat."""
        fine = super().validate(extra_validators)
        faults = [one for one in self.seats if not one.validate()]
        for one in faults:
            self.form_errors.extend(message for errors in one.errors.values() for message in errors)
        return fine and not faults

    def meeting(self) -> Meeting:
        """What was typed."""
        assert self.met_on.data is not None
        return Meeting(
            met_on=self.met_on.data,
            chair=self.chair.data or "",
            attendees=[
                Attendee(name=one.name.data or "", agency_id=int(one.agency.data) if one.agency.data else None)
                for one in self.seats
            ],
        )


class BeginForm(PlainForm):
    """At which meeting the case is moderated."""

    panel = RadioField("At which meeting?", choices=[], validators=[InputRequired("Choose the meeting.")])


class TimeForm(CheckedForm):
    """The time spent, by hand."""

    minutes = IntegerField(
        "Minutes spent",
        validators=[
            InputRequired("Enter the minutes as a whole number."),
            NumberRange(0, MOST_MINUTES, message="Enter the minutes as a whole number from 0 to 1,440."),
        ],
    )


class SignForm(CheckedForm):
    """Signing a case off; and again, with a reason, where a return came since."""

    because = TextAreaField(
        "Why you sign it off again", description="It stays with the revision.", validators=[_long("The reason")]
    )
