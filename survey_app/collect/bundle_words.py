"""The words of the form's own pages that a device shows by itself, in the language of the page."""

from __future__ import annotations

from datetime import date
from typing import Any

from survey_app.collect.display import day_text, not_answered
from survey_app.collect.marking import few_are_required, none_is_required
from survey_app.collect.messages import ASK, ASK_ANY, too_much_work
from survey_app.collect.sentences import SENTENCES
from survey_app.translating import ENGLISH, gettext, page_language


def labels() -> dict[str, Any]:
    """Name → words. ``%(name)s`` in them is filled in by the device."""
    return {
        "language": page_language(),
        "not_answered": not_answered(),
        "ticked": gettext("Ticked"),
        "date_at_time": gettext("%(date)s at %(time)s"),
        "days": [_day(month) for month in range(1, 13)],
        "of": gettext("of"),
        "ask": {kind: gettext(text) for kind, text in ASK.items()} | {"": gettext(ASK_ANY)},
        "sentences": _sentences(),
        "few_required": few_are_required(),
        "none_required": none_is_required(),
        "too_much": too_much_work(),
        "entry": gettext("entry"),
        "clear": gettext("Clear this answer"),
        "add": gettext("Add %(entry)s"),
        "add_another": gettext("Add another %(entry)s"),
        "change": gettext("Change"),
        "remove": gettext("Remove"),
        "remove_question": gettext("Remove %(entry)s?"),
        "remove_note": gettext("Everything written in it goes. The others stay as they are."),
        "keep": gettext("Keep it"),
        "none_added": gettext("None added yet."),
        "no_more": gettext("No more can be added."),
        "continue": gettext("Continue"),
        "back": gettext("Back"),
        "problem": gettext("There is a problem"),
        "worry_title": gettext("Stop: a child may be at risk now"),
        "worry_first": gettext("Follow the urgent route before anything else."),
        "worry_yes_to": gettext("You answered “Yes” to:"),
        "worry_record": gettext("When you have told somebody, record it here"),
        "worry_mistake": gettext("“Yes” was a mistake: go back to the question"),
    }


def _day(month: int) -> str:
    """A day of a month in words, such as "%(day)s March %(year)s"."""
    return day_text(date(1987, month, 5)).replace("1987", "%(year)s").replace("5", "%(day)s")


def _sentences() -> list[list[str]]:
    """What the form's engine says in English, and the same in the language of the page; the longer first."""
    if page_language() == ENGLISH:
        return []
    return [[known, gettext(known)] for known in SENTENCES]
