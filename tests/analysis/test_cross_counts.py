from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cross_counts import CrossCounts, cross_counts, find_breakdowns
from analysis.responses import response_frames
from tests.analysis.rounds import comment, group, make_instrument, make_responses, question, repeat

FORM = make_instrument(
    group(
        "page",
        question("select_one sectors", "sector"),
        question("select_one agree", "useful"),
        question("select_multiple topics", "topics"),
        question("integer", "years"),
        comment("why"),
    ),
    repeat("talk", question("select_one met", "known")),
)


def crossed(documents: list[dict[str, Any]], by: tuple[str, ...] = ("sector",)) -> dict[tuple[str, str], CrossCounts]:
    frames = response_frames(FORM, make_responses(documents))
    breakdowns = find_breakdowns(FORM, frames, by, {})
    return {(one.question, one.breakdown.name): one for one in cross_counts(FORM, frames, breakdowns)}


def counts_of(table: CrossCounts) -> dict[str, dict[str, int]]:
    labels = [name for name, _ in table.breakdown.groups]
    return {
        option.name: dict(zip(labels, map(int, row), strict=True))
        for option, row in zip(table.options, table.counts, strict=True)
    }


def test_a_closed_question_is_counted_in_every_group() -> None:
    tables = crossed(
        [
            {"sector": "health", "useful": "agree", "topics": ["gangs", "online"]},
            {"sector": "health", "useful": "dont_know", "topics": ["gangs"]},
            {"sector": "police", "useful": "disagree", "topics": None},
            {"sector": None, "useful": "agree", "topics": ["unsure"]},
        ]
    )
    useful = tables["useful", "sector"]
    assert [label for _, label in useful.breakdown.groups] == [
        "Health", "Schools", "Police", "Another sector", "Not stated",
    ]  # fmt: skip
    assert counts_of(useful)["agree"] == {"health": 1, "schools": 0, "police": 0, "other": 0, "": 1}
    assert (useful.base.tolist(), useful.asked.tolist()) == ([1, 0, 1, 0, 1], [2, 0, 1, 0, 1])
    topics = tables["topics", "sector"]
    assert counts_of(topics)["gangs"] == {"health": 2, "schools": 0, "police": 0, "other": 0, "": 0}
    assert topics.base.tolist() == [2, 0, 0, 0, 0]


def test_only_closed_questions_are_crossed_and_none_with_itself() -> None:
    tables = crossed([{"sector": "health"}], by=("sector",))
    assert sorted(tables) == [("known", "sector"), ("topics", "sector"), ("useful", "sector")]


def test_entries_are_counted_in_the_group_of_their_response() -> None:
    known = crossed(
        [
            {"sector": "health", "talk": [{"known": "fully"}, {"known": "partly"}]},
            {"sector": "police", "talk": [{"known": "fully"}]},
        ]
    )["known", "sector"]
    assert counts_of(known)["fully"] == {"health": 1, "schools": 0, "police": 1, "other": 0}
    assert known.asked.tolist() == [2, 0, 1, 0]


def test_strata_of_invitations_are_breakdowns_too() -> None:
    records = [
        replace(record, strata={"agency": agency})
        for record, agency in zip(
            make_responses([{"useful": "agree"}] * 3), ("Police", "Health", "Police"), strict=True
        )
    ]
    frames = response_frames(FORM, records)
    (agency,) = find_breakdowns(FORM, frames, (), {"agency": "Agency"})
    assert (agency.label, agency.groups, agency.sizes.tolist()) == (
        "Agency", (("Health", "Health"), ("Police", "Police")), [1, 2],
    )  # fmt: skip


def test_answers_without_strata_have_no_breakdown() -> None:
    assert find_breakdowns(FORM, response_frames(FORM, make_responses([{}])), (), {}) == ()


def test_an_answer_without_its_strata_is_in_no_group() -> None:
    first, second = make_responses([{}, {}])
    frames = response_frames(FORM, [first, replace(second, strata={"agency": "Police"})])
    assert frames.strata["agency"].isna().tolist() == [True, False]


@pytest.mark.parametrize("name", ["topics", "why", "known", "nothing"])
def test_what_cannot_break_down_answers_is_named(name: str) -> None:
    with pytest.raises(ValueError, match=f"breakdown '{name}' is no question with one choice"):
        crossed([{}], by=(name,))


def test_a_round_that_nobody_answered_has_tables_of_nobody() -> None:
    assert int(crossed([])["useful", "sector"].counts.sum()) == 0


answers = st.fixed_dictionaries(
    {
        "sector": st.sampled_from(("health", "police", None)),
        "useful": st.sampled_from(("agree", "disagree", "dont_know", None)),
        "topics": st.lists(st.sampled_from(("gangs", "online", "unsure")), unique=True),
    }
)


@given(st.lists(answers, max_size=30))
def test_the_groups_add_up_to_everybody(documents: list[dict[str, Any]]) -> None:
    frames = response_frames(FORM, make_responses(documents))
    for table in cross_counts(FORM, frames, find_breakdowns(FORM, frames, ("sector",), {})):
        if table.section != "page":
            continue
        assert int(table.asked.sum()) == len(documents)
        assert (table.base <= table.asked).all()
        for option, row in zip(table.options, table.counts, strict=True):
            expected = sum(option.name in (given[table.question] or ()) for given in documents)
            if table.question == "useful":
                expected = sum(option.name == given["useful"] for given in documents)
            assert int(np.sum(row)) == expected
