"""Stretches of a text that identify somebody, and the text without them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "nhs_number",
    "ni_number",
    "email",
    "phone",
    "postcode",
    "date_of_birth",
    "case_number",
    "street",
    "school",
    "name",
    "place",
    "online",
    "vehicle",
    "date",
    "possible_name",
]
"""What an identifier is. The order is that of certainty: where two kinds overlap, the earlier one names the stretch.

``date`` (a full date that no word calls a date of birth) and ``possible_name`` (a capitalised word within a sentence)
are the two weak kinds: worth a look, and often harmless.
"""

KINDS: tuple[Kind, ...] = get_args(Kind)

MARKS: Mapping[Kind, str] = {
    "nhs_number": "[NHS number]",
    "ni_number": "[NI number]",
    "email": "[e-mail]",
    "phone": "[phone]",
    "postcode": "[postcode]",
    "date_of_birth": "[date of birth]",
    "case_number": "[number]",
    "street": "[address]",
    "school": "[organisation]",
    "name": "[name]",
    "place": "[place]",
    "online": "[online name]",
    "vehicle": "[vehicle]",
    "date": "[date]",
    "possible_name": "[name]",
}
"""What stands in place of each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A stretch of a text: the characters from ``start`` up to but not including ``end``."""

    start: int
    end: int
    kind: Kind
    text: str


def resolve_overlaps(text: str, found: Iterable[tuple[int, int, Kind]]) -> tuple[Identifier, ...]:
    """Join stretches that overlap, so that nothing of either stays uncovered.

    Parameters
    ----------
    text : str
        The text they are of.
    found : iterable of (start, end, kind)
        In any order.

    Returns
    -------
    tuple of Identifier
        In the text's order, none overlapping another. A joined stretch has the most certain kind of its parts.
    """
    joined: list[tuple[int, int, Kind]] = []
    for start, end, kind in sorted(found):
        if joined and start < joined[-1][1]:
            first, last, known = joined[-1]
            joined[-1] = (first, max(last, end), min(known, kind, key=KINDS.index))
        else:
            joined.append((start, end, kind))
    return tuple(Identifier(start=start, end=end, kind=kind, text=text[start:end]) for start, end, kind in joined)


def redact(text: str, identifiers: Iterable[Identifier], mark: str | Mapping[Kind, str] = MARKS) -> str:
    """The text with a mark in place of each identifier.

    Parameters
    ----------
    text : str
        The text the identifiers were found in.
    identifiers : iterable of Identifier
        In any order; where two overlap, one mark covers both.
    mark : str or mapping of kind to str, default MARKS
        One mark for all, or one for each kind.

    Raises
    ------
    ValueError
        Where an identifier is not of this text, which would leave something standing.

    Examples
    --------
    >>> from analysis.coding.identifiers import find_identifiers
    >>> text = "My son Example was moved to EX1 1AA."
    >>> redact(text, find_identifiers(text))
    'My son [name] was moved to [postcode].'
    """
    chosen = tuple(identifiers)
    for one in chosen:
        if not 0 <= one.start < one.end <= len(text) or text[one.start : one.end] != one.text:
            raise ValueError(f"identifiers: the {one.kind} at {one.start} to {one.end} is not of this text")
    parts: list[str] = []
    place = 0
    for one in resolve_overlaps(text, ((one.start, one.end, one.kind) for one in chosen)):
        parts += text[place : one.start], mark if isinstance(mark, str) else mark[one.kind]
        place = one.end
    return "".join((*parts, text[place:]))
