from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import pytest

from analysis.responses import response_frames
from tests.analysis.rounds import comment, group, make_instrument, make_responses, question, repeat

INSTRUMENT = make_instrument(
    group(
        "page",
        {"type": "note", "name": "hello", "label": "Hello"},
        question("select_one agree", "useful"),
        question("select_one yes_no", "heard"),
        question("select_multiple topics", "topics"),
        question("integer", "years"),
        question("decimal", "hours"),
        question("date", "day"),
        question("time", "clock"),
        question("dateTime", "moment"),
        comment("why"),
    ),
    repeat("talk", question("select_one met", "known")),
    repeat("visit", question("text", "place")),
)


def frames_of(*documents: dict[str, Any]):
    return response_frames(INSTRUMENT, make_responses(documents))


def test_each_kind_of_question_has_its_own_type_of_column() -> None:
    main = frames_of(
        {
            "useful": "agree",
            "heard": "no",
            "topics": ["gangs", "online"],
            "years": 7,
            "hours": 2.5,
            "day": "2026-04-30",
            "clock": "09:30",
            "moment": "2026-04-30T09:30:00+01:00",
            "why": "A made-up comment.",
        }
    ).main
    assert main.index.tolist() == ["r1"]
    assert main["useful"].cat.ordered
    assert main["useful"].cat.categories.tolist() == ["strongly_agree", "agree", "neither", "disagree"]
    assert not main["heard"].cat.ordered
    assert main[["topics/gangs", "topics/online", "topics/neglect", "topics/none"]].dtypes.eq("boolean").all()
    assert main.filter(like="topics").iloc[0].tolist() == [True, True, False, False]
    assert (main["years"].dtype, main["hours"].dtype, main["why"].dtype) == ("Int64", "Float64", "str")
    assert main["day"].iloc[0] == datetime(2026, 4, 30)
    assert main["moment"].iloc[0] == datetime(2026, 4, 30, 9, 30)
    assert main["clock"].iloc[0] == "09:30"


def test_notes_have_no_column() -> None:
    assert "hello" not in frames_of({}).main


@pytest.mark.parametrize(
    ("name", "answer", "presence"),
    [
        ("useful", "agree", "answered"),
        ("useful", None, "not_answered"),
        ("useful", "dont_know", "dont_know"),
        ("useful", "not_relevant", "not_applicable"),
        ("topics", [], "not_answered"),
        ("topics", ["unsure"], "dont_know"),
        ("topics", ["gangs", "unsure"], "answered"),
        ("why", "", "not_answered"),
        ("why", " \n", "not_answered"),
        ("years", 0, "answered"),
    ],
)
def test_the_kinds_of_absence_are_kept_apart(name: str, answer: Any, presence: str) -> None:
    frames = frames_of({name: answer})
    assert frames.absence[name].iloc[0] == presence
    column = name if name != "topics" else "topics/gangs"
    assert frames.main[column].isna().iloc[0] == (presence != "answered")


def test_a_question_that_is_not_in_the_document_was_not_asked() -> None:
    frames = frames_of({}, {"heard": None})
    assert frames.absence["heard"].tolist() == ["not_asked", "not_answered"]
    assert frames.main["heard"].isna().all()


def test_each_repeat_has_a_frame_with_a_row_for_each_entry() -> None:
    frames = frames_of(
        {"talk": [{"known": "fully"}, {"known": None}], "visit": []},
        {"talk": None},
        {"talk": [{"known": "not_applicable"}], "visit": [{"place": "North"}]},
    )
    talk = frames.repeats["talk"]
    assert talk[["response_id", "entry"]].to_numpy().tolist() == [["r1", 1], ["r1", 2], ["r3", 1]]
    assert frames.repeat_absence["talk"]["known"].tolist() == ["answered", "not_answered", "not_applicable"]
    assert frames.repeats["visit"]["place"].tolist() == ["North"]


def test_a_round_that_nobody_answered_has_all_columns_and_no_rows() -> None:
    frames = frames_of()
    assert len(frames.main) == 0
    assert frames.main["useful"].cat.categories.tolist()[0] == "strongly_agree"
    assert list(frames.absence.columns) == [
        "useful", "heard", "topics", "years", "hours", "day", "clock", "moment", "why",
    ]  # fmt: skip
    assert len(frames.repeats["talk"]) == 0
    assert frames.repeats["talk"].columns.tolist() == ["response_id", "entry", "known"]


@pytest.mark.parametrize(
    ("name", "answer", "message"),
    [
        ("useful", "splendid", "question 'useful': 'splendid' is not one of its choices"),
        ("useful", ["agree"], "question 'useful'"),
        ("topics", ["football"], "question 'topics': .* does not offer"),
        ("years", 2.5, "question 'years': 2.5 is not a whole number"),
        ("years", True, "question 'years': True is not a whole number"),
        ("hours", "two", "question 'hours': 'two' is not a number"),
        ("day", "30/04/2026", "question 'day': .* is not a date such as 2026-04-30"),
    ],
)
def test_an_answer_that_the_question_cannot_have_is_named(name: str, answer: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        frames_of({name: answer})


def test_a_response_that_stands_twice_is_refused() -> None:
    twice = make_responses([{}]) * 2
    with pytest.raises(ValueError, match="response_id 'r1' occurs more than once"):
        response_frames(INSTRUMENT, twice)


def test_frames_line_up_with_their_absences() -> None:
    frames = frames_of({"talk": [{"known": "fully"}]}, {})
    pd.testing.assert_index_equal(frames.main.index, frames.absence.index)
    assert frames.repeat_absence["talk"]["response_id"].tolist() == ["r1"]
