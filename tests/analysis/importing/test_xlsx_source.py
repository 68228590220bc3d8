"""Workbooks that are odd or meant to do harm."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from analysis.importing import ImportRefused, open_export, xlsx_source
from analysis.importing.xlsx_source import cell_text
from tests.analysis.importing.constructed import workbook

HEAD = ["Was it useful?", "Years in your role"]


def test_title_rows_hidden_sheets_and_empty_rows_are_passed_over_and_said(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {
            "Secret": [["Was it useful?"], ["never read"]],
            "Answers": [["Evaluation of the forum"], [], HEAD, ["Disagree", 4], [], ["", ""], ["Disagree", 7]],
            "Chart": [["some", "numbers"]],
        },
        hidden=["Secret"],
    )
    table = open_export(path)
    assert [(row.number, row.cells) for row in table.rows()] == [(4, ("Disagree", "4")), (7, ("Disagree", "7"))]
    assert "Hidden sheets are not read: Secret." in table.notes
    assert "The sheet “Answers” is read; these are not: Chart." in table.notes
    assert any("above the heading" in note for note in table.notes)


def test_merged_title_cells_do_not_become_headings(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["A title over all columns", None, None])
    sheet.merge_cells("A1:C1")
    sheet.append([*HEAD, "Why not?"])
    sheet.append(["Disagree", 3, "late"])
    book.save(path)
    assert [column.key for column in open_export(path).columns] == [*HEAD, "Why not?"]


def test_a_named_sheet_is_read_and_a_missing_one_is_said(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"One": [HEAD, ["a", 1]], "Two": [HEAD, ["b", 2]]})
    assert next(open_export(path, sheet="Two").rows()).cells == ("b", "2")
    with pytest.raises(ImportRefused, match="its sheets are: “One”, “Two”"):
        open_export(path, sheet="Three")


def test_formulas_are_never_worked_out(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD)
    sheet.write_formula(1, 0, "=1+1", None, "as it was shown")
    sheet.write_formula(1, 1, '=HYPERLINK("http://192.0.2.1","x")', None, "")
    sheet.write_formula(2, 0, "=DDE()", None, "second")
    book.close()
    assert [row.cells[0] for row in open_export(path).rows()] == ["as it was shown", "second"]


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    path = workbook(tmp_path / "a.xlsx", {"One": [HEAD, ["a", 1]]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/bomb.xml", b"0" * 5_000_000)
    monkeypatch.setattr(xlsx_source, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(ImportRefused, match="unpacks to"):
        open_export(path)


def test_entities_in_a_sheet_are_not_followed(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"One": [HEAD, ["a", 1]]})
    hostile = tmp_path / "hostile.xlsx"
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret of this machine")
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file://{secret}">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&b;&f;</t></is></c></row></sheetData></worksheet>'
    )
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(hostile, "w") as new:
        for entry in old.infolist():
            data = bomb.encode() if entry.filename == "xl/worksheets/sheet1.xml" else old.read(entry)
            new.writestr(entry.filename, data)
    try:
        read = [column.key for column in open_export(hostile).columns]
    except ImportRefused:
        read = []
    assert not any("secret" in key or "haha" in key for key in read)


def test_cells_far_away_and_too_many_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD)
    sheet.write(1, 16_383, "far to the right")
    book.close()
    with pytest.raises(ImportRefused, match="more than 2,000 columns"):
        open_export(path)
    many = workbook(tmp_path / "b.xlsx", {"One": [HEAD, *([["a", 1]] * 60)]})
    monkeypatch.setattr(xlsx_source, "MOST_CELLS", 100)
    with pytest.raises(ImportRefused, match="filled cells"):
        open_export(many)


def test_a_cell_in_the_last_row_of_a_sheet_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(30_000, 0, ["Disagree", 3])
    book.close()
    assert [row.number for row in open_export(path).rows()] == [30_001]


def test_cells_become_texts_that_mean_the_same() -> None:
    values = [None, " a ", True, 4.0, 4.5, 12, date(2026, 3, 27), datetime(2026, 3, 27), datetime(2026, 3, 27, 14, 30)]
    expected = ["", "a", "TRUE", "4", "4.5", "12", "2026-03-27", "2026-03-27", "2026-03-27T14:30:00"]
    assert [cell_text(value) for value in values] == expected
    assert cell_text(time(9, 5)) == "09:05:00"


def test_an_empty_workbook_is_said(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="no visible sheet with anything in it"):
        open_export(workbook(tmp_path / "a.xlsx", {"One": []}))
