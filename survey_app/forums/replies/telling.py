"""What in the words of a theme, a report or a reply could tell who somebody is: noticed before others read them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from analysis.coding.identifiers import find_identifiers
from survey_app.collect.telling_words import telling_words
from survey_app.forums.replies.refusals import RepliesRefused
from survey_app.results.voices.wording import KnownNames, known_names

GROUPS = ("Strategic Group", "Strategic Board", "Executive Group", "Executive Board")  # the rules take them for names
CONSTRUCTED = re.compile(r"\(?\bconstructed\b\.?\)?", re.IGNORECASE)  # as demonstrations say, whose people are named so
WEAK = ("date", "possible_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A stretch of a text, what it looks like, and where it stands."""

    text: str
    kind: str
    place: str


def telling_in(session: Session, partnership_id: int, texts: Iterable[tuple[str, str]]) -> list[Telling]:
    """What could tell who somebody is, each once, where it stands first. Agencies and localities are no secret here."""
    known = known_names(session, partnership_id)
    found: dict[tuple[str, str], Telling] = {}
    for place, text in texts:
        for one in _telling(place, text, known):
            found.setdefault((one.text.casefold(), one.kind), one)
    return list(found.values())


def _telling(place: str, text: str, known: KnownNames) -> list[Telling]:
    plain = _without(CONSTRUCTED.sub(" ", text), (*known.places, *GROUPS))
    found = {one.text: one.kind for one in telling_words(plain)}
    for one in find_identifiers(plain, people=known.people):
        if one.kind not in WEAK:
            found.setdefault(one.text, one.kind)
    return [Telling(text=words, kind=kind.replace("_", " "), place=place) for words, kind in found.items()]


def _without(text: str, names: Sequence[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " ")
    return text


def refuse_unchecked(found: Sequence[Telling], *, checked: bool) -> None:
    """Marked words may stay only if a person says that they identify nobody."""
    if found and not checked:
        words = ", ".join(dict.fromkeys(f"“{one.text}”" for one in found))
        raise RepliesRefused(f"Look at these words first, and tick that they identify nobody: {words}.")
