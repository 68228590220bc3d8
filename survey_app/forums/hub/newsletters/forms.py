"""The forms of newsletters: writing one, and recording one that was sent elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_wtf.file import FileField
from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, ValidationError

from survey_app.collect.uploads import Upload
from survey_app.forums.hub.newsletters.services import CONTACTS, Elsewhere, NewsletterPlan
from survey_app.forums.models import Newsletter
from survey_app.forums.plain_form import PlainForm
from survey_app.forums.planning.forms import at_most, in_our_time
from survey_app.rounds.forms import DayField, whole_number
from survey_app.rounds.mail_models import MailingList

LONGEST_TEXT = 20_000


class NewsletterForm(PlainForm):
    """Title, text and who gets it."""

    title = StringField(
        "Title", description="It is the subject of the message too.",
        validators=[DataRequired("Enter a title."), at_most(200, "The title")],
    )  # fmt: skip
    text = TextAreaField(
        "Text",
        description="Leave an empty line between paragraphs. ## begins a heading, - an item of a list, **words** are "
        "bold, [words](https://…) is a link. The link to your forums is put below by itself.",
        validators=[DataRequired("Write something."), at_most(LONGEST_TEXT, "The text")],
    )
    list = SelectField("Who gets it", coerce=str)

    def offer(self, lists: Sequence[MailingList]) -> None:
        """Offer the contact book and these lists."""
        own = [SelectChoice(str(one.id), f"List: {one.name}") for one in lists]
        self.list.choices = [SelectChoice("", CONTACTS), *own]

    def fill_from(self, newsletter: Newsletter) -> None:
        """Show what is written so far."""
        self.title.data, self.text.data = newsletter.title, newsletter.text
        self.list.data = str(newsletter.list_id) if newsletter.list_id is not None else ""

    def plan(self) -> NewsletterPlan:
        """What the form says, once it is valid."""
        chosen = self.list.data or ""
        return NewsletterPlan(
            title=self.title.data or "", text=self.text.data or "", list_id=int(chosen) if chosen else None
        )  # fmt: skip


class ElsewhereForm(PlainForm):
    """A newsletter that was sent by other means."""

    title = StringField("Title", validators=[DataRequired("Enter its title."), at_most(200, "The title")])
    sent_on = DayField("Sent on", validators=[InputRequired("Enter the day on which it was sent."), in_our_time])
    told_to = StringField(
        "To whom", description="Such as: all designated leads of schools, by the weekly bulletin.",
        validators=[DataRequired("Say to whom it was sent."), at_most(300, "This")],
    )  # fmt: skip
    told = StringField("To how many", description="Leave it blank if nobody knows.")
    text = TextAreaField("Text", validators=[at_most(LONGEST_TEXT, "The text")])
    upload = FileField("Or the file that was sent", description="PDF, Word or a picture, up to 5 MB.")

    today: date | None = None  # set before validating

    def validate_sent_on(self, field: Field) -> None:
        if self.today is not None and field.data is not None and field.data > self.today:
            raise ValidationError("This day is still to come. Enter the day on which it was sent.")

    def validate_told(self, field: Field) -> None:
        if (field.data or "").strip() and whole_number(field.data) is None:
            raise ValidationError("Enter a whole number such as 250, or leave it blank.")

    def elsewhere(self, upload: Upload | None) -> Elsewhere:
        """What the form says, once it is valid."""
        return Elsewhere(
            title=self.title.data or "", text=self.text.data or "", sent_on=self.sent_on.data,
            told_to=self.told_to.data or "", told=whole_number(self.told.data), upload=upload,
        )  # fmt: skip
