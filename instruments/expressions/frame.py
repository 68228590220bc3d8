"""Where an expression stands while it is evaluated, and how much work it may still do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from instruments.expressions.scope import Answers, DocumentNode
from instruments.expressions.tree import Node
from instruments.expressions.values import Nodes, Value

MAXIMUM_WORK = 200_000
"""Steps of one evaluation: parts evaluated, nodes looked at, pairs compared, lengths of text gone through. A longer one
is cut off and has no value."""
MAXIMUM_WORK_IN_ALL = 1_000_000
"""Steps of all evaluations that working out one document takes together. What comes after has no value."""
CHARACTERS = 16
"""Characters of a text that are gone through in one step."""
MAXIMUM_TEXT = 100_000
"""Characters that a text may grow to; the rest is cut off."""


class Exhausted(Exception):
    """An evaluation took more steps than there were left for it."""


class Work:
    """The steps that are left, to all evaluations of a document or, taken out of those, to one of them."""

    __slots__ = ("is_cut_off", "left")

    def __init__(self, left: int | None = None) -> None:
        self.left = MAXIMUM_WORK_IN_ALL if left is None else left
        self.is_cut_off = False
        """Whether an evaluation was cut off, so that something of the document has no value that would have one."""

    def spend(self, steps: int) -> None:
        """Take steps from what is left; raises :class:`Exhausted` when there are not so many."""
        self.left -= steps
        if self.left < 0:
            raise Exhausted

    def read(self, text: str) -> str:
        """A text that is to be gone through from one end to the other, paid for by its length."""
        self.spend(len(text) // CHARACTERS)
        return text


class Frame:
    """The answers, the node that is looked from, its place in its set, and the node of the whole expression."""

    __slots__ = ("answers", "compute", "context", "current", "position", "size", "work")

    def __init__(
        self,
        answers: Answers,
        context: DocumentNode | None,
        current: DocumentNode | None,
        work: Work,
        compute: Callable[[Node, Frame], Value | Nodes],
        position: int = 1,
        size: int = 1,
    ) -> None:
        self.answers = answers
        self.context = context
        self.current = current
        self.work = work
        self.compute = compute
        self.position = position
        self.size = size

    def nodes(self, found: Sequence[DocumentNode]) -> Nodes:
        """A set of nodes of these answers."""
        self.work.spend(len(found))
        return Nodes(found, self.answers.value)

    def inside(self, node: DocumentNode, position: int, size: int) -> Frame:
        """The frame in which a predicate judges one node of a set."""
        return Frame(self.answers, node, self.current, self.work, self.compute, position, size)
