"""Finding what decides about itself: conditions, calculations and numbers of entries that run in a circle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from instruments.branches import build_tree
from instruments.calculation_order import find_order
from instruments.errors import ExpressionError, Finding
from instruments.expressions import parse_expression, references
from instruments.flattening import Placed, questions_with_places
from instruments.items import Branch
from instruments.model import Instrument, Question

_EXPRESSIONS = ("relevant", "calculation", "repeat_count", "choice_filter")


def check_cycles(instrument: Instrument) -> Iterator[Finding]:
    """A finding for each circle, with its members, at the first of them that has an expression."""
    root, _ = build_tree(instrument.model_copy(update={"survey": tuple(map(_readable, instrument.survey))}))
    places = {found.question.name: found for found in reversed(list(questions_with_places(instrument)))}
    for cycle in find_order(root).cycles:
        yield _finding(cycle, places)


def _finding(cycle: tuple[Branch, ...], places: dict[str, Placed]) -> Finding:
    names = [branch.name for branch in cycle]
    holder = next((branch for branch in cycle if _key_of(branch, names) is not None), cycle[0])
    key = _key_of(holder, names) or "relevant"
    found = places.get(holder.name)
    # A part of a composite question stands where that question does.
    place = found.place if found is not None else next(places[n].place for n in names if n in places)
    if len(cycle) == 1:
        what = "decides about itself; let another question decide"
        if key == "calculation":
            what = "is calculated from itself; calculate it from other questions"
        return Finding((*place, key), holder.name, f"{key}: '{holder.name}' {what}")
    chain = " → ".join((*names, names[0]))
    message = f"{key}: these decide about each other in a circle, so that none can be asked first: {chain}"
    return Finding((*place, key), holder.name, message)


def _key_of(branch: Branch, names: list[str]) -> str | None:
    """The column of a member of a circle that mentions another."""
    for key in _EXPRESSIONS:
        text = getattr(branch.question, key, None)
        if text and any(name in names for name in references(parse_expression(text))):
            return key
    return None


def _readable(question: Question) -> Question:
    """The question without the expressions that cannot be read, which are reported as such."""
    update: dict[str, Any] = {}
    for key in _EXPRESSIONS:
        text = getattr(question, key)
        if text is not None and not _can_be_read(text):
            update[key] = None
    if question.children:
        children = tuple(map(_readable, question.children))
        if children != question.children:
            update["children"] = children
    return question.model_copy(update=update) if update else question


def _can_be_read(text: str) -> bool:
    try:
        parse_expression(text)
    except ExpressionError:
        return False
    return True
