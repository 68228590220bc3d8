from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.coding.suggestions import Suggestion, ThemeText, suggest_from_definitions
from tests.analysis.coding.demo import THEMES, coded_demo

FUNDING = ThemeText(name="funding", label="Funding", definition="Money, waiting times and places on schemes.")
PARENTS = ThemeText(name="parents", label="Parents", definition="What parents know and need.")


def themes_of(suggestions: tuple[Suggestion, ...]) -> list[str]:
    return [one.theme for one in suggestions]


def test_a_comment_is_given_the_theme_whose_words_it_has() -> None:
    first, second = suggest_from_definitions(
        ["Waiting for a place takes months.", "Parents were not told."], [FUNDING, PARENTS]
    )
    assert (themes_of(first), themes_of(second)) == (["funding"], ["parents"])
    assert first[0].source == "definitions"
    assert set(first[0].words) == {"waiting", "place"}
    assert 0 < first[0].confidence < 1


def test_endings_and_small_slips_of_spelling_do_not_matter() -> None:
    (first,) = suggest_from_definitions(["the wating times, and no plaecs on the sceme"], [FUNDING, PARENTS])
    assert themes_of(first) == ["funding"]


def test_what_a_theme_excludes_counts_against_it() -> None:
    comment = "The police officer came to the school gate."
    plain = ThemeText(name="agency", label="Agencies", definition="The part of the police and of a school.")
    without = ThemeText(name="agency", label="Agencies", definition=plain.definition, exclude="The school gate.")
    (first,) = suggest_from_definitions([comment], [plain, PARENTS])
    (second,) = suggest_from_definitions([comment], [without, PARENTS])
    assert themes_of(first) == ["agency"]
    assert second == () or second[0].confidence < first[0].confidence


@pytest.mark.parametrize("comment", ["", "  \n", "!!!", "the and of to", "\x00", "\ud800", "12345"])
def test_a_comment_that_says_nothing_has_no_suggestions(comment: str) -> None:
    assert suggest_from_definitions([comment], [FUNDING, PARENTS]) == ((),)


def test_there_may_be_no_comments_or_no_themes_or_themes_without_words() -> None:
    assert suggest_from_definitions([], [FUNDING]) == ()
    assert suggest_from_definitions(["Money."], []) == ((),)
    assert suggest_from_definitions(["Money."], [ThemeText(name="x", label="?")]) == ((),)


def test_two_themes_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two are named 'funding'"):
        suggest_from_definitions(["Money."], [FUNDING, FUNDING])


def test_the_demo_comments_are_suggested_as_the_documentation_says() -> None:
    comments, codings = coded_demo()
    pairs = [
        (set(themes_of(suggested)), given)
        for suggested, given in zip(suggest_from_definitions(comments, THEMES), codings, strict=True)
        if given is not None
    ]
    right = sum(len(suggested & given) for suggested, given in pairs)
    said, there = sum(len(suggested) for suggested, _ in pairs), sum(len(given) for _, given in pairs)
    assert 2 * right / (said + there) == pytest.approx(0.585, abs=0.02)


def test_the_order_of_the_comments_changes_nothing() -> None:
    comments = coded_demo()[0]
    straight = suggest_from_definitions(comments, THEMES)
    turned = suggest_from_definitions(comments[::-1], THEMES)[::-1]
    assert list(map(themes_of, turned)) == list(map(themes_of, straight))
    for one, other in zip(straight, turned, strict=True):
        assert [each.confidence for each in one] == pytest.approx([each.confidence for each in other])


@given(st.lists(st.text(max_size=80), max_size=5))
def test_any_texts_can_be_asked_about(comments: list[str]) -> None:
    found = suggest_from_definitions(comments, THEMES)
    assert len(found) == len(comments)
    assert all(0 < one.confidence <= 1 for suggestions in found for one in suggestions)
    assert all(
        word in comment.lower() for comment, own in zip(comments, found, strict=True) for s in own for word in s.words
    )


@pytest.mark.long
def test_two_hundred_thousand_comments_are_suggested_for() -> None:
    comments = coded_demo()[0]
    many = [f"{comments[number % len(comments)]} {number % 1000}" for number in range(200_000)]
    assert len(suggest_from_definitions(many, THEMES)) == 200_000
