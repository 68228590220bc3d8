"""Answers as people read them: labels instead of names, dates in words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from instruments.compiled import Item

NOT_ANSWERED = "Not answered"
LOCAL_TIME = ZoneInfo("Europe/London")  # every partnership is in England


def answer_text(item: Item, value: Any) -> str:
    """An answer in words."""
    if value is None or value == []:
        return NOT_ANSWERED
    labels = {choice.name: choice.label for choice in item.choices}
    kind = item.question.kind
    if kind == "select_one":
        return labels.get(str(value), str(value))
    if kind == "select_multiple" and isinstance(value, list):
        return ", ".join(labels.get(str(name), str(name)) for name in value)
    if kind == "date":
        return _date_text(str(value))
    if kind == "dateTime":
        return date_time_text(str(value))
    return str(value)


def moment_text(moment: datetime) -> str:
    """A stored moment by the clock on the wall."""
    return f"{moment.astimezone(LOCAL_TIME):%-d %B %Y at %H:%M}"


def date_time_text(text: str) -> str:
    """An answered date and time."""
    return f"{_date_text(text[:10])} at {text[11:16]}"


def _date_text(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%-d %B %Y}"
    except ValueError:
        return text
