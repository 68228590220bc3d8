"""Texts of the chain as they are kept: short enough, and nobody can be told from them.

Numbers, addresses and dates of birth are never kept. What merely stands where a name stands may stay once a person
says that it identifies nobody, since rules understand nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from analysis.coding.identifiers import find_identifiers
from analysis.themes.quotes import NEVER
from survey_app.forums.replies.telling import telling_in
from survey_app.improvement.chain.refusals import ChainRefused

LONGEST = 4_000
ASKS_TO_LOOK = "These words could tell who somebody is"
Texts = Iterable[tuple[str, str]]  # what each is called on the page, and what it says


def check_words(session: Session, partnership_id: int, texts: Texts, *, checked: bool) -> tuple[str, ...]:
    """The marked words that stay because somebody has looked at them.

    Parameters
    ----------
    checked
        Whether a person says that marked words identify nobody.

    Raises
    ------
    ChainRefused
        Where a text is too long, holds what is never kept, or has marked words that nobody has looked at.
    """
    kept = [(place, text) for place, text in texts if text.strip()]
    for place, text in kept:
        _refuse_never(place, text)
    found = tuple(dict.fromkeys(one.text for one in telling_in(session, partnership_id, kept)))
    if found and not checked:
        words = ", ".join(f"“{one}”" for one in found)
        raise ChainRefused(
            f"{ASKS_TO_LOOK}: {words}. Put them in other words, or tick that you have looked and they identify nobody."
        )
    return found


def _refuse_never(place: str, text: str) -> None:
    if len(text) > LONGEST:
        raise ChainRefused(f"{place}: use at most {LONGEST:,} characters. There are {len(text):,}.")
    for one in find_identifiers(text):
        if one.kind in NEVER:
            kind = one.kind.replace("_", " ")
            raise ChainRefused(
                f"{place}: take “{one.text}” out. It looks like a {kind}, belongs to one person and is never kept."
            )
