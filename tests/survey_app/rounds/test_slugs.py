from __future__ import annotations

import pytest

from survey_app.rounds.slugs import MAX_LENGTH, slug_of, unique_slug


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Forum evaluation, spring 2027", "forum-evaluation-spring-2027"),
        ("Children's Voices", "childrens-voices"),
        ("Café Zoë – Überblick", "cafe-zoe-uberblick"),
        ("???", "round"),
        ("a" * 100, "a" * MAX_LENGTH),
    ],
)
def test_a_title_becomes_lower_case_words_with_hyphens(title: str, slug: str) -> None:
    assert slug_of(title) == slug


def test_a_long_title_is_cut_between_words() -> None:
    slug = slug_of("Hertfordshire Learning Hub: gangs and knife crime, online survey")
    assert slug == "hertfordshire-learning-hub-gangs-and-knife-crime-online"


def test_a_slug_that_is_taken_gets_the_first_free_number() -> None:
    assert unique_slug("Spring", {"spring", "spring-2", "spring-4"}) == "spring-3"


def test_a_round_never_takes_the_address_of_another_page() -> None:
    assert unique_slug("New", set()) == "new-2"
