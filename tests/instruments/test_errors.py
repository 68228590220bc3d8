"""How problems are said."""

from __future__ import annotations

from instruments.errors import ExpressionError, InstrumentError, Problem


def test_a_problem_says_file_line_and_question_as_far_as_they_are_known() -> None:
    assert str(Problem("form.yaml", 3, "age", "it is wrong")) == "form.yaml, line 3, question 'age': it is wrong"
    assert str(Problem("form.yaml", 3, None, "it is wrong")) == "form.yaml, line 3: it is wrong"
    assert str(Problem("form.yaml", None, None, "it is wrong")) == "form.yaml: it is wrong"


def test_an_instrument_error_has_a_line_for_each_problem() -> None:
    problems = (Problem("f", 1, None, "one"), Problem("f", 2, None, "two"))
    error = InstrumentError(iter(problems))
    assert error.problems == problems
    assert str(error) == "f, line 1: one\nf, line 2: two"


def test_an_expression_error_says_its_place() -> None:
    assert str(ExpressionError("it is wrong", 7)) == "at character 7: it is wrong"
    assert str(ExpressionError("it is wrong")) == "it is wrong"
