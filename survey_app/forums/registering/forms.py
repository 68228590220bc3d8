"""The form by which somebody without an account asks for a place at a forum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import BooleanField, Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from survey_app.forums.booking.counting import PlaceCount
from survey_app.forums.booking.places import Applicant
from survey_app.forums.contacts.entering import AGREED_WORDS
from survey_app.forums.models import Forum
from survey_app.forums.plain_form import PlainForm
from survey_app.forums.words import ROLE_GROUPS, SECTORS, places_words, when, where
from survey_app.partnership.models import Agency, Locality
from survey_app.rounds.addresses import tidy_address

ANOTHER = "other"  # an agency that is not in the list
LONGEST_NEEDS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the form offers: the agencies and localities of a partnership."""

    agencies: Sequence[Agency]
    localities: Sequence[Locality]


class PersonForm(PlainForm):
    """Who somebody is, and what they need: asked on the public page, and by an officer who adds them."""

    name = StringField(
        "Your name",
        validators=[DataRequired("Enter your name."), Length(max=200, message="Use at most 200 characters.")],
    )
    email = StringField(
        "Your work e-mail address",
        description="We write to it about your place.",
        validators=[DataRequired("Enter your work e-mail address.")],
    )
    agency = SelectField("Your agency or organisation")
    agency_name = StringField(
        "If it is not in the list, its name", validators=[Length(max=200, message="Use at most 200 characters.")]
    )
    sector = RadioField(
        "Whom do you work with?",
        choices=[SelectChoice(*sector) for sector in SECTORS.items()],
        validators=[InputRequired("Choose whom you work with.")],
    )
    role_group = SelectField("Your role")
    locality = SelectField("Where you mostly work")
    access_needs = TextAreaField(
        "What do you need in order to take part? (optional)",
        description="For example step-free access, a hearing loop, an interpreter, a break at a certain time. Only the "
        "people who arrange the forum see it.",
        validators=[Length(max=LONGEST_NEEDS, message=f"Use at most {LONGEST_NEEDS:,} characters.")],
    )
    may_contact = BooleanField(
        AGREED_WORDS,
        description="Your place does not depend on it, and you can change your mind at any time.",
    )

    def choose_from(self, choices: Choices) -> None:
        """Offer the agencies and localities of the partnership."""
        agencies = [SelectChoice(str(one.id), one.name) for one in choices.agencies]
        self.agency.choices = [
            SelectChoice("", "Choose your agency"), *agencies, SelectChoice(ANOTHER, "It is not in this list"),
        ]  # fmt: skip
        self.role_group.choices = [
            SelectChoice("", "Choose your role"), *(SelectChoice(*role) for role in ROLE_GROUPS.items()),
        ]  # fmt: skip
        localities = [SelectChoice(str(one.id), one.name) for one in choices.localities]
        self.locality.choices = [SelectChoice("", "The whole area, or none of these"), *localities]

    def validate_email(self, field: Field) -> None:
        if field.data and not tidy_address(field.data):
            raise ValidationError("Enter an e-mail address in the usual form, such as name@agency.org.uk.")

    def validate_agency(self, field: Field) -> None:
        if not field.data and not (self.agency_name.data or "").strip():
            raise ValidationError("Choose your agency, or type its name below the list.")

    def validate_agency_name(self, field: Field) -> None:
        if self.agency.data == ANOTHER and not (field.data or "").strip():
            raise ValidationError("Type the name of your agency or organisation.")

    def validate_role_group(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("Choose the role that is nearest to yours.")

    def applicant(self) -> Applicant:
        """What the form says, once it is valid. A name that was typed counts only where none was chosen."""
        chosen = self.agency.data if self.agency.data not in ("", ANOTHER) else ""
        return Applicant(
            name=self.name.data or "", email=self.email.data or "", agency_id=int(chosen) if chosen else None,
            agency_name="" if chosen else (self.agency_name.data or ""), sector=self.sector.data or "",
            role_group=self.role_group.data or "",
            locality_id=int(self.locality.data) if self.locality.data else None,
            access_needs=self.access_needs.data or "", may_contact=bool(self.may_contact.data),
        )  # fmt: skip


class RegistrationForm(PersonForm):
    """The public form. ``website`` is a trap: people never see it, and programs fill it in."""

    forum = RadioField("Which forum?", validators=[InputRequired("Choose a forum.")])
    website = StringField("Leave this empty", validators=[Length(max=500)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Field] = self.__dict__["_fields"]
        self.__dict__["_fields"] = {"forum": fields["forum"], **fields}  # problems are listed as on the page

    def choose_forums(self, forums: Iterable[Forum], counts: Mapping[int, PlaceCount]) -> dict[str, str]:
        """Offer the forums that take bookings; a hint for each: when, where, and the places that are left."""
        listed = list(forums)
        self.forum.choices = [SelectChoice(one.public_name, one.title) for one in listed]
        return {one.public_name: f"{left_words(counts[one.id])}. {when(one)}. {where(one)}" for one in listed}


class FindForm(PlainForm):
    """The address to which somebody wants their link sent again."""

    email = StringField(
        "Your work e-mail address",
        description="The one that you booked with.",
        validators=[DataRequired("Enter your e-mail address.")],
    )

    def validate_email(self, field: Field) -> None:
        if field.data and not tidy_address(field.data):
            raise ValidationError("Enter an e-mail address in the usual form, such as name@agency.org.uk.")


class PlaceForm(PlainForm):
    """The other forums that somebody can change to."""

    forum = RadioField("Change to", validators=[InputRequired("Choose a forum.")])

    def choose_forums(self, forums: Iterable[Forum], counts: Mapping[int, PlaceCount]) -> dict[str, str]:
        listed = list(forums)
        self.forum.choices = [SelectChoice(one.public_name, one.title) for one in listed]
        return {one.public_name: f"{left_words(counts[one.id])}. {when(one)}. {where(one)}" for one in listed}


def left_words(count: PlaceCount) -> str:
    """How many places are left: "3 places left", "Full: join the waiting list"."""
    if count.left > count.waiting:
        return f"{places_words(count.left)} left"
    return "Full: you can join the waiting list"
