"""The forms of visits: planning, conflicts of interest, reasons, inspection reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.fields import TimeField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from survey_app.accounts.models import User
from survey_app.partnership.models import Agency
from survey_app.rounds.forms import DayField
from survey_app.walkabouts.models import TEAM_ROLES, InspectionReport, Visit
from survey_app.walkabouts.visits.conflicts import LONGEST
from survey_app.walkabouts.visits.inspections import ReportEntry
from survey_app.walkabouts.visits.planning import VisitPlan

NOT_IN_TEAM = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamChoice:
    """Somebody who could be in the team: their field, or the agencies of theirs that bar them."""

    user: User
    field: Field
    own: tuple[str, ...]


class ClockField(TimeField):
    """A time of day that says in a sentence what is wrong."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(f"{self.label.text}: enter a time such as 09:30.") from error


class VisitForm(FlaskForm):
    """Where, when, and who goes. The fields of the team are added for the people that there are."""

    agency = SelectField("Agency", validators=[InputRequired("Choose the agency that is visited.")])
    site = StringField(
        "Site",
        description="The building or service that is visited.",
        validators=[
            DataRequired("Enter the site: the building or service that is visited."),
            Length(max=200, message="Use at most 200 characters for the site."),
        ],
    )
    day = DayField("Day", validators=[InputRequired("Enter the day of the visit.")])
    starts_at = ClockField("Begins at", validators=[InputRequired("Enter when the visit begins.")])
    ends_at = ClockField("Ends at", validators=[InputRequired("Enter when the visit ends.")])
    arrangements = TextAreaField(
        "Arrangements",
        description="Where the team meets, parking, whom to ask for by role. The calendar file repeats this, so name "
        "nobody.",
        validators=[Length(max=4000, message="The arrangements are longer than 4,000 characters.")],
    )
    seen = HiddenField()

    people: Sequence[User] = ()

    def choose_agencies(self, agencies: Iterable[Agency]) -> None:
        """Offer the agencies that the assessment covers; one alone is chosen already."""
        choices = [SelectChoice(str(agency.id), agency.name) for agency in agencies]
        self.agency.choices = choices
        if len(choices) == 1 and not self.agency.data:
            self.agency.data = choices[0].value

    def member_field(self, user_id: int) -> Field:
        return self[f"member_{user_id}"]

    def team(self) -> dict[int, str]:
        """Person → role, of those who were given one."""
        return {user.id: role for user in self.people if (role := self.member_field(user.id).data)}

    def choices(self, barred: Mapping[int, Sequence[str]]) -> list[TeamChoice]:
        """Everybody with their field."""
        return [
            TeamChoice(user=user, field=self.member_field(user.id), own=tuple(barred.get(user.id, ())))
            for user in self.people
        ]

    def fill_from(self, visit: Visit) -> None:
        """Show a visit as it is planned."""
        self.agency.data, self.site.data, self.arrangements.data = str(visit.agency_id), visit.site, visit.arrangements
        self.day.data = visit.day
        self.starts_at.process_data(_clock(visit.starts_at))
        self.ends_at.process_data(_clock(visit.ends_at))
        for member in visit.team:
            self.member_field(member.user_id).data = member.role

    def plan(self) -> VisitPlan:
        """What the form says, once it is valid."""
        return VisitPlan(
            site=self.site.data or "", day=self.day.data or date.min, starts_at=f"{self.starts_at.data:%H:%M}",
            ends_at=f"{self.ends_at.data:%H:%M}", arrangements=self.arrangements.data or "", team=self.team(),
        )  # fmt: skip


def _clock(text: str) -> Any:
    from datetime import time

    return time.fromisoformat(text) if text else None


def visit_form(people: Sequence[User]) -> VisitForm:
    """The form with a field for each of these people."""
    roles = [SelectChoice(NOT_IN_TEAM, "Not in the team"), *(SelectChoice(*role) for role in TEAM_ROLES.items())]
    fields = {
        f"member_{user.id}": SelectField(user.name, choices=roles, default=NOT_IN_TEAM, validators=[Optional()])
        for user in people
    }
    form: VisitForm = type("VisitFormOfTeam", (VisitForm,), {"people": tuple(people), **fields})()
    return form


class ReasonForm(FlaskForm):
    """Why a visit is called off, or a proposed one declined."""

    reason = TextAreaField(
        "Why",
        validators=[
            DataRequired("Give the reason."), Length(max=2000, message="The reason is longer than 2,000 characters."),
        ],
    )  # fmt: skip


class DeclarationForm(FlaskForm):
    """Whether somebody of the team has a conflict of interest."""

    answer = RadioField(
        "Do you have a conflict of interest?",
        choices=[SelectChoice("no", "No"), SelectChoice("yes", "Yes")],
        validators=[InputRequired("Say whether you have a conflict of interest.")],
    )
    conflict = TextAreaField(
        "What is it?",
        description="Only if you answered yes. Describe the connection, and name nobody.",
        validators=[Length(max=LONGEST, message=f"Describe it in at most {LONGEST:,} characters.")],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """What is described must fit the answer."""
        complete = super().validate(extra_validators)
        described = bool((self.conflict.data or "").strip())
        if self.answer.data == "yes" and not described:
            return _refuse(self.conflict, "Describe the conflict, so that it can be dealt with.")
        if self.answer.data == "no" and described:
            return _refuse(self.answer, "You described a conflict. Choose “Yes”, or clear the description.")
        return complete


class HandlingForm(FlaskForm):
    """How a declared conflict is dealt with."""

    way = RadioField(
        "What happens?",
        choices=[
            SelectChoice("keep", "They stay in the team, and the conflict is dealt with like this"),
            SelectChoice("off", "They are taken off the team"),
        ],
        validators=[InputRequired("Choose what happens.")],
    )
    handling = TextAreaField(
        "How it is dealt with",
        description="For example: does not speak with that service, takes no part in grading standard 7.",
        validators=[Length(max=LONGEST, message=f"Use at most {LONGEST:,} characters.")],
    )
    seen = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """Whoever stays needs words."""
        complete = super().validate(extra_validators)
        if self.way.data == "keep" and not (self.handling.data or "").strip():
            return _refuse(self.handling, "Say how the conflict is dealt with.")
        return complete


class ReportForm(FlaskForm):
    """An inspection or regulatory report."""

    agency = SelectField("Agency", validators=[InputRequired("Choose the agency.")])
    inspectorate = StringField(
        "Who reported",
        description="For example: Ofsted, Care Quality Commission, HMICFRS.",
        validators=[
            DataRequired("Enter who reported."), Length(max=200, message="Use at most 200 characters."),
        ],
    )  # fmt: skip
    title = StringField(
        "Title of the report",
        validators=[
            DataRequired("Enter the title of the report."), Length(max=300, message="Use at most 300 characters."),
        ],
    )  # fmt: skip
    published_on = DayField("Published on", validators=[InputRequired("Enter the day of publication.")])
    link = StringField(
        "Link", description="If it is published.", validators=[Length(max=500, message="The link is too long.")]
    )
    is_concern = BooleanField(
        "It raises a concern about safeguarding", description="A visit is then proposed, once for each report."
    )
    finding = TextAreaField(
        "What it found",
        description="A sentence or two. If it raises a concern, this is the reason for the visit.",
        validators=[Length(max=4000, message="Use at most 4,000 characters.")],
    )

    def choose_agencies(self, agencies: Iterable[Agency]) -> None:
        choices = [SelectChoice(str(agency.id), agency.name) for agency in agencies]
        self.agency.choices = [SelectChoice("", "Choose an agency"), *choices]

    def fill_from(self, report: InspectionReport) -> None:
        """Show a report as it is logged."""
        self.agency.data = str(report.agency_id)
        for name in ("inspectorate", "title", "published_on", "link", "is_concern", "finding"):
            self[name].data = getattr(report, name)

    def entry(self) -> ReportEntry:
        """What the form says, once it is valid."""
        return ReportEntry(
            agency_id=int(self.agency.data), inspectorate=self.inspectorate.data or "", title=self.title.data or "",
            published_on=self.published_on.data or date.max, link=(self.link.data or "").strip(),
            finding=self.finding.data or "", is_concern=bool(self.is_concern.data),
        )  # fmt: skip


class ConfirmForm(FlaskForm):
    """Nothing but the token against forged requests."""


def _refuse(field: Field, message: str) -> bool:
    field.errors = [*field.errors, message]
    return False
