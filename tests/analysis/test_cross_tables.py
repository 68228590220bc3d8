from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cross_tables import wilson_limits
from analysis.disclosure import (
    DisclosurePolicy,
    ReleaseLedger,
    release,
    report_from_json,
    report_to_json,
    working_report,
)
from analysis.proportions import wilson_interval
from analysis.report import CrossTable, Report
from tests.analysis.rounds import group, make_figures, make_instrument, question

FORM = make_instrument(
    group(
        "page",
        question("select_one sectors", "sector"),
        question("select_one agree", "useful"),
        question("select_one yes_no", "heard"),
        question("select_multiple topics", "topics"),
        question("select_one met", "followed", relevant="${heard} = 'no'"),
    )
)


def documents(health: int, police: int) -> list[dict[str, Any]]:
    """Constructed: the police are less content."""
    found = []
    for number in range(health + police):
        sector = "health" if number < health else "police"
        content = number % 10 < (8 if sector == "health" else 3)
        found.append(
            {
                "sector": sector,
                "useful": "agree" if content else "disagree",
                "heard": "yes" if number % 2 else "no",
                "topics": ["gangs"] if number % 2 else ["online", "neglect"],
                "followed": None if number % 2 else "fully",
            }
        )
    return found


def released(given: list[dict[str, Any]], **changes: Any) -> Report:
    figures = make_figures(FORM, given, break_down_by=("sector",), closed=True, **changes)
    return release(figures, DisclosurePolicy.default(), ReleaseLedger()).report


def working(given: list[dict[str, Any]]) -> Report:
    return working_report(make_figures(FORM, given, break_down_by=("sector",)))


def table_of(report: Report, name: str) -> CrossTable:
    return next(table for table in report.cross_tables if table.question == name)


def test_a_group_has_its_counts_base_shares_and_intervals() -> None:
    table = table_of(working(documents(20, 10)), "useful")
    place = [found.name for found in table.groups].index("health")
    assert (table.groups[place].asked, table.groups[place].base) == (20, 20)
    assert table.favourable is not None
    assert (table.favourable.label, table.favourable.counts[place]) == ("Strongly agree or Agree", 16)
    expected = wilson_interval(16, 20)
    assert table.favourable.shares[place] == 0.8
    assert (table.favourable.lows[place], table.favourable.highs[place]) == pytest.approx((expected.low, expected.high))


def test_a_group_of_nobody_has_a_base_of_none_and_no_share() -> None:
    table = table_of(working(documents(20, 10)), "useful")
    place = [found.name for found in table.groups].index("schools")
    assert (table.groups[place].base, table.rows[0].counts[place], table.rows[0].shares[place]) == (0, 0, None)


def test_a_scale_gets_a_rank_test_others_a_test_of_independence_and_overlapping_choices_one_each() -> None:
    report = working(documents(40, 40))
    useful, heard, topics = (table_of(report, name).test for name in ("useful", "heard", "topics"))
    assert useful is not None
    assert heard is not None
    assert topics is not None
    assert useful.method.startswith("Mann-Whitney")
    assert useful.effect_name == "rank-biserial correlation"
    assert "chi-square" in heard.method
    assert topics.method.startswith("Each choice by itself")


def test_the_p_values_of_one_breakdown_are_corrected_together() -> None:
    tests = [table.test for table in working(documents(40, 40)).cross_tables]
    found = [test for test in tests if test is not None and test.p_value is not None]
    assert len(found) > 1
    assert {test.adjustment for test in found} == {f"Holm, over {len(found)} questions by About sector"}
    assert all((test.adjusted or 0) >= (test.p_value or 0) for test in found)


def test_what_is_large_enough_is_released_whole_and_tested() -> None:
    table = table_of(released(documents(40, 40)), "useful")
    assert table.mark is None
    assert table.test is not None
    assert table.test.p_value is not None


def test_a_small_group_hides_another_with_it_and_there_is_no_test() -> None:
    given = documents(40, 40) + [{**one, "sector": "schools"} for one in documents(3, 0)]
    given += [{**one, "sector": "other"} for one in documents(12, 0)]
    report = released(given)
    table = table_of(report, "heard")
    hidden = [found.name for found in table.groups if found.asked is None]
    assert "schools" in hidden
    assert len(hidden) >= 2
    assert table.test is not None
    assert table.test.p_value is None
    assert table.test.why_not == "Not tested, since something of this table is not shown."
    assert any("by About sector" in line.place for line in report.suppressions)


def test_a_question_that_only_some_were_asked_is_not_broken_down_in_a_release() -> None:
    assert "followed" in {table.question for table in working(documents(40, 40)).cross_tables}
    assert "followed" not in {table.question for table in released(documents(40, 40)).cross_tables}


def test_organisations_answer_for_themselves() -> None:
    form = make_instrument(
        group("page", question("select_one sectors", "sector"), question("select_one agree", "useful")),
        unit="organisations",
    )
    figures = make_figures(form, documents(3, 2), break_down_by=("sector",), closed=True)
    report = release(figures, DisclosurePolicy.default(), ReleaseLedger()).report
    assert table_of(report, "useful").groups[0].base == 3


def test_a_round_without_breakdowns_has_no_cross_tables() -> None:
    assert working_report(make_figures(FORM, documents(4, 4))).cross_tables == ()


def test_cross_tables_survive_json() -> None:
    report = released(documents(40, 40))
    assert report_from_json(report_to_json(report)) == report


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=8))
def test_many_intervals_at_once_are_those_of_one_after_another(pairs: list[tuple[int, int]]) -> None:
    counts = np.array([min(pair) for pair in pairs])
    bases = np.array([max(pair) for pair in pairs])
    shares, lows, highs = wilson_limits(counts, bases)
    for place, (count, base) in enumerate(zip(counts.tolist(), bases.tolist(), strict=True)):
        one = wilson_interval(count, base)
        if base:
            assert (shares[place], lows[place], highs[place]) == pytest.approx((one.estimate, one.low, one.high))
