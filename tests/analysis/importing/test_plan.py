"""Nothing is left out without being listed."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.importing import (
    ImportRefused,
    Mapping,
    QuestionMapping,
    documents_of,
    open_export,
    plan_import,
    suggest_mapping,
    write_refusals,
)  # fmt: skip
from analysis.importing.plan import ImportPlan
from tests.analysis.importing.constructed import FORUM, REPEATS, comma_separated, form, kobo, planned

HEAD = [
    "ID",
    "Start time",
    "Completion time",
    "Email",
    "Name",
    "Was it useful?",
    "Would you come again?",
    "Why not?",
    "Years in your role",
]
BEGIN = ["2026-03-14 10:00", "2026-03-14 10:05", "pat@agency.example", "Pat Example"]


def plan_for(path: Path, rows: list[list[Any]], head: list[str] = HEAD, **changes: Any) -> ImportPlan:
    return planned(comma_separated(path / "a.csv", [head, *rows]), form(), **changes)


def row(number: int, *answers: str) -> list[Any]:
    return [number, *BEGIN, *answers]


def test_unmatched_values_are_counted_with_their_rows(tmp_path: Path) -> None:
    plan = plan_for(tmp_path, [row(n, "Great" if n % 2 else "Disagree", "Yes", "", "4") for n in range(1, 15)])
    [value] = plan.unmatched_values
    assert (value.question, value.column, value.value, value.count) == ("useful", "Was it useful?", "Great", 7)
    assert value.rows == (2, 4, 6, 8, 10)
    assert not plan.is_clean
    assert [document["useful"] for document in documents_of(plan)][:2] == [None, "disagree"]


def test_answers_off_the_path_and_against_a_rule_are_said_in_the_forms_own_words(tmp_path: Path) -> None:
    plan = plan_for(tmp_path, [row(1, "Disagree", "Yes", "but I said yes", "4"), row(2, "Disagree", "No", "far", "99")])
    [off] = plan.off_path
    assert (off.question, off.value, off.rows) == ("why_not", "but I said yes", (2,))
    [refused] = plan.refused
    assert (refused.number, refused.question) == (3, "years")
    assert "not one that can be accepted" in refused.message
    [document] = documents_of(plan)
    assert "why_not" not in document


def test_blank_and_not_asked_stay_apart(tmp_path: Path) -> None:
    plan = plan_for(tmp_path, [row(1, "", "No", "", ""), row(2, "", "Yes", "", "")])
    blank, not_asked = documents_of(plan)
    assert blank["why_not"] is None
    assert "why_not" not in not_asked


def test_totals_repeated_headings_and_slipped_rows_are_refused_and_listed(tmp_path: Path) -> None:
    rows = [
        row(1, "Disagree", "Yes", "", "4"),
        HEAD,
        ["Total", "", "", "", "", "12", "9"],
        [*row(2, "Disagree", "Yes", "", "4"), "slipped"],
    ]
    plan = plan_for(tmp_path, rows)
    assert [(one.number, one.message.split()[-1]) for one in plan.refused] == [
        (3, "heading."), (4, "response."), (5, "slipped."),
    ]  # fmt: skip
    assert plan.accepted == 1


def test_the_same_response_twice_and_one_imported_before_are_not_taken(tmp_path: Path) -> None:
    rows = [row(1, "Disagree", "Yes", "", "4"), row(1, "Disagree", "Yes", "", "4"), row(2, "Disagree", "Yes", "", "4")]
    path = comma_separated(tmp_path / "a.csv", [HEAD, *rows])
    table = open_export(path)
    mapping = suggest_mapping(table, form()).mapping
    plan = plan_import(table, form(), mapping, is_known=lambda identity: '"2"' in identity)
    assert [(one.number, one.of) for one in plan.duplicates] == [(3, 2), (4, None)]
    assert plan.accepted == len(list(documents_of(plan))) == 1


def test_two_people_who_say_the_same_are_two_where_nothing_tells_them_apart(tmp_path: Path) -> None:
    path = comma_separated(tmp_path / "a.csv", [["Was it useful?"], ["Disagree"], ["Disagree"]])
    assert planned(path, form()).accepted == 2


def test_columns_without_a_question_are_listed_and_personal_ones_without_examples(tmp_path: Path) -> None:
    plan = plan_for(tmp_path, [[*row(1, "Disagree", "Yes", "", "4"), "Police"]], [*HEAD, "Your team"])
    [column] = plan.unmatched_columns
    assert (column.key, column.letter, column.filled, column.examples) == ("Your team", "J", 1, ("Police",))
    assert {one.key: one.examples for one in plan.other_columns} == {"Email": (), "Name": ()}
    left_out = plan_for(
        tmp_path, [[*row(1, "Disagree", "Yes", "", "4"), "Police"]], [*HEAD, "Your team"], leave_out=("Your team",)
    )
    assert left_out.is_clean


def test_a_column_of_addresses_is_personal_whatever_it_is_called(tmp_path: Path) -> None:
    rows = [["Disagree", f"p{n}@agency.example", f"192.0.2.{n}"] for n in range(4)]
    table = open_export(comma_separated(tmp_path / "a.csv", [["Was it useful?", "Contact", "Where from"], *rows]))
    assert [column.kind for column in table.columns] == ["question", "personal", "personal"]


def test_an_order_of_day_and_month_that_nobody_has_said_is_asked_for(tmp_path: Path) -> None:
    head = ["ID", "Start time", "Completion time", "Was it useful?", "Date attended"]
    rows = [[1, "", "03/04/2026 10:05", "Disagree", "03/04/2026"]]
    plan = plan_for(tmp_path, rows, head)
    assert plan.asks_for_dates
    assert plan.accepted == 0
    [document] = documents_of(plan_for(tmp_path, rows, head, dates="day_first"))
    assert document["attended"] == "2026-04-03"
    told = plan_for(tmp_path, [*rows, [2, "", "27/03/2026 10:05", "Disagree", ""]], head)
    assert (told.mapping.dates, told.accepted, told.asks_for_dates) == ("day_first", 2, False)


def test_words_for_not_applicable_mean_the_choice_that_is_an_absence(tmp_path: Path) -> None:
    plan = plan_for(tmp_path, [row(1, "N/A", "Yes", "", ""), row(2, "n.a.", "Yes", "", "")])
    assert plan.mapping.not_applicable == ("N/A",)
    assert [document["useful"] for document in documents_of(plan)] == ["na", "na"]


def test_required_answers_that_are_missing_can_be_accepted_on_purpose(tmp_path: Path) -> None:
    compiled = form(FORUM.replace("name: years,", "name: years, required: true,"))
    path = comma_separated(
        tmp_path / "a.csv", [HEAD, row(1, "Disagree", "Yes", "", ""), row(2, "Disagree", "Yes", "", "99")]
    )
    strict, lenient = planned(path, compiled), planned(path, compiled, accept_blanks=True)
    assert [one.number for one in strict.refused] == [2, 3]
    assert [one.number for one in lenient.refused] == [3]
    assert [document["years"] for document in documents_of(lenient)] == [None]


def test_what_no_choice_means_is_kept_only_where_it_was_said(tmp_path: Path) -> None:
    path = comma_separated(tmp_path / "a.csv", [["How did you hear of it?"], ["E-mail;a friend;"]])
    assert [one.value for one in planned(path, form()).unmatched_values] == ["a friend"]
    plan = planned(path, form(), other=True)
    assert plan.is_clean
    [document] = documents_of(plan)
    assert (document["heard"], document["heard_other"]) == (["email", "other"], "a friend")


def test_the_same_answer_for_every_row_needs_no_column(tmp_path: Path) -> None:
    path = comma_separated(tmp_path / "a.csv", [["Years in your role"], ["4"], ["5"]])
    table = open_export(path)
    mapping = suggest_mapping(table, form()).mapping
    constant = mapping.model_copy(
        update={"questions": {**mapping.questions, "useful": QuestionMapping(constant="Disagree")}}
    )
    assert [document["useful"] for document in documents_of(plan_import(table, form(), constant))] == ["disagree"] * 2


def test_entries_that_belong_to_no_response_are_listed(tmp_path: Path) -> None:
    compiled = form(REPEATS)
    documents = [{"unit": "North", "talk": [{"listened": "yes", "about": ["home"]}, {"listened": "no", "about": None}]}]
    path = kobo(tmp_path / "a.xlsx", compiled, documents)
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book["talk"]
    at = next(cell.column for cell in sheet[1] if cell.value == "_parent_index")
    sheet.cell(row=3, column=at, value=99)
    book.save(path)
    plan = planned(path, compiled)
    [orphan] = plan.refused
    assert (orphan.sheet, orphan.number) == ("talk", 3)
    [document] = documents_of(plan)
    assert [entry["listened"] for entry in document["talk"]] == ["yes"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"questions": {"nothing": {"column": "Name"}}}, "no question “nothing”"),
        ({"questions": {"useful": {"column": "Nowhere"}}}, "no column “Nowhere”"),
        ({"questions": {"useful": {"column": "Name", "constant": "agree"}}}, "exactly one of"),
        ({"questions": {"useful": {"column": "Was it useful?", "values": {"x": "nope"}}}}, "no choice “nope”"),
        ({"questions": {"useful": {"column": "Why not?"}, "why_not": {"column": "Why not?"}}}, "mapped to both"),
        ({"questions": {"years": {"choices": {"a": "Why not?"}}}}, "has no choices"),
        ({"identifier": ("Nowhere",)}, "no column “Nowhere”"),
        ({"repeats": {"talk": {"sheet": "talk"}}}, "no repeat “talk”"),
        ({"form_id": "another"}, "for the instrument “another”"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_with_every_reason(
    tmp_path: Path, changes: dict[str, Any], told: str
) -> None:
    with pytest.raises(ImportRefused, match=told):
        plan_for(tmp_path, [row(1, "Disagree", "Yes", "", "4")], **changes)


def test_a_mapping_made_for_another_version_is_used_while_everything_is_still_there(tmp_path: Path) -> None:
    path = comma_separated(tmp_path / "a.csv", [HEAD, row(1, "Disagree", "Yes", "", "4")])
    older = suggest_mapping(open_export(path), form()).mapping
    newer = form(FORUM.replace("Rate the day", "Rate the whole day"))
    plan = plan_import(open_export(path), newer, older)
    assert any("another version" in note for note in plan.notes)
    shorter = form(FORUM.replace("      - {type: integer, name: years", "      - {type: integer, name: time"))
    with pytest.raises(ImportRefused, match="no question “years”"):
        plan_import(open_export(path), shorter, older)


def test_an_anonymous_plan_drops_a_safety_question_and_says_in_which_rows_it_was_answered(tmp_path: Path) -> None:
    source = FORUM + "      - {type: safety, name: worry, label: Are you worried about a child?}\n"
    compiled = form(source)
    path = comma_separated(
        tmp_path / "a.csv",
        [["Was it useful?", "Are you worried about a child?"], ["Disagree", "Yes"], ["Disagree", "No"]],
    )
    table = open_export(path)
    mapping = suggest_mapping(table, compiled, anonymous=True).mapping
    plan = plan_import(table, compiled, mapping, anonymous=True)
    assert plan.safety_rows == (2,)
    assert [sorted(document)[-1] for document in documents_of(plan)] == ["years", "years"]
    assert not any("worry" in document for document in documents_of(plan))


@given(
    st.lists(
        st.tuples(st.sampled_from(["Disagree", "Great", "", "agree"]), st.sampled_from(["4", "x", "99", ""])),
        min_size=1,
        max_size=6,
    )
)
def test_every_cell_is_either_in_a_document_or_in_the_list(cells: list[tuple[str, str]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as directory:
        path = comma_separated(
            Path(directory) / "a.csv",
            [["ID", "Was it useful?", "Years in your role"], *([n, *one] for n, one in enumerate(cells, 1))],
        )
        plan = planned(path, form())
        out = io.StringIO(newline="")
        write_refusals(plan, out)
        listed = list(csv.DictReader(io.StringIO(out.getvalue())))
        refused = {one["row"] for one in listed}
        kept = list(documents_of(plan))
        assert len(kept) + len(plan.left_out_rows) == len(cells)
        for number, (useful, years) in enumerate(cells, start=2):
            if number in plan.left_out_rows:
                assert str(number) in refused
                continue
            document = kept.pop(0)
            for value, name in ((useful, "useful"), (years, "years")):
                assert (
                    (document[name] is not None)
                    or not value
                    or any(
                        one["row"] == str(number) and one["question"] == name and one["value"] == value
                        for one in listed
                    )
                )


def test_the_list_of_what_is_left_out_holds_no_formula_and_no_personal_value(tmp_path: Path) -> None:
    plan = plan_for(tmp_path, [[*row(1, "=SUM(A1)", "Yes", "", "4"), "=cmd()"]], [*HEAD, "Other"])
    out = io.StringIO(newline="")
    write_refusals(plan, out)
    lines = list(csv.reader(io.StringIO(out.getvalue())))
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)
    assert "pat@agency.example" not in out.getvalue()
    assert "Pat Example" not in out.getvalue()
    assert lines[1][4] == plan.table.sha256


def test_mappings_are_compared_by_what_they_say() -> None:
    assert Mapping(form_id="a", content_hash="b", program="kobo") == Mapping(
        form_id="a", content_hash="b", program="kobo"
    )


def test_a_column_that_lost_its_heading_is_listed_under_its_place(tmp_path: Path) -> None:
    rows = [[*row(number, "Disagree", "Yes", "", "4"), "note"] for number in range(3)]
    plan = plan_for(tmp_path, rows, [*HEAD, ""])
    assert [column.key for column in plan.unmatched_columns] == ["(column 10)"]
    assert plan.refused == ()
