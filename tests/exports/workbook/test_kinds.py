"""The workbook of a form with every kind of question, repeats in repeats, and answers to two versions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analysis.disclosure import DisclosurePolicy, ReleaseLedger, release, working_report
from analysis.report import Report
from exports.raw_answers import RawAnswers
from tests.analysis.kinds import kinds_documents, kinds_figures, kinds_instrument
from tests.analysis.rounds import make_responses
from tests.exports.workbooks import Rows, row_of, sheets, written


@pytest.fixture(scope="module")
def report() -> Report:
    return working_report(kinds_figures(12))


@pytest.fixture(scope="module")
def workbook(report: Report) -> dict[str, Rows]:
    return sheets(
        written(report, raw=RawAnswers(form=kinds_instrument(), responses=make_responses(kinds_documents(12))))
    )


def texts(rows: Rows) -> list[str]:
    return [str(cell) for row in rows for cell in row if isinstance(cell, str) and cell]


def test_a_ranking_has_its_first_choices_and_its_places(workbook: dict[str, Rows], report: Report) -> None:
    block = next(b for section in report.sections for b in section.questions if b.name == "helps")
    rows = workbook["Views"]
    assert row_of(rows, "Training", after="Put first")[1] == block.rows[1].share.count
    head = row_of(rows, "Where each was put")
    assert head[1:6] == ["Median place", "1st", "2nd", "3rd", "4th"]
    training = row_of(rows, "Training", after="Where each was put")
    assert [training[1], *training[2:6]] == [block.ranks[1].median, *block.ranks[1].positions]


def test_questions_that_the_form_shows_as_a_table_stand_in_one(workbook: dict[str, Rows]) -> None:
    head = row_of(workbook["How far do you agree"], "Per cent of people")
    assert head[1:6] == ["Base", "Strongly agree", "Agree", "Neither", "Disagree"]


def test_a_repeat_in_a_repeat_says_what_it_stands_in(workbook: dict[str, Rows]) -> None:
    assert "They belong to the entries of “Visits”." in texts(workbook["Rooms"])


def test_files_and_places_are_counted_only(workbook: dict[str, Rows]) -> None:
    rows = workbook["Files and places"]
    assert row_of(rows, "About photo")[5] == 12
    assert not any("photo1.jpg" in text or "50.7" in text for text in texts(rows))


def test_raw_data_have_every_level_and_every_place(workbook: dict[str, Rows]) -> None:
    toys = workbook["Raw toy"]
    head = row_of(toys, "response_id")
    assert head[:5] == ["response_id", "visit:entry", "room:entry", "entry", "age_from"]
    main = workbook["Raw data"]
    names = row_of(main, "response_id")
    first = row_of(main, "r1")
    answer: dict[str, Any] = dict(zip(names, first, strict=True))
    assert answer["helps"].startswith("1. ")
    assert {answer[f"helps/{name}"] for name in ("time", "training", "supervision", "records")} == {1, 2, 3, 4}
    assert answer["place"] == "50.7 -3.5 0 5"


def test_versions_and_what_differs_stand_beside_the_figures(report: Report) -> None:
    reference = replace(report.instrument, versions=(1, 2, 3), notes=("In version 3: something differs.",))
    sections = tuple(
        replace(section, questions=tuple(replace(b, versions="from version 3", remarks=("Reworded.",))
                                         for b in section.questions))
        for section in report.sections
    )  # fmt: skip
    found = sheets(written(replace(report, instrument=reference, sections=sections)))
    assert "Every kind of question, versions 1, 2 and 3" in texts(found["Summary"])
    assert "In version 3: something differs." in texts(found["Method"])
    assert {"Asked from version 3.", "Reworded."} <= set(texts(found["Views"]))
    assert row_of(found["Codebook"], "Section")[-1] == "Asked"


def test_a_release_of_a_ranking_with_few_shows_marks_for_its_places() -> None:
    shown = release(kinds_figures(30), DisclosurePolicy.default(), ReleaseLedger()).report
    rows = sheets(written(shown))["Views"]
    assert row_of(rows, "Training", after="Where each was put")[1:6] == ["[c]"] * 5
