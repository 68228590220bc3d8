"""The forms by which an officer adds somebody, moves a booking, or cancels it."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from survey_app.forums.contacts.entering import AGREED_TO_AN_OFFICER
from survey_app.forums.models import Forum
from survey_app.forums.plain_form import PlainForm
from survey_app.forums.registering.forms import PersonForm
from survey_app.forums.words import when


class AddForm(PersonForm):
    """Somebody who telephoned, or whose manager wrote: the same questions as on the page, asked about them."""

    def about_them(self) -> None:
        """Ask about somebody else, and do not insist on what the officer cannot know."""
        self.name.label.text, self.email.label.text = "Name", "Work e-mail address"
        self.email.description = "They are written to about their place."
        self.agency.label.text = "Agency or organisation"
        self.role_group.label.text, self.locality.label.text = "Role", "Where they mostly work"
        self.sector.label.text, self.access_needs.label.text = "Sector", "What they need in order to take part"
        self.access_needs.description = "Only the people who arrange the forum see it."
        self.may_contact.label.text = AGREED_TO_AN_OFFICER
        self.may_contact.description = "Tick it only if they said so themselves."


class MoveForm(PlainForm):
    """Another forum of the cycle."""

    forum = SelectField("Move to", validators=[InputRequired("Choose a forum.")])

    def choose_forums(self, forums: Iterable[Forum]) -> None:
        choices = [SelectChoice(str(one.id), f"{one.title}, {when(one)}") for one in forums]
        self.forum.choices = [SelectChoice("", "Choose a forum"), *choices]
