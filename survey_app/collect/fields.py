"""Fields that read what a browser posts into the values of an answers document, and never fail on odd input.

``data`` is the document's value (text, number, ISO text, choice name, list of names) or None; what cannot be read stays
as it was typed, with a sentence on how to write it. Whether an answer is required or allowed is not decided here but by
instruments.answers, which also judges answers that no form has seen.
"""

from __future__ import annotations

import re
from typing import Any

from wtforms import Field
from wtforms.utils import unset_value

from survey_app.collect.saying import Said, plainly
from survey_app.translating import gettext

LONGEST_LINE = 1000
LONGEST_TEXT = 10_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
PART = ":"  # between the name of a question and that of a part: no question's name holds it


def clean_text(text: str) -> str:
    """Text without control characters, which databases and spreadsheets refuse, and with plain line ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", lines).encode("utf-8", "replace").decode().strip()


class AnswerField(Field):
    """Base: keeps the posted text for showing again, and ``error_part``, the control that an error is about."""

    parts: tuple[str, ...] = ()  # name endings of the controls, for a field made of several

    def __init__(self, *args: Any, caption: str, said: Said | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.caption = caption  # the question as an error calls it
        self.said = said or plainly(self.label.text, self.description)
        self.posted: dict[str, str] = {}
        self.error_part = self.parts[0] if self.parts else ""
        self.errors: list[str] = []

    @property
    def focus_id(self) -> str:
        """The id of the control that the error summary's link moves to."""
        return f"{self.id}-{self.error_part}" if self.error_part else self.id

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read all controls of the field; WTForms' own reads only the one that bears the field's name."""
        self.process_errors = []
        self.data = None if data is unset_value else data
        self.posted = dict.fromkeys(self.parts or ("",), "")
        if formdata is None:
            self.posted |= self.texts(self.data)
            return
        self.data = None
        try:
            self.data = self.read(formdata)
        except ValueError as error:
            self.process_errors.append(str(error))

    def still_key(self) -> tuple[Any, ...] | None:
        """What the drawing of this field hangs on, where it is the same for everybody: nobody's answer shows in it."""
        if self.errors or self.data or any(self.posted.values()) or not self.said.is_still:
            return None
        looks = self.looks()
        return None if looks is None else (self.id, self.name, self.said, looks)

    def looks(self) -> tuple[Any, ...] | None:
        """What else decides how the field is drawn while it is blank; None for one that is always drawn anew."""
        return None

    def read(self, formdata: Any) -> Any:
        """The document's value of what was posted; ValueError with a sentence where it cannot be read."""
        for part in self.posted:
            values = [text for text in formdata.getlist(self.control(part)) if isinstance(text, str)]
            self.posted[part] = clean_text(values[0])[: 2 * LONGEST_TEXT] if values else ""
        return self.value() if any(self.posted.values()) else None

    def value(self) -> Any:
        """The document's value of ``posted``, in which something stands."""
        raise NotImplementedError

    def texts(self, data: Any) -> dict[str, str]:
        """What the controls show for a value of the document."""
        return {"": "" if data is None else str(data)}

    def unreadable(self, what: str, **values: Any) -> ValueError:
        """The error that names the question and says how to write its answer."""
        return ValueError(f"‘{self.caption}’ {gettext(what, **values)}")

    def control(self, part: str) -> str:
        """The name of a control of a part."""
        return f"{self.name}{PART}{part}" if part else self.name

    def _value(self) -> str:
        return self.posted.get("", "")


class TextAnswer(AnswerField):
    """One line, or several when ``limit`` is that of longer text."""

    def __init__(self, *args: Any, limit: int = LONGEST_LINE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit = limit

    def looks(self) -> tuple[Any, ...] | None:
        return (self.limit,)

    def value(self) -> str:
        text = self.posted[""]
        if len(text) > self.limit:
            raise self.unreadable("must be %(count)s characters or fewer", count=f"{self.limit:,}")
        return text


class EmailAnswer(TextAnswer):
    def value(self) -> str:
        text = super().value()
        if not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@.]+", text):
            raise self.unreadable("must be an e-mail address, such as name@example.org")
        return text


class PhoneAnswer(TextAnswer):
    def value(self) -> str:
        text = super().value()
        if len(re.sub(r"\D", "", text)) < 3:
            raise self.unreadable("must be a telephone number, such as 01632 960 001")
        return text


class UrlAnswer(TextAnswer):
    def value(self) -> str:
        text = super().value()
        if not re.match(r"https?://[^\s/]+", text):
            raise self.unreadable("must be a web address that begins with https://")
        return text
