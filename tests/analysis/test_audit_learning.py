"""Themes against cases: what speaks for and against."""

from __future__ import annotations

import pytest

from analysis.audit_learning import CodedPoint, theme_table


def point(kind: str, theme: str, case: str | None) -> CodedPoint:
    return CodedPoint(kind=kind, theme=theme, case=case)


def test_strengths_and_helps_speak_for_and_challenges_against() -> None:
    points = [
        point("strength", "Sleep", "A"), point("enabler", "Sleep", "A"), point("challenge", "Sleep", "A"),
        point("learning", "Sleep", None), point("challenge", "Sleep", None),
    ]  # fmt: skip
    (row,) = theme_table(points, cases=["A", "B"]).rows
    assert [one.text for one in (*row.by_case, row.whole, row.total)] == ["2 : 1", "", "0 : 1", "2 : 2"]
    assert (row.n_cases, row.total.n_points, row.total.n_other) == (1, 5, 1)


def test_a_case_without_a_point_keeps_its_column() -> None:
    assert theme_table([], cases=["A", "B"]).cases == ("A", "B")


def test_themes_of_most_cases_come_first_and_what_has_no_theme_last() -> None:
    points = [
        point("strength", "", "A"), point("strength", "", "B"), point("strength", "One case", "A"),
        point("strength", "One case", "A"), point("challenge", "Two cases", "A"), point("challenge", "Two cases", "B"),
    ]  # fmt: skip
    assert [row.theme for row in theme_table(points, cases=["A", "B"]).rows] == ["Two cases", "One case", ""]


@pytest.mark.parametrize(
    ("kind", "case", "words"),
    [("concern", "A", "kind 'concern'"), ("strength", "C", "case 'C'")], ids=["kind", "case"],
)  # fmt: skip
def test_what_is_not_known_is_refused(kind: str, case: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        theme_table([point(kind, "Sleep", case)], cases=["A", "B"])
