"""What each program does to headings and cells, by constructed examples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analysis.importing import documents_of, open_export, plan_import, suggest_mapping
from tests.analysis.importing.constructed import FORMS_HEAD, SURVEYMONKEY_HEAD, comma_separated, form, planned, workbook

MONKEY = [*SURVEYMONKEY_HEAD]
OWN = ["1100000001", "400", "03/14/2026 10:31:00 AM", "03/14/2026 10:35:00 AM", "192.0.2.1", "", "", "", ""]


def monkey(path: Path, head: list[str], second: list[str], *rows: list[Any]) -> Path:
    return comma_separated(path / "a.csv", [[*MONKEY, *head], [*[""] * 9, *second], *([*OWN, *one] for one in rows)])


def test_microsoft_forms_own_columns_are_known_in_both_spellings(tmp_path: Path) -> None:
    for head in (FORMS_HEAD, ("Id", "Start time", "Completion time", "Email", "Name", "Language")):
        table = open_export(
            comma_separated(tmp_path / "a.csv", [[*head, "Was it useful?\n"], [1, "", "", "", "", "", "Disagree"]])
        )
        assert table.program == "microsoft_forms"
        assert [column.kind for column in table.columns][:5] == [
            "identifier",
            "moment",
            "moment",
            "personal",
            "personal",
        ]
        assert table.columns[-1].key == "Was it useful?"
    quiz = [
        *FORMS_HEAD,
        "Total points",
        "Quiz feedback",
        "Was it useful?",
        "Points - Was it useful?",
        "Feedback - Was it useful?",
    ]
    table = open_export(comma_separated(tmp_path / "q.csv", [quiz, [1, *[""] * 5, 3, "", "Disagree", 1, ""]]))
    assert [column.kind for column in table.columns if column.kind != "program"][-1] == "question"
    assert sum(column.kind == "program" for column in table.columns) == 4


def test_a_second_question_of_the_same_name_is_offered_and_not_mapped(tmp_path: Path) -> None:
    path = comma_separated(tmp_path / "a.csv", [[*FORMS_HEAD, "Why not?", "Why not?2"], [1, *[""] * 5, "a", "b"]])
    suggestion = suggest_mapping(open_export(path), form())
    assert suggestion.mapping.questions["why_not"].column == "Why not?"
    assert "Why not?2" not in {column for one in suggestion.mapping.questions.values() for column in one.columns}


def test_two_columns_with_one_heading_are_told_apart_and_neither_is_taken(tmp_path: Path) -> None:
    path = comma_separated(tmp_path / "a.csv", [["Why not?", "Why not?"], ["a", "b"]])
    table = open_export(path)
    assert [column.key for column in table.columns] == ["Why not?", "Why not? #2"]
    assert "why_not" not in suggest_mapping(table, form()).mapping.questions


def test_a_label_that_holds_the_separator_is_found_whole(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {"Sheet1": [[*FORMS_HEAD, "How did you hear of it?"], [1, *[None] * 5, "A colleague; or my team;E-mail;"]]},
    )
    [document] = documents_of(planned(path, form()))
    assert document["heard"] == ["email", "team"]


def test_surveymonkeys_two_lines_are_one_heading(tmp_path: Path) -> None:
    path = monkey(
        tmp_path, ["How did you hear of it?", "", "", "", "Years in your role"],
        ["E-mail", "A colleague; or my team", "The website", "Other (please specify)", "Open-Ended Response"],
        ["E-mail", "", "The website", "a friend", "4"],
    )  # fmt: skip
    table = open_export(path)
    assert table.program == "surveymonkey"
    assert table.columns[10].key == "How did you hear of it? | A colleague; or my team"
    assert table.columns[-1].key == "Years in your role"
    [document] = documents_of(planned(path, form(), dates="month_first"))
    assert (document["heard"], document["heard_other"], document["years"]) == (["email", "web", "other"], "a friend", 4)


def test_surveymonkeys_numbers_for_choices_are_listed_until_somebody_says_what_they_mean(tmp_path: Path) -> None:
    path = monkey(tmp_path, ["Was it useful?"], ["Response"], ["1"], ["3"])
    plan = planned(
        comma_separated(
            path, [[*MONKEY, "Was it useful?"], [*[""] * 9, "Response"], [*OWN, "1"], ["11", *OWN[1:], "3"]]
        ),
        form(),
    )
    assert sorted(one.value for one in plan.unmatched_values) == ["1", "3"]
    question = plan.mapping.questions["useful"].model_copy(update={"values": {"1": "agree", "3": "disagree"}})
    mapping = plan.mapping.model_copy(update={"questions": {"useful": question}})
    assert [one["useful"] for one in documents_of(plan_import(plan.table, form(), mapping))] == ["agree", "disagree"]


def test_a_single_choice_with_a_column_for_each_takes_the_one_that_is_filled(tmp_path: Path) -> None:
    path = monkey(tmp_path, ["Would you come again?", ""], ["Yes", "No"], ["Yes", ""])
    plan = planned(path, form())
    assert plan.mapping.questions["again"].choices == {
        "yes": "Would you come again? | Yes",
        "no": "Would you come again? | No",
    }
    assert [one["again"] for one in documents_of(plan)] == ["yes"]
    both = planned(monkey(tmp_path, ["Would you come again?", ""], ["Yes", "No"], ["Yes", "No"]), form())
    assert "takes one answer" in both.unmatched_values[0].why


def test_the_lines_of_a_matrix_are_questions_of_their_own(tmp_path: Path) -> None:
    path = monkey(
        tmp_path, ["How far do you agree?", ""], ["Was it useful?", "Would you come again?"], ["Disagree", "No"]
    )
    [document] = documents_of(planned(path, form()))
    assert (document["useful"], document["again"]) == ("disagree", "no")


def test_an_export_of_surveymonkey_with_one_line_loses_no_row(tmp_path: Path) -> None:
    path = comma_separated(tmp_path / "a.csv", [[*MONKEY, "Was it useful?"], [*OWN, "Disagree"]])
    assert [row.number for row in open_export(path).rows()] == [2]


def test_kobos_semicolons_groups_and_bookkeeping(tmp_path: Path) -> None:
    head = [
        "start",
        "end",
        "the_day/useful",
        "the_day/heard",
        "the_day/heard/email",
        "the_day/heard/team",
        "the_day/heard/web",
        "the_day/heard/other",
        "_id",
        "_uuid",
        "_submission_time",
        "_validation_status",
        "_submitted_by",
        "__version__",
        "_index",
    ]
    values = [
        "2026-03-14T10:00:00.000+00:00",
        "2026-03-14T10:05:00.000+00:00",
        "disagree",
        "email web",
        "1",
        "0",
        "1",
        "0",
        "7",
        "u-1",
        "2026-03-14T10:05:11",
        "",
        "kobo_user",
        "v1",
        "1",
    ]
    table = open_export(comma_separated(tmp_path / "a.csv", [head, values], separator=";"))
    assert table.program == "kobo"
    plan = planned(tmp_path / "a.csv", form())
    assert plan.is_clean
    assert plan.mapping.identifier == ("_uuid",)
    assert plan.mapping.leave_out == ("the_day/heard",)
    [document] = documents_of(plan)
    assert (document["useful"], document["heard"]) == ("disagree", ["email", "web"])


def test_files_and_parts_of_places_of_kobo_are_not_answers(tmp_path: Path) -> None:
    head = ["photo", "photo_URL", "where", "_where_latitude", "_where_longitude", "_id", "_uuid"]
    table = open_export(
        comma_separated(tmp_path / "a.csv", [head, ["a.jpg", "https://kobo.example/a.jpg", "1 2", "1", "2", "1", "u"]])
    )
    assert {column.key for column in table.columns if column.kind == "program"} == {
        "photo_URL",
        "_where_latitude",
        "_where_longitude",
    }


@pytest.mark.parametrize(
    "heading",
    ["A oedd yn ddefnyddiol?", "useful", "USEFUL", "1. Was it useful?", "Q3) Was it useful? *", "was  it\nuseful"],
)
def test_a_question_is_known_by_name_by_label_in_any_language_and_past_numbering(tmp_path: Path, heading: str) -> None:
    path = comma_separated(tmp_path / "a.csv", [[heading], ["Anghytuno"]])
    [document] = documents_of(planned(path, form()))
    assert document["useful"] == "disagree"


def test_what_is_only_close_is_offered_with_its_number(tmp_path: Path) -> None:
    path = comma_separated(tmp_path / "a.csv", [["How useful was it?", "Shoe size"], ["Disagree", "40"]])
    suggestion = suggest_mapping(open_export(path), form())
    assert suggestion.mapping.questions == {}
    [offer] = suggestion.offers
    assert (offer.column, offer.question) == ("How useful was it?", "useful")
    assert 0.6 <= offer.closeness < 1
