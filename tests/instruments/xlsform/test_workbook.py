"""Files that are no workbook, or are damaged, protected, enormous or hostile: a sentence each, and soon."""

from __future__ import annotations

import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from instruments.xlsform import workbook as limits
from instruments.xlsform.reading import read_xlsform
from tests.instruments.xlsform.workbooks import Cell, messages, read, workbook

SURVEY = "type|name|label\ntext|q|Q"
MADE_UP_XLS = Path(__file__).with_name("made-up.xls")


def _refused(data: bytes, filename: str = "made-up.xlsx") -> str:
    reading = read_xlsform(data, filename)
    assert reading.instrument is None
    return " / ".join(problem.message for problem in reading.errors)


def _with_part(data: bytes, name: str, content: bytes) -> bytes:
    """A workbook with one of its parts replaced."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, content if entry.filename == name else old.read(entry))
    return buffer.getvalue()


def test_an_old_workbook_is_read_as_a_new_one_is() -> None:
    reading = read_xlsform(MADE_UP_XLS.read_bytes(), "made-up.xls")
    assert reading.instrument is not None, "\n".join(map(str, reading.errors))
    found = {question.name: question for question in reading.instrument.walk()}
    assert found["count"].default == "3"
    assert found["day"].default == "2026-03-04"
    assert found["agreed"].required is True
    assert [choice.name for choice in reading.instrument.choices["sizes"]] == ["1", "2"]
    assert found["day"].text("label", "Welsh (cy)") == "Pa ddiwrnod?"


@pytest.mark.parametrize(
    ("data", "filename", "said"),
    [
        (b"", "made-up.xlsx", "the file is empty"),
        (b"type,name,label\ntext,q,Q", "made-up.csv", "this is not an Excel workbook; save it as .xlsx"),
        (b"PK\x03\x04 and nothing else", "made-up.xlsx", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "made-up.xls", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "made-up.xlsx", "protected with a password"),
        (b"\x00\x01\x02", "made-up.xls", "not an Excel workbook"),
    ],
)
def test_what_is_no_workbook_is_said_to_be_none(data: bytes, filename: str, said: str) -> None:
    assert said in _refused(data, filename)


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert "damaged" in _refused(buffer.getvalue())


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAXIMUM_BYTES", 1000)
    assert "the most is" in _refused(workbook(survey=SURVEY))


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_at_once() -> None:
    bomb = _with_part(workbook(survey=SURVEY), "xl/worksheets/sheet1.xml", b" " * 200_000_000)
    start = time.monotonic()
    assert "unpacks to 200 MB" in _refused(bomb)
    assert time.monotonic() - start < 5


def test_entities_that_grow_are_refused() -> None:
    definitions = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    strings = f'<?xml version="1.0"?><!DOCTYPE sst [{definitions}]><sst><si><t>&a11;</t></si></sst>'
    start = time.monotonic()
    assert "damaged" in _refused(_with_part(workbook(survey=SURVEY), "xl/sharedStrings.xml", strings.encode()))
    assert time.monotonic() - start < 5


def test_entities_that_read_files_are_refused() -> None:
    strings = (
        '<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/hostname">]><sst><si><t>&x;</t></si></sst>'
    )
    assert "damaged" in _refused(_with_part(workbook(survey=SURVEY), "xl/sharedStrings.xml", strings.encode()))


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAXIMUM_ROWS", 3)
    rows: list[list[Cell]] = [["type", "name", "label"], *(["text", f"q{n}", "Q"] for n in range(5))]
    assert messages(read(survey=rows)) == ["survey 5 None: the sheet has more than 3 rows; shorten it"]


def test_too_many_columns_are_refused() -> None:
    rows: list[list[Cell]] = [["type", "name", "label", *(f"c{n}" for n in range(600))], ["text", "q", "Q"]]
    assert messages(read(survey=rows)) == ["survey 1 None: the sheet has more than 500 columns; remove some"]


def test_a_sheet_with_a_million_formatted_rows_is_read_soon() -> None:
    blank = b'<row r="%d" spans="1:1"/>'
    rows = b"".join(blank % number for number in range(10, 300_000))
    with zipfile.ZipFile(BytesIO(workbook(survey=SURVEY))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    start = time.monotonic()
    data = _with_part(
        workbook(survey=SURVEY), "xl/worksheets/sheet1.xml", sheet.replace(b"</sheetData>", rows + b"</sheetData>")
    )
    reading = read_xlsform(data, "made-up.xlsx")
    assert reading.instrument is not None
    assert time.monotonic() - start < 10


def test_a_cell_that_goes_on_and_on_is_refused() -> None:
    data = _with_part(
        workbook(survey=SURVEY),
        "xl/sharedStrings.xml",
        b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + b"".join(b"<si><t>%s</t></si>" % text for text in (b"type", b"name", b"label", b"text", b"q", b"x" * 40_000))
        + b"</sst>",
    )
    assert "a cell has more than 32,767 characters" in _refused(data)


# Written once: a workbook says when it was made, so that one written a second later may be longer by a byte.
WHOLE_FILES = (workbook(survey=SURVEY), MADE_UP_XLS.read_bytes())


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_bytes_never_raise(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from(WHOLE_FILES))
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(damaged)))
    read_xlsform(bytes(damaged[:cut]), "made-up.xlsx")


@given(st.binary(max_size=300), st.sampled_from((b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")))
@settings(deadline=None)
def test_any_bytes_never_raise(data: bytes, magic: bytes) -> None:
    assert read_xlsform(magic + data, "made-up.xls").instrument is None


HEADERS = ("type", "name", "label", "label::Welsh (cy)", "relevant", "required", "choice_filter", "repeat_count", "default",
           "appearance", "parameters", "media::image", "bind::x", "walkabout_type", "walkabout_part_of", "trigger", "jr:",
           "calculation", "constraint", "hint", "disabled", "label:French", "::", "walkabout_unit", "read_only")  # fmt: skip
CELLS = st.one_of(
    st.sampled_from(
        ("text", "select_one c", "select_multiple c or_other", "begin_group", "end_group", "begin_repeat", "end_repeat",
         "begin loop over c", "end loop", "calculate", "note", "range", "audit", "grade c", "standard c", "safety", "consent",
         "consent_given", "${a}", "${", "${a} = 'x'", "a", "b", "yes", "1", "%(name)s", "%", "c", "start=1 end=2", "select_one ${a}",
         "select_one_from_file c.csv", "count(${a})", "pulldata('c', 'a', 'b', ${a})", "((((", "include", "osm c", "${b} + ")
    ),
    st.text(max_size=8),
    st.integers(-5, 5),
    st.booleans(),
    st.none(),
)  # fmt: skip


@given(
    st.lists(st.sampled_from(HEADERS), min_size=1, max_size=8),
    st.lists(st.lists(CELLS, max_size=8), max_size=10),
    st.lists(st.lists(CELLS, max_size=4), max_size=4),
)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_cells_never_raise(headers: list[str], rows: list[list[Cell]], choices: list[list[Cell]]) -> None:
    clean = [[_printable(cell) for cell in row] for row in rows]
    lists = [["list_name", "name", "label", "x"], *([_printable(cell) for cell in row] for row in choices)]
    reading = read(survey=[headers, *clean], choices=lists, scales=lists, rubrics=lists)
    assert (reading.instrument is None) == bool(reading.errors)
    assert all(problem.message for problem in reading.problems)


def _printable(cell: Cell) -> Cell:
    return "".join(sign for sign in cell if sign.isprintable()) if isinstance(cell, str) else cell
