"""Words after which a form shows where to get help: whole words, in English and Welsh, and not their false friends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.collect.worrying_words import worrying_words

ASK_FOR_HELP = [
    "My dad hits me",
    "I am SCARED\nof him.",
    "He may kill us",
    "he used to hit me",
    "Someone touches me",
    "I don’t want to go home",
    "I dont want to go home",
    "he beat me up",
    "She kicks my little brother",
    "He burned me",
    "I want to die",
    "I cut myself",
    "self-harm",
    "there is no food",
    "They locked me in",
    "they left me on my own",
    "I ran away",
    "he has a knife",
    "he sent me nudes",
    "I’m being bullied",
    "stop the violence",
    "Mae ofn arna i",
    "Mae dad yn fy nharo",
    "mae e’n brifo fi",
    "Mae hi’n fy mrifo i",
    "dw i ddim yn ddiogel",
    "mae cyllell gydag e",
    "mae’n bygwth ni",
    "does dim bwyd",
    "fe gafodd ei ladd",
]
HARMLESS = [
    "A white scarf",
    "we beat them at football",
    "I beat the game",
    "keep in touch",
    "My worker got in touch with me",
    "It was a hit song",
    "we hit it off",
    "it was dead good",
    "kick a ball",
    "we kicked the football",
    "a knife and fork",
    "my hair cut",
    "cut the grass",
    "it would not hurt to listen more",
    "I am scared of spiders",
    "killing time",
    "Essex and Sussex",
    "grapes, a therapist and rapid help",
    "skill, diesel and dice",
    "my nan studied hard",
    "ofnadwy o dda",
    "curo dwylo",
    "cicio’r bêl",
    "Fy athro a fy nain",
    "marwolaeth",
    "",
]


@pytest.mark.parametrize("text", ASK_FOR_HELP)
def test_these_show_help(text: str) -> None:
    assert worrying_words(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_their_false_friends_do_not(text: str) -> None:
    assert worrying_words(text) == ()


def test_harmless_words_do_not_hide_worrying_ones_beside_them() -> None:
    assert worrying_words("We beat them at football and then my dad hit me") == ("hit",)
    assert worrying_words("Keep in touch. He touches me.") == ("touches me",)


def test_a_word_is_told_of_once_and_in_order() -> None:
    assert worrying_words("Hit and scared. HIT! Scared.") == ("hit", "scared")


@given(st.sampled_from(ASK_FOR_HELP), st.text(max_size=20), st.sampled_from([" ", "\n", ". ", "!"]))
def test_what_stands_after_it_hides_nothing(text: str, after: str, between: str) -> None:
    assert worrying_words("x " + text + between + "z " + after.replace("\x00", ""))


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    assert all(isinstance(word, str) for word in worrying_words(text))
