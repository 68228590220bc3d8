from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.response import item_nonresponse_rates
from analysis.responses import PRESENCE_TYPE, response_frames
from tests.analysis.response.presences import make_absence
from tests.analysis.rounds import group, make_instrument, make_responses, question, repeat


def test_the_kinds_of_absence_are_kept_apart() -> None:
    (item,) = item_nonresponse_rates(make_absence(["a", "a", ".", ".", ".", "-", "n", "d", "d"]))
    assert (item.answered, item.not_asked, item.not_answered, item.not_applicable, item.dont_know) == (2, 3, 1, 1, 2)
    assert (item.asked, item.estimate) == (6, pytest.approx(1 / 6))
    assert (item.n_used, item.n_missing) == (6, 3)


def test_a_question_skipped_on_the_way_is_told_from_one_after_the_last_answer() -> None:
    items = item_nonresponse_rates(make_absence(["a-a", "a--", "--n", "---"]))
    assert [item.not_answered for item in items] == [2, 4, 2]
    assert [item.after_last_answer for item in items] == [1, 2, 2]


def test_it_reads_the_frames_of_a_round() -> None:
    instrument = make_instrument(
        group("page", question("select_one agree", "useful"), question("integer", "years")),
        repeat("talk", question("select_one met", "known")),
    )
    documents = [
        {"useful": "agree", "years": None, "talk": [{"known": "not_applicable"}, {"known": None}]},
        {"useful": "dont_know", "talk": []},
        {"useful": None, "years": 3},
    ]
    frames = response_frames(instrument, make_responses(documents))
    useful, years = item_nonresponse_rates(frames.absence)
    assert (useful.question, useful.asked, useful.not_answered, useful.dont_know) == ("useful", 3, 1, 1)
    assert (years.asked, years.not_answered, years.not_asked) == (2, 1, 1)
    (known,) = item_nonresponse_rates(frames.repeat_absence["talk"])
    assert (known.question, known.asked, known.not_answered, known.not_applicable) == ("known", 2, 1, 1)


@given(st.lists(st.text("a.-nd", min_size=3, max_size=3), max_size=12))
def test_it_agrees_with_counting_one_by_one(rows: list[str]) -> None:
    for place, item in enumerate(item_nonresponse_rates(make_absence(rows))):
        said = [row[place] for row in rows]
        assert item.not_answered == said.count("-")
        assert item.asked == len(said) - said.count(".")
        later = [row[place + 1 :].strip(".-") == "" for row in rows]
        assert item.after_last_answer == sum(over and one == "-" for over, one in zip(later, said, strict=True))


@pytest.mark.parametrize("rows", [[], [".", "."]])
def test_where_nobody_was_asked_it_says_why(rows: list[str]) -> None:
    item = item_nonresponse_rates(make_absence(rows))[0]
    assert (item.estimate, item.asked) == (None, 0)
    assert item.why_not == "Nobody was asked this question, so there is no rate."


def test_one_respondent_and_all_missing() -> None:
    assert [item.estimate for item in item_nonresponse_rates(make_absence(["a-"]))] == [0.0, 1.0]


def test_only_the_questions_asked_for_in_their_order() -> None:
    items = item_nonresponse_rates(make_absence(["a-n"]), ["c", "a"])
    assert [item.question for item in items] == ["c", "a"]


def test_strange_columns_are_refused() -> None:
    frame = make_absence(["aa"])
    with pytest.raises(ValueError, match="no column 'z'"):
        item_nonresponse_rates(frame, ["z"])
    with pytest.raises(ValueError, match="column 'b' of the frame of absences holds int64, not presences"):
        item_nonresponse_rates(frame.assign(b=1), ["a", "b"])
    gap = frame.assign(b=pd.Categorical([None], dtype=PRESENCE_TYPE))
    with pytest.raises(ValueError, match="column 'b' of the frame of absences has rows without a value"):
        item_nonresponse_rates(gap)


def test_two_hundred_thousand_responses() -> None:
    codes = np.arange(200_000) % 5
    column = pd.Categorical.from_codes(codes, dtype=PRESENCE_TYPE)
    items = item_nonresponse_rates(pd.DataFrame({f"q{number}": column for number in range(60)}))
    assert len(items) == 60
    assert {item.estimate for item in items} == {0.25}
