"""Which choice a value of a file means, and that no answer is swallowed by another."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.importing import documents_of
from analysis.importing.choices import ChoiceFinder
from instruments.answers import clean_answers
from tests.analysis.importing.constructed import FORUM, form, microsoft_forms, planned


@pytest.fixture
def finder() -> ChoiceFinder:
    return ChoiceFinder(form(FORUM).item("heard"))


@pytest.mark.parametrize("value", ["E-mail", "e-mail", " E mail ", "email"])
def test_a_choice_is_known_whatever_its_case_spaces_and_hyphens(finder: ChoiceFinder, value: str) -> None:
    assert finder.split(value, ";") == [(value.strip(), "email")]


@pytest.mark.parametrize("sign", [";", ",", "|", "\n"])
def test_a_part_that_another_sign_divides_is_no_choice_although_its_letters_are_those_of_one(
    finder: ChoiceFinder, sign: str
) -> None:
    other = next(one for one in (";", "|") if one != sign)
    assert finder.split(f"E-mail{sign}=", other) == [(f"E-mail{sign}=", None)]


@pytest.mark.parametrize("words", ["=", "-", "?", "…", "x"])
def test_words_without_any_letter_are_kept_as_what_somebody_said(words: str, tmp_path: Path) -> None:
    compiled = form(FORUM)
    said = clean_answers(compiled, {"heard": ["email", "other"], "heard_other": words})
    plan = planned(microsoft_forms(tmp_path / "forms.xlsx", compiled, [said]), compiled, other=True)
    assert plan.is_clean
    assert list(documents_of(plan)) == [said]
