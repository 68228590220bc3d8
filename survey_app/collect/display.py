"""Answers as people read them: labels instead of names, dates in words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import format_date

from instruments.compiled import Item
from survey_app.collect.number_fields import number_text
from survey_app.collect.wording import Words
from survey_app.local_time import LOCAL_TIME as LOCAL_TIME
from survey_app.translating import ENGLISH, gettext, page_language


def not_answered() -> str:
    return gettext("Not answered")


def answer_text(item: Item, value: Any, words: Words | None = None) -> str:
    """An answer in words; with ``words`` in the language of the page."""
    if value is None or value in ([], ""):
        return not_answered()
    kind = item.question.kind
    if item.choices:
        return _choices_text(item, value, words)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_text(value)
    if kind == "date":
        return _date_text(str(value))
    if kind in ("dateTime", "start", "end"):
        return date_time_text(str(value))
    if kind == "acknowledge":
        return gettext("Ticked")
    if kind == "geopoint":
        return ", ".join(str(value).split()[:2])
    if kind in ("geotrace", "geoshape"):
        return "\n".join(", ".join(point.split()[:2]) for point in str(value).split(";"))
    return str(value)


def moment_text(moment: datetime) -> str:
    """A stored moment by the clock on the wall."""
    return f"{moment.astimezone(LOCAL_TIME):%-d %B %Y at %H:%M}"


def day_text(day: date) -> str:
    """A day in the language of the page."""
    return f"{day:%-d %B %Y}" if page_language() == ENGLISH else format_date(day, "d MMMM y")


def date_time_text(text: str) -> str:
    """An answered date and time."""
    return gettext("%(date)s at %(time)s", date=_date_text(text[:10]), time=text[11:16])


def _choices_text(item: Item, value: Any, words: Words | None) -> str:
    if words is None:
        labels = {choice.name: choice.label for choice in item.choices}
    else:
        labels = {option.name: option.plain for option in words.options(item)}
    names = value if isinstance(value, list) else [value]
    texts = [labels.get(str(name), str(name)) for name in names]
    if item.question.kind == "rank":
        return "\n".join(f"{at}. {text}" for at, text in enumerate(texts, 1))
    return ", ".join(texts)


def _date_text(text: str) -> str:
    try:
        return day_text(date.fromisoformat(text))
    except ValueError:
        return text
