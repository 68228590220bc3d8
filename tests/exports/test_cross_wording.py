from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.report import CrossTest, Interval
from exports.cross_wording import bounds_sentence, difference_sentence, groups_differ, method_sentence
from tests.exports import reports
from tests.exports.crossed import DIFFERS, NO_TEST

CHANCE = CrossTest(method="Fisher exact test", p_value=0.02, adjusted=0.3)


@pytest.mark.parametrize(("test", "differ"), [(DIFFERS, True), (CHANCE, False), (NO_TEST, None), (None, None)])
def test_the_corrected_p_value_decides_whether_groups_differ(test: CrossTest | None, differ: bool | None) -> None:
    assert groups_differ(test) is differ


def test_a_difference_is_told_in_plain_words() -> None:
    assert difference_sentence(DIFFERS) == "The groups differ by more than chance would explain (p = 0.008)."
    assert (
        difference_sentence(CHANCE)
        == "The differences between the groups are no larger than chance could make them (p = 0.300)."
    )
    assert difference_sentence(replace(DIFFERS, adjusted=0.0001)).endswith("(p under 0.001).")


def test_where_there_is_no_test_it_says_why() -> None:
    assert difference_sentence(NO_TEST) == NO_TEST.why_not
    assert method_sentence(NO_TEST) == ""
    assert difference_sentence(None) == method_sentence(None) == ""


def test_the_method_names_effect_correction_and_seed() -> None:
    assert method_sentence(replace(DIFFERS, seed=7)) == (
        "Kruskal-Wallis test; epsilon squared 0.12; corrected by Holm, over 2 questions by Agency; seed 7."
    )


def test_bounds_are_of_everybody_asked() -> None:
    block = reports.make_closed("q", "Question")
    assert bounds_sentence(block) == ""
    assert block.favourable is not None
    bounds = Interval(low=0.156, high=0.982, method="bounds")
    assert bounds_sentence(replace(block, favourable=replace(block.favourable, bounds=bounds))) == (
        "Whatever those think who did not answer, of everybody asked it is between 16% and 98%."
    )
