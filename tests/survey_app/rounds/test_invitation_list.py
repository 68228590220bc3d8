from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from survey_app.rounds.invitation_list import InvitationRow, decode_list, read_invitation_list

PLAIN = "name,email,agency,forum\nAnn Example,ann@agency.example,Test Trust,North\n"


def test_columns_are_found_by_their_names_in_any_order() -> None:
    found = read_invitation_list("Forum,E-mail,Organisation,Full name\nNorth,A@agency.example,Test Trust,Ann Example\n",
                                 strata=["forum"])  # fmt: skip
    expected = InvitationRow(
        line=2, name="Ann Example", email="a@agency.example", agency="Test Trust", strata={"forum": "North"}
    )
    assert found.rows == (expected,)
    assert found.problems == ()


def test_lists_pasted_from_a_spreadsheet_or_saved_with_semicolons_are_read() -> None:
    for separator in ("\t", ";"):
        text = PLAIN.replace(",", separator)
        assert read_invitation_list(text, strata=["forum"]).rows == read_invitation_list(PLAIN, strata=["forum"]).rows


def test_every_problem_is_reported_with_its_line() -> None:
    text = (
        "name,email,agency\n"
        "Ann Example,ann@agency.example,Trust\n"
        "Bob Example,,Trust\n"
        "\n"
        "Cat Example,not an address,Trust\n"
        "Dan Example,ANN@agency.example,Trust\n"
        ",eve@agency.example,Trust\n"
        "Flo Example,flo@agency.example,Trust,extra\n"
    )
    found = read_invitation_list(text, strata=[])
    assert [row.line for row in found.rows] == [2]
    assert [(problem.line, problem.message.split(".")[0]) for problem in found.problems] == [
        (3, "“Bob Example” has no e-mail address"),
        (5, "“not an address” is not an e-mail address"),
        (6, "“ANN@agency"),
        (7, "“eve@agency"),
        (8, "There are 4 values but 3 columns"),
    ]
    assert "also on line 2" in found.problems[2].message


def test_an_unknown_column_names_those_that_are_known() -> None:
    found = read_invitation_list("name,email,shoe size\nAnn,ann@agency.example,5\n", strata=["forum"])
    assert found.rows == ()
    assert [problem.message for problem in found.problems] == [
        "The column “shoe size” is not one of: name, email, agency, forum. Rename or remove it."
    ]


def test_a_list_without_a_header_says_so() -> None:
    found = read_invitation_list("Ann Example,ann@agency.example\n", strata=[])
    assert found.rows == ()
    assert found.problems[0].message.startswith("The first line must name the columns: name, email, agency.")


def test_a_column_that_stands_there_twice_is_refused() -> None:
    found = read_invitation_list("name,email,E-mail\nAnn,a@agency.example,b@agency.example\n", strata=[])
    assert [problem.message for problem in found.problems] == ["The column “E-mail” stands there twice. Remove one."]


def test_a_line_with_groups_only_makes_an_unnamed_link() -> None:
    found = read_invitation_list("forum\nNorth\nNorth\n", strata=["forum"])
    assert [row.strata for row in found.rows] == [{"forum": "North"}] * 2


def test_an_empty_list_and_a_broken_file_are_problems_and_not_crashes() -> None:
    assert read_invitation_list(" \n\n", strata=[]).problems[0].message == "The list is empty."
    broken = read_invitation_list('name,email\n"Ann, ann@agency.example\n', strata=[])
    assert "cannot be read as CSV" in broken.problems[0].message


def test_a_quoted_line_end_keeps_the_line_numbers_right() -> None:
    found = read_invitation_list('name,email\n"Ann\nExample",ann@agency.example\nBob Example,\n', strata=[])
    assert [problem.line for problem in found.problems] == [4]


def test_files_from_windows_programs_are_decoded() -> None:
    assert decode_list("name\nZoë".encode("cp1252")) == "name\nZoë"
    assert decode_list("name\nZoë".encode("utf-8-sig")) == "name\nZoë"


@given(st.text(max_size=300))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    found = read_invitation_list(f"name,email\n{text}", strata=["forum"])
    assert all(row.line > 1 for row in found.rows)
