"""All rules over one text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from analysis.coding.identifiers.addresses import find_addresses
from analysis.coding.identifiers.dates import find_dates
from analysis.coding.identifiers.gazetteer import Gazetteer
from analysis.coding.identifiers.numbers import find_numbers
from analysis.coding.identifiers.people import find_people
from analysis.coding.identifiers.spans import Identifier, Kind, resolve_overlaps
from analysis.coding.identifiers.spelling import in_plain_characters


class IdentifierFinder:
    """The rules with a partnership's own lists, for many texts.

    Parameters
    ----------
    places : collection of str
        Names of schools, agencies, streets and places.
    people : collection of str
        Names of people who may be named; each word of a name counts by itself too.
    """

    def __init__(self, *, places: Collection[str] = (), people: Collection[str] = ()) -> None:
        self._places = Gazetteer(places)
        self._people = Gazetteer(people, parts=True)

    def find(self, text: str) -> tuple[Identifier, ...]:
        """The identifiers of one text, in its order; none overlaps another."""
        plain, where = in_plain_characters(text)
        return resolve_overlaps(text, ((where[start], where[end], kind) for start, end, kind in self._all(plain)))

    def find_all(self, texts: Iterable[str]) -> Iterator[tuple[Identifier, ...]]:
        """The identifiers of each text."""
        return map(self.find, texts)

    def _all(self, text: str) -> Iterator[tuple[int, int, Kind]]:
        yield from find_numbers(text)
        yield from find_dates(text)
        yield from find_addresses(text)
        yield from find_people(text)
        for start, end in self._people.find(text):
            yield start, end, "name"
        for start, end in self._places.find(text):
            yield start, end, "place"


def find_identifiers(
    text: str, *, places: Collection[str] = (), people: Collection[str] = ()
) -> tuple[Identifier, ...]:
    """What in a text could tell who it is about.

    Parameters
    ----------
    text : str
        As it was written: in any case, with any kind of space, dash or digit.
    places, people : collection of str
        The partnership's own names, as for :class:`IdentifierFinder`, which is quicker for many texts.

    Returns
    -------
    tuple of Identifier
        In the text's order, none overlapping another; empty where nothing was found, which does not mean that there
        is nothing.

    Examples
    --------
    >>> found = find_identifiers("Her daughter Example, NHS 999 000 0018, moved to Longford Primary School.")
    >>> [(one.kind, one.text) for one in found]
    [('name', 'Example'), ('nhs_number', '999 000 0018'), ('school', 'Longford Primary School')]
    """
    return _finder(tuple(places), tuple(people)).find(text)


@lru_cache(maxsize=8)
def _finder(places: tuple[str, ...], people: tuple[str, ...]) -> IdentifierFinder:
    return IdentifierFinder(places=places, people=people)
