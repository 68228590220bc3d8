"""What stands beside a report of files comes out of the workbook again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from exports.command import FileReport, ReportError, write_file_report

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HUB = "learning-hub-evaluation"
HEAD = "objectives_met,understand_better,could_contribute,length\n"
ACTIONS = """reference,recommendation,action,owner,opened_on,due_on,closed_on
A1,Teach the protocol,=HYPERLINK("http://example.org"),Example Police,2026-01-05,2026-02-01,
"""
VISITS = "agency,site,on,team,conversations\nExample Police,Front desk,2026-02-03,Two auditors,3\n"


def said(out: Path) -> dict[str, list[object]]:
    """Every cell of every sheet that holds something."""
    book = CalamineWorkbook.from_path(out)
    return {
        name: [cell for row in book.get_sheet_by_name(name).to_python() for cell in row if cell != ""]
        for name in book.sheet_names
    }


def quiet(sentence: str) -> None:
    """Nobody listens."""


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """The report of a round in which half agreed."""
    answers = tmp_path / "earlier.csv"
    answers.write_text(HEAD + "agree,agree,agree,about_right\n" * 20 + "neither,neither,neither,about_right\n" * 20)
    out = tmp_path / "spring.json"
    write_file_report(FileReport(instruments=(HUB,), responses=answers, out=out), at=AT, say=quiet)
    return out


@pytest.fixture
def now(tmp_path: Path) -> FileReport:
    answers = tmp_path / "now.csv"
    answers.write_text(HEAD + "agree,agree,agree,about_right\n" * 40 + "neither,neither,neither,about_right\n" * 10)
    return FileReport(instruments=(HUB,), responses=answers, out=tmp_path / "autumn.xlsx")


def test_an_earlier_report_is_compared_in_the_workbook(now: FileReport, earlier: Path) -> None:
    write_file_report(replace(now, earlier=earlier), at=AT, say=quiet)
    cells = said(now.out)["Change"]
    assert "▲ Higher" in cells
    assert {0.5, 0.8} <= set(cells)


def test_actions_and_visits_have_sheets_and_their_text_stays_text(now: FileReport, tmp_path: Path) -> None:
    actions, visits = tmp_path / "actions.csv", tmp_path / "visits.csv"
    actions.write_text(ACTIONS.replace('=HYPERLINK("http://example.org")', '"=HYPERLINK(""http://example.org"")"'))
    visits.write_text(VISITS)
    write_file_report(replace(now, actions=actions, visits=visits), at=AT, say=quiet)
    sheets = said(now.out)
    everything = [cell for cells in sheets.values() for cell in cells]
    assert any("=HYPERLINK" in str(cell) for cell in everything)
    assert any("Overdue" in str(cell) for cell in everything)
    visited = next(cells for cells in sheets.values() if "Front desk" in cells)
    assert 3 not in visited  # a release does not say with how few people somebody spoke


def test_section_11_grades_of_a_file_have_their_table(tmp_path: Path) -> None:
    answers = tmp_path / "visits.csv"
    answers.write_text(
        "agency,visit_date,assessed_elsewhere,st1,st1_self\nExample Police,2026-02-01,no,partly,mostly\n"
    )
    out = tmp_path / "walkabout.xlsx"
    request = FileReport(instruments=("section-11-walkabout",), responses=answers, out=out)
    write_file_report(request, at=AT, say=quiet)
    assert any("Example Police" in cells for cells in said(out).values())


def test_a_report_that_asked_something_else_is_refused_by_name(now: FileReport, earlier: Path) -> None:
    report = json.loads(earlier.read_text(encoding="utf-8"))
    report["instrument"]["content_hash"] = "0" * 64
    earlier.write_text(json.dumps(report), encoding="utf-8")
    with pytest.raises(ReportError, match=r"spring\.json: that round asked another version"):
        write_file_report(replace(now, earlier=earlier), at=AT, say=quiet)
    assert not now.out.exists()


@pytest.mark.parametrize("text", ["", "{}", "[1, 2]", "no json at all"])
def test_what_is_no_report_is_refused_by_name(now: FileReport, tmp_path: Path, text: str) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(text)
    with pytest.raises(ReportError, match=r"wrong\.json: this is not the JSON of a report"):
        write_file_report(replace(now, earlier=wrong), at=AT, say=quiet)


def test_the_problems_of_a_file_of_actions_are_said_with_their_places(now: FileReport, tmp_path: Path) -> None:
    actions = tmp_path / "actions.csv"
    actions.write_text("reference,recommendation,action\nA1,,Brief\n")
    with pytest.raises(ReportError) as refused:
        write_file_report(replace(now, actions=actions), at=AT, say=quiet)
    assert "actions.csv, line 2, column 'recommendation'" in str(refused.value)
    assert "the column 'opened_on' is missing" in str(refused.value)


def test_json_takes_none_of_them(now: FileReport, earlier: Path) -> None:
    with pytest.raises(ReportError, match="stand in a workbook"):
        write_file_report(replace(now, out=now.out.with_suffix(".json"), earlier=earlier), at=AT, say=quiet)
