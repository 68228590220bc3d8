"""A form of 300 questions with 150 expressions, of the kinds that real ones have, and answers to it."""

from __future__ import annotations

from typing import Any

from instruments.model import Instrument

QUESTIONS = 300
EXPRESSIONS = 150


def big_form(questions: int = QUESTIONS, expressions: int = EXPRESSIONS) -> Instrument:
    """Ten pages, a repeat among them; half of the questions have an expression, some of which hang on each other."""
    rows: list[dict[str, Any]] = [
        _row(number, number % 2 == 1 and number // 2 < expressions) for number in range(questions)
    ]
    size = max(1, questions // 10)
    pages = [
        {
            "type": "repeat" if at == 5 else "group",
            "name": f"page_{at}",
            "label": f"Page {at}",
            "children": rows[at * size : (at + 1) * size],
        }
        for at in range(10)
    ]
    choices = {"yes_no": [{"name": "yes", "label": "Yes"}, {"name": "no", "label": "No"}]}
    settings = {"form_id": "made-up-big-form", "form_title": "A made-up big form"}
    return Instrument.model_validate({"settings": settings, "choices": choices, "survey": pages}, strict=False)


def _row(number: int, has_expression: bool) -> dict[str, Any]:
    kind = ("integer", "select_one yes_no", "text", "decimal")[number // 2 % 4] if not has_expression else "integer"
    row: dict[str, Any] = {"type": kind, "name": f"q{number}", "label": f"Question {number}"}
    return row | _expression(number) if has_expression else row


def _expression(number: int) -> dict[str, Any]:
    """One of six usual expressions, about the question before, the one eight before it, or all of a repeat."""
    before, earlier = f"${{q{number - 1}}}", f"${{q{max(0, number - 8)}}}"
    in_repeat = 150 <= number < 180
    return (
        {"relevant": f"{before} != '' and ({before} = 'yes' or {earlier} > 2)"},
        {
            "type": "calculate",
            "calculation": f"if({before} = '', 0, string-length({before})) + coalesce({earlier}, 1) * 2",
        },
        {"constraint": f". >= 0 and . <= 1000 and (. != 7 or {before} != 'x')"},
        {"relevant": f"selected({before}, 'yes') or string-length({earlier}) < 50"},
        {
            "type": "calculate",
            "calculation": "position(..)" if in_repeat else "round(sum(${q150}) div count(${page_5}), 2)",
        },
        {"required": f"{earlier} > 1 and not(contains({before}, 'z'))"},
    )[number // 2 % 6]


def big_document(form: Instrument, entries: int = 3) -> dict[str, Any]:
    """An answer to every question, three entries of the repeat."""

    def answers(questions: tuple[Any, ...]) -> dict[str, Any]:
        return {question.name: _answer(question) for question in questions if question.kind != "calculate"}

    document: dict[str, Any] = {}
    for page in form.survey:
        if page.kind == "repeat":
            document[page.name] = [answers(page.children) for _ in range(entries)]
        else:
            document |= answers(page.children)
    return document


def _answer(question: Any) -> Any:
    return {"integer": 12, "decimal": 2.5, "select_one": "yes", "text": "A made-up answer"}[question.kind]
