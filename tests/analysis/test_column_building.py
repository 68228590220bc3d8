from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import responses
from analysis.column_building import NOT_ASKED, Kept, MultipleChoices, SingleChoices, builder_of
from analysis.responses import response_frames
from tests.analysis.rounds import group, make_instrument, make_responses, question, repeat

FORM = make_instrument(
    group("page", question("select_one agree", "useful"), question("select_multiple topics", "topics")),
    repeat("talk", question("select_one met", "known"), question("select_multiple topics", "about")),
)
absent = st.sampled_from((None, "", " ", NOT_ASKED, []))
single = st.sampled_from(("strongly_agree", "agree", "dont_know", "not_relevant"))
several = st.lists(st.sampled_from(("gangs", "online", "none", "unsure")), max_size=4)


@pytest.mark.parametrize(("name", "answers"), [("useful", single), ("topics", several)])
def test_codes_kept_from_the_start_give_the_columns_that_the_answers_themselves_give(
    name: str, answers: st.SearchStrategy[Any]
) -> None:
    item = FORM.item(name)

    @given(batches=st.lists(st.lists(st.one_of(answers, absent), max_size=5), max_size=4))
    def check(batches: list[list[Any]]) -> None:
        fast, slow = builder_of(item), Kept(item)
        for batch in batches:
            fast.add(batch)
            slow.add(batch)
        (columns, presences), (expected, expected_presences) = fast.finish(), slow.finish()
        assert list(columns) == list(expected)
        pd.testing.assert_frame_equal(pd.DataFrame(columns), pd.DataFrame(expected))
        np.testing.assert_array_equal(presences, expected_presences)

    check()


def test_closed_questions_are_coded_as_they_come() -> None:
    assert isinstance(builder_of(FORM.item("useful")), SingleChoices)
    assert isinstance(builder_of(FORM.item("topics")), MultipleChoices)


def test_batches_make_the_same_frames_as_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [
        {"useful": "agree", "topics": ["gangs"], "talk": [{"known": "fully", "about": ["online"]}, {}]},
        {"useful": None, "topics": ["unsure"], "talk": []},
        {"topics": None, "talk": [{"known": "partly"}]},
        {},
        {"useful": "dont_know", "talk": [{"known": None, "about": []}]},
    ]
    whole = response_frames(FORM, make_responses(documents))
    monkeypatch.setattr(responses, "AT_A_TIME", 2)
    parts = response_frames(FORM, make_responses(documents))
    pd.testing.assert_frame_equal(parts.main, whole.main)
    pd.testing.assert_frame_equal(parts.absence, whole.absence)
    pd.testing.assert_frame_equal(parts.repeats["talk"], whole.repeats["talk"])
    pd.testing.assert_frame_equal(parts.repeat_absence["talk"], whole.repeat_absence["talk"])
