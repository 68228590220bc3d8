"""The workbook of a case audit read back and compared with its figures, cell by cell."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest

from analysis.case_audits import AuditRecord
from exports.workbook.case_audit import AuditPaper, write_audit_workbook
from tests.analysis.case_audits.constructed import record_from, small_record
from tests.exports import reports
from tests.exports.schemas import xml_problems
from tests.exports.workbook.case_audit.papers import make_paper, make_record, written_audit
from tests.exports.workbook.test_hostile_text import HOSTILE
from tests.exports.workbooks import parts, row_of, same, sheets, structure

Found = dict[str, list[list[Any]]]
SHEETS = [
    "Contents", "Overview", "Grades side by side", "Agreement", "Agreement tables", "Shift", "By agency",
    "By question", "Against the last audit", "Dissents", "Learning", "Method",
]  # fmt: skip


@pytest.fixture(scope="module")
def paper() -> AuditPaper:
    return make_paper()


@pytest.fixture(scope="module")
def data(paper: AuditPaper) -> bytes:
    return written_audit(paper)


@pytest.fixture(scope="module")
def found(data: bytes) -> Found:
    return sheets(data)


def shown(value: float | None) -> object:
    return "[z]" if value is None else value


def test_it_has_all_its_sheets_and_says_on_each_that_it_is_a_working_paper(data: bytes, found: Found) -> None:
    assert list(found) == SHEETS
    for name, rows in found.items():
        assert any(str(row[0]).startswith("WORKING PAPER") for row in rows if row), name
    for sheet in structure(data).worksheets:
        assert "WORKING PAPER" in str(sheet.oddHeader.center.text)


def test_every_grade_stands_beside_the_others_and_the_moderated_one(paper: AuditPaper, found: Found) -> None:
    rows = found["Grades side by side"]
    head = next(number for number, row in enumerate(rows) if row[0] == "Case")
    agencies = paper.figures.agencies
    assert rows[head][2:7] == [*agencies, "Moderated"]
    by_place = {(row[0], row[1]): row for row in rows[head + 1 :] if row[0]}
    panel = {(one.case, one.question): one.grade for one in paper.figures.panel}
    assert len(by_place) == len(paper.figures.cases) * len(paper.figures.questions)
    for cell in paper.figures.cells:
        question = next(one for one in paper.figures.questions if one.name == cell.question)
        row = by_place[cell.case, question.label]
        assert row[2 + agencies.index(cell.agency)] == question.called(cell.answer or "")
        settled = panel.get((cell.case, cell.question))
        assert row[6] == (question.called(settled) if settled else "")


def test_what_is_not_blind_or_was_changed_is_said_at_the_end_of_its_row(found: Found) -> None:
    remarks = [row[8] for row in found["Grades side by side"] if len(row) > 8]
    assert "Health visiting: not blind; Oak School: changed; blind: Outstanding" in remarks


def test_agreement_has_its_counts_and_coefficients(paper: AuditPaper, found: Found) -> None:
    rows = found["Agreement"]
    together = paper.figures.agreement.together
    assert together is not None
    for one in (together, *paper.figures.agreement.by_question, *paper.figures.agreement.by_pair):
        shares = [one.exact.n_used, one.exact.n_pairs, one.exact.count, shown(one.exact.estimate)]
        shares += [one.within_one.count, shown(one.within_one.estimate), one.n_single, one.n_late]
        assert same(row_of(rows, one.label)[1:9], shares)
        beyond = [row for row in rows if row[0] == one.label][1]
        for place, coefficient in ((1, one.ac2), (4, one.alpha), (7, one.kappa)):
            ends = (
                ["", "", ""]
                if coefficient is None
                else [shown(value) for value in (coefficient.estimate, coefficient.low, coefficient.high)]
            )
            assert same(beyond[place : place + 3], ends)


def test_the_table_of_grades_stands_beside_each_figure_of_agreement(paper: AuditPaper, found: Found) -> None:
    rows = found["Agreement tables"]
    for one in paper.figures.agreement.by_question:
        start = next(number for number, row in enumerate(rows) if row[0] == one.label)
        table = [row[1:5] for row in rows[start + 3 : start + 7]]
        assert all(same(cells, counts) for cells, counts in zip(table, one.exact.table.counts, strict=True))


def test_the_shift_has_its_counts_and_tests(paper: AuditPaper, found: Found) -> None:
    rows = found["Shift"]
    for one in (*paper.figures.shift.by_agency, *paper.figures.shift.by_question):
        steps, shift = one.shift.shift, one.shift
        expected = [steps.up, steps.same, steps.down, shown(steps.estimate), shown(steps.low), shown(steps.high)]
        expected += [shown(shift.sign_test.p_value), "" if one.p_adjusted is None else one.p_adjusted]
        assert same(row_of(rows, one.label)[1:9], expected)


def test_profiles_have_counts_first_and_what_is_no_grade_apart(paper: AuditPaper, found: Found) -> None:
    for sheet, profiles in (
        ("By agency", paper.figures.grades.by_agency),
        ("By question", paper.figures.grades.by_question),
    ):
        for one in profiles:
            row = row_of(found[sheet], one.label)
            shares = [shown(value) for value in (one.share.estimate, one.share.low, one.share.high)]
            assert same(row[1:10], [*one.counts, one.n_favourable, one.n_used, *shares])
            away = [one.n_not_applicable, one.n_not_asked, one.n_not_answered, one.n_not_involved, one.n_missing]
            assert same(row[11:16], away)


def test_the_last_audit_is_compared_where_it_was_asked_alike(paper: AuditPaper, found: Found) -> None:
    rows = found["Against the last audit"]
    against = paper.figures.against
    assert against is not None
    for one in against.moderated:
        ends = [shown(value) for value in (one.difference.estimate, one.difference.low, one.difference.high)]
        assert same(row_of(rows, one.label)[7:12], [*ends, shown(one.p_value), shown(one.p_adjusted)])
    assert "B8. Graded: It is worded otherwise." in {row[0] for row in rows}


def test_dissents_learning_and_recommendations_stand_with_their_owners(found: Found) -> None:
    assert row_of(found["Dissents"], "HER-01")[1:] == ["B4. Graded", "Oak School", "Outstanding", "Good", "Seen weekly"]
    assert row_of(found["Learning"], "Recommendation 1")[1:] == [
        "Social care", "Fathers", "Ask fathers.", "They were not seen.",
    ]  # fmt: skip
    assert row_of(found["Learning"], "Strength")[1:4] == ["Plans", "HER-01", "Plans were short."]


def test_charts_are_native_and_described(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 4
    described = [
        element.get("descr")
        for part in parts(data, "xl/drawings/").values()
        for element in part.iter()
        if str(element.tag).endswith("}cNvPr")
    ]
    assert len(described) == 4
    assert all(text and text.startswith("Stacked bars") for text in described)


def hostile_record(text: str) -> AuditRecord:
    """The audit with this text in place of every label, name and reason."""
    record = make_record()
    name = text.encode("utf-8", "replace").decode().strip() or "x"  # no database has half a character in a name
    return replace(
        record,
        title=text,
        questions=tuple(
            replace(one, label=text, text=text, grade_labels=(text, "b", "c", "d")) for one in record.questions
        ),
        agencies=tuple(name if one == "Police" else one for one in record.agencies),
        returns=tuple(replace(one, agency=name if one.agency == "Police" else one.agency) for one in record.returns),
        panel=tuple(replace(one, reason=text) for one in record.panel),
        dissents=tuple(replace(one, reason=text) for one in record.dissents),
    )


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_hostile_text_everywhere_stays_text_in_a_valid_workbook(text: str) -> None:
    record = hostile_record(text)
    last = replace(record_from("last_audit.csv"), title=text)
    data = written_audit(make_paper(record, last, text))
    assert xml_problems(data) == []
    for part in parts(data, "xl/worksheets/").values():
        assert not [element for element in part.iter() if str(element.tag).endswith("}f")]
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert not any(b"External" in archive.read(name) for name in archive.namelist() if name.endswith(".rels"))


@pytest.mark.parametrize(
    "record",
    [
        small_record({}),
        small_record({}, questions=()),
        small_record({("HER-01", "Police"): "good"}),
        small_record({("HER-01", "Police"): "good", ("HER-01", "School"): "good"}),
    ],
    ids=["nothing", "no questions", "one agency", "all alike"],
)
def test_an_audit_with_little_in_it_still_has_a_valid_workbook(record: AuditRecord) -> None:
    data = written_audit(AuditPaper(figures=make_paper(record, record).figures, facts=()))
    assert xml_problems(data) == []
    assert {"Overview", "Method"} <= set(sheets(data))


def test_a_release_is_refused(paper: AuditPaper) -> None:
    with pytest.raises(ValueError, match="working paper"):
        write_audit_workbook(reports.make_report(), paper, BytesIO())
