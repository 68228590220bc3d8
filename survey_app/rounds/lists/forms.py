"""The forms of lists of contacts."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length


class NewListForm(FlaskForm):
    """A new list."""

    name = StringField(
        "Name of the list",
        description="Such as “HSCP distribution list”.",
        validators=[DataRequired("Give the list a name."), Length(max=120, message="Use at most 120 characters.")],
    )
    is_complete = BooleanField(
        "This list holds everyone it is meant to hold",
        description="Then a response rate can be worked out from it. Leave it blank when you are not sure.",
    )


class ListFileForm(FlaskForm):
    """A file of contacts, or the list itself."""

    upload = FileField("Excel workbook or CSV file", description="With the columns in any order.")
    pasted = TextAreaField("Or paste the list", description="As copied from a spreadsheet, or addresses one on a line.")
