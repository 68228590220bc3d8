"""Figures as rows: every figure of a report stands there once, and nothing that it hides."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from datetime import datetime
from io import BytesIO
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from analysis.comparison import comparable_questions
from analysis.derived_reports import comparison_report
from analysis.disclosure import DisclosurePolicy, ReleaseLedger, release
from analysis.report import Report
from exports.data_files.figure_rows import figure_rows
from exports.data_files.figures import COLUMNS, figures_csv, write_figures
from tests.analysis.kinds import kinds_figures
from tests.analysis.rounds import hub_instrument
from tests.exports import reports
from tests.exports.data_files.answers import HOSTILE
from tests.exports.workbook.test_hostile_text import spoiled

READ: Any = pq.read_table


def rows_of(report: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(figures_csv(report).decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def released() -> Report:
    figures = kinds_figures(40, closed=True, break_down_by=("sector",))
    return release(figures, DisclosurePolicy.default(), ReleaseLedger()).report


def numbers_in(value: Any) -> list[float]:
    """Every number of the figures of a report, wherever it stands."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [n for field in dataclasses.fields(value) for n in numbers_in(getattr(value, field.name))]
    if isinstance(value, tuple):
        return [number for one in value for number in numbers_in(one)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


def test_a_share_stands_with_its_count_base_and_interval() -> None:
    rows = rows_of(reports.make_report())
    found = next(row for row in rows if row["question"] == "length" and row["choice"] == "short")
    assert (found["figure"], found["count"], found["base"], found["share"]) == ("choice", "15", "39", repr(15 / 39))
    assert (found["low"], found["high"], found["interval"]) == (
        repr(15 / 39 - 0.1), repr(15 / 39 + 0.1), "Wilson 95%",
    )  # fmt: skip
    assert (found["section_label"], found["choice_label"], found["release"]) == ("The forum", "Too short", "1")


def test_every_number_of_a_report_is_in_the_rows(released: Report) -> None:
    parts = (released.sections, released.cross_tables, released.breakdowns, released.themes)
    expected = {round(float(number), 9) for number in numbers_in(parts)}
    found = {
        round(float(value), 9)
        for row in figure_rows(released)
        for value in (getattr(row, name) for name in COLUMNS)
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    seeds = {round(float(table.test.seed), 9) for table in released.cross_tables if table.test and table.test.seed}
    used = {round(float(table.test.n_used), 9) for table in released.cross_tables if table.test and table.test.n_used}
    assert expected - found <= seeds | used
    assert released.cross_tables


def test_the_kinds_of_figures_all_stand_there(released: Report) -> None:
    figures = {row.figure for row in figure_rows(released)}
    assert figures >= {
        "responses", "response_rate", "asked", "base", "not_asked", "not_answered", "choice", "favourable", "median",
        "first_choice", "put_in_place", "minimum", "maximum", "numbers_within", "comments", "entries",
        "responses_with_entries", "test_p_value",
    }  # fmt: skip


def test_a_hidden_figure_is_blank_and_marked() -> None:
    rows = rows_of(reports.make_hidden_report())
    for row in rows:
        if row["figure"] in ("verdict", "median"):
            continue
        numbers = [row[name] for name in ("count", "base", "share", "low", "high", "value") if row[name]]
        assert not numbers or row["figure"] == "put_in_place", row
        assert row["mark"] == "c", row


def test_whatever_the_report_hides_is_marked_and_whatever_it_shows_is_not(released: Report) -> None:
    for row in figure_rows(released):
        if row.figure in ("verdict", "median", "median_place"):
            continue
        shown = row.value is not None or row.count is not None
        assert row.mark != "c" if shown else row.mark in ("c", "z"), row


def test_texts_are_guarded_and_read_back_by_other_programs() -> None:
    for text in HOSTILE:
        report = spoiled(reports.make_report(), text)
        for row in rows_of(report):
            texts = [cell for name, cell in row.items() if name in ("section_label", "question_label", "choice_label")]
            assert not [cell for cell in texts if cell.lstrip()[:1] in ("=", "+", "-", "@")]
    frame = pd.read_csv(BytesIO(figures_csv(reports.make_report())))
    assert frame["share"].dtype == "float64"


def test_parquet_has_the_same_rows_with_types_and_says_what_they_are_of(released: Report) -> None:
    out = BytesIO()
    write_figures(released, "parquet", out)
    table = READ(BytesIO(out.getvalue()))
    kinds = {name: str(table.schema.field(name).type) for name in ("count", "share", "favourable", "mark")}
    assert kinds == {"count": "int64", "share": "double", "favourable": "bool", "mark": "string"}
    assert table.num_rows == len(rows_of(released))
    assert table.to_pylist() == [dataclasses.asdict(row) for row in figure_rows(released)]
    about = json.loads(table.schema.metadata[b"walkabout"])
    assert about["marks"]["c"] == "hidden, elsewhere [c]"
    assert about["policies"] == [released.policy.description]


def test_a_working_paper_says_so() -> None:
    assert {row["release"] for row in rows_of(reports.make_walkabout_report())} == {"working"}


def test_an_empty_round_has_zeros_and_no_shares() -> None:
    rows = [row for row in rows_of(reports.make_empty_report()) if row["figure"] == "choice"]
    assert {(row["count"], row["base"], row["share"], row["mark"]) for row in rows} == {("0", "0", "", "z")}


def test_a_comparison_has_both_rounds_and_their_change() -> None:
    first = reports.make_report(slug="first-hub")
    questions = comparable_questions(*[hub_instrument().instrument] * 2)
    compared = comparison_report(first, reports.make_report(), questions, produced_at=datetime(2026, 4, 30, 12))
    rows = rows_of(compared)
    assert {row["group"] for row in rows if row["figure"] == "choice"} == {"first-hub", "example-hub"}
    change = next(row for row in rows if row["figure"] == "change" and row["question"] == "objectives_met")
    assert (change["value"], change["text"]) == ("0.0", "no clear difference")


def test_a_file_is_written_where_it_was_asked_for(tmp_path: Any) -> None:
    write_figures(reports.make_report(), "csv", tmp_path / "figures.csv")
    assert (tmp_path / "figures.csv").read_bytes() == figures_csv(reports.make_report())
