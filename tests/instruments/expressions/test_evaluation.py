"""The meaning of expressions, by the table of cases that JavaScript runs too."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given

from instruments.expressions import PlainScope, evaluate, holds, parse_expression, to_text
from instruments.expressions.functions import FUNCTIONS
from instruments.expressions.tree import Call, walk
from tests.instruments.expression_cases import CASES, case_name, comparable, scope_of
from tests.instruments.strategies import contexts, trees


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_the_case_has_its_expected_value(case: dict[str, Any]) -> None:
    value = evaluate(parse_expression(case["expression"]), scope_of(case.get("context", {})))
    assert comparable(value) == comparable(case["expected"])


def test_every_function_has_a_case() -> None:
    nodes = [node for case in CASES for node in walk(parse_expression(case["expression"]))]
    assert {node.function for node in nodes if isinstance(node, Call)} == set(FUNCTIONS)


def test_there_are_at_least_as_many_cases_as_promised() -> None:
    assert len(CASES) >= 120


@given(tree=trees(), context=contexts())
def test_no_expression_fails_on_any_answers(tree: Any, context: dict[str, Any]) -> None:
    value = evaluate(tree, scope_of(context))
    assert holds(tree, scope_of(context)) in (True, False)
    assert comparable(value) is not None


@pytest.mark.parametrize("text", ["1 div 3", "1 div 8000000", "100000000000000000000000", "0.1 + 0.2", "-12.5"])
def test_a_number_survives_its_text(text: str) -> None:
    value = evaluate(parse_expression(text), PlainScope())
    assert isinstance(value, float)
    written = to_text(value)
    assert "e" not in written
    assert math.isclose(float(written), value, rel_tol=0)


def test_and_stops_at_the_first_operand_that_is_false() -> None:
    class Forgetful(PlainScope):
        def value(self, name: str) -> str:
            raise AssertionError(f"nobody needs to know {name}")

    assert holds(parse_expression("1 = 1 or ${far_away} = 'x'"), Forgetful())
    assert not holds(parse_expression("1 = 2 and ${far_away} = 'x'"), Forgetful())
