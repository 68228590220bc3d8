"""What can be said of one piece of an instrument alone."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from instruments.model import Question
from tests.instruments.factories import group, instrument, question


def of(**columns: Any) -> Question:
    return Question.model_validate({"name": "a", "label": "About a", **columns}, strict=False)


def test_a_type_is_a_kind_and_perhaps_a_list() -> None:
    assert (of(type="select_one yes_no").kind, of(type="select_one yes_no").list_name) == ("select_one", "yes_no")
    assert (of(type="text").kind, of(type="text").list_name) == ("text", None)


def test_only_text_of_several_lines_is_a_comment() -> None:
    assert of(type="text", appearance="multiline").is_comment
    assert not of(type="text").is_comment
    assert not of(type="integer", appearance="multiline").is_comment


def test_a_note_is_not_answered() -> None:
    assert not of(type="note").is_answered
    assert of(type="safety").is_answered


def test_questions_are_walked_in_form_order_parents_first() -> None:
    form = instrument(
        group("page", question("text", "a"), group("inner", question("text", "b"))), group("end", question("text", "c"))
    )
    assert [each.name for each in form.walk()] == ["page", "a", "inner", "b", "end", "c"]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"type": "texts"}, "there is no type 'texts'; did you mean 'text'? There are: text, email"),
        ({"type": "grade"}, "type 'grade' needs one list name after it, as in 'grade yes_no'"),
        ({"type": "date soon"}, "type 'date' takes no list name; remove 'soon'"),
        ({"type": "group"}, "the group 'a' has no questions; put them under 'children'"),
        (
            {"type": "text", "children": [question("text", "b")]},
            "only a group, a repeat or a standard has 'children'; 'a' is a text",
        ),
        ({"type": "group", "unit": "people"}, "belong to a repeat; 'a' is not one"),
        (
            {"type": "text", "rubric": {"b": "c"}},
            "a rubric belongs to a grade, a standard or their scale; 'a' is a text",
        ),
        ({"type": "text", "label": None}, "'a' has no label; add one"),
        ({"type": "text", "or_other": True}, "'or_other' belongs to a select_one or a select_multiple; 'a' is a text"),
        (
            {"type": "text", "choice_filter": "x = 1"},
            "a choice_filter belongs to a question with choices; 'a' is a text",
        ),
        ({"type": "calculate"}, "'a' is a calculate and has no calculation; add one"),
        ({"type": "text", "repeat_count": "3"}, "'repeat_count' belong to a repeat; 'a' is not one"),
        ({"type": "date soon", "label": None}, "remove 'soon'; 'a' has no label"),
    ],
)
def test_a_row_whose_columns_do_not_fit_its_type_is_refused_with_all_that_is_wrong(
    columns: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        of(**columns)
    assert message in str(caught.value)
