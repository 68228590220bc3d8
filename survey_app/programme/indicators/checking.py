"""What somebody typed for a period: what cannot be is refused, and what is doubtful asks for a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from analysis.indicators import Counted, xmr_chart
from exports.formats import percent_text
from survey_app.programme.indicators.models import IndicatorVersion

LOOKED_BACK = 12
LEAST_FOR_LIMITS = 6
TIMES = 3
LARGEST = 10_000_000
LONGEST_COMMENT = 2_000
LONGEST_QUOTED = 20
RULE = (
    f"A figure is doubted where it is outside the natural limits of the agency’s own last {LOOKED_BACK} figures (the "
    f"mean and 2.66 mean moving ranges), or, with fewer than {LEAST_FOR_LIMITS} of them, where it is more than {TIMES} "
    f"times their median or less than a third of it; a denominator always by the second rule. A doubt asks for a "
    "comment and refuses nothing."
)
_NUMBER = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|\d+(\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One period as somebody typed it: nothing of it is lost, whatever is wrong with it."""

    value: str = ""
    base: str = ""
    comment: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.value.strip() or self.base.strip() or self.comment.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with one field ("value", "base" or "comment"), in a sentence."""

    field: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was typed, read: the numbers, or what is wrong with them, and what is doubtful."""

    counted: Counted | None
    problems: tuple[Problem, ...] = ()
    doubts: tuple[str, ...] = ()
    comment: str = ""

    @property
    def asks(self) -> tuple[str, ...]:
        """The doubts to which nothing has been said yet."""
        return () if self.comment else self.doubts


def check_typed(measure: str, version: IndicatorVersion, typed: Typed, past: Sequence[Counted]) -> Checked:
    """Read what somebody typed for a period.

    Parameters
    ----------
    past : sequence of Counted
        What the agency itself submitted of the same definition for periods before, the oldest first.
    """
    problems = list(_problems(measure, version, typed))
    comment = typed.comment.strip()
    if len(comment) > LONGEST_COMMENT:
        problems.append(Problem(field="comment", text=f"Use at most {LONGEST_COMMENT:,} characters for the comment."))
    if problems:
        return Checked(counted=None, problems=tuple(problems), comment=comment)
    base = None if not typed.base.strip() else int(_read(typed.base) or 0)
    counted = Counted(value=_read(typed.value) or 0.0, base=base)
    return Checked(counted=counted, doubts=tuple(_doubts(measure, version, counted, past)), comment=comment)


def _quoted(typed: str) -> str:
    """What was typed, as a sentence quotes it."""
    text = " ".join(typed.split())
    return text if len(text) <= LONGEST_QUOTED else f"{text[:LONGEST_QUOTED]}…"


def _problems(measure: str, version: IndicatorVersion, typed: Typed) -> Iterator[Problem]:
    value, base = _read(typed.value), _read(typed.base)
    top = "numerator" if measure == "share" else measure
    if not typed.value.strip():
        yield Problem(field="value", text=f"Enter the {top}. Where there is none, enter 0.")
    elif value is None:
        yield Problem(
            field="value", text=f"“{_quoted(typed.value)}” is no number. Enter the {top} in digits, such as 14."
        )
    elif measure != "value" and value != int(value):
        yield Problem(field="value", text=f"{_quoted(typed.value)} is not whole. The {top} counts people or cases.")
    if not version.denominator:
        if typed.base.strip():
            yield Problem(field="base", text="This indicator has no denominator. Leave it blank.")
    elif not typed.base.strip():
        yield Problem(field="base", text="Enter the denominator. Where there is none, enter 0.")
    elif base is None:
        yield Problem(field="base", text=f"“{_quoted(typed.base)}” is no number. Enter the denominator in digits.")
    elif base != int(base):
        yield Problem(field="base", text=f"{typed.base.strip()} is not whole. The denominator counts people or cases.")
    elif measure == "share" and value is not None and value > base:
        text = f"The numerator, {value:,.0f}, is more than the denominator, {base:,.0f}. Check which is which."
        yield Problem(field="value", text=text)
    for field, number in (("value", value), ("base", base)):
        if number is not None and number > LARGEST:
            yield Problem(field=field, text=f"{number:,.0f} is more than {LARGEST:,}. Check the digits.")


def _read(text: str) -> float | None:
    """A number as people type it; minus signs, letters and other digits than 0 to 9 are none."""
    plain = text.strip()
    return float(plain.replace(",", "")) if _NUMBER.fullmatch(plain) and len(plain) <= 20 else None


def _doubts(measure: str, version: IndicatorVersion, now: Counted, past: Sequence[Counted]) -> Iterator[str]:
    last = past[-LOOKED_BACK:]
    figures = [found for one in last if (found := _figure(measure, one)) is not None]
    figure = _figure(measure, now)
    if figure is not None and figures and (sentence := _far(measure, version, figure, figures)):
        yield sentence
    bases = [float(one.base) for one in last if one.base is not None]
    if now.base is not None and bases and _times(float(now.base), bases):
        yield (
            f"The denominator, {now.base:,}, is more than {TIMES} times or less than a third of what it usually is "
            f"({median(bases):,.0f})."
        )


def _far(measure: str, version: IndicatorVersion, figure: float, figures: Sequence[float]) -> str | None:
    if len(figures) < LEAST_FOR_LIMITS:
        if not _times(figure, figures):
            return None
        usual = _words(measure, version, median(figures))
        return (
            f"{_words(measure, version, figure)} is more than {TIMES} times or less than a third of what it usually is "
            f"({usual})."
        )
    chart = xmr_chart(figures)
    if chart.low is None or chart.high is None or chart.low - 1e-9 <= figure <= chart.high + 1e-9:
        return None
    low = max(0.0, chart.low)
    high = min(1.0, chart.high) if measure == "share" else chart.high
    return (
        f"{_words(measure, version, figure)} is further from the last {len(figures)} figures than chance explains: "
        f"these would keep it between {_words(measure, version, low)} and {_words(measure, version, high)}."
    )


def _times(figure: float, usual: Sequence[float]) -> bool:
    middle = median(usual)
    return figure > TIMES * middle or figure * TIMES < middle


def _figure(measure: str, one: Counted) -> float | None:
    if measure != "share":
        return one.value
    return one.value / one.base if one.base else None


def _words(measure: str, version: IndicatorVersion, figure: float) -> str:
    if measure == "share":
        return percent_text(figure)
    number = f"{figure:,.0f}" if figure == int(figure) else f"{figure:,.1f}"
    return f"{number} {version.measured_in}".strip()
