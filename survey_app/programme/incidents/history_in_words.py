"""The history of an incident in words: what was entered, decided, read or missed, with days as people write them."""

from __future__ import annotations

from datetime import date

from survey_app.programme.incidents.entering import FIELDS
from survey_app.programme.incidents.models import DECISIONS, NOTIFYING, PANEL_RESPONSES, IncidentChange
from survey_app.programme.incidents.rules import STATUTORY

STANDS = {"stands": "the missed day counts again", "does not stand": "the missed day does not count any more"}
APPROVED = {"approved by the first": "approved by the first of two", "approved by both": "approved by both"}


def in_words(change: IncidentChange) -> str:
    """One line of the history as a sentence without its full stop; the reason stands beside it."""
    about, _, of = change.field.partition(" ")
    if about == "decision":
        return f"Decision {of} {_decided(change.became)}"
    if about == "copy":
        return f"Says that they have read decision {of}"
    if about == "breach":
        return f"{STATUTORY[of][1].name if of in STATUTORY else of}: {_missed(change)}"
    if change.field in ("entered", "ended"):
        return f"{'Entered, known' if change.field == 'entered' else 'Ended'} on {_value(change.became)}"
    return _changed(FIELDS.get(change.field, change.field.replace("_", " ")), change)


def _decided(became: str) -> str:
    kind, _, what = became.partition(": ")
    if kind in DECISIONS:
        said = NOTIFYING.get(what, f"outcome {what}")
        return f"entered for approval: {DECISIONS[kind].lower()}, {said[0].lower()}{said[1:]}"
    return APPROVED.get(became, became)


def _missed(change: IncidentChange) -> str:
    if change.became in STANDS:
        return STANDS[change.became]
    day = _day(change.became)
    if day is not None:
        return f"missed, due on {day:%-d %B %Y}"
    before = f" (before: {change.was})" if change.was else ""
    return f"reason why it was missed: {change.became}{before}"


def _changed(name: str, change: IncidentChange) -> str:
    before = f" (before: {_value(change.was)})" if change.was else ""
    return f"{name}: {_value(change.became) if change.became else 'emptied'}{before}"


def _value(text: str) -> str:
    day = _day(text)
    return f"{day:%-d %B %Y}" if day is not None else PANEL_RESPONSES.get(text, text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
