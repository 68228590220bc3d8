"""The forms of an import whose fields do not depend on the file."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import Length

from analysis.importing import Mapping, SourceTable
from survey_app.rounds.importing.models import SavedMapping
from survey_app.rounds.importing.pages import Offered, field_of


class UploadForm(FlaskForm):
    """A file, and how it is to be read."""

    upload = FileField(
        "Export from Microsoft Forms, SurveyMonkey or Kobo",
        description="An Excel workbook (.xlsx) or a CSV file of at most 15 MB, as the program exported it.",
        validators=[FileRequired("Choose the file that you exported.")],
    )
    saved = SelectField("Mapping", description="Which column answers which question.", coerce=str)
    mapping = FileField("Or a mapping from a file", description="A mapping that you downloaded here (.yaml).")

    def choose_from(self, saved: list[SavedMapping]) -> None:
        """Offer the mappings that the partnership has."""
        self.saved.choices = [
            SelectChoice("", "Suggest a new one"),
            *(SelectChoice(str(one.id), one.title) for one in saved),
        ]


class FileSettingsForm(FlaskForm):
    """What is said of the file as a whole."""

    dates = RadioField(
        "How are dates such as 03/04/2026 written?",
        choices=[
            SelectChoice("", "There are none, or they are beyond doubt"),
            SelectChoice("day_first", "The day comes first: 3 April"),
            SelectChoice("month_first", "The month comes first: 4 March"),
        ],
    )
    submitted = SelectField("The day of the response", coerce=str)
    identifier = SelectMultipleField(
        "What tells two responses apart",
        description="A response that is the same in all of these is imported only once, whichever file it comes in.",
        coerce=str,
    )
    accept_blanks = BooleanField(
        "Take rows in which a required answer is missing",
        description="The other program did not require it. Without this, such rows are refused.",
    )

    def choose_from(self, days: Sequence[Offered], apart: Sequence[Offered]) -> None:
        """Offer the columns of the file."""
        self.submitted.choices = [SelectChoice("", "Not known: the day of the import")]
        self.submitted.choices += [SelectChoice(one.field, one.text) for one in days]
        self.identifier.choices = [SelectChoice(one.field, one.text) for one in apart]

    def fill_from(self, mapping: Mapping) -> None:
        """Show what is decided so far."""
        self.dates.data, self.accept_blanks.data = mapping.dates or "", mapping.accept_blanks
        self.submitted.data = field_of(mapping.submitted) if mapping.submitted else ""
        self.identifier.data = [field_of(one) for one in mapping.identifier]


class ConfirmImportForm(FlaskForm):
    """The last step."""

    agreed = BooleanField("Leave out what is listed above")
    title = StringField(
        "Keep the mapping for next time, as",
        description="Leave blank to forget it.",
        validators=[Length(max=200, message="Use at most 200 characters.")],
    )


def sheet_choices(table: SourceTable) -> list[tuple[str, str]]:
    """The sheets that may hold the entries of a repeat."""
    return [("", "No sheet: there are no entries"), *((one.sheet, one.sheet) for one in table.repeats)]
