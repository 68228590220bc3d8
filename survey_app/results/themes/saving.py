"""Reads the saves that the grid sends: a list of JSON objects, of which nothing is believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.results.coding import STANCES, CodingRefused, Given, Suggested

MOST_AT_ONCE = 50
LONGEST_NAME = 64
SOURCES = {"definitions": "the definitions", "model": "what was coded before"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """What a coder gave to one comment, as the browser sends it."""

    key: str
    save_id: str
    seen: int
    earlier: tuple[str, ...]
    what: Given


class UnreadableSave(CodingRefused):
    """What was sent is not a list of saves as the grid sends it."""

    def __init__(self) -> None:
        super().__init__("What was sent cannot be read. Reload the page and try again.")


def read_saves(sent: Any) -> list[Save]:
    """The saves of one request, checked for their form; whether their themes exist is seen later."""
    saves = sent.get("saves") if isinstance(sent, dict) else None
    if not isinstance(saves, list) or not 0 < len(saves) <= MOST_AT_ONCE:
        raise UnreadableSave
    return [_save(item) for item in saves]


def _save(item: Any) -> Save:
    if not isinstance(item, dict):
        raise UnreadableSave
    earlier = item.get("earlier", [])
    seen = item.get("seen")
    if not isinstance(earlier, list) or not isinstance(seen, int) or isinstance(seen, bool):
        raise UnreadableSave
    return Save(
        key=_short(item.get("key")), save_id=_short(item.get("save_id")), seen=seen,
        earlier=tuple(_short(name) for name in earlier[:MOST_AT_ONCE]), what=_given(item),
    )  # fmt: skip


def _given(item: Mapping[str, Any]) -> Given:
    themes, accepted = item.get("themes"), item.get("accepted", {})
    done, quote = item.get("done"), item.get("quote")
    if not isinstance(themes, dict) or not isinstance(accepted, dict):
        raise UnreadableSave
    if not isinstance(done, bool) or not isinstance(quote, bool) or not set(themes.values()) <= set(STANCES):
        raise UnreadableSave
    return Given(
        stances={_short(name): stance for name, stance in themes.items()},
        suggested={_short(name): _suggested(value) for name, value in accepted.items() if name in themes},
        done=done or bool(themes), quote_worthy=quote,
    )  # fmt: skip


def _suggested(value: Any) -> Suggested:
    source = value.get("source") if isinstance(value, dict) else None
    confidence = value.get("confidence") if isinstance(value, dict) else None
    if source not in SOURCES or not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
        raise UnreadableSave
    return Suggested(source=source, confidence=round(float(confidence), 4))


def _short(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_NAME:
        raise UnreadableSave
    return value
