"""The form in which expressions travel to the browser."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from instruments.expressions import Node, parse_expression, to_json
from tests.instruments.strategies import trees


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("'a'", ["text", "a"]),
        ("5", ["number", 5]),
        ("0.5", ["number", 0.5]),
        ("${a}", ["answer", "a"]),
        (".", ["self"]),
        ("-${a}", ["negate", ["answer", "a"]]),
        ("${a} >= 3", [">=", ["answer", "a"], ["number", 3]]),
        ("1 or 2 or 3", ["or", ["number", 1], ["number", 2], ["number", 3]]),
        ("today()", ["call", "today"]),
        ("position(..)", ["call", "position", ["parent"]]),
        ("regex(., '[ab]')", ["call", "regex", ["self"], ["pattern", [["characters", [[97, 97], [98, 98]]]]]]),
        ("regex(., 'a*$')", [
            "call", "regex", ["self"],
            ["pattern", [["split", 1, 3], ["characters", [[97, 97]]], ["jump", 0], ["end"]]],
        ]),
    ],
)  # fmt: skip
def test_each_part_has_its_form(text: str, form: list[object]) -> None:
    assert to_json(parse_expression(text)) == form


@given(trees())
def test_every_tree_is_plain_json(tree: Node) -> None:
    form = to_json(tree)
    assert json.loads(json.dumps(form)) == form
