from __future__ import annotations

import pytest

from survey_app.rounds.campaigns.school_list import SchoolRow, read_school_list

HEADER = "URN,EstablishmentName,PhaseOfEducation (name),Locality,DSL name,DSL e-mail\n"
FIRST = "100001,Made-up Primary,Primary,North,Ann Example,Ann@School.example\n"


def problems(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in read_school_list(text).problems]


def test_a_list_as_registers_export_it_is_read() -> None:
    found = read_school_list(HEADER + FIRST)
    assert found.problems == ()
    assert found.rows == (
        SchoolRow(
            line=2, urn="100001", name="Made-up Primary", region="North", phase="Primary", lead_name="Ann Example",
            lead_email="ann@school.example",
        ),
    )  # fmt: skip


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_and_other_orders_are_read(separator: str) -> None:
    text = (
        separator.join(["Region", "Head", "URN", "School name"]) + "\n" + separator.join(["South", "x", "100002", "B"])
    )
    found = read_school_list("\ufeff" + text)
    assert [(row.urn, row.name, row.region, row.lead_email) for row in found.rows] == [("100002", "B", "South", "")]
    assert found.unused == ("Head",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (1, "The list is empty.")),
        ("URN,Name\n100001,A\n", (1, "The first line must name the columns; there is none for the region.")),
        ("A,B\n1,2\n", (1, "The first line must name the columns; there is none for the URN and name and region.")),
        ("URN,Name,School,Region\n", (1, "Two columns mean the name. Remove one of them.")),
        (HEADER + "12345,A,,North,,\n", (2, "“12345” is not a URN, which has six digits.")),
        (HEADER + FIRST + "100001,Other,,North,,\n", (3, "The URN 100001 is also on line 2. Keep one of the two.")),
        (HEADER + "100001,A,,,,\n", (2, "The region is missing.")),
        (HEADER + "100001,A,,North,Ann,ann at school\n", (2, "“ann at school” is not an e-mail address.")),
        (HEADER + f"100001,{'A' * 201},,North,,\n", (2, "The name is longer than 200 characters.")),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, expected: tuple[int, str]) -> None:
    assert expected in problems(text)


def test_the_lines_without_a_problem_are_there_beside_the_problems() -> None:
    found = read_school_list(HEADER + FIRST + "x,A,,North,,\n")
    assert [row.urn for row in found.rows] == ["100001"]
    assert len(found.problems) == 1
