"""Raw data: as given, with labels, absences kept apart, and only where they may be."""

from __future__ import annotations

import datetime
import weakref
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from analysis.round_data import ResponseRecord
from exports.raw_answers import RawAnswers
from exports.workbook import RawDataRefused, raw_sheet, write_raw_workbook, write_workbook
from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.loading import load_instrument
from tests.exports import reports
from tests.exports.schemas import xml_problems
from tests.exports.workbooks import Rows, sheets, structure, written

INSTRUMENT = """
settings: {form_id: example-visit, form_title: Example visit, version: "1", default_language: English (en)}
choices:
  agree:
    - {name: agree, label: Agree}
    - {name: disagree, label: Disagree}
    - {name: dont_know, label: "Don't know", missing: dont_know}
  useful:
    - {name: talks, label: "=Talks"}
    - {name: table, label: Table discussion}
scales:
  agree: {direction: best_first, favourable: [agree]}
survey:
  - type: group
    name: visit
    label: Visit
    children:
      - {type: select_one agree, name: met, label: The visit met its aim}
      - {type: select_multiple useful, name: useful, label: What was useful?}
      - {type: integer, name: staff, label: How many staff?}
      - {type: decimal, name: hours, label: How many hours?}
      - {type: date, name: seen_on, label: Date of the visit}
      - {type: dateTime, name: told_at, label: When was the lead told?}
      - {type: text, name: why, label: Why?, relevant: "${met} = 'disagree'"}
  - type: repeat
    name: talk
    label: Staff conversations
    entry_name: conversation
    children:
      - {type: text, name: role, label: Role}
"""


@pytest.fixture(scope="module")
def compiled() -> CompiledInstrument:
    return compile_instrument(load_instrument(INSTRUMENT))


def answers(compiled: CompiledInstrument, *documents: dict[str, Any]) -> RawAnswers:
    received = datetime.date(2026, 2, 4)
    records = [
        ResponseRecord(response_id=f"r{i}", document=document, received_on=received, strata={"agency": "Police"})
        for i, document in enumerate(documents)
    ]
    return RawAnswers(form=compiled, responses=records, breakdowns={"agency": "Agency"})


FIRST = {
    "met": "disagree",
    "useful": ["table", "talks"],
    "staff": 3,
    "hours": 2.5,
    "seen_on": "2026-02-03",
    "told_at": "2026-02-03T14:05",
    "why": "=cmd|' /C calc'!A0",
    "talk": [{"role": "+1"}, {"role": None}],
}
SECOND = {
    "met": "dont_know",
    "useful": None,
    "staff": None,
    "hours": None,
    "seen_on": None,
    "told_at": None,
    "talk": [],
}


def table(rows: Rows, first_head: str = "response_id") -> list[dict[str, Any]]:
    start = next(number for number, row in enumerate(rows) if row[0] == first_head)
    return [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]]


def test_answers_stand_as_given_with_choices_as_names_and_labels(compiled: CompiledInstrument) -> None:
    data = written(reports.make_walkabout_report(), raw=answers(compiled, FIRST, SECOND))
    assert xml_problems(data) == []
    first = table(sheets(data)["Raw data"])[0]
    assert first == {
        "response_id": "r0",
        "received_on": datetime.date(2026, 2, 4),
        "agency": "Police",
        "met": "disagree",
        "met (label)": "Disagree",
        "useful": "=Talks; Table discussion",
        "useful/talks": 1,
        "useful/table": 1,
        "staff": 3,
        "hours": 2.5,
        "seen_on": datetime.date(2026, 2, 3),
        "told_at": datetime.datetime(2026, 2, 3, 14, 5),
        "why": "=cmd|' /C calc'!A0",
    }


def test_the_kinds_of_absence_stand_apart(compiled: CompiledInstrument) -> None:
    data = written(reports.make_walkabout_report(), raw=answers(compiled, FIRST, SECOND))
    second = table(sheets(data)["Raw data"])[1]
    assert second["met"] == second["met (label)"] == "(don’t know)"
    assert second["why"] == "(not asked)"
    assert second["useful"] == second["staff"] == second["seen_on"] == "(not answered)"
    assert second["useful/talks"] == ""


def test_a_repeat_has_a_sheet_of_its_own(compiled: CompiledInstrument) -> None:
    data = written(reports.make_walkabout_report(), raw=answers(compiled, FIRST, SECOND))
    assert table(sheets(data)["Raw talk"]) == [
        {"response_id": "r0", "entry": 1, "role": "+1"},
        {"response_id": "r0", "entry": 2, "role": "(not answered)"},
    ]


def test_raw_data_are_tables_with_filters_frozen_heads_and_questions_in_words(compiled: CompiledInstrument) -> None:
    data = written(reports.make_walkabout_report(), raw=answers(compiled, FIRST))
    sheet = structure(data)["Raw data"]
    found = next(iter(sheet.tables.values()))
    head = int(found.ref.split(":")[0].lstrip("A"))
    assert sheet.freeze_panes == f"B{head + 1}"
    assert sheet.cell(head - 1, 4).value == "The visit met its aim"
    assert [column.name for column in found.tableColumns][:4] == ["response_id", "received_on", "agency", "met"]


def test_no_answer_becomes_a_formula(compiled: CompiledInstrument) -> None:
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "<r><t>x</r>", "\x00\x1b", "x" * 40_000, "😀", "  kept  "]
    documents = [{**FIRST, "why": text} for text in texts]
    data = written(reports.make_walkabout_report(), raw=answers(compiled, *documents))
    assert xml_problems(data) == []
    why = [row["why"] for row in table(sheets(data)["Raw data"])]
    assert why[:5] == texts[:5]
    assert why[6].endswith("this text has 40,000]")
    assert why[7:] == texts[7:]
    assert all(cell.data_type != "f" for row in structure(data)["Raw data"].iter_rows() for cell in row)


def test_a_round_without_responses_has_an_empty_table(compiled: CompiledInstrument) -> None:
    data = written(reports.make_walkabout_report(), raw=answers(compiled))
    assert xml_problems(data) == []
    assert [set(row.values()) for row in table(sheets(data)["Raw data"])] in ([], [{""}])


def test_more_rows_than_a_sheet_takes_go_on_the_next(
    compiled: CompiledInstrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raw_sheet, "ROWS_A_SHEET", 2)
    data = written(reports.make_walkabout_report(), raw=answers(compiled, *[SECOND] * 5))
    found = sheets(data)
    ids = [
        row["response_id"] for name in ("Raw data", "Raw data part 2", "Raw data part 3") for row in table(found[name])
    ]
    assert ids == ["r0", "r1", "r2", "r3", "r4"]
    assert xml_problems(data) == []


def test_raw_data_with_many_columns_print_across_pages_in_a_size_that_can_be_read(
    compiled: CompiledInstrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = structure(written(reports.make_walkabout_report(), raw=answers(compiled, FIRST)))["Raw data"]
    monkeypatch.setattr(raw_sheet, "MOST_COLUMNS_ON_A_PAGE", 5)
    wide = structure(written(reports.make_walkabout_report(), raw=answers(compiled, FIRST)))["Raw data"]
    assert narrow.sheet_properties.pageSetUpPr.fitToPage
    assert not wide.sheet_properties.pageSetUpPr.fitToPage
    assert wide.page_setup.scale == 70
    assert wide.print_title_cols == "$A:$A"


def test_columns_that_do_not_fit_are_named_as_left_out(
    compiled: CompiledInstrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raw_sheet, "MOST_COLUMNS", 7)
    data = written(reports.make_walkabout_report(), raw=answers(compiled, FIRST))
    rows = sheets(data)["Raw data"]
    assert "8 columns are left out: a sheet holds 7." in [row[0] for row in rows]


@pytest.mark.parametrize(
    ("report", "why"),
    [
        (reports.make_walkabout_report(anonymous=True), "anonymous"),
        (reports.make_walkabout_report(release_class="release", release_number=1), "release"),
    ],
)
def test_raw_data_are_refused_where_they_would_undo_the_protection(
    compiled: CompiledInstrument, report: reports.Report, why: str
) -> None:
    with pytest.raises(RawDataRefused, match=why):
        written(report, raw=answers(compiled, FIRST))


def test_texts_that_are_cut_are_listed_with_their_places(compiled: CompiledInstrument) -> None:
    long = {**FIRST, "why": "x" * 40_000, "talk": [{"role": "y" * 33_000}]}
    data = written(reports.make_walkabout_report(), raw=answers(compiled, FIRST, long))
    assert xml_problems(data) == []
    found = sheets(data)
    listed = table(found["Texts cut short"], "Sheet")
    assert [(row["Sheet"], row["Response"], row["Question"], row["Characters"]) for row in listed] == [
        ("Raw data", "r1", "why", 40_000),
        ("Raw talk", "r1", "role", 33_000),
    ]
    assert structure(data)["Raw data"][listed[0]["Cell"]].value.endswith("this text has 40,000]")
    notes = [row[0] for row in found["Raw data"]]
    assert "1 text is longer than a cell holds and cut short; the sheet “Texts cut short” says where." in notes


def test_without_such_texts_no_sheet_speaks_of_them(compiled: CompiledInstrument) -> None:
    assert "Texts cut short" not in sheets(written(reports.make_walkabout_report(), raw=answers(compiled, FIRST)))


def test_a_sheet_that_goes_on_says_where(compiled: CompiledInstrument, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_sheet, "ROWS_A_SHEET", 2)
    found = sheets(written(reports.make_walkabout_report(), raw=answers(compiled, *[SECOND] * 3)))
    says = "2 rows stand here, as many as fit; the next are on the sheet “Raw data part 2”."
    assert says in [row[0] for row in found["Raw data"]]
    assert says not in [row[0] for row in found["Raw data part 2"]]


def test_answers_are_let_go_one_after_another(compiled: CompiledInstrument) -> None:
    class Document(dict[str, Any]):
        """A document that can be watched."""

        __hash__ = object.__hash__  # type: ignore[assignment]

    alive: weakref.WeakSet[Document] = weakref.WeakSet()
    most = 0

    def documents() -> Iterator[ResponseRecord]:
        nonlocal most
        for number in range(50):
            document = Document(FIRST)
            alive.add(document)
            yield ResponseRecord(response_id=f"r{number}", document=document)
            del document
            most = max(most, len(alive))

    written(reports.make_walkabout_report(), raw=RawAnswers(form=compiled, responses=documents()))
    assert most <= 2


def test_an_error_of_the_answers_leaves_no_workbook(compiled: CompiledInstrument, tmp_path: Path) -> None:
    def failing() -> Iterator[ResponseRecord]:
        yield ResponseRecord(response_id="r0", document=FIRST)
        raise RuntimeError("the database is away")

    out = tmp_path / "raw.xlsx"
    with pytest.raises(RuntimeError, match="the database is away"):
        write_workbook(reports.make_walkabout_report(), out, raw=RawAnswers(form=compiled, responses=failing()))
    assert list(tmp_path.iterdir()) == []


def test_single_answers_alone_are_a_workbook_of_their_own(compiled: CompiledInstrument) -> None:
    out = BytesIO()
    write_raw_workbook(reports.make_walkabout_report(), out, raw=answers(compiled, FIRST, SECOND))
    found = sheets(out.getvalue())
    assert list(found) == ["Contents", "Codebook", "Raw data", "Raw talk"]
    assert [row["response_id"] for row in table(found["Raw data"])] == ["r0", "r1"]
    assert xml_problems(out.getvalue()) == []
    release = reports.make_walkabout_report(release_class="release", release_number=1)
    with pytest.raises(RawDataRefused, match="release"):
        write_raw_workbook(release, BytesIO(), raw=answers(compiled, FIRST))
