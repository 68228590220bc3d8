"""Figures as a file: each row is placed or told in a sentence, and no template is a formula."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.partnership.models import Agency
from survey_app.programme.indicators.checking import Typed
from survey_app.programme.indicators.files import FileUnreadable, read_figures, template_csv
from survey_app.programme.indicators.models import IndicatorAdoption, IndicatorDefinition, IndicatorVersion
from survey_app.programme.indicators.standing import Expected

POLICE, TRUST = Agency(id=1, name="Example Police"), Agency(id=2, name="=Example Trust")
MONTHLY = IndicatorAdoption(
    id="a", definition_id="d", definition=IndicatorDefinition(id="d", name="decision", measure="share", period="month")
)
QUARTERLY = IndicatorAdoption(
    id="b", definition_id="q", definition=IndicatorDefinition(id="q", name="staff", measure="count", period="quarter")
)
WAY = IndicatorVersion(title="Decision", numerator="In time", denominator="Referrals")


def expected(adoption: IndicatorAdoption, agency: Agency, start: date) -> Expected:
    return Expected(
        adoption=adoption, version=WAY, agency=agency, start=start, due_on=start, submission=None, days_late=0
    )  # fmt: skip


OPEN = [
    expected(MONTHLY, POLICE, date(2026, 10, 1)),
    expected(MONTHLY, TRUST, date(2026, 10, 1)),
    expected(MONTHLY, POLICE, date(2026, 9, 1)),
    expected(QUARTERLY, POLICE, date(2026, 7, 1)),
]


def read(*lines: str) -> tuple[dict[tuple[str, int, date], Typed], tuple[str, ...]]:
    found = read_figures("\n".join(["Indicator,Agency,Period,Numerator,Denominator,Comment", *lines]).encode(), OPEN)
    return found.typed, found.problems


def test_rows_are_placed_by_indicator_agency_and_period() -> None:
    typed, problems = read("decision,Example Police,2026-10,40,50,", "staff,example police,2026 q3,7,,Checked")
    assert problems == ()
    assert typed == {
        ("d", 1, date(2026, 10, 1)): Typed(value="40", base="50"),
        ("q", 1, date(2026, 7, 1)): Typed(value="7", comment="Checked"),
    }


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("nothing,Example Police,2026-10,1,2,", "Row 2: you submit no indicator called “nothing”."),
        ("decision,Example Police,October,1,2,", "“October” is no period"),
        ("decision,Example Police,2026-13,1,2,", "“2026-13” is no period"),
        ("staff,Example Police,2026-07,1,,", "“2026-07” is no period"),
        ("decision,Example Police,2026-08,1,2,", "is not asked for 2026-08"),
        ("decision,Another Agency,2026-10,1,2,", "is not asked for 2026-10 of Another Agency"),
        ("decision,,2026-10,1,2,", "say which agency it is of"),
    ],
    ids=["indicator", "words", "month 13", "month for quarter", "not open", "another agency", "which agency"],
)
def test_a_row_that_cannot_be_placed_is_told(line: str, words: str) -> None:
    typed, problems = read(line)
    assert typed == {}
    assert len(problems) == 1
    assert words in problems[0]


def test_a_row_that_is_there_twice_is_told_and_the_first_stays() -> None:
    typed, problems = read("decision,Example Police,2026-10,40,50,", "decision,Example Police,2026-10,41,50,")
    assert typed[("d", 1, date(2026, 10, 1))].value == "40"
    assert problems == ("Row 3: the same as row 2. Leave one of them out.",)


def test_rows_that_were_not_filled_in_are_left() -> None:
    assert read("decision,Example Police,2026-10,,,") == ({}, ())


def test_a_template_comes_back_as_it_was_given_and_holds_no_formula() -> None:
    text = template_csv(OPEN).decode("utf-8-sig")
    assert "'=Example Trust" in text
    found = read_figures(template_csv(OPEN), OPEN)
    assert (found.typed, found.problems) == ({}, ())
    filled = text.replace('\'=Example Trust,2026-10,"In time, of: Referrals",,,', "'=Example Trust,2026-10,,40,50,")
    assert filled != text
    assert list(read_figures(filled.encode(), OPEN).typed) == [("d", 2, date(2026, 10, 1))]


@given(content=st.binary(max_size=200))
def test_whatever_is_uploaded_is_read_or_refused_in_a_sentence(content: bytes) -> None:
    said: list[str] = []
    for given_ in (content, b"Indicator,Period,Numerator\n" + content):
        try:
            said += read_figures(given_, OPEN).problems
        except FileUnreadable as refused:
            said.append(refused.message)
    assert all(one.endswith(".") for one in said)
