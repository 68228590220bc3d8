from __future__ import annotations

import pytest

from analysis.routing import choice_cell, find_routes
from tests.analysis.rounds import group, make_instrument, question, repeat

INSTRUMENT = make_instrument(
    group(
        "page",
        question("select_one agree", "useful"),
        question("select_one yes_no", "heard"),
        question("select_multiple topics", "topics"),
        question("integer", "years"),
        question("text", "why", relevant="${useful} = 'disagree' or ${useful} = 'neither'"),
        question("text", "unsure", relevant="${useful} = 'dont_know'"),
        question("text", "silent", relevant="${heard} != 'yes'"),
        question("select_one yes_no", "chased", relevant="${heard} = 'no'"),
        question("text", "both", relevant="${heard} = 'no' and ${useful} = 'agree'"),
        question("text", "online", relevant="selected(${topics}, 'online')"),
        question("text", "long_here", relevant="${years} > 5"),
        question("text", "today", relevant="${heard} = 'no' and today() > '2026-01-01'"),
    ),
    group("inner", question("text", "deeper", relevant="${chased} = 'yes'"), relevant="${heard} = 'no'"),
    repeat(
        "talk",
        question("select_one yes_no", "known"),
        question("text", "barrier", relevant="${known} = 'no'"),
        relevant="${heard} = 'yes'",
    ),
)
ROUTES = find_routes(INSTRUMENT)


def test_a_question_for_everybody_needs_nothing() -> None:
    assert ROUTES["useful"].needs == frozenset()
    assert ROUTES["useful"].settled is None


@pytest.mark.parametrize(
    ("name", "other", "asked"),
    [
        ("why", "useful", {choice_cell("disagree"), choice_cell("neither")}),
        ("unsure", "useful", {"dont_know"}),
        ("silent", "heard", {choice_cell("no"), "not_answered", "not_asked"}),
        ("chased", "heard", {choice_cell("no")}),
        ("barrier", "known", {choice_cell("no")}),
    ],
)
def test_a_question_that_hangs_on_one_choice_is_settled_by_its_counts(name: str, other: str, asked: set[str]) -> None:
    settled = ROUTES[name].settled
    assert settled is not None
    assert (settled.question, settled.asked) == (other, asked)
    assert not settled.asked & settled.not_asked


@pytest.mark.parametrize("name", ["both", "online", "long_here", "today"])
def test_a_question_that_hangs_on_more_is_not_settled(name: str) -> None:
    assert ROUTES[name].needs
    assert ROUTES[name].settled is None


def test_a_condition_that_the_other_question_shares_does_not_stand_in_the_way() -> None:
    instrument = make_instrument(
        group(
            "page",
            question("select_one yes_no", "heard"),
        ),
        group(
            "more",
            question("select_one yes_no", "chased"),
            question("text", "how", relevant="${chased} = 'yes'"),
            question("text", "why_not", relevant="${chased} != 'yes'"),
            relevant="${heard} = 'no'",
        ),
    )
    routes = find_routes(instrument)
    assert routes["how"].settled is not None
    assert routes["how"].settled.question == "chased"
    # Whoever was not asked the other question left it as blank as those who did not answer it.
    assert routes["why_not"].settled is None


def test_a_repeat_needs_what_it_is_asked_for_and_its_questions_only_their_own() -> None:
    assert ROUTES["talk"].needs == {"heard"}
    assert ROUTES["known"].needs == frozenset()
    assert ROUTES["barrier"].needs == {"known"}


def test_choices_that_count_as_the_same_absence_must_lead_the_same_way() -> None:
    instrument = make_instrument(
        question("select_one agree", "useful"), question("text", "why", relevant="${useful} = 'agree'")
    )
    settled = find_routes(instrument)["why"].settled
    assert settled is not None
    assert "not_applicable" in settled.not_asked


def test_exclusive_choices_are_those_that_are_no_absence() -> None:
    assert ROUTES["topics"].exclusive == {"none"}
