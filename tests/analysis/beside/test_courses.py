from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from analysis.beside.courses import courses
from analysis.comparison import RoundComparison, comparable_questions
from analysis.derived_reports import ReportsRefused
from analysis.disclosure import DisclosurePolicy, ReleaseLedger, release, working_report
from analysis.report import Report
from instruments.compiled import CompiledInstrument
from tests.analysis.rounds import group, make_figures, make_instrument, question, spread

FORM = make_instrument(group("page", question("select_one agree", "useful"), question("select_one yes_no", "heard")))
REWORDED = make_instrument(group("page", question("select_one agree", "useful", label="Was it of any use?")))


def released(number: int, answers: Mapping[Any, int], form: CompiledInstrument = FORM) -> Report:
    figures = make_figures(
        form,
        spread(useful=answers),
        title=f"Round {number}",
        slug=f"round-{number}",
        closes_on=date(2020 + number, 5, 1),
    )
    return release(figures, DisclosurePolicy.default(), ReleaseLedger()).report


def alike(*forms: CompiledInstrument) -> list[RoundComparison]:
    return [comparable_questions(one.instrument, forms[-1].instrument) for one in forms[:-1]]


def test_a_question_asked_alike_has_a_point_for_each_round() -> None:
    reports = [released(1, {"agree": 10, "neither": 10}), released(2, {"agree": 20, "neither": 10})]
    (course,) = courses(reports, alike(FORM, FORM))
    assert (course.question, course.favourable_label) == ("useful", "Strongly agree or Agree")
    assert [(point.slug, point.on, point.share.share) for point in course.points] == [
        ("round-1", date(2021, 5, 1), 0.5),
        ("round-2", date(2022, 5, 1), 20 / 30),
    ]


def test_a_round_that_asked_in_other_words_has_no_point() -> None:
    reports = [released(n, {"agree": 10, "neither": 10}, form) for n, form in enumerate((FORM, REWORDED, FORM), 1)]
    (course,) = courses(reports, alike(FORM, REWORDED, FORM))
    assert [point.slug for point in course.points] == ["round-1", "round-3"]
    assert courses(reports[1:], alike(REWORDED, FORM)) == ()


def test_what_an_earlier_release_hides_is_hidden_in_the_course() -> None:
    reports = [released(1, {"agree": 2, "neither": 20}), released(2, {"agree": 12, "neither": 20})]
    (course,) = courses(reports, alike(FORM, FORM))
    first = course.points[0].share
    assert (first.count, first.share, first.mark) == (None, None, "c")
    whole = [released(1, {"agree": 2, "strongly_agree": 1, "neither": 20}), reports[1]]
    assert courses(whole, alike(FORM, FORM)) == ()  # all of it is hidden, so there is nothing to begin with


def test_one_round_has_no_course() -> None:
    assert courses([released(1, {"agree": 10})], []) == ()
    assert courses([], []) == ()


def test_what_does_not_go_together_is_refused() -> None:
    one = released(1, {"agree": 10, "neither": 10})
    with pytest.raises(ReportsRefused, match="twice"):
        courses([one, one], alike(FORM, FORM))
    working = working_report(make_figures(FORM, spread(useful={"agree": 9}), slug="other"))
    with pytest.raises(ReportsRefused, match="working papers and releases"):
        courses([one, working], alike(FORM, FORM))
    with pytest.raises(ValueError, match="2 reports need 1 comparisons"):
        courses([one, working], [])
