"""The forms of the contact book."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, Field, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from survey_app.forums.contacts.changing import Correction
from survey_app.forums.contacts.entering import AGREED_TO_AN_OFFICER
from survey_app.forums.plain_form import PlainForm
from survey_app.partnership.models import Agency, Contact
from survey_app.partnership.services import known_agency
from survey_app.rounds.addresses import tidy_address


class ContactForm(PlainForm):
    """Name, agency and address of somebody."""

    name = StringField(
        "Name", validators=[DataRequired("Enter the name."), Length(max=200, message="Use at most 200 characters.")]
    )
    email = StringField("E-mail address", validators=[DataRequired("Enter the e-mail address."), Length(max=300)])
    agency = SelectField("Agency or organisation", choices=[])

    def choose_from(self, agencies: Sequence[Agency]) -> None:
        """Offer these agencies, and none."""
        self.agencies = agencies
        self.agency.choices = [
            SelectChoice("", "Not known"), *(SelectChoice(str(one.id), one.name) for one in agencies)
        ]  # fmt: skip

    def validate_email(self, field: Field) -> None:
        if field.data and not tidy_address(field.data):
            raise ValidationError("Enter an e-mail address in the usual form, such as name@agency.org.uk.")

    def validate_name(self, field: Field) -> None:
        if field.data and not field.data.strip():
            raise ValidationError("Enter the name.")

    def _wanted(self, *, same_mailbox: bool) -> Correction:
        return Correction(
            name=self.name.data or "", email=self.email.data or "",
            agency_id=known_agency(self.agencies, self.agency.data or ""), same_mailbox=same_mailbox,
        )  # fmt: skip


class CorrectionForm(ContactForm):
    """A contact put right."""

    same_mailbox = BooleanField(
        "The address had only been written wrongly: what they agreed to was meant for this one",
        description="Leave it blank if they have a new address. Ask them there whether they still agree.",
    )

    def fill_from(self, contact: Contact) -> None:
        self.name.data, self.email.data = contact.name, contact.email
        self.agency.data = str(contact.agency_id or "")

    def correction(self) -> Correction:
        return self._wanted(same_mailbox=bool(self.same_mailbox.data))


class AddForm(ContactForm):
    """Somebody who is not in the book yet."""

    how = StringField(
        "How do we have this address?",
        description="For example: “Telephoned on 3 May”, “Business card at the head teachers’ meeting”.",
        validators=[
            DataRequired("Say how we have this address: whoever asks must be told."),
            Length(max=200, message="Use at most 200 characters."),
        ],
    )
    agreed = BooleanField(AGREED_TO_AN_OFFICER, description="Tick it only if they said so themselves.")

    def correction(self) -> Correction:
        return self._wanted(same_mailbox=False)


class EraseForm(PlainForm):
    """What is to be remembered of somebody who is erased."""

    never_again = BooleanField(
        "They do not want to be written to again",
        description=(
            "If their address comes in with a list later, it is not written to. For that a fingerprint of it is kept, "
            "from which nobody can read the address."
        ),
    )
    sure = BooleanField("I have read what goes and what stays")

    def validate_sure(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("Tick that you have read what goes and what stays. It cannot be undone.")


class ConfirmForm(PlainForm):
    """A button."""


class MergeForm(PlainForm):
    """Which of two is kept was chosen before; this confirms what was shown."""

    seal = StringField("Seal")
    keep_bounce = BooleanField("Keep the note that mail comes back")
