"""What decides about itself."""

from __future__ import annotations

from typing import Any

import pytest

from instruments.cycle_checks import check_cycles
from tests.instruments.factories import CHOICES, group, instrument, question, repeat


def messages(*sections: dict[str, Any], **parts: Any) -> list[str]:
    return [finding.message for finding in check_cycles(instrument(*sections, **parts))]


def calculate(name: str, calculation: str, **columns: Any) -> dict[str, Any]:
    return {"type": "calculate", "name": name, "calculation": calculation, **columns}


def test_a_question_cannot_decide_about_itself() -> None:
    form = instrument(group("page", question("text", "a"), question("text", "b", relevant="${b} = 'x'")))
    (finding,) = check_cycles(form)
    assert finding.message == "relevant: 'b' decides about itself; let another question decide"
    assert (finding.place, finding.question) == (("survey", 0, "children", 1, "relevant"), "b")


def test_questions_that_decide_about_each_other_are_named() -> None:
    a = question("text", "a", relevant="${c} = 'x'")
    b = question("text", "b", relevant="${a} = 'x'")
    c = question("text", "c", relevant="${b} = 'x'")
    (said,) = messages(group("page", a, b, c, question("text", "d", relevant="${a} = 'x'")))
    assert "these decide about each other in a circle, so that none can be asked first" in said
    assert any(circle in said for circle in ("a → c → b → a", "c → b → a → c", "b → a → c → b"))


def test_calculations_that_hang_on_each_other_are_named() -> None:
    (said,) = messages(group("page", calculate("a", "${b} + 1"), calculate("b", "${a} + 1")))
    assert said.startswith("calculation: these decide about each other in a circle")
    assert messages(group("page", calculate("a", "${a} + 1"))) == [
        "calculation: 'a' is calculated from itself; calculate it from other questions"
    ]


def test_a_condition_and_a_calculation_can_make_a_circle_together() -> None:
    (said,) = messages(group("page", question("text", "a", relevant="${c} > 1"), calculate("c", "string-length(${a})")))
    assert "a → c → a" in said or "c → a → c" in said


def test_a_path_counts_as_well_as_a_name() -> None:
    (said,) = messages(group("page", calculate("a", "../b + 1"), calculate("b", "current()/../a + 1")))
    assert "circle" in said


def test_a_group_cannot_hang_on_a_question_inside_it() -> None:
    (said,) = messages(group("page", question("text", "a"), relevant="${a} = 'x'"))
    assert "page → a → page" in said or "a → page → a" in said


def test_a_repeat_cannot_hang_on_the_number_of_its_entries() -> None:
    (said,) = messages(repeat("visit", question("text", "a"), relevant="count(${visit}) > 0"))
    assert "'visit' decides about itself" in said


def test_a_grade_or_standard_cannot_hang_on_one_of_its_parts() -> None:
    (said,) = messages(group("page", question("grade met4", "st1", relevant="${st1_gap} = ''")))
    assert "st1 → st1_gap → st1" in said or "st1_gap → st1 → st1_gap" in said
    (said,) = messages(question("standard met4", "st2", relevant="${a} = ''", children=[question("text", "a")]))
    assert "st2" in said


def test_the_circle_of_two_criteria_and_a_standards_grade_is_none() -> None:
    children = [question("text", "a"), question("text", "b", relevant="${st1} = 'fully'")]
    assert messages(question("standard met4", "st1", children=children)) == []


@pytest.mark.parametrize(
    "columns",
    [
        {"constraint": "${a} != 'x'"},
        {"required": "${a} = ''"},
        {"default": "${a}"},
        {"calculation": "concat(${a}, 'x')", "trigger": "${b}"},
    ],
)
def test_what_is_no_matter_of_order_makes_no_circle(columns: dict[str, str]) -> None:
    assert messages(group("page", question("text", "a", **columns), question("text", "b"))) == []


def test_filters_that_leave_out_each_others_choices_make_none() -> None:
    first = question("select_one yes_no", "first", choice_filter="name != ${second}")
    second = question("select_one yes_no", "second", choice_filter="name != ${first}")
    assert messages(group("page", first, second)) == []


def test_a_column_of_a_list_is_no_question_of_that_name() -> None:
    rows = [{"name": "a", "label": "A", "columns": {"county": "north"}}]
    county = question("select_one places", "county", choice_filter="county != 'south'")
    assert messages(group("page", county), choices=CHOICES | {"places": rows}) == []


def test_a_number_of_entries_may_hang_on_the_entries() -> None:
    assert messages(repeat("visit", question("text", "a"), repeat_count="count(${visit}) + 1")) == []


def test_an_expression_that_cannot_be_read_is_passed_over() -> None:
    assert messages(group("page", question("text", "a", relevant="explode(${a})"), calculate("b", "${a} +"))) == []
