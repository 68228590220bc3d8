from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.coding.codeframe import HERTFORDSHIRE, Codeframe
from analysis.coding.exchange import (
    CodingProject,
    ExchangeRefused,
    csv_cells,
    read_codeframe_csv,
    read_project_csv,
    write_codeframe_csv,
    write_codings_csv,
    write_comments_csv,
)
from analysis.coding.exchange.csv_cells import as_text, as_value
from tests.analysis.coding.exchange.projects import codeframes, projects


@given(codeframes())
def test_a_codeframe_is_read_as_it_was_written(codeframe: Codeframe) -> None:
    assert read_codeframe_csv(write_codeframe_csv(codeframe)) == codeframe


@given(projects())
def test_a_project_is_read_as_it_was_written_and_holds_no_formula(project: CodingProject) -> None:
    files = write_comments_csv(project), write_codings_csv(project)
    assert read_project_csv(*files, project.codeframe, title=project.title) == project
    for data in files:
        for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
            assert not any(cell[:1] in {"=", "+", "-", "@", "\t", "\r"} for cell in row if cell)


@given(st.text(alphabet="'=+-@\t\ra", max_size=6))
def test_an_apostrophe_is_put_and_taken_once(text: str) -> None:
    assert as_value(as_text(text)) == text


def test_a_file_of_two_columns_is_enough() -> None:
    frame = read_codeframe_csv(b"label,name\nPay,pay\n\nTime,time\n", title="Mine")
    assert (frame.title, frame.version, [theme.name for theme in frame]) == ("Mine", 1, ["pay", "time"])
    comments, codings = b"comment,text,agency\nc1,Pay.,Police\nc2,Time.,\n", b"comment,theme\nc1,pay\n"
    project = read_project_csv(comments, codings, frame, title="Mine")
    assert [dict(one.attributes) for one in project.comments] == [{"agency": "Police"}, {}]
    assert project.codings[0].stance == "neutral"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b"\xff\xfe", "not in UTF-8"),
        (b"name\npay\n", "no column 'label'"),
        (b"name,label,name\n", "Two columns"),
        (b"name,label\n", "has no themes"),
        (b'name,label\n"pay,Pay\n', "not comma-separated text"),
        (b"name,label\npay,Pay,more\n", "Line 2 of the file of themes has more values"),
        (b"name,label,version\npay,Pay,1\ntime,Time,2\n", "more than one codeframe or version"),
        (b"name,label,version\npay,Pay,one\n", "'one' in the file of themes is no whole number"),
        (b"name,label,version\npay,Pay,\xd9\xa3\n", "is no whole number"),
        (b"name,label,parent\npay,Pay,work\n", "'work' is not in the codeframe"),
        (b"x" * 50_000_001, "50,000,000 at most"),
        (b"name,label\npay," + b"x" * 140_000, "not comma-separated text"),
    ],
)
def test_what_is_no_codeframe_is_refused_in_a_sentence(data: bytes, why: str) -> None:
    with pytest.raises(ExchangeRefused, match=why):
        read_codeframe_csv(data)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("c1,parents,neutral,,one,,", "Line 2 of the file of codings: the stretch or the time cannot be read."),
        ("c1,parents,neutral,,,,yesterday", "Line 2"),
        ("c1,parents,neutral,,,,2026-01-01", "its time has no time zone"),
        ("c1,parents,odd,,,,", "the stance 'odd'"),
        ("c9,parents,,,,,", "no comment 'c9'"),
        ("c1,nothing,,,,,", "the theme 'nothing'"),
    ],
)
def test_codings_that_fit_nothing_are_refused(row: str, why: str) -> None:
    codings = f"comment,theme,stance,coder,start,end,coded_at\n{row}\n".encode()
    with pytest.raises(ExchangeRefused, match=why):
        read_project_csv(b"comment,text\nc1,Told late.\n", codings, HERTFORDSHIRE, title="Hub")


def test_a_file_of_too_many_lines_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_cells, "MOST_ROWS", 2)
    with pytest.raises(ExchangeRefused, match="has 3 lines; 2 at most"):
        read_codeframe_csv(b"name,label\npay,Pay\ntime,Time\n")


def test_a_codeframe_without_themes_has_no_file() -> None:
    with pytest.raises(ExchangeRefused, match="no line to write"):
        write_codeframe_csv(Codeframe(title="Hub", version=1, themes=()))
