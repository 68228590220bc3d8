"""Texts about cases are checked for identifiers before they are kept: changed, or confirmed with a reason.

Numbers, addresses and dates of birth are never kept. What merely stands where a name stands may be confirmed, since
rules understand nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.coding.identifiers import find_identifiers
from analysis.themes.quotes import NEVER
from survey_app.case_audits.learning.refusals import LearningRefused
from survey_app.case_audits.models import AuditCase, CaseAudit
from survey_app.collect.telling_words import telling_words
from survey_app.forums.replies.telling import Telling, telling_in

LONGEST = 4_000
Texts = Iterable[tuple[str, str]]  # where each stands, and what it says


def checked_texts(session: Session, audit: CaseAudit, texts: Texts, *, why: str = "") -> str:
    """The reason for which marked words stay, empty where none are marked; refused where a text cannot be kept.

    Parameters
    ----------
    texts : iterable of (str, str)
        What each of them is called on the page, and the text.
    why : str
        Why marked words identify nobody, by whoever keeps the text.

    Raises
    ------
    LearningRefused
        Where a text is too long, holds what is never kept, or has marked words that nobody gave a reason for.
    """
    kept = [(place, text) for place, text in texts if text.strip()]
    for place, text in kept:
        _refuse_never(place, text)
    found = telling_words_in(session, audit, kept)
    if found and not why.strip():
        words = ", ".join(dict.fromkeys(f"“{one.text}” (looks like {one.kind}, in {one.place})" for one in found))
        raise LearningRefused(
            f"These words could tell who somebody is: {words}. Put them in other words, or say below why they "
            "identify nobody."
        )
    return why.strip() if found else ""


def telling_words_in(session: Session, audit: CaseAudit, texts: Texts) -> list[Telling]:
    """What in these texts could tell who somebody is. Pseudonyms of the audit are no identifiers inside it."""
    known = _pseudonyms(session, audit)
    return telling_in(session, audit.partnership_id, ((place, _without(text, known)) for place, text in texts))


def telling_plan_words(session: Session, audit: CaseAudit, texts: Texts) -> list[Telling]:
    """What in the words of an audit's plan could tell who somebody is, its cases' pseudonyms included.

    Rules alone count here. A word that is also some colleague's name, as in a title, tells nothing of a case.
    """
    kept = [(place, text) for place, text in texts if text.strip()]
    by_rules = {one.text for _, text in kept for one in telling_words(text)}
    names = [
        Telling(text=name, kind="pseudonym", place=place)
        for place, text in kept
        for name in pseudonyms_in(session, audit, text)
    ]
    never = [Telling(text=one, kind="identifier", place=place) for place, text in kept for one in never_kept(text)]
    return [*(one for one in telling_words_in(session, audit, kept) if one.text in by_rules), *names, *never]


def pseudonyms_in(session: Session, audit: CaseAudit, text: str) -> list[str]:
    """The pseudonyms of the audit's cases that stand in a text: they may not leave the panel."""
    return [one for one in _pseudonyms(session, audit) if one.casefold() in text.casefold()]


def never_kept(text: str) -> list[str]:
    """What is kept in no text of an audit: numbers, addresses and the like, in the words of the text."""
    return [one.text for one in find_identifiers(text) if one.kind in NEVER]


def _refuse_never(place: str, text: str) -> None:
    if len(text) > LONGEST:
        raise LearningRefused(f"{place[:1].upper()}{place[1:]} is longer than {LONGEST:,} characters. Shorten it.")
    found = never_kept(text)
    if found:
        raise LearningRefused(f"Take “{found[0]}” out of {place}: it belongs to one person, and is never kept.")


def _pseudonyms(session: Session, audit: CaseAudit) -> list[str]:
    return list(session.scalars(select(AuditCase.pseudonym).where(AuditCase.audit_id == audit.id)))


def _without(text: str, pseudonyms: Iterable[str]) -> str:
    for one in pseudonyms:
        text = text.replace(one, " ")
    return text
