"""Fields for numbers."""

from __future__ import annotations

import math
import re
from typing import Any

from survey_app.collect.fields import AnswerField

LARGEST_NUMBER = 10**15
_WHOLE = re.compile(r"^[+-]?[0-9]{1,18}$")


class WholeNumberAnswer(AnswerField):
    def looks(self) -> tuple[Any, ...] | None:
        return ()

    def value(self) -> int:
        text = self.posted[""].replace(",", "").replace(" ", "")
        if not _WHOLE.match(text) or abs(int(text)) > LARGEST_NUMBER:
            raise self.unreadable("must be a whole number, such as 12")
        return int(text)


class DecimalAnswer(AnswerField):
    def looks(self) -> tuple[Any, ...] | None:
        return ()

    def value(self) -> float:
        number = read_number(self.posted[""])
        if number is None:
            raise self.unreadable("must be a number, such as 2.5")
        return number

    def texts(self, data: Any) -> dict[str, str]:
        is_whole = isinstance(data, float) and data.is_integer()
        return super().texts(int(data) if is_whole else data)


class RangeAnswer(AnswerField):
    """A number of a range with steps; whole where the range is."""

    def __init__(self, *args: Any, start: float, end: float, step: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.start, self.end, self.step = start, end, step

    def looks(self) -> tuple[Any, ...] | None:
        return (self.start, self.end, self.step)

    @property
    def is_whole(self) -> bool:
        return float(self.start).is_integer() and float(self.step).is_integer()

    @property
    def limits(self) -> dict[str, str]:
        """The range as it is written in a sentence and in attributes."""
        return {"start": number_text(self.start), "end": number_text(self.end), "step": number_text(self.step)}

    @property
    def steps(self) -> list[str]:
        """Every number of the range, for radio buttons; few, or none at all."""
        count = (self.end - self.start) / self.step if self.step else 0
        if not 0 <= count <= MOST_STEPS:
            return []
        return [number_text(self.start + self.step * at) for at in range(int(count) + 1)]

    def value(self) -> int | float:
        number = read_number(self.posted[""])
        low, high = sorted((self.start, self.end))
        if number is None or not low <= number <= high:
            raise self.unreadable("must be a number from %(start)s to %(end)s", **self.limits)
        return int(number) if self.is_whole and number.is_integer() else number

    def texts(self, data: Any) -> dict[str, str]:
        is_number = isinstance(data, (int, float)) and not isinstance(data, bool)
        return {"": number_text(data) if is_number else "" if data is None else str(data)}


MOST_STEPS = 20


def read_number(text: str) -> float | None:
    """The number that somebody typed; None where it is none, or too large to be one."""
    try:
        number = float(text.replace(" ", ""))
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) <= LARGEST_NUMBER else None


def number_text(number: float) -> str:
    """A number without a needless fraction: 3 rather than 3.0."""
    return str(int(number)) if float(number).is_integer() else f"{number:.10g}"
