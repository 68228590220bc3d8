"""Pseudonyms: random, checkable, saying nothing, and fit for the form."""

from __future__ import annotations

import random
import re
from itertools import combinations

import pytest

from analysis.coding.identifiers import find_identifiers
from analysis.sampling.pseudonyms import LETTERS, is_pseudonym, new_pseudonyms, tidy_pseudonym

MADE = new_pseudonyms(300, below=random.Random(8).randrange)


def test_each_is_made_once_and_none_that_is_in_use() -> None:
    again = new_pseudonyms(300, taken=MADE[1:], below=random.Random(8).randrange)
    assert len({*MADE, *again}) == 599, "the source of chance is the same, so only the one that is free comes again"


def test_they_pass_what_the_form_asks_of_a_pseudonym_and_look_like_no_identifier() -> None:
    assert not [one for one in MADE if re.search("[0-9]{5}", one)]
    assert not [one for one in MADE if find_identifiers(f"Case {one} was audited.")]
    assert max(map(len, MADE)) <= 20


def test_no_order_is_kept_of_the_rows() -> None:
    """The places of a sorted list against those of the file: no more alike than chance makes them."""
    made = new_pseudonyms(2000, below=random.Random(1).randrange)
    places = {name: place for place, name in enumerate(sorted(made))}
    agreement = sum(abs(places[name] - row) for row, name in enumerate(made)) / len(made) ** 2
    assert agreement == pytest.approx(1 / 3, abs=0.02), "the mean distance of two independent orders"


def test_every_slip_of_one_character_is_found() -> None:
    for one in MADE[:20]:
        for place, character in enumerate(one):
            if character != "-":
                others = set("0123456789" if character.isdigit() else LETTERS) - {character}
                assert not [other for other in others if is_pseudonym(one[:place] + other + one[place + 1 :])]


def test_every_two_characters_that_changed_places_are_found() -> None:
    for one in MADE[:20]:
        plain = one.replace("-", "")
        for first, second in combinations(range(8), 2):
            if plain[first] != plain[second]:
                swapped = list(plain)
                swapped[first], swapped[second] = swapped[second], swapped[first]
                assert not is_pseudonym(tidy_pseudonym("".join(swapped)))


def test_no_vowel_makes_a_word_of_one() -> None:
    assert not [one for one in MADE if re.search("[AEIOUY]", one)]


@pytest.mark.parametrize("typed", ["ktr 482wm", "KTR482WM", " ktr–482–wm ", "KTR - 482 - WM"])
def test_one_is_known_as_people_type_it(typed: str) -> None:
    assert tidy_pseudonym(typed) == "KTR-482-WM"
    assert is_pseudonym(tidy_pseudonym(typed))


def test_what_is_none_is_left_as_it_is() -> None:
    assert tidy_pseudonym(" Jane ") == "Jane"
    assert not is_pseudonym("Jane")


@pytest.mark.parametrize("n", [-1, 2_000_001])
def test_a_number_that_cannot_be_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="n is"):
        new_pseudonyms(n)
