"""What ``make bench`` measures is what it says: never how long it takes."""

from __future__ import annotations

from instruments.answers import check_answers, clean_answers
from instruments.compiled import compile_instrument
from instruments.validation import check_instrument
from tools.bench.big_form import EXPRESSIONS, QUESTIONS, big_document, big_form
from tools.bench.measuring import Measure, measure, table

EXPRESSION_COLUMNS = ("relevant", "constraint", "calculation", "required")


def test_the_big_form_has_as_many_questions_and_expressions_as_it_says() -> None:
    form = big_form()
    questions = [question for question in form.walk() if question.kind not in ("group", "repeat")]
    expressions = [
        value
        for question in questions
        for key in EXPRESSION_COLUMNS
        if isinstance(value := getattr(question, key), str)
    ]
    assert len(questions) == QUESTIONS == 300
    assert len(expressions) == EXPRESSIONS == 150
    assert check_instrument(form) == ()


def test_most_of_the_big_form_is_asked_and_its_answers_can_be_accepted() -> None:
    form = big_form()
    compiled, document = compile_instrument(form), big_document(form)
    kept = clean_answers(compiled, document)
    assert len(kept) + len(kept["page_5"][0]) > 0.6 * QUESTIONS
    assert {problem.message for problem in check_answers(compiled, kept)} == set()


def test_the_table_says_what_was_measured_and_beside_what() -> None:
    plain = measure("adding", lambda: 1 + 1, ("nothing", lambda: None), limit=50)
    assert plain.milliseconds >= 0
    shown = table([Measure(name="a made-up thing", milliseconds=1.234, compared_with="another", times=2.5, limit=16)])
    assert shown.splitlines()[-1].split("  ")[0] == "a made-up thing"
    assert "1.23" in shown
    assert "2.5 × another" in shown
