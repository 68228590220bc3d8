"""From nested groups to rows."""

from __future__ import annotations

from instruments.flattening import containers, flatten, questions_with_places
from tests.instruments.factories import group, instrument, question, repeat

FORM = instrument(
    group("page", question("text", "a"), group("inner", question("safety", "b"))),
    repeat("visit", question("text", "c")),
)


def test_every_question_has_its_place_and_what_it_stands_in() -> None:
    found = [
        (one.question.name, one.place, [outer.name for outer in one.inside]) for one in questions_with_places(FORM)
    ]
    assert found == [
        ("page", ("survey", 0), []),
        ("a", ("survey", 0, "children", 0), ["page"]),
        ("inner", ("survey", 0, "children", 1), ["page"]),
        ("b", ("survey", 0, "children", 1, "children", 0), ["page", "inner"]),
        ("visit", ("survey", 1), []),
        ("c", ("survey", 1, "children", 0), ["visit"]),
    ]


def test_containers_are_the_groups_and_repeats() -> None:
    assert [one.question.name for one in containers(FORM)] == ["page", "inner", "visit"]


def test_rows_are_plain_questions_and_parts_stand_where_their_whole_stands() -> None:
    rows = flatten(FORM)
    assert [row.question.name for row in rows] == ["a", "b", "b_told", "b_time", "b_note", "c"]
    assert {row.place for row in rows if row.part_of == "b"} == {("survey", 0, "children", 1, "children", 0)}
    assert [row.repeat for row in rows] == [None, None, None, None, None, "visit"]
