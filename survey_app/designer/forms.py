"""Forms that bring an instrument in: from files, as YAML by hand, or from nothing."""

from __future__ import annotations

from dataclasses import dataclass

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, MultipleFileField
from wtforms import RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from survey_app.designer.files import Upload, read_upload

LARGEST_SOURCE = 5 * 1024 * 1024
LARGEST_YAML = 1024 * 1024
WORKBOOKS = (".xlsx", ".xls", ".xlsm")


@dataclass(frozen=True, slots=True)
class Given:
    """An instrument's file as it came, and the files that belong to it."""

    filename: str
    content: bytes
    files: tuple[Upload, ...]

    @property
    def is_workbook(self) -> bool:
        return self.filename.lower().endswith(WORKBOOKS)


class UploadForm(FlaskForm):
    """An instrument as a YAML file, as an XLSForm workbook, or as text."""

    upload = FileField("XLSForm or YAML file", description="An Excel workbook (.xlsx or .xls), or a YAML file (.yaml)")
    files = MultipleFileField(
        "Files that belong to it", description="Pictures, recordings and CSV lists that the form names, if any"
    )
    source = TextAreaField("Or the YAML itself")

    def read(self) -> Given | None:
        """What was sent; None, with an error on the form, where there is neither file nor text."""
        upload = self.upload.data
        content = upload.read(LARGEST_SOURCE + 1) if upload else b""
        name = (upload.filename if upload else "") or "uploaded file"
        files = tuple(read_upload(file) for file in self.files.data or () if getattr(file, "filename", ""))
        if not content and (self.source.data or "").strip():
            name, content = "pasted text", self.source.data.replace("\r\n", "\n").encode("utf-8", "replace")
        if not content:
            self.upload.errors = ["Choose a file, or paste the YAML."]
            return None
        given = Given(name, content, files)
        largest = LARGEST_SOURCE if given.is_workbook else LARGEST_YAML
        if len(content) > largest:
            self.upload.errors = [
                f"The file is larger than {largest // 1024 // 1024} MB. An instrument is a file of some kilobytes."
            ]
            return None
        if not given.is_workbook and not _is_text(content):
            self.upload.errors = [
                "The file is not text in UTF-8. Save it again with the encoding UTF-8; an Excel workbook must be named "
                "as one, with .xlsx at the end."
            ]
            return None
        return given


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


class NewForm(FlaskForm):
    """An instrument from nothing."""

    title = StringField(
        "Title",
        description="Respondents see it: “What children told us, 2027”",
        validators=[DataRequired("Write a title."), Length(max=300, message="The title has at most 300 characters.")],
    )
    purpose = TextAreaField(
        "What it is for",
        description="One sentence. It stands on the first page and on the paper form.",
        validators=[Length(max=5000, message="The purpose has at most 5,000 characters.")],
    )
    language = StringField(
        "Language",
        description="The language that you write the questions in. Others can be added later.",
        default="English (en)",
        validators=[DataRequired("Write the language."), Length(max=60, message="At most 60 characters.")],
    )
    unit = RadioField(
        "What does one answer count?",
        choices=[
            SelectChoice("people", "A person"),
            SelectChoice("organisations", "An organisation"),
            SelectChoice("cases", "A case"),
        ],
        default="people",
        validators=[InputRequired("Choose what one answer counts.")],
    )
