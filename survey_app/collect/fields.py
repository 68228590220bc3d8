"""Fields that read what a browser posts into the values of an answers document, and never fail on odd input.

``data`` is the document's value (text, number, ISO text, choice name, list of names) or None; what cannot be read stays
as it was typed, with a sentence on how to write it. Whether an answer is required or allowed is not decided here but by
instruments.answers, which also judges answers that no form has seen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from wtforms import Field
from wtforms.utils import unset_value

LONGEST_LINE = 1000
LONGEST_TEXT = 10_000
LARGEST_NUMBER = 10**15
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TIME = re.compile(r"^([01]?[0-9]|2[0-3])[:.]?([0-5][0-9])$")
_WHOLE = re.compile(r"^[+-]?[0-9]{1,18}$")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip


def clean_text(text: str) -> str:
    """Text without control characters, which databases and spreadsheets refuse, and with plain line ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", lines).encode("utf-8", "replace").decode().strip()


class AnswerField(Field):
    """Base: keeps the posted text for showing again, and ``error_part``, the control that an error is about."""

    parts: tuple[str, ...] = ()  # name endings of the controls, for a field made of several

    def __init__(self, *args: Any, caption: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.caption = caption  # the question as an error calls it
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

    def read(self, formdata: Any) -> Any:
        """The document's value of what was posted; ValueError with a sentence where it cannot be read."""
        for part in self.posted:
            values = formdata.getlist(f"{self.name}.{part}" if part else self.name)
            self.posted[part] = clean_text(values[0])[: 2 * LONGEST_TEXT] if values else ""
        return self.value() if any(self.posted.values()) else None

    def value(self) -> Any:
        """The document's value of ``posted``, in which something stands."""
        raise NotImplementedError

    def texts(self, data: Any) -> dict[str, str]:
        """What the controls show for a value of the document."""
        return {"": "" if data is None else str(data)}

    def _value(self) -> str:
        return self.posted[""]


class TextAnswer(AnswerField):
    """One line, or several when ``limit`` is that of longer text."""

    def __init__(self, *args: Any, limit: int = LONGEST_LINE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit = limit

    def value(self) -> str:
        text = self.posted[""]
        if len(text) > self.limit:
            raise ValueError(f"‘{self.caption}’ must be {self.limit:,} characters or fewer")
        return text


class WholeNumberAnswer(AnswerField):
    def value(self) -> int:
        text = self.posted[""].replace(",", "").replace(" ", "")
        if not _WHOLE.match(text) or abs(int(text)) > LARGEST_NUMBER:
            raise ValueError(f"‘{self.caption}’ must be a whole number, such as 12")
        return int(text)


class DecimalAnswer(AnswerField):
    def value(self) -> float:
        try:
            number = float(self.posted[""].replace(" ", ""))
        except ValueError:
            number = math.nan
        if not math.isfinite(number) or abs(number) > LARGEST_NUMBER:
            raise ValueError(f"‘{self.caption}’ must be a number, such as 2.5")
        return number


class DateAnswer(AnswerField):
    """Day, month and year in three controls."""

    parts: tuple[str, ...] = ("day", "month", "year")

    def value(self) -> str:
        return self.read_date().isoformat()

    def read_date(self) -> date:
        """The date of the three controls; ValueError names the first part that is missing or wrong."""
        missing = [part for part in ("day", "month", "year") if not self.posted[part]]
        if missing:
            self.error_part = missing[0]
            raise ValueError(f"‘{self.caption}’ must include a {' and a '.join(missing)}")
        numbers = {}
        for part, limit in (("day", 31), ("month", 12), ("year", 9999)):
            number = _month(self.posted[part]) if part == "month" else _digits(self.posted[part])
            if number is None or not 1 <= number <= limit or (part == "year" and number < 1000):
                self.error_part = part
                example = {"day": "27", "month": "3", "year": "2026"}[part]
                raise ValueError(f"The {part} in ‘{self.caption}’ must be a {part}, such as {example}")
            numbers[part] = number
        try:
            return date(numbers["year"], numbers["month"], numbers["day"])
        except ValueError:
            raise ValueError(f"‘{self.caption}’ must be a real date") from None

    def texts(self, data: Any) -> dict[str, str]:
        try:
            shown = date.fromisoformat(str(data)[:10])
        except ValueError:
            return {}
        return {"day": str(shown.day), "month": str(shown.month), "year": str(shown.year)}


class TimeAnswer(AnswerField):
    def value(self) -> str:
        return _time(self.posted[""], self.caption)

    def texts(self, data: Any) -> dict[str, str]:
        return {"": str(data)[:5] if data else ""}


class DateTimeAnswer(DateAnswer):
    """A date and, in a fourth control, the time of day."""

    parts = ("day", "month", "year", "time")

    def value(self) -> str:
        day = self.read_date()
        self.error_part = "time"
        if not self.posted["time"]:
            raise ValueError(f"‘{self.caption}’ must include a time")
        return f"{day.isoformat()}T{_time(self.posted['time'], self.caption)}"

    def texts(self, data: Any) -> dict[str, str]:
        shown = super().texts(data)
        return shown | {"time": str(data)[11:16]} if shown else {}


class ChoiceAnswer(AnswerField):
    """One of a list, as its name. A name that the list lacks is kept for the checks to refuse."""

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices

    def value(self) -> str:
        return self.posted[""][:200]

    def iter_choices(self) -> Iterator[tuple[str, str, bool]]:
        """Name, label and whether chosen, for the macros."""
        for name, label in self.choices:
            yield name, label, name == self.posted[""]


class ChoicesAnswer(ChoiceAnswer):
    """Any number of a list, as names in the order of the list."""

    def read(self, formdata: Any) -> list[str] | None:
        posted = {clean_text(value)[:200] for value in formdata.getlist(self.name)[:1000]} - {""}
        known = [name for name, _ in self.choices if name in posted]
        self.data = known + sorted(posted - set(known))
        return self.data or None

    def texts(self, data: Any) -> dict[str, str]:
        return {}

    def iter_choices(self) -> Iterator[tuple[str, str, bool]]:
        for name, label in self.choices:
            yield name, label, name in (self.data or [])


def _digits(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None


def _month(text: str) -> int | None:
    """The number of a month, written as a number or as a word of at least three letters."""
    if (number := _digits(text)) is not None:
        return number
    word = text.lower().rstrip(".")
    matches = [at for at, name in enumerate(_MONTHS, 1) if len(word) >= 3 and name.startswith(word)]
    return matches[0] if matches else None


def _time(text: str, label: str) -> str:
    match = _TIME.match(text.replace(" ", ""))
    if match is None:
        raise ValueError(f"‘{label}’ must be a time, such as 14:30")
    return f"{int(match[1]):02d}:{match[2]}"
