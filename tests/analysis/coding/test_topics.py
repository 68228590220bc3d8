from __future__ import annotations

import numpy as np
import pytest

from analysis.coding.topics import propose_topics
from tests.analysis.coding.demo import coded_demo

SUBJECTS = {
    "bus": "The bus to the village {} never comes and the bus stop is dark.",
    "food": "School dinners {} are cold and the dinner queue is long.",
    "phone": "My phone {} was taken and nobody gave the phone back.",
}


def three_subjects(each: int = 12) -> list[str]:
    return [text.format(f"n{number}") for number in range(each) for text in SUBJECTS.values()]


def test_groups_of_words_are_found_again() -> None:
    found = propose_topics(three_subjects(), 3)
    assert found.why_not is None
    assert found.method == "NMF of TF-IDF with 3 topics, as asked"
    for topic in found.topics:
        # The comments of each topic are of one subject, which its words name.
        assert len({place % 3 for place in topic.comments}) == 1
        assert topic.size == 12
    assert {word for topic in found.topics for word in topic.words} >= {"bus", "phone", "village"}


def test_the_number_of_topics_is_chosen_by_their_coherence() -> None:
    found = propose_topics(three_subjects())
    assert len(found.topics) == 3
    assert found.coherence is not None
    assert found.coherence > 0.9
    assert "chosen by coherence" in found.method


def test_the_order_of_the_comments_changes_nothing() -> None:
    comments = coded_demo()[0]
    order = np.random.default_rng(5).permutation(len(comments))
    straight = propose_topics(comments)
    turned = propose_topics([comments[place] for place in order])
    assert [topic.words for topic in turned.topics] == [topic.words for topic in straight.topics]
    assert [[order[place] for place in topic.comments] for topic in turned.topics] == [
        list(topic.comments) for topic in straight.topics
    ]
    assert straight == propose_topics(comments)


@pytest.mark.parametrize(
    ("comments", "why_not"),
    [
        ([], "No comments have words to go by; 20 are needed to propose themes."),
        (["Dinners."], "One comment has words to go by; 20 are needed to propose themes."),
        (["", " ", "!!"] * 30, "No comments have words to go by; 20 are needed to propose themes."),
        (
            [f"word{chr(97 + n)} thing{chr(97 + n)}" for n in range(25)],
            "The comments share too few words to propose themes.",
        ),
        (["Always the same."] * 100, "No comments have words to go by; 20 are needed to propose themes."),
        (["Cold dinners."] * 100, "The comments share too few words to propose themes."),
    ],
)
def test_with_too_little_there_is_a_reason(comments: list[str], why_not: str) -> None:
    found = propose_topics(comments)
    assert (found.topics, found.coherence, found.why_not) == ((), None, why_not)
    assert found.n_used + found.n_missing == len(comments)


@pytest.mark.parametrize("topics", [-1, 0, 1, 100])
def test_a_number_that_cannot_be_is_refused(topics: int) -> None:
    with pytest.raises(ValueError, match=f"topics is {topics}"):
        propose_topics(three_subjects(), topics)


@pytest.mark.long
def test_of_two_hundred_thousand_comments_some_are_read() -> None:
    found = propose_topics(three_subjects(66_667))
    assert found.n_used == 5_000
    assert found.topics
