from __future__ import annotations

from typing import Any

import pytest

from analysis.report import ResponseRate
from analysis.round_data import ImportedAnswers
from analysis.sentences import Shown, warning_sentences

RATE = ResponseRate(
    answered=60, population=60, population_known=True, rate=1.0, at_most=False, sentence="100% (60 of 60)", note=None
)


def said(*imported: tuple[str, int], responses: int | None = 60, rounding: int = 1, threshold: int = 4) -> list[str]:
    shown = Shown(
        unit="people", responses=responses, rate=RATE, sections=(), themes=None, rounding=rounding,
        threshold=threshold, imported=tuple(ImportedAnswers(program=name, answers=count) for name, count in imported),
    )  # fmt: skip
    return [sentence for sentence in warning_sentences(shown) if "imported" in sentence]


def test_a_report_says_how_many_answers_were_imported_and_from_where() -> None:
    assert said() == []
    assert said(("Microsoft Forms", 39)) == ["39 of 60 answers were imported from Microsoft Forms."]
    assert said(("Microsoft Forms", 60)) == ["All answers were imported from Microsoft Forms."]
    assert said(("KoboToolbox", 9), ("Microsoft Forms", 30)) == [
        "39 of 60 answers were imported: 9 from KoboToolbox and 30 from Microsoft Forms."
    ]


@pytest.mark.parametrize(
    ("imported", "how"),
    [
        ((("Microsoft Forms", 4),), {}),  # few were imported
        ((("Microsoft Forms", 57),), {}),  # few were not
        ((("KoboToolbox", 2), ("Microsoft Forms", 30)), {}),
        ((("Microsoft Forms", 39),), {"rounding": 5}),
        ((("Microsoft Forms", 39),), {"responses": None}),
        ((("Microsoft Forms", 61),), {}),  # some of them refused consent, so fewer are counted
    ],
)
def test_where_numbers_are_small_or_rounded_none_is_given(
    imported: tuple[tuple[str, int], ...], how: dict[str, Any]
) -> None:
    [sentence] = said(*imported, **how)
    assert sentence.startswith("Some of the answers were imported from ")
    assert not any(sign.isdigit() for sign in sentence)
