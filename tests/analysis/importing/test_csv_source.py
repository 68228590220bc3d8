from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from analysis.importing import ImportRefused, open_export, suggest_mapping
from tests.analysis.importing.constructed import comma_separated, form

ROWS = [
    ["Was it useful?", "Years in your role", "Why not?"],
    ["Disagree", "4", "Cwrdd â’r tîm"],
    ["disagree", "7", "“Late”"],
]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_every_encoding_and_separator_gives_the_same_rows(tmp_path: Path, encoding: str, separator: str) -> None:
    rows = [[cell.replace("â’", "â'") if encoding == "cp1252" else cell for cell in row] for row in ROWS]
    path = comma_separated(tmp_path / "a.csv", rows, encoding=encoding, separator=separator)
    table = open_export(path)
    assert [column.key for column in table.columns] == rows[0]
    assert [list(row.cells) for row in table.rows()] == rows[1:]
    assert [row.number for row in table.rows()] == [2, 3]
    assert bool(table.notes) == (encoding == "cp1252")  # what is not beyond doubt is said


def test_a_line_that_names_the_separator_is_no_heading(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=;\r\nWas it useful?;Why not?\r\nDisagree;a, b\r\n", encoding="utf-8")
    table = open_export(path)
    assert [(row.number, row.cells) for row in table.rows()] == [(3, ("Disagree", "a, b"))]


def test_commas_in_text_do_not_mislead_a_file_with_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("A, B;C\r\n1, 2, 3;4\r\n1;2\r\n", encoding="utf-8")
    assert [column.key for column in open_export(path).columns] == ["A, B", "C"]


def test_answers_over_several_lines_keep_the_number_of_their_first(tmp_path: Path) -> None:
    path = comma_separated(tmp_path / "a.csv", [["Why not?"], ["one\ntwo\nthree"], [""], ["four"]])
    assert [(row.number, row.cells) for row in open_export(path).rows()] == [(2, ("one\ntwo\nthree",)), (6, ("four",))]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"\r\n\r\n", "empty"),
        (b'A,B\r\n"1,2\r\n', "Line 2 is not well-formed"),
        (b"A\r\n\x81\x8d\x8f\r\n", "encoding"),
        (b"a" + b"," * 2_500 + b"\r\n", "more than 2,000 columns"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old .xls"),
        (b"PK\x03\x04 not a zip", "damaged"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(ImportRefused, match=told):
        list(open_export(path).rows())


@pytest.mark.long
def test_a_hundred_thousand_rows_are_never_in_memory_together(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("Response ID,Was it useful?,Why not?\n")
        for number in range(100_000):
            file.write(f"{number},Disagree,{'word ' * 40}{number}\n")
    table = open_export(path)
    assert suggest_mapping(table, form()).mapping.questions["useful"].column == "Was it useful?"
    tracemalloc.start()
    count = sum(1 for _ in table.rows())
    assert count == 100_000
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
