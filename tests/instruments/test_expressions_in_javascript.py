"""The browser evaluates every expression to what Python makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from instruments.expressions import Node, PlainAnswers, evaluate, parse_expression, to_json
from instruments.expressions.digests import ALGORITHMS, digest
from instruments.expressions.frame import MAXIMUM_WORK_IN_ALL
from instruments.expressions.patterns import compile_pattern, matches
from instruments.expressions.tree import Call, Number
from tests.instruments.count_cases import in_chromium
from tests.instruments.expression_cases import CASES, Setting, case_name, comparable, setting_of
from tests.instruments.expression_strategies import settings_of_expressions, trees
from tests.instruments.javascript import JavaScript


@pytest.fixture(scope="module")
def javascript() -> Iterator[JavaScript]:
    running = JavaScript()
    yield running
    running.close()


@pytest.fixture(scope="module")
def made_by_chromium(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What Chromium makes of every case, in the order of the table."""
    return in_chromium(chromium, tmp_path_factory.mktemp("bundle"))


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: case_name(CASES[number]))
def test_the_case_has_its_expected_value_in_chromium(made_by_chromium: list[Any], number: int) -> None:
    expected = CASES[number]["expected"]
    assert comparable(made_by_chromium[number], expected) == comparable(expected)


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_the_case_has_its_expected_value_in_node(javascript: JavaScript, case: dict[str, Any]) -> None:
    tree = to_json(parse_expression(case["expression"]))
    value = javascript.evaluate(tree, setting_of(case).for_javascript())
    assert comparable(value, case["expected"]) == comparable(case["expected"])


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_the_case_takes_as_many_steps_in_both(javascript: JavaScript, case: dict[str, Any]) -> None:
    tree, setting = parse_expression(case["expression"]), setting_of(case)
    answers = setting.answers
    evaluate(tree, answers, setting.row or setting.at, setting.at)
    javascript.evaluate(to_json(tree), setting.for_javascript())
    assert javascript.steps == MAXIMUM_WORK_IN_ALL - answers.work.left > 0


@given(tree=trees(), setting=settings_of_expressions())
def test_any_expression_has_the_same_value_in_both(javascript: JavaScript, tree: Node, setting: Setting) -> None:
    answers = setting.answers
    in_python = evaluate(tree, answers, setting.at)
    in_javascript = javascript.evaluate(to_json(tree), setting.for_javascript())
    assert comparable(in_javascript, {"nodes": []}) == comparable(in_python, {"nodes": []})
    assert javascript.steps == MAXIMUM_WORK_IN_ALL - answers.work.left


@pytest.mark.parametrize("pattern", ["(a+)+", "(a|a)*", "(a|aa)+", "(.*a){12}", "(a?){30}a{30}"])
def test_a_pattern_that_makes_other_engines_hang_is_answered(javascript: JavaScript, pattern: str) -> None:
    subject = "a" * 1500 + "b"
    tree = to_json(parse_expression(f"regex(., '{pattern}')"))
    setting = {"context": {"document": {"itself": subject}}, "at": ["itself"]}
    assert javascript.evaluate(tree, setting) is matches(compile_pattern(pattern), subject) is False


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_digest_is_pythons_at_every_length_of_a_block(javascript: JavaScript, algorithm: str) -> None:
    for length in (0, 1, 55, 56, 63, 64, 65, 111, 112, 119, 120, 127, 128, 129, 1000):
        text = ("ŵ" + "abcdefghij" * 100)[:length]
        tree = ["call", "digest", ["text", text], ["text", algorithm], ["text", "hex"]]
        assert javascript.evaluate(tree, {}) == digest(text, algorithm, "hex")


@given(number=st.floats(-1e6, 1e6), other=st.floats(-50, 50))
def test_the_last_digit_of_a_power_or_an_angle_is_pythons(javascript: JavaScript, number: float, other: float) -> None:
    functions = ("exp", "exp10", "log", "log10", "sin", "cos", "tan", "asin", "acos", "atan")
    trees = [Call(name, (Number(given),)) for name in functions for given in (number, other, other / 50)]
    trees += [Call(name, (Number(one), Number(two))) for name in ("pow", "atan2", "round") for one, two in
              ((number, other), (other, other), (abs(other), other / 7), (number, float(int(other))))]  # fmt: skip
    for tree in trees:
        in_python = evaluate(tree, PlainAnswers())
        assert comparable(javascript.evaluate(to_json(tree), {})) == comparable(in_python), tree


def test_a_function_that_the_browser_lacks_is_an_error_and_no_value(javascript: JavaScript) -> None:
    with pytest.raises(RuntimeError, match="unknown function: explode"):
        javascript.evaluate(["call", "explode"], {})
    with pytest.raises(RuntimeError, match="unknown kind: power"):
        javascript.evaluate(["power", ["number", 1], ["number", 2]], {})


def test_names_that_javascript_objects_carry_are_no_answers(javascript: JavaScript) -> None:
    for name in ("constructor", "__proto__", "toString"):
        setting = {"context": {"document": {"age": 3}}}
        assert javascript.evaluate(["answer", name], setting) == {"nodes": []}
