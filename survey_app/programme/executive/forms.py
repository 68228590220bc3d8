"""The forms of the Executive's pages: meetings, items, decisions, briefs."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from survey_app.case_audits.numbers import number_of
from survey_app.forums.plain_form import PlainForm
from survey_app.partnership.models import Agency
from survey_app.programme.executive.briefs import MOST_SECTIONS, BriefText, Section
from survey_app.programme.executive.carrying_out import NoteText
from survey_app.programme.executive.deciding import DecisionText
from survey_app.programme.executive.meetings import ItemText
from survey_app.programme.executive.models import CARRYING, DECISIONS
from survey_app.rounds.forms import DayField

NO_NAMES = "Name no child, no family and no member of staff."
LOOKED = "I have looked at the marked words: they identify nobody"


class CheckedForm(PlainForm):
    """A form whose words are looked at; the tick is drawn once words were marked."""

    checked = BooleanField(LOOKED)


class MeetingForm(PlainForm):
    """A meeting of the Executive."""

    day = DayField("Which day?", validators=[InputRequired("Enter the day of the meeting.")])
    place = StringField("Where?", description="A room, or “online”.")


class ItemForm(CheckedForm):
    """An item of an agenda."""

    title = StringField("What is it about?", description=NO_NAMES, validators=[DataRequired("Say what it is about.")])
    asks = TextAreaField(
        "Which decision is asked for?",
        description="Such as: agree to pay for a second education worker at the front door until March.",
        validators=[DataRequired("Say which decision is asked for.")],
    )
    paper = TextAreaField("What do members need to know?", description=f"In a few lines. {NO_NAMES}")

    def words(self) -> ItemText:
        """What the form says, once it is valid."""
        return ItemText(
            title=self.title.data or "", asks=self.asks.data or "", paper=self.paper.data or "",
            checked=self.checked.data,
        )  # fmt: skip


class DecisionForm(CheckedForm):
    """What a meeting decided."""

    kind = RadioField(
        "What was decided?",
        choices=[SelectChoice(key, text) for key, text in DECISIONS.items()],
        validators=[InputRequired("Choose what was decided.")],
    )
    text = TextAreaField(
        "The decision", description=f"A sentence that can be acted on. {NO_NAMES}",
        validators=[DataRequired("Write the decision down.")],
    )  # fmt: skip
    because = TextAreaField("Because", description="Needed where it was not agreed, or not wholly.")
    agency = SelectField("Who carries it out?", validators=[Optional()])
    due_by = DayField("By when?", validators=[Optional()])

    def offer(self, agencies: Iterable[Agency]) -> None:
        """Offer the agencies of the area."""
        rows = [SelectChoice(str(one.id), one.name) for one in agencies]
        self.agency.choices = [SelectChoice("", "Nobody in particular"), *rows]

    def words(self) -> DecisionText:
        """What the form says, once it is valid."""
        return DecisionText(
            kind=self.kind.data or "", text=self.text.data or "", because=self.because.data or "",
            agency_id=number_of(self.agency.data or ""), due_by=self.due_by.data, checked=self.checked.data,
        )  # fmt: skip


class CarryingForm(CheckedForm):
    """What came of a decision."""

    state = RadioField(
        "How does it stand?",
        choices=[SelectChoice(key, text) for key, text in CARRYING.items()],
        validators=[InputRequired("Choose how it stands.")],
    )
    text = TextAreaField(
        "What was done?", description=f"Or what stands in the way. {NO_NAMES}",
        validators=[DataRequired("Say what was done, or what stands in the way.")],
    )  # fmt: skip
    day = DayField(
        "On which day?", description="When it was carried out, or the day of this news.",
        validators=[InputRequired("Enter the day.")],
    )  # fmt: skip

    def words(self) -> NoteText:
        """What the form says, once it is valid."""
        return NoteText(
            state=self.state.data or "", text=self.text.data or "", day=self.day.data, checked=self.checked.data
        )


class WhyForm(PlainForm):
    """A reason."""

    why = TextAreaField("Why?", description=NO_NAMES, validators=[DataRequired("Say why.")])


class BriefForm(CheckedForm):
    """A brief: a title, and up to eight headings with a text each."""

    kind = HiddenField()  # chosen before the draft was made, and compared with that
    title = StringField("Title", description=NO_NAMES, validators=[DataRequired("Give the brief a title.")])
    seen = HiddenField()

    def words(self) -> BriefText:
        """What the form says, once it is valid."""
        pairs = [(self[f"heading_{place}"].data, self[f"text_{place}"].data) for place in range(1, MOST_SECTIONS + 1)]
        sections = [Section(heading=heading or "", text=text or "") for heading, text in pairs]
        return BriefText(title=self.title.data or "", sections=sections, checked=self.checked.data)

    def fill(self, sections: Iterable[Section]) -> None:
        """Put sections into the fields."""
        for place, one in enumerate(sections, 1):
            self[f"heading_{place}"].data, self[f"text_{place}"].data = one.heading, one.text

    def n_in_use(self) -> int:
        """The place of the last section with anything in it; those behind it are folded away."""
        places = range(MOST_SECTIONS, 0, -1)
        return next((one for one in places if self[f"heading_{one}"].data or self[f"text_{one}"].data), 0)

    def seen_revision(self) -> int:
        """The revision that the page showed; none that there is, where the page was made up."""
        found = number_of(self.seen.data or "")
        return -1 if found is None else found


for _place in range(1, MOST_SECTIONS + 1):
    setattr(BriefForm, f"heading_{_place}", StringField(f"Heading {_place}"))
    setattr(BriefForm, f"text_{_place}", TextAreaField(f"Text {_place}"))
