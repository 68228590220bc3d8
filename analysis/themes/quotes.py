"""Quotations that were cleared: the only form in which what somebody wrote reaches an output."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from analysis.coding.identifiers import Identifier, Kind, find_identifiers

Treatment = Literal["as_written", "redacted", "paraphrased"]
TREATMENTS: tuple[Treatment, ...] = get_args(Treatment)
NEVER: frozenset[Kind] = frozenset(
    {"nhs_number", "ni_number", "email", "phone", "postcode", "date_of_birth", "case_number", "street"}
)
"""What no clearance lets through: nobody means to publish these."""


class NotCleared(ValueError):
    """A quotation that may not be used; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """What the clearing desk recorded of one quotation.

    Attributes
    ----------
    comment : str
        What the comment is called that it is from.
    wording : str
        The words that may be used: as written, with marks in place of identifiers, or a paraphrase.
    treatment : "as_written", "redacted" or "paraphrased"
        What was done to the original.
    prepared_by, approved_by : str
        Who chose the wording, and who approved it: the keys of two people.
    approved_on : date
        When.
    withdrawn : bool
        Whether the approval was taken back since.
    """

    comment: str
    wording: str
    treatment: Treatment
    prepared_by: str
    approved_by: str
    approved_on: date
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearedQuote:
    """A quotation that two people cleared. There is no other way to make one.

    Attributes
    ----------
    clearance : Clearance
        The record. Its wording is the quotation; the original is nowhere in it.
    themes : tuple of str
        The themes that it illustrates.

    Raises
    ------
    NotCleared
        Where the record names one person or none, was withdrawn, has no wording, or its wording still holds a number,
        an address or a date of birth that belongs to one person.

    Examples
    --------
    >>> record = Clearance(comment="c1", wording="We were told late.", treatment="paraphrased",
    ...                    prepared_by="user-1", approved_by="user-2", approved_on=date(2026, 3, 2))
    >>> ClearedQuote(clearance=record).text
    'We were told late.'
    """

    clearance: Clearance
    themes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.clearance, Clearance):
            raise NotCleared("A quotation is made from the record of its clearance, and from nothing else.")
        if why := _why_not(self.clearance):
            raise NotCleared(why)

    @property
    def text(self) -> str:
        """The words that may be used."""
        return self.clearance.wording

    @property
    def comment(self) -> str:
        """What the comment is called."""
        return self.clearance.comment

    @property
    def still_named(self) -> tuple[Identifier, ...]:
        """What in the wording a reader may want to look at again: names, schools, places."""
        return find_identifiers(self.text)


def _why_not(record: Clearance) -> str | None:
    people = {person.strip().casefold() for person in (record.prepared_by, record.approved_by)} - {""}
    if len(people) < 2:
        return "A quotation is cleared by two people: one who prepares it and another who approves it."
    if record.treatment not in TREATMENTS:
        return f"The treatment {record.treatment!r} is none of {', '.join(TREATMENTS)}."
    if record.withdrawn:
        return "The approval of this quotation was withdrawn."
    if not record.wording.strip():
        return "The quotation has no wording."
    left = [one for one in find_identifiers(record.wording) if one.kind in NEVER]
    if left:
        return f"The wording still holds what belongs to one person ({left[0].kind.replace('_', ' ')})."
    return None


def quotes_of(quotes: Iterable[ClearedQuote], theme: str, *, most: int | None = None) -> tuple[ClearedQuote, ...]:
    """The cleared quotations of a theme, in the order they came.

    Parameters
    ----------
    quotes : iterable of ClearedQuote
        A text or a record in place of one is refused.
    theme : str
        The theme's name.
    most : int or None
        How many at most.

    Raises
    ------
    NotCleared
        Where one of them is not a ClearedQuote.
    """
    chosen = tuple(checked_quotes(quotes))
    return tuple(quote for quote in chosen if theme in quote.themes)[:most]


def checked_quotes(quotes: Iterable[ClearedQuote]) -> Iterable[ClearedQuote]:
    """The same quotations; an error at the first thing that is none."""
    for quote in quotes:
        if not isinstance(quote, ClearedQuote):
            raise NotCleared("Only cleared quotations can be used here.")
        yield quote
