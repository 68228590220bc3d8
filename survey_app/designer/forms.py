"""Forms of the designer: a YAML source by file or by hand."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import TextAreaField

LARGEST_SOURCE = 1024 * 1024


class SourceForm(FlaskForm):
    """An instrument as a YAML file or as text."""

    upload = FileField("YAML file")
    source = TextAreaField("Or the YAML itself")

    def read_source(self) -> tuple[str, str] | None:
        """The source and what to call it; None, with an error on the form, where there is neither file nor text."""
        upload = self.upload.data
        content = upload.read(LARGEST_SOURCE + 1) if upload else b""
        if len(content) > LARGEST_SOURCE:
            self.upload.errors = ["The file is larger than 1 MB. An instrument is a text file of some kilobytes."]
            return None
        if content:
            try:
                return content.decode("utf-8-sig"), upload.filename or "uploaded file"
            except UnicodeDecodeError:
                self.upload.errors = ["The file is not text in UTF-8. Save it again with the encoding UTF-8."]
                return None
        if (self.source.data or "").strip():
            return self.source.data.replace("\r\n", "\n"), "pasted text"
        self.upload.errors = ["Choose a file, or paste the YAML."]
        return None


class ConfirmForm(FlaskForm):
    """Nothing but the token against forged requests."""
