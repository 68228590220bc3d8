from __future__ import annotations

from typing import Any

import pytest

from analysis.disclosure.question_gate import GatedBlock, gate_question
from analysis.report import QuestionBlock
from tests.analysis.rounds import block_of, comment, make_figures, make_instrument, question, spread

NO_CHOICES: frozenset[str] = frozenset()


def make_block(type_: str, answers: dict[Any, int], **columns: Any) -> QuestionBlock:
    instrument = make_instrument(question(type_, "asked_of_all", **columns))
    return block_of(make_figures(instrument, spread(asked_of_all=answers)), "asked_of_all")


def gate(type_: str, answers: dict[Any, int], **columns: Any) -> GatedBlock:
    return gate_question(make_block(type_, answers, **columns), 4, NO_CHOICES)


def counts(gated: GatedBlock) -> dict[str, int | None]:
    return {row.name: row.share.count for row in gated.block.rows}


def test_large_counts_pass_unchanged() -> None:
    block = make_block("select_one yes_no", {"yes": 20, "no": 9})
    assert gate_question(block, 4, NO_CHOICES).block == block


def test_a_unanimous_answer_stays_where_the_base_is_large() -> None:
    gated = gate("select_one yes_no", {"yes": 20})
    assert counts(gated) == {"yes": 20, "no": 0}
    assert gated.block.rows[0].share.share == 1


def test_a_small_count_goes_with_its_neighbour_and_everything_that_rests_on_them() -> None:
    gated = gate("select_one agree", {"strongly_agree": 20, "agree": 9, "neither": 3})
    assert counts(gated) == {"strongly_agree": 20, "agree": None, "neither": None, "disagree": 0}
    hidden = gated.block.rows[1].share
    assert (hidden.share, hidden.interval, hidden.population_interval, hidden.mark) == (None, None, None, "c")
    assert gated.block.favourable is not None
    assert (gated.block.favourable.count, gated.block.favourable.mark) == (None, "c")
    assert (gated.block.median, gated.block.median_note) == (None, None)
    assert gated.block.base == 32


def test_primary_and_secondary_cells_carry_the_same_mark() -> None:
    gated = gate("select_one sectors", {"health": 20, "schools": 9, "police": 3})
    marks = {row.name: row.share.mark for row in gated.block.rows}
    assert marks == {"health": None, "schools": "c", "police": "c", "other": None}


def test_few_blanks_take_the_base_and_all_percentages_with_them() -> None:
    gated = gate("select_one yes_no", {"yes": 20, "no": 9, None: 2})
    assert gated.block.base is None
    assert gated.block.absences.not_answered is None
    assert gated.block.absences.mark == "c"
    assert counts(gated) == {"yes": 20, "no": None}
    assert all(row.share.share is None and row.share.mark == "c" for row in gated.block.rows)


@pytest.mark.parametrize(
    "answers", [{"yes": 3}, {"yes": 2, "no": 1}, {"yes": 3, None: 30}, {None: 4}], ids=["all", "two", "base", "asked"]
)
def test_a_question_answered_by_few_is_hidden_whole(answers: dict[Any, int]) -> None:
    gated = gate("select_one yes_no", answers)
    assert gated.is_whole
    block = gated.block
    assert (block.asked, block.base, block.rows, block.mark) == (None, None, (), "c")
    assert block.absences.not_answered is None
    assert block.label == "About asked_of_all"


def test_a_question_that_many_were_asked_and_nobody_answered_shows_that() -> None:
    gated = gate("select_one yes_no", {None: 30})
    assert (gated.block.base, gated.block.absences.not_answered) == (0, 30)


def test_a_small_favourable_sum_of_two_hides_the_question() -> None:
    # Two counts marked [c] are together at least 2, so the favourable count could not be 1.
    assert gate("select_one agree", {"strongly_agree": 2, "agree": 1, "neither": 20, "disagree": 9}).is_whole


def test_a_small_favourable_count_of_one_choice_is_a_hidden_cell() -> None:
    gated = gate("select_one agree", {"agree": 3, "neither": 20, "disagree": 9})
    assert gated.block.favourable is not None
    assert gated.block.favourable.mark == "c"


def multiple(*answers: tuple[list[str], int]) -> list[dict[str, Any]]:
    return [{"topics": chosen} for chosen, count in answers for _ in range(count)]


def gate_topics(*answers: tuple[list[str], int]) -> GatedBlock:
    instrument = make_instrument(question("select_multiple topics", "topics"))
    block = block_of(make_figures(instrument, multiple(*answers)), "topics")
    return gate_question(block, 4, frozenset({"none"}))


def test_an_option_that_all_but_a_few_ticked_is_hidden() -> None:
    gated = gate_topics((["gangs", "online"], 20), (["online"], 10), (["neglect", "gangs"], 6))
    assert counts(gated) == {"gangs": 26, "online": 30, "neglect": 6, "none": 0}
    gated = gate_topics((["gangs", "online"], 20), (["gangs"], 10), (["online", "neglect"], 3), (["neglect"], 5))
    assert counts(gated)["gangs"] == 30
    gated = gate_topics((["gangs", "online"], 20), (["gangs", "neglect"], 10), (["online"], 3))
    assert counts(gated)["gangs"] is None


def test_a_small_exclusive_option_does_not_show_in_what_the_others_ticked() -> None:
    gated = gate_topics((["gangs"], 30), (["none"], 3))
    assert counts(gated) == {"gangs": None, "online": 0, "neglect": 0, "none": None}


def test_numbers_about_people_have_no_extremes() -> None:
    gated = gate("integer", {3: 10, 8: 10, 40: 5})
    numbers = gated.block.numbers
    assert numbers is not None
    assert (numbers.minimum, numbers.median, numbers.maximum, numbers.n) == (None, 8, None, 25)
    assert numbers.mark == "c"


def test_fewer_than_ten_numbers_are_not_summarised() -> None:
    numbers = gate("integer", {3: 5, 8: 4}).block.numbers
    assert numbers is not None
    assert (numbers.n, numbers.median, numbers.mark) == (9, None, "c")


def test_numbers_whose_base_is_hidden_are_hidden() -> None:
    numbers = gate("integer", {3: 20, None: 2}).block.numbers
    assert numbers is not None
    assert (numbers.n, numbers.median, numbers.mark) == (None, None, "c")


def test_numbers_that_nobody_gave_say_so() -> None:
    numbers = gate("integer", {None: 20}).block.numbers
    assert numbers is not None
    assert (numbers.n, numbers.mark) == (0, "z")


@pytest.mark.parametrize(("written", "shown"), [(20, 20), (18, None), (3, None), (0, 0)])
def test_the_number_of_comments_is_gated(written: int, shown: int | None) -> None:
    instrument = make_instrument(comment("why"))
    answers = spread(why={"A made-up comment.": written, None: 20 - written})
    gated = gate_question(block_of(make_figures(instrument, answers), "why"), 4, NO_CHOICES)
    assert gated.block.comments == shown


def test_a_block_cannot_pass_twice() -> None:
    hidden = gate("select_one yes_no", {"yes": 3}).block
    with pytest.raises(ValueError, match="already passed the gate"):
        gate_question(hidden, 4, NO_CHOICES)
