"""A theme is told only where enough people spoke of it, and nothing shows how many too few did."""

from __future__ import annotations

import pytest

from analysis.scrutiny import HeardNote, themes_heard


def note(people: int, *themes: str, of: str = "health") -> HeardNote:
    return HeardNote(people=people, themes=themes, group=of)


def test_a_theme_of_too_few_people_is_not_named() -> None:
    found = themes_heard([note(4, "Supervision"), note(3, "Workload"), note(2, "Workload", of="police")], minimum=5)
    assert [(one.theme, one.conversations) for one in found.themes] == [("Workload", 2)]
    assert found.others
    assert (found.conversations, found.people) == (3, 9)


def test_fewer_people_than_the_minimum_are_not_even_counted() -> None:
    found = themes_heard([note(4, "Supervision")], minimum=5)
    assert (found.conversations, found.people, found.themes) == (None, None, ())


def test_worlds_that_differ_in_how_few_spoke_of_a_theme_tell_the_same() -> None:
    worlds = [
        themes_heard([note(6, "Workload"), note(few, "Secret"), note(4 - few, "Other")], minimum=5) for few in (1, 3)
    ]
    assert worlds[0] == worlds[1]


def test_five_conversations_that_may_be_with_one_person_tell_nothing() -> None:
    found = themes_heard([note(1, "Pay") for _ in range(5)], minimum=5)
    assert (found.conversations, found.people, found.themes, found.others) == (None, None, (), True)
    others = [note(1, "Pay", of=of) for of in ("health", "police", "school", "housing", "charity")]
    assert [one.theme for one in themes_heard(others, minimum=5).themes] == ["Pay"]


def test_themes_in_other_letters_are_one_and_shown_as_they_were_written_first() -> None:
    found = themes_heard([note(3, "Workload"), note(2, "WORKLOAD ", "workload", of="police")], minimum=5)
    assert [(one.theme, one.conversations) for one in found.themes] == [("Workload", 2)]


def test_a_theme_named_twice_in_one_conversation_counts_once() -> None:
    found = themes_heard([note(5, "Workload", "Workload")], minimum=5)
    assert [(one.theme, one.conversations) for one in found.themes] == [("Workload", 1)]


def test_the_most_frequent_comes_first() -> None:
    found = themes_heard([note(5, "A", "B"), note(5, "B"), note(5, "C")], minimum=5)
    assert [one.theme for one in found.themes] == ["B", "A", "C"]


def test_a_minimum_under_one_is_refused() -> None:
    with pytest.raises(ValueError, match="minimum is 0"):
        themes_heard([], minimum=0)
