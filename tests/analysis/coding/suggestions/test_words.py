from __future__ import annotations

from analysis.coding.suggestions.words import stem_of, stems_and_pairs, words_of


def test_words_keep_their_order_and_lose_those_that_say_nothing() -> None:
    assert words_of("We don’t get the Police’s information in time, do we?") == ["police's", "information", "time"]


def test_forms_of_a_word_have_one_stem() -> None:
    assert {stem_of(word) for word in ("share", "shared", "sharing", "shares")} <= {"shar", "share"}
    assert len({stem_of(word) for word in ("school", "schools", "school's")}) == 1
    assert stem_of("bus") == "bus"


def test_neighbours_are_pairs() -> None:
    assert list(stems_and_pairs("early help")) == ["earl", "help", "earl help"]
