from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from analysis.themes import ClearedQuote, NotCleared, framework_matrix
from tests.analysis.themes.frames import NAMES, Given, coded, codings, people, under
from tests.analysis.themes.test_quotes import RECORD

QUOTE = ClearedQuote(clearance=replace(RECORD, comment="c0"))
GIVEN: list[Given] = [
    ("c0", "pay", "concern"),
    ("c1", "pay", "strength"),
    ("c2", "voice", "neutral"),
    ("c5", "pay", "concern"),
]
CASES = ["r1", "r1", "r2", "r3", None, None]


def test_a_cell_has_what_a_case_said_of_a_theme() -> None:
    matrix = framework_matrix(coded(GIVEN, respondent=CASES), quotes=[QUOTE])
    assert (matrix.cases, matrix.themes, matrix.n_used, matrix.n_missing) == (("r1", "r2", "r3"), tuple(NAMES), 4, 2)
    for theme in ("pay", "work"):
        cell = matrix.cell("r1", theme)
        assert (cell.comments, cell.strengths, cell.concerns, cell.quotes) == (("c0", "c1"), 1, 1, (QUOTE,))
    assert matrix.cell("r2", "voice").comments == ("c2",)
    assert matrix.cell("r3", "voice").comments == ()


def test_words_that_were_not_cleared_are_nowhere_in_it() -> None:
    frame = coded(GIVEN, respondent=CASES, text=["SECRET"] * 6)
    assert "SECRET" not in repr(framework_matrix(frame, quotes=[QUOTE]))
    with pytest.raises(NotCleared):
        framework_matrix(frame, quotes=["SECRET"])  # type: ignore[list-item]


def test_a_case_or_theme_that_is_not_there_is_refused() -> None:
    matrix = framework_matrix(coded(GIVEN, visit=CASES), "visit")
    with pytest.raises(ValueError, match="no 'r9'"):
        matrix.cell("r9", "pay")
    with pytest.raises(ValueError, match="no 'none'"):
        matrix.cell("r1", "none")
    with pytest.raises(ValueError, match="no column 'respondent'"):
        framework_matrix(coded(GIVEN, visit=CASES))


@pytest.mark.parametrize("count", [0, 3])
def test_without_cases_there_is_a_reason(count: int) -> None:
    matrix = framework_matrix(coded([], count=count, respondent=[None] * count))
    assert (matrix.cells, matrix.n_missing, matrix.why_not) == ((), count, "No comment says which case it is of.")


@given(codings, people)
def test_every_coded_comment_of_a_case_is_in_its_cells(given: list[Given], respondents: list[str | None]) -> None:
    matrix = framework_matrix(coded(given, respondent=respondents))
    for case in matrix.cases:
        for theme in matrix.themes:
            own = {c for c, name, _ in given if name in under(theme) and respondents[int(c[1:])] == case}
            assert matrix.cell(case, theme).comments == tuple(sorted(own))
