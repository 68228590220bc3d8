"""Fields for dates and times, in one control for each part."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from survey_app.collect.fields import AnswerField
from survey_app.translating import gettext

_TIME = re.compile(r"^([01]?[0-9]|2[0-3])[:.]?([0-5][0-9])$")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_WELSH_MONTHS = (
    "ionawr", "chwefror", "mawrth", "ebrill", "mai", "mehefin", "gorffennaf", "awst", "medi", "hydref", "tachwedd",
    "rhagfyr",
)  # fmt: skip
_MISSING = {
    ("day",): "must include a day", ("month",): "must include a month", ("year",): "must include a year",
    ("day", "month"): "must include a day and a month", ("day", "year"): "must include a day and a year",
    ("month", "year"): "must include a month and a year", ("day", "month", "year"): "must include a date",
}  # fmt: skip
_WRONG = {
    "day": "must have a day such as 27", "month": "must have a month such as 3",
    "year": "must have a year such as 2026",
}  # fmt: skip


class DateAnswer(AnswerField):
    """Day, month and year in three controls; XLSForm's ``month-year`` and ``year`` leave the finer ones out."""

    parts: tuple[str, ...] = ("day", "month", "year")

    def __init__(self, *args: Any, parts: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.parts = parts or self.parts
        super().__init__(*args, **kwargs)

    def looks(self) -> tuple[Any, ...] | None:
        return self.parts

    def value(self) -> str:
        return self.read_date().isoformat()

    def read_date(self) -> date:
        """The date of the controls; ValueError names the first part that is missing or wrong."""
        asked = [part for part in ("day", "month", "year") if part in self.parts]
        missing = tuple(part for part in asked if not self.posted[part])
        if missing:
            self.error_part = missing[0]
            raise self.unreadable(_MISSING[missing])
        numbers = {"day": 1, "month": 1} | {part: self._number(part) for part in asked}
        try:
            return date(numbers["year"], numbers["month"], numbers["day"])
        except ValueError:
            raise self.unreadable("must be a real date") from None

    def _number(self, part: str) -> int:
        number = _month(self.posted[part]) if part == "month" else _digits(self.posted[part])
        limit = {"day": 31, "month": 12, "year": 9999}[part]
        if number is None or not 1 <= number <= limit or (part == "year" and number < 1000):
            self.error_part = part
            raise self.unreadable(_WRONG[part])
        return number

    def texts(self, data: Any) -> dict[str, str]:
        try:
            shown = date.fromisoformat(str(data)[:10])
        except ValueError:
            return {}
        every = {"day": str(shown.day), "month": str(shown.month), "year": str(shown.year)}
        return {part: text for part, text in every.items() if part in self.parts}


class TimeAnswer(AnswerField):
    def value(self) -> str:
        return _time(self, self.posted[""])

    def texts(self, data: Any) -> dict[str, str]:
        return {"": str(data)[:5] if data else ""}


class DateTimeAnswer(DateAnswer):
    """A date and, in a fourth control, the time of day."""

    parts = ("day", "month", "year", "time")

    def value(self) -> str:
        day = self.read_date()
        self.error_part = "time"
        if not self.posted["time"]:
            raise self.unreadable("must include a time")
        return f"{day.isoformat()}T{_time(self, self.posted['time'])}"

    def texts(self, data: Any) -> dict[str, str]:
        shown = super().texts(data)
        return shown | {"time": str(data)[11:16]} if shown else {}


def part_label(part: str) -> str:
    """What a part of a date is called."""
    return {"day": gettext("Day"), "month": gettext("Month"), "year": gettext("Year"), "time": gettext("Time")}[part]


def _digits(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None


def _month(text: str) -> int | None:
    """The number of a month, written as a number or as a word of at least three letters, in English or Welsh."""
    if (number := _digits(text)) is not None:
        return number
    word = text.lower().rstrip(".")
    for names in (_MONTHS, _WELSH_MONTHS):
        matches = [at for at, name in enumerate(names, 1) if len(word) >= 3 and name.startswith(word)]
        if matches:
            return matches[0]
    return None


def _time(field: AnswerField, text: str) -> str:
    match = _TIME.match(text.replace(" ", ""))
    if match is None:
        raise field.unreadable("must be a time, such as 14:30")
    return f"{int(match[1]):02d}:{match[2]}"
