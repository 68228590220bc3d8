from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.coding.suggestions import train
from analysis.coding.suggestions.ordering import most_useful_order
from tests.analysis.coding.demo import THEMES, coded_demo
from tests.analysis.coding.suggestions.test_training import demo_model


def test_the_comment_that_the_model_is_least_sure_of_comes_first() -> None:
    comments = ["Buses are late.", "Parents were told.", "Cats sleep."]
    assert most_useful_order(comments, np.array([0.1, 2.0, 0.5]), most=3) == (1, 2, 0)


def test_a_comment_like_one_already_chosen_waits() -> None:
    comments = ["Waiting lists are long.", "Waiting lists are too long.", "Police and schools meet."]
    assert most_useful_order(comments, np.array([1.0, 0.99, 0.8]), most=3) == (0, 2, 1)


def test_without_a_model_what_was_said_is_spread_over() -> None:
    comments = ["Waiting lists are long."] * 5 + ["Police and schools meet."]
    assert set(most_useful_order(comments, None, most=2)[:2]) == {0, 5}


def test_blank_comments_come_last_and_none_is_lost() -> None:
    assert most_useful_order(["", "Buses.", " "], None, most=5) == (1, 0, 2)
    assert most_useful_order(["", " "], None, most=5) == (0, 1)
    assert most_useful_order([], None, most=5) == ()


def test_after_those_chosen_one_by_one_the_rest_follow_by_uncertainty() -> None:
    comments = [f"Number {place} speaks of thing{place}." for place in range(6)]
    uncertainty = np.array([0.2, 0.9, 0.4, 0.8, 0.1, 0.3])
    assert most_useful_order(comments, uncertainty, most=0) == (1, 3, 2, 5, 0, 4)


def test_a_model_puts_its_own_doubts_first() -> None:
    comments = coded_demo()[0]
    model = demo_model()
    order = model.next_most_useful(comments, most=0)
    assert sorted(order) == list(range(len(comments)))
    said = model.probabilities(comments)
    doubt = np.abs(said - 0.5).min(axis=1)
    assert doubt[list(order[:20])].mean() < doubt[list(order[-20:])].mean()
    assert len(THEMES) == said.shape[1]


def test_a_model_that_learnt_nothing_spreads_over_what_was_said() -> None:
    comments = ["Waiting lists are long."] * 3 + ["Police and schools meet."]
    assert train(comments, [None] * 4).next_most_useful(comments)[:2] in {(0, 3), (3, 0)}


@given(st.lists(st.text(alphabet="abc d", max_size=20), max_size=8), st.integers(0, 10))
def test_every_comment_comes_once(comments: list[str], most: int) -> None:
    assert sorted(most_useful_order(comments, None, most=most)) == list(range(len(comments)))
