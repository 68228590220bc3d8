"""In which order the choices of a question are shown: that of their list, or another for each answer.

Answers are kept in the order of the list whatever was shown. With ``randomize=true`` in ``parameters`` the order hangs
on the answer alone (a key that it has from its beginning), so that it is the same each time that a page is opened; with
a ``seed`` as well, on the seed alone, as in ODK Collect. "None of these", "don't know" and "Other" stay at the end.
"""

from __future__ import annotations

import hashlib
import random
import re

from instruments.expressions import Value
from instruments.expressions.shuffling import PRIME, seed_of, shuffled
from instruments.grades import OTHER
from instruments.items import Item
from instruments.model import Choice, Question

_REFERENCE = re.compile(r"\$\{\s*([^\s{}]+)\s*\}")
SHUFFLED_TYPES = frozenset({"select_one", "select_multiple", "rank"})


def is_shuffled(question: Question) -> bool:
    """Whether a question's choices are shown in another order than the list's."""
    return question.kind in SHUFFLED_TYPES and question.settings_of_type.get("randomize", "").lower() == "true"


def seed_name(question: Question) -> str | None:
    """The question whose answer is the seed; None where a number is, or nothing."""
    found = _REFERENCE.fullmatch(question.settings_of_type.get("seed", ""))
    return found[1] if found is not None else None


def choices_in_order(item: Item, key: str, seed: Value | None) -> tuple[Choice, ...]:
    """The choices of a question as one answer shows them.

    Parameters
    ----------
    item : Item
    key : str
        What an answer has from its beginning and keeps; "" for the order of the list.
    seed : str, float, bool or None
        The value of the ``seed``, where the question has one.
    """
    if not is_shuffled(item.question) or (seed is None and not key):
        return item.choices
    free = [choice for choice in item.choices if not stays_last(item, choice)]
    last = [choice for choice in item.choices if stays_last(item, choice)]
    number = seed_of(seed) if seed is not None else _number_of(key, item)
    return (*shuffled(free, number, random.random), *last)


def stays_last(item: Item, choice: Choice) -> bool:
    """Whether a choice says that none of the others is meant, and so comes after them."""
    return choice.exclusive or choice.missing is not None or (item.question.or_other and choice.name == OTHER)


def _number_of(key: str, item: Item) -> int:
    """A seed for an answer and a list: questions with the same list, such as the rows of a table, share an order."""
    digest = hashlib.sha256(f"{key} {item.question.list_name}".encode()).digest()
    return int.from_bytes(digest[:8]) % PRIME
