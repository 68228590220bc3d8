from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from analysis.disclosure.round_gate import GatedRound, gate_round
from analysis.disclosure.wording import WHOLE
from analysis.report import QuestionBlock
from tests.analysis.rounds import comment, group, make_figures, make_instrument, question, repeat


def gate(survey: list[dict[str, Any]], documents: list[dict[str, Any]], **changes: Any) -> dict[str, QuestionBlock]:
    gated = gate_whole(survey, documents, **changes)
    return {block.name: block for section in gated.sections for block in section.questions}


def gate_whole(survey: list[dict[str, Any]], documents: list[dict[str, Any]], **changes: Any) -> GatedRound:
    return gate_round(make_figures(make_instrument(*survey), documents, **changes), 4)


def many(*answers: tuple[dict[str, Any], int]) -> list[dict[str, Any]]:
    return [dict(document) for document, count in answers for _ in range(count)]


WHY = [
    question("select_one yes_no", "heard"),
    comment("why", relevant="${heard} = 'no'"),
    question("select_one length", "when", relevant="${heard} = 'yes'"),
]


def test_a_follow_up_on_a_hidden_answer_is_hidden_whole() -> None:
    blocks = gate(WHY, many(({"heard": "no", "why": "A comment."}, 3), ({"heard": "yes", "when": "right"}, 30)))
    assert blocks["heard"].rows[0].share.mark == "c"
    for name in ("why", "when"):
        # The same sentence for both: it must not tell which of the two answers few people gave.
        assert (blocks[name].mark, blocks[name].asked, blocks[name].notes) == ("c", None, (WHOLE,))


def test_a_follow_up_on_answers_that_are_shown_stays() -> None:
    blocks = gate(WHY, many(({"heard": "no", "why": "A comment."}, 9), ({"heard": "yes", "when": "right"}, 30)))
    assert (blocks["why"].asked, blocks["why"].comments) == (9, 9)
    assert blocks["when"].base == 30


def test_a_follow_up_on_a_shown_choice_stays_beside_hidden_ones() -> None:
    survey = [
        question("select_one sectors", "sector"),
        question("select_one yes_no", "duty", relevant="${sector} = 'health'"),
    ]
    documents = many(({"sector": "health", "duty": "yes"}, 20), ({"sector": "schools"}, 9), ({"sector": "police"}, 3))
    blocks = gate(survey, documents)
    assert [row.share.count for row in blocks["sector"].rows] == [20, None, None, 0]
    assert blocks["duty"].asked == 20


def test_what_hangs_on_a_hidden_follow_up_is_hidden_too() -> None:
    survey = [*WHY, comment("late", relevant="${when} = 'long'"), comment("early", relevant="${when} = 'short'")]
    documents = many(
        ({"heard": "no", "why": "A comment."}, 3),
        ({"heard": "yes", "when": "long", "late": "A comment."}, 10),
        ({"heard": "yes", "when": "short", "early": "A comment."}, 20),
    )
    assert {name for name, block in gate(survey, documents).items() if block.mark == "c"} == {
        "why",
        "when",
        "late",
        "early",
    }


def test_the_parts_of_a_grade_go_with_the_grade() -> None:
    survey = [question("grade met", "st1")]
    graded = {"st1": "fully", "st1_rationale": "A made-up reason."}
    poor = {"st1": "not_met", "st1_rationale": "A made-up reason.", "st1_action_what": "A made-up action."}
    blocks = gate(survey, many((graded, 20), (poor, 3)))
    assert blocks["st1"].rows[0].share.mark == "c"
    # All who graded are asked for a reason: that number is known. Only those who graded badly are asked for an action.
    assert blocks["st1_rationale"].comments == 23
    assert blocks["st1_action_what"].mark == "c"


TWO_REASONS = [
    question("select_one yes_no", "heard"),
    question("select_one sectors", "sector"),
    comment("both", relevant="${heard} = 'yes' and ${sector} = 'health'"),
    comment("not_both", relevant="${heard} = 'no' and ${sector} = 'health'"),
    comment("police", relevant="${sector} = 'police'"),
]


def test_numbers_asked_that_could_be_subtracted_are_hidden_together() -> None:
    documents = many(
        ({"heard": "yes", "sector": "health", "both": "A comment."}, 3),
        ({"heard": "no", "sector": "health", "not_both": "A comment."}, 9),
        ({"heard": "yes", "sector": "police", "police": "A comment."}, 20),
    )
    blocks = gate(TWO_REASONS, documents)
    assert [row.share.count for row in blocks["sector"].rows] == [12, 0, 20, 0]
    assert (blocks["both"].mark, blocks["not_both"].mark) == ("c", "c")
    assert blocks["police"].comments == 20  # as many as the table of sectors says anyway


def test_numbers_asked_for_two_reasons_stay_where_all_are_large() -> None:
    documents = many(
        ({"heard": "yes", "sector": "health", "both": "A comment."}, 6),
        ({"heard": "no", "sector": "health", "not_both": "A comment."}, 9),
        ({"heard": "yes", "sector": "police", "police": "A comment."}, 20),
    )
    blocks = gate(TWO_REASONS, documents)
    assert (blocks["both"].comments, blocks["not_both"].comments) == (6, 9)


def test_a_number_that_decides_who_is_asked_is_hidden_with_a_small_number_asked() -> None:
    survey = [question("integer", "years"), comment("why", relevant="${years} > 30")]
    blocks = gate(survey, many(({"years": 5}, 20), ({"years": 31, "why": "A comment."}, 3)))
    assert (blocks["years"].mark, blocks["why"].mark) == ("c", "c")


def test_a_repeat_on_a_hidden_answer_is_hidden_with_the_number_of_its_entries() -> None:
    survey = [
        group("page", question("select_one yes_no", "heard")),
        repeat("talk", question("select_one met", "known"), relevant="${heard} = 'no'"),
    ]
    documents = many(({"heard": "no", "talk": [{"known": "fully"}, {"known": "fully"}]}, 3), ({"heard": "yes"}, 30))
    section = gate_whole(survey, documents).sections[1]
    assert (section.entries, section.responses_with_entries, section.mark) == (None, None, "c")
    assert section.questions[0].mark == "c"


def test_few_responses_with_entries_are_hidden() -> None:
    survey = [
        group("page", question("select_one yes_no", "heard")),
        repeat("talk", question("select_one met", "known")),
    ]
    some = many(({"heard": "no", "talk": [{"known": "fully"}] * 3}, 3), ({"heard": "no", "talk": []}, 30))
    section = gate_whole(survey, some).sections[1]
    assert (section.entries, section.responses_with_entries, section.mark) == (9, None, "c")
    all_but_few = many(({"heard": "no", "talk": [{"known": "fully"}] * 3}, 30), ({"heard": "no", "talk": []}, 3))
    section = gate_whole(survey, all_but_few).sections[1]
    assert (section.entries, section.responses_with_entries) == (90, None)


def test_as_many_entries_as_responses_less_a_few_are_hidden() -> None:
    survey = [
        group("page", question("select_one yes_no", "heard")),
        repeat("talk", question("select_one met", "known")),
    ]
    documents = many(({"heard": "no", "talk": [{"known": "fully"}]}, 30), ({"heard": "no", "talk": []}, 3))
    section = gate_whole(survey, documents).sections[1]
    assert (section.entries, section.mark, section.questions[0].mark) == (None, "c", "c")


def test_a_repeat_of_few_people_is_hidden_even_in_a_round_of_organisations() -> None:
    survey = [
        group("page", question("select_one yes_no", "heard")),
        repeat("talk", question("select_one met", "known"), unit="people"),
    ]
    instrument = make_instrument(*survey, unit="organisations")
    documents = many(({"heard": "no", "talk": [{"known": "fully"}]}, 3), ({"heard": "yes", "talk": []}, 1))
    page, talk = gate_round(make_figures(instrument, documents), 4).sections
    assert [row.share.count for row in page.questions[0].rows] == [1, 3]
    assert (talk.entries, talk.questions[0].mark) == (None, "c")


def test_people_who_did_not_reach_a_question_are_not_given_away() -> None:
    survey = [
        question("select_one yes_no", "first"),
        question("select_one yes_no", "second"),
        question("select_one yes_no", "third"),
    ]
    documents = many(
        ({"first": "yes"}, 3),
        ({"first": "yes", "second": "no"}, 20),
        ({"first": "yes", "second": "no", "third": "no"}, 20),
    )
    blocks = gate(survey, documents)
    assert {name for name, block in blocks.items() if block.mark == "c"} == {"first", "second", "third"}


FRAME = pd.DataFrame({"agency": ["Health", "Schools", "Police"], "invited": [60, 60, 60], "answered": [20, 9, 3]})


@pytest.mark.parametrize("name", ["agency", "sector"])
def test_a_question_about_the_groups_of_a_breakdown_is_hidden_with_them(name: str) -> None:
    documents = many(({name: "health"}, 20), ({name: "schools"}, 6), ({name: "police"}, 6))
    blocks = gate([question("select_one sectors", name)], documents, frame=FRAME)
    assert blocks[name].mark == "c"


def test_a_question_about_the_groups_of_a_breakdown_stays_where_nothing_is_hidden() -> None:
    frame = FRAME.assign(answered=[20, 6, 6])
    documents = many(({"sector": "health"}, 20), ({"sector": "schools"}, 6), ({"sector": "police"}, 6))
    assert gate([question("select_one sectors", "sector")], documents, frame=frame)["sector"].mark is None
