"""Making the sound parts of a faulty instrument checkable."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from instruments.errors import Place
from instruments.model import Instrument
from instruments.salvage import salvage
from tests.instruments.factories import content, group, question

FORM = content(group("page", question("text", "a", relevant="${b} = 1"), question("select_one yes_no", "b")))


def changed(place: Place, value: Any) -> dict[str, Any]:
    data = copy.deepcopy(FORM)
    target: Any = data
    for part in place[:-1]:
        target = target[part]
    target[place[-1]] = value
    return data


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("settings",), 3),
        (("settings", "form_id"), "Not An Id"),
        (("choices", "yes_no"), "yes"),
        (("choices", "yes_no", 0), "yes"),
        (("choices", "yes_no", 0, "name"), 7),
        (("scales", "met4"), []),
        (("choices", "yes_no", 0, "name"), "two words"),
        (("survey", 0, "label"), 2026),
        (("survey", 0, "children", 0), "text"),
        (("survey", 0, "children", 0, "name"), "two words"),
        (("survey", 0, "children", 1, "required"), 3),
    ],
)
def test_what_is_left_after_a_piece_is_replaced_is_an_instrument(place: Place, value: Any) -> None:
    data = changed(place, value)
    before = copy.deepcopy(data)
    rest = salvage(data, [place])
    assert Instrument.model_validate(rest, strict=False)
    assert data == before


def test_a_replaced_question_keeps_its_name_kind_of_list_and_condition() -> None:
    rest = salvage(changed(("survey", 0, "children", 1, "required"), 3), [("survey", 0, "children", 1, "required")])
    assert rest is not None
    assert rest["survey"][0]["children"][1] == {"type": "select_one yes_no", "name": "b", "label": "unreadable"}
    rest = salvage(changed(("survey", 0, "children", 0, "label"), 1), [("survey", 0, "children", 0, "label")])
    assert rest is not None
    assert rest["survey"][0]["children"][0]["relevant"] == "${b} = 1"


def test_a_replaced_group_keeps_its_questions() -> None:
    rest = salvage(changed(("survey", 0, "label"), 1), [("survey", 0, "label")])
    assert rest is not None
    assert rest["survey"][0]["type"] == "group"
    assert rest["survey"][0]["children"] == FORM["survey"][0]["children"]


@pytest.mark.parametrize("data", [{}, {"survey": "x"}, {"survey": [], "choices": 3}])
def test_where_too_little_is_left_nothing_is_made_of_it(data: dict[str, Any]) -> None:
    assert salvage(data, []) is None
