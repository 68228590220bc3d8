"""The meaning of expressions, by the table of cases that JavaScript and the oracles run too."""

from __future__ import annotations

import math
import time
from typing import Any

import pytest
from hypothesis import given

from instruments.expressions import PlainAnswers, Value, evaluate, holds, parse_expression, to_json, to_text
from instruments.expressions.frame import MAXIMUM_TEXT
from instruments.expressions.functions import FUNCTIONS
from instruments.expressions.parsing import MAXIMUM_DEPTH
from instruments.expressions.tree import Call, Current, Instance, walk
from tests.instruments.expression_cases import CASES, case_name, comparable, setting_of
from tests.instruments.expression_strategies import settings_of_expressions, trees


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_the_case_has_its_expected_value(case: dict[str, Any]) -> None:
    value = setting_of(case).evaluate(case["expression"])
    assert comparable(value, case["expected"]) == comparable(case["expected"])


def test_every_function_has_a_case() -> None:
    nodes = [node for case in CASES for node in walk(parse_expression(case["expression"]))]
    assert {node.function for node in nodes if isinstance(node, Call)} == set(FUNCTIONS)
    assert any(isinstance(node, Current) for node in nodes)
    assert any(isinstance(node, Instance) for node in nodes)


def test_no_two_cases_are_the_same() -> None:
    seen = [repr({key: case.get(key) for key in ("expression", "in", "context", "at", "row")}) for case in CASES]
    assert sorted(set(seen)) == sorted(seen)


@given(tree=trees(), setting=settings_of_expressions())
def test_no_expression_fails_on_any_answers(tree: Any, setting: Any) -> None:
    value = evaluate(tree, setting.answers, setting.at)
    assert holds(tree, setting.answers, setting.at) in (True, False)
    assert comparable(value) is not None


@pytest.mark.parametrize("text", ["1 div 3", "1 div 8000000", "100000000000000000000000", "0.1 + 0.2", "-12.5"])
def test_a_number_survives_its_text(text: str) -> None:
    value = evaluate(parse_expression(text), PlainAnswers())
    assert isinstance(value, float)
    written = to_text(value)
    assert "e" not in written
    assert math.isclose(float(written), value, rel_tol=0)


def test_and_stops_at_the_first_operand_that_is_false() -> None:
    class Forgetful(PlainAnswers):
        def find(self, name: str, context: Any) -> Any:
            raise AssertionError(f"nobody needs to know {name}")

    assert holds(parse_expression("1 = 1 or ${far_away} = 'x'"), Forgetful())
    assert not holds(parse_expression("1 = 2 and ${far_away} = 'x'"), Forgetful())
    assert holds(parse_expression("if(1 = 1, true(), ${far_away})"), Forgetful())
    assert evaluate(parse_expression("coalesce('a', ${far_away})"), Forgetful()) == "a"


def entries(count: int) -> PlainAnswers:
    return PlainAnswers({"visit": [{"x": index, "t": "word " * 50} for index in range(count)]})


HOSTILE = (
    "count(${visit}[count(${visit}[count(${visit}[count(${visit}[x > 1]) > 1]) > 1]) > 1])",
    "sum(${visit}[x >= min(${visit}[x >= min(${visit}[x >= min(${x})]/x)]/x)]/x)",
    "${x} = ${x} and ${x} != ${x} and count(${visit}[${x} > ${x}]) > 0",
    "concat(" + ", ".join(["${t}"] * 2000) + ")",
    "digest(concat(" + ", ".join(["${t}"] * 200) + "), 'SHA-512') = 'x'",
    " and ".join(["not(regex(concat(${t}), '(a?){300}a{300}'))"] * 50),
    "count(randomize(randomize(randomize(${visit}))))",
    " or ".join(["intersects(concat(${t}))"] * 100),
    "1" + "+1" * 9000,
)


@pytest.mark.parametrize("expression", HOSTILE, ids=lambda text: text[:40])
def test_a_hostile_expression_is_answered_in_a_bounded_time(expression: str) -> None:
    tree = parse_expression(expression)
    answers = entries(200)
    started = time.process_time()
    evaluate(tree, answers, ("visit", 0, "x"))
    assert time.process_time() - started < 10  # a bound on hanging, many times what it takes


def nested(opening: str, inside: str, closing: str, times: int) -> str:
    return opening * times + inside + closing * times


DEEPEST = (
    nested("if(1 = 1, ", "1", ", 2)", MAXIMUM_DEPTH - 2),
    nested("not(", "1 = 1", ")", MAXIMUM_DEPTH - 3),
    nested("${visit}[x = 0][", "1", "]", MAXIMUM_DEPTH - 3),
    nested("../../visit[", "1", "]", MAXIMUM_DEPTH - 1),
    nested("concat('a', ", "'b'", ")", MAXIMUM_DEPTH - 1),
    nested("1 + (2 * (", "1", "))", MAXIMUM_DEPTH // 2 - 1),
)


@pytest.mark.parametrize("expression", DEEPEST, ids=lambda text: text[:20])
def test_the_deepest_expression_is_evaluated_from_deep_within_a_program(expression: str) -> None:
    def from_below(frames: int) -> object:
        if frames:
            return from_below(frames - 1)
        return to_json(tree), evaluate(tree, entries(1), ("visit", 0, "x"))

    tree = parse_expression(expression)
    from_below(150)


def test_texts_grow_only_so_far() -> None:
    answers = PlainAnswers({"a": "x" * (MAXIMUM_TEXT - 1)})
    grown = evaluate(parse_expression("concat(${a}, ${a}, 'end')"), answers)
    assert grown == "x" * MAXIMUM_TEXT


def test_an_expression_sees_only_what_it_is_shown() -> None:
    def value_of(text: str) -> Value:
        return to_text(evaluate(parse_expression(f"string({text})"), PlainAnswers({"a": "x"}), ("a",)))  # type: ignore[arg-type]

    assert value_of("../../../../../a") == ""
    assert value_of("instance('/etc/passwd')/root/item") == ""
    assert value_of("${__class__}") == value_of("./__class__") == value_of("../keys") == ""
