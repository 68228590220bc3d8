from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from analysis.comparison import comparable_questions
from analysis.derived_reports import ReportsRefused, comparison_report
from analysis.disclosure import DisclosurePolicy, ReleaseLedger, release, working_report
from analysis.report import Report
from instruments.compiled import CompiledInstrument
from tests.analysis.rounds import group, make_figures, make_instrument, question, spread

NOW = datetime(2026, 6, 1, 9, 30)
OLD = make_instrument(
    group(
        "page",
        question("select_one agree", "useful"),
        question("select_one agree", "clear"),
        question("select_one yes_no", "heard"),
        question("select_one length", "length"),
    )
)
NEW = make_instrument(
    group(
        "page",
        question("select_one agree", "useful"),
        {**question("select_one agree", "clear"), "label": "Was it said clearly?"},
        question("select_one yes_no", "heard"),
    )
)


def answers(useful: tuple[int, int], heard: tuple[int, int]) -> dict[str, dict[Any, int]]:
    return {
        "useful": {"agree": useful[0], "disagree": useful[1]},
        "clear": {"agree": useful[0], "disagree": useful[1]},
        "heard": {"yes": heard[0], "no": heard[1]},
    }


def report(form: CompiledInstrument, slug: str, useful: tuple[int, int], **changes: Any) -> Report:
    figures = make_figures(form, spread(**answers(useful, (useful[0], useful[1]))), slug=slug, title=slug, **changes)
    return working_report(figures)


def compare(first: Report, second: Report, old: CompiledInstrument = OLD, new: CompiledInstrument = NEW):
    return comparison_report(first, second, comparable_questions(old.instrument, new.instrument), produced_at=NOW)


def test_a_question_asked_in_the_same_way_is_compared_with_its_difference_and_interval() -> None:
    found = compare(report(OLD, "spring", (48, 32)), report(NEW, "autumn", (56, 14)))
    useful = next(one for one in found.questions if one.name == "useful")
    assert useful.favourable is not None
    # Newcombe (1998), Statistics in Medicine 17, table II, example (a), method 10: 56 of 70 against 48 of 80.
    assert useful.favourable.difference == pytest.approx(0.2)
    assert useful.favourable.low == pytest.approx(0.0524, abs=5e-5)
    assert useful.favourable.high == pytest.approx(0.3339, abs=5e-5)
    assert useful.favourable.verdict == "higher"
    assert (found.summary[1], found.summary[2]) == (
        "1 question was compared by favourable answers: 1 rose, 0 fell, and of 0 the difference may be chance.",
        "“About useful”: Strongly agree or Agree rose from 60% (48 of 80) to 80% (56 of 70).",
    )


def test_a_reworded_question_is_not_compared_and_the_report_says_why() -> None:
    found = compare(report(OLD, "spring", (48, 32)), report(NEW, "autumn", (56, 14)))
    assert "clear" not in {one.name for one in found.questions}
    reasons = {one.name: one.reasons for one in found.not_compared}
    assert set(reasons) == {"clear", "length"}
    assert all(reasons.values())


def test_a_question_without_a_scale_stands_side_by_side_without_a_verdict() -> None:
    found = compare(report(OLD, "spring", (48, 32)), report(NEW, "autumn", (56, 14)))
    heard = next(one for one in found.questions if one.name == "heard")
    assert heard.favourable is None
    assert [(row.name, row.first.count, row.second.count) for row in heard.rows] == [("yes", 48, 56), ("no", 32, 14)]


def test_fewer_than_ten_answers_make_no_change() -> None:
    found = compare(report(OLD, "spring", (9, 0)), report(NEW, "autumn", (5, 15)))
    useful = next(one for one in found.questions if one.name == "useful")
    assert useful.favourable is not None
    assert (useful.favourable.verdict, useful.favourable.difference) == ("not compared", None)
    assert (
        found.summary[-1] == "No question has favourable answers shown in both rounds with enough answers to compare."
    )


def test_what_a_release_hides_is_not_compared() -> None:
    first, second = (
        release(
            make_figures(OLD, spread(**answers(useful, useful)), slug=slug, title=slug, closed=True),
            DisclosurePolicy.default(),
            ReleaseLedger(),
        ).report
        for slug, useful in (("spring", (30, 3)), ("autumn", (20, 15)))
    )
    found = compare(first, second, OLD, OLD)
    useful = next(one for one in found.questions if one.name == "useful")
    assert useful.favourable is not None
    assert useful.favourable.first.count is None
    assert useful.favourable.difference is None
    assert "30" not in " ".join(found.summary)


def test_rounds_of_different_units_are_refused() -> None:
    returns = make_instrument(*[group("page", question("select_one agree", "useful"))], unit="organisations")
    other = working_report(make_figures(returns, spread(useful={"agree": 20}), slug="returns", title="Returns"))
    with pytest.raises(ReportsRefused, match="counts people and “Returns” counts organisations"):
        compare(report(OLD, "spring", (48, 32)), other)


def test_a_round_is_not_compared_with_itself() -> None:
    with pytest.raises(ReportsRefused, match="cannot be compared with itself"):
        compare(report(OLD, "spring", (48, 32)), report(OLD, "spring", (48, 32)))


def test_a_working_paper_is_not_set_beside_a_release() -> None:
    figures = make_figures(NEW, spread(**answers((56, 14), (56, 14))), slug="autumn", closed=True)
    released = release(figures, DisclosurePolicy.default(), ReleaseLedger()).report
    with pytest.raises(ReportsRefused, match="choose one kind"):
        compare(report(OLD, "spring", (48, 32)), released)


def test_a_change_of_the_response_rate_is_a_warning() -> None:
    found = compare(report(OLD, "spring", (20, 10)), report(NEW, "autumn", (56, 14)))
    assert any(warning.startswith("The response rates differ") for warning in found.warnings)


def test_a_question_that_changed_within_a_round_is_not_compared() -> None:
    first, second = report(OLD, "spring", (48, 32)), report(NEW, "autumn", (56, 14))
    (section,) = second.sections
    changed = replace(
        section,
        questions=tuple(
            replace(block, remarks=("Version 2 has other words.",)) if block.name == "useful" else block
            for block in section.questions
        ),
    )
    found = compare(first, replace(second, sections=(changed,)))
    assert "useful" not in {one.name for one in found.questions}
    assert ("Version 2 has other words.",) in [one.reasons for one in found.not_compared]
