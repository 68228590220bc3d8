"""The browser evaluates every expression to what Python makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given

from instruments.expressions import Node, evaluate, parse_expression, to_json
from instruments.expressions.patterns import compile_pattern, matches
from tests.instruments.expression_cases import CASES, case_name, comparable, scope_of
from tests.instruments.javascript import JavaScript
from tests.instruments.strategies import contexts, trees


@pytest.fixture(scope="module")
def javascript() -> Iterator[JavaScript]:
    running = JavaScript()
    yield running
    running.close()


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_the_case_has_its_expected_value_in_javascript(javascript: JavaScript, case: dict[str, Any]) -> None:
    tree = to_json(parse_expression(case["expression"]))
    value = javascript.evaluate(tree, case.get("context", {}))
    assert comparable(value) == comparable(case["expected"])


@given(tree=trees(), context=contexts())
def test_any_expression_has_the_same_value_in_both(javascript: JavaScript, tree: Node, context: dict[str, Any]) -> None:
    in_python = evaluate(tree, scope_of(context))
    assert comparable(javascript.evaluate(to_json(tree), context)) == comparable(in_python)


@pytest.mark.parametrize("pattern", ["(a+)+", "(a|a)*", "(a|aa)+", "(.*a){12}", "(a?){30}a{30}"])
def test_a_pattern_that_makes_other_engines_hang_is_answered(javascript: JavaScript, pattern: str) -> None:
    subject = "a" * 1500 + "b"
    tree = to_json(parse_expression(f"regex(., '{pattern}')"))
    assert javascript.evaluate(tree, {"itself": subject}) is matches(compile_pattern(pattern), subject) is False


def test_a_function_that_the_browser_lacks_is_an_error_and_no_value(javascript: JavaScript) -> None:
    with pytest.raises(RuntimeError, match="unknown function: explode"):
        javascript.evaluate(["call", "explode"], {})
    with pytest.raises(RuntimeError, match="unknown kind: power"):
        javascript.evaluate(["power", ["number", 1], ["number", 2]], {})


def test_names_that_javascript_objects_carry_are_no_answers(javascript: JavaScript) -> None:
    for name in ("constructor", "__proto__", "toString"):
        assert javascript.evaluate(["answer", name], {"values": {"age": 3}}) == ""
