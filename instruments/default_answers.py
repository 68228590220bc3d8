"""The answer that the text of a default stands for, where it could be one."""

from __future__ import annotations

from typing import Any

from instruments.answer_types import clean_value, type_problem
from instruments.items import Item
from instruments.model import FILE_TYPES, METADATA_TYPES, Choice, Question
from instruments.stored_values import read_text


def default_answer(item: Item, default: str) -> Any:
    """What a question begins with; None where its default could not be an answer, which a warning says of the form."""
    answer = clean_value(item, read_text(item, default))
    return None if answer is None or _problem(item, answer) is not None else answer


def default_problem(question: Question, choices: tuple[Choice, ...], default: str) -> str | None:
    """Why a text cannot be the answer that a question begins with, or None."""
    item = Item(
        question=question, choices=choices, scale=None, relevance=(), section="", repeats=(), part_of=None, part=None
    )
    answer = clean_value(item, read_text(item, default))
    return None if answer is None else _problem(item, answer)


def _problem(item: Item, answer: Any) -> str | None:
    if item.question.kind in METADATA_TYPES:
        return "the form fills this in by itself"
    if item.question.kind in FILE_TYPES:
        return "a file is added by whoever answers"
    return type_problem(item, answer) if item.question.is_answered else "it has no answer"
