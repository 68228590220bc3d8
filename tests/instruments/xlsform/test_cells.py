"""Cells that hold numbers, dates and truth values mean the same as their texts."""

from __future__ import annotations

import datetime

import pytest

from tests.instruments.xlsform.workbooks import Cell, imported, messages, question, read


def test_whole_numbers_come_without_a_point() -> None:
    choices = [["list_name", "name", "label"], ["sizes", 1, 10], ["sizes", 2.0, 20.5]]
    found = imported(survey="type|name|label\nselect_one sizes|q|Q", choices=choices).choices["sizes"]
    assert [(choice.name, choice.label) for choice in found] == [("1", "10"), ("2", "20.5")]


def test_truth_values_are_truth_values() -> None:
    rows: list[list[Cell]] = [
        ["type", "name", "label", "required"],
        ["text", "a", "A", True],
        ["text", "b", "B", False],
    ]
    assert [found.required for found in imported(survey=rows).survey] == [True, False]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("date", datetime.date(2026, 3, 4), "2026-03-04"),
        ("dateTime", datetime.datetime(2026, 3, 4, 10, 30), "2026-03-04T10:30:00"),
        ("time", datetime.time(9, 5), "09:05:00"),
        ("integer", 7, "7"),
        ("decimal", 2.5, "2.5"),
        ("text", True, "TRUE"),
        ("date", "2026-03-04", "2026-03-04"),
    ],
)
def test_a_default_of_any_type_of_cell(kind: str, value: Cell, expected: str) -> None:
    rows: list[list[Cell]] = [["type", "name", "label", "default"], [kind, "q", "Q", value]]
    assert question(imported(survey=rows), "q").default == expected


def test_a_number_as_a_label_is_its_text() -> None:
    rows: list[list[Cell]] = [["type", "name", "label"], ["text", "q", 2026]]
    assert imported(survey=rows).survey[0].label == "2026"


def test_a_calculation_may_be_a_number() -> None:
    rows: list[list[Cell]] = [
        ["type", "name", "label", "calculation"],
        ["text", "a", "A", None],
        ["calculate", "q", None, 12],
    ]
    assert question(imported(survey=rows), "q").calculation == "12"


def test_a_header_may_be_a_number() -> None:
    rows: list[list[Cell]] = [["type", "name", "label", 2026], ["text", "q", "Q", "x"]]
    assert imported(survey=rows).survey[0].extra == {"2026": "x"}


def test_text_beside_the_headers_is_said_to_be_left_out() -> None:
    rows: list[list[Cell]] = [["type", "name", "label", None, "hint"], ["text", "q", "Q", "lost", "H"]]
    reading = read(survey=rows)
    assert reading.instrument is not None
    assert reading.instrument.survey[0].hint == "H"
    assert any(
        line.startswith("survey 2 None: there is text in a column without a header") for line in messages(reading)
    )


def test_rows_after_many_empty_ones_are_said_to_be_left_out() -> None:
    rows: list[list[Cell]] = [["type", "name", "label"], ["text", "a", "A"], *([[]] * 61), ["text", "b", "B"]]
    reading = read(survey=rows)
    assert reading.instrument is not None
    assert [found.name for found in reading.instrument.survey] == ["a"]
    assert any(line.startswith("survey 64 None: from here on the rows are left out") for line in messages(reading))


def test_rows_after_a_few_empty_ones_are_read() -> None:
    rows: list[list[Cell]] = [["type", "name", "label"], ["text", "a", "A"], *([[]] * 60), ["text", "b", "B"]]
    assert [found.name for found in imported(survey=rows).survey] == ["a", "b"]
