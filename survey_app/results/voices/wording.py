"""What a wording must be before it may be proposed or cleared, and what in a text could tell who it is about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.coding.identifiers import Identifier, find_identifiers
from analysis.themes.quotes import NEVER
from survey_app.accounts.models import Membership, User
from survey_app.errors import UserError
from survey_app.partnership.models import Agency, Contact, Footprint, Locality

LONGEST = 2_000
LONGEST_RUN = 6  # words in a row that a paraphrase may share with its original


class QuoteRefused(UserError):
    """A wording cannot be proposed, cleared or changed as asked; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNames:
    """The partnership's own agencies, places and people, which count as identifiers wherever they stand."""

    places: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text; ``kind`` says what it may identify, and is empty where it identifies nobody."""

    text: str
    kind: str = ""


def known_names(session: Session, partnership_id: int) -> KnownNames:
    """What the partnership's own records name."""
    agencies = select(Agency.name).join(Footprint, Footprint.agency_id == Agency.id)
    localities = select(Locality.name).where(Locality.partnership_id == partnership_id)
    members = select(User.name).join(Membership, Membership.user_id == User.id)
    contacts = select(Contact.name).where(Contact.partnership_id == partnership_id)
    places = {
        *session.scalars(agencies.where(Footprint.partnership_id == partnership_id)), *session.scalars(localities)
    }  # fmt: skip
    people = {*session.scalars(members.where(Membership.partnership_id == partnership_id)), *session.scalars(contacts)}
    return KnownNames(places=tuple(sorted(places)), people=tuple(sorted(people)))


def identifiers_in(text: str, known: KnownNames) -> tuple[Identifier, ...]:
    """What in a text could tell who it is about."""
    return find_identifiers(text, places=known.places, people=known.people)


def marked(text: str, found: Sequence[Identifier]) -> list[Stretch]:
    """The text in parts, identifiers marked."""
    parts, place = [], 0
    for one in found:
        parts += [Stretch(text[place : one.start]), Stretch(one.text, one.kind.replace("_", " "))]
        place = one.end
    return [part for part in (*parts, Stretch(text[place:])) if part.text]


def checked_wording(text: str) -> str:
    """The wording without blanks around it; refused where it is empty, too long or holds what nobody publishes."""
    wording = text.strip()
    if not wording:
        raise QuoteRefused("Write the wording that is to be used.")
    if len(wording) > LONGEST:
        raise QuoteRefused("The wording is longer than 2,000 characters. Shorten it.")
    never = [one for one in find_identifiers(wording) if one.kind in NEVER]
    if never:
        kinds = " and ".join(dict.fromkeys(one.kind.replace("_", " ") for one in never))
        raise QuoteRefused(f"The wording still holds a {kinds}. Leave it out: it belongs to one person.")
    return wording


def refuse_copied_words(wording: str, original: str) -> None:
    """A paraphrase of somebody who was not asked must not be a quotation after all."""
    words, source = _words(wording), " ".join(_words(original))
    runs = (" ".join(words[start : start + LONGEST_RUN]) for start in range(len(words) - LONGEST_RUN + 1))
    copied = next((run for run in runs if f" {run} " in f" {source} "), None)
    if copied:
        raise QuoteRefused(
            f"“{copied}” stands in the original word by word. They were not asked, so put it in other words."
        )


def folded(text: str, *more: str) -> str:
    """Lower-case words without accents, as they are searched."""
    plain = unicodedata.normalize("NFKD", " ".join((text, *more)))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).casefold().split())


def holds_unchecked(found: Collection[Identifier], *, checked: bool) -> None:
    """Names and places may stay only if the person who approves says that they identify nobody."""
    if found and not checked:
        words = ", ".join(dict.fromkeys(one.text for one in found))
        raise QuoteRefused(f"Check the marked words first, and say that they identify nobody: {words}.")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", folded(text))
