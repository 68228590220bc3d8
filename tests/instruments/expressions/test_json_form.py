"""The form in which expressions travel to the browser."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from instruments.expressions import Node, parse_expression, to_json
from tests.instruments.expression_strategies import trees


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
        ("1 - 2 - 3", ["-", ["-", ["number", 1], ["number", 2]], ["number", 3]]),
        ("1 or 2 or 3", ["or", ["number", 1], ["number", 2], ["number", 3]]),
        ("today()", ["call", "today"]),
        ("position(..)", ["call", "position", ["path", ["self"], [], [["parent", None, []]]]]),
        ("regex(., '[ab]')", ["call", "regex", ["self"], ["text", "[ab]"]]),
        ("${v}[1]/x", ["path", ["answer", "v"], [["number", 1]], [["child", "x", []]]]),
        ("/data/x", ["path", ["root"], [], [["child", "data", []], ["child", "x", []]]]),
        ("current()", ["current"]),
        ("instance('t')/root/item[.]", [
            "path", ["instance", "t"], [], [["child", "root", []], ["child", "item", [["self"]]]],
        ]),
    ],
)  # fmt: skip
def test_each_part_has_its_form(text: str, form: list[object]) -> None:
    assert to_json(parse_expression(text)) == form


@given(trees())
def test_every_tree_is_plain_json(tree: Node) -> None:
    form = to_json(tree)
    assert json.loads(json.dumps(form)) == form


def test_a_long_row_of_operators_is_written_without_recursion() -> None:
    form = to_json(parse_expression("1" + "+1" * 5000))
    assert form[0] == "+"
