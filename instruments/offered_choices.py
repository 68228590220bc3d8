"""Which choices a question offers: the rows of its list that its ``choice_filter`` lets through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from instruments.expressions import Node, evaluate, holds
from instruments.expressions.tree import Answer, Logic, Operation, Path, Self, Text
from instruments.expressions.values import WHITESPACE, single, to_days
from instruments.grades import OTHER
from instruments.items import Item
from instruments.model import Choice

if TYPE_CHECKING:
    from instruments.expressions.scope import Answers


@dataclass(frozen=True, slots=True, eq=False)
class ChoiceNode:
    """A row of a list of choices, or one of its columns, as expressions see it."""

    choice: Choice
    column: str | None = None

    @property
    def value(self) -> str:
        """The value of a column; of the whole row there is none."""
        return "" if self.column is None else _columns(self.choice).get(self.column, "")


def _columns(choice: Choice) -> dict[str, str]:
    """The row as XLSForm's choices sheet has it."""
    return {**choice.columns, "name": choice.name, "label": choice.label}


def column_nodes(row: ChoiceNode, name: str | None) -> tuple[ChoiceNode, ...]:
    """The columns of a row: that of a name, or all."""
    if row.column is not None:
        return ()
    if name is None:
        return tuple(ChoiceNode(row.choice, column) for column in _columns(row.choice))
    return (ChoiceNode(row.choice, name),) if name in _columns(row.choice) else ()


Index = dict[str, tuple[Choice, ...]]
"""The rows of a list by the text of one column."""
Indexes = dict[tuple[str, str], Index]
"""By question and column; kept with the form, since a list of a country's villages is long."""

LONG_LIST = 30


class Rows:
    """The lists of a form as nodes, made when they are first wanted."""

    def __init__(self, lists: Mapping[str, tuple[Choice, ...]], indexes: Indexes) -> None:
        self.lists = lists
        self.indexes = indexes
        self.made: dict[str, tuple[ChoiceNode, ...]] = {}

    def of_list(self, name: str) -> tuple[ChoiceNode, ...]:
        if name not in self.made:
            self.made[name] = tuple(ChoiceNode(choice) for choice in self.lists.get(name, ()))
        return self.made[name]

    def passing(self, item: Item, answers: Answers, question: Any) -> tuple[Choice, ...]:
        """The choices that a question's filter lets through; "Other" always is."""
        assert item.choice_filter is not None
        return tuple(
            choice
            for choice in self.narrowed(item, answers, question)
            if (item.question.or_other and choice.name == OTHER)
            or holds(item.choice_filter, answers, ChoiceNode(choice), question)
        )

    def narrowed(self, item: Item, answers: Answers, question: Any) -> tuple[Choice, ...]:
        """The rows of a long list that may pass: where the filter wants a text in a column, only those with it."""
        if len(item.choices) < LONG_LIST or item.question.or_other or item.choice_filter is None:
            return item.choices
        for column, wanted in _wanted(item.choice_filter):
            value = single(evaluate(wanted, answers, question))
            # A date is equal to other spellings of it.
            if isinstance(value, str) and to_days(value.strip(WHITESPACE)) is None:
                return self.index(item, column).get(value, ())
        return item.choices

    def index(self, item: Item, column: str) -> Index:
        key = (item.name, column)
        if key not in self.indexes:
            found: dict[str, list[Choice]] = {}
            for choice in item.choices:
                found.setdefault(_columns(choice).get(column, ""), []).append(choice)
            self.indexes[key] = {text: tuple(choices) for text, choices in found.items()}
        return self.indexes[key]


def _wanted(node: Node) -> Iterator[tuple[str, Node]]:
    """The columns for which a filter wants one value, whatever else it says: ``column = ${name}`` and the like."""
    for part in node.operands if isinstance(node, Logic) and node.operator == "and" else (node,):
        if isinstance(part, Operation) and part.operator == "=":
            for column, other in ((part.left, part.right), (part.right, part.left)):
                name = _column(column)
                if name is not None and isinstance(other, (Answer, Text)):
                    yield name, other


def _column(node: Node) -> str | None:
    """The column that a bare name is; None for anything else."""
    if not isinstance(node, Path) or not isinstance(node.start, Self) or len(node.steps) != 1 or node.predicates:
        return None
    step = node.steps[0]
    return step.name if step.axis == "child" and not step.predicates else None


def without_left_out(item: Item, answer: Any, offered: tuple[Choice, ...]) -> Any:
    """An answer without choices of the list that are not offered now; what the list never had stays, to be reported."""
    left_out = {choice.name for choice in item.choices} - {choice.name for choice in offered}
    if isinstance(answer, str):
        return None if answer in left_out else answer
    if isinstance(answer, list) and all(isinstance(name, str) for name in answer):
        return [name for name in answer if name not in left_out] or None
    return answer
