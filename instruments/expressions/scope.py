"""What an expression can see of the answers, and how it is told.

Expressions know nothing of instruments or documents. Whoever has answers (the path through a form, a table of cases)
shows them as a tree of nodes by the members below; what a node is, is its own affair: an expression only hands nodes
back. ``survey_app/browser/expressions.js`` asks the same of an object with the same members in camel case.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from instruments.expressions.values import Value

if TYPE_CHECKING:
    from instruments.expressions.frame import Work

DocumentNode: TypeAlias = Any
"""A node as the answers have it: the answer to a question, a group, an entry of a repeat, the whole, a choice's row."""


class Answers(Protocol):
    """The answers as expressions see them."""

    @property
    def work(self) -> Work:
        """The steps that are left to all expressions that these answers are shown to."""
        ...

    @property
    def today(self) -> str:
        """The date, as ``today()`` has it."""
        ...

    @property
    def now(self) -> str:
        """The moment, as ``now()`` has it: an ISO date with time."""
        ...

    def find(self, name: str, context: DocumentNode | None) -> Sequence[DocumentNode]:
        """``${name}`` as seen from a node: within the innermost entry of a repeat that both share.

        The name of a repeat gives its entries; seen from within the repeat, the entry and its siblings. A node that
        is an entry lies within itself. An unknown name gives nothing. A condition in square brackets may ask for the
        same name very often, so the answer should be kept.
        """
        ...

    def value(self, node: DocumentNode) -> Value:
        """The value of a node; '' for one that is blank, off the path, or a group or entry."""
        ...

    def parent(self, node: DocumentNode) -> DocumentNode | None:
        """The group or entry that a node stands in; of an entry, what its repeat stands in; None above the root."""
        ...

    def children(self, node: DocumentNode, name: str | None) -> Sequence[DocumentNode]:
        """The nodes of a name directly below a node (all with None); of a choice's row, its columns."""
        ...

    def position(self, node: DocumentNode) -> int:
        """The number of an entry in its repeat, counted from 1; 1 for any other node."""
        ...

    def root(self) -> DocumentNode:
        """The whole document."""
        ...

    def choices(self, list_name: str) -> Sequence[DocumentNode]:
        """The rows of a list of choices; nothing for an unknown list."""
        ...

    def label(self, name: str, value: str) -> str:
        """The label of a choice of a question, in the language of the form; '' where there is none."""
        ...

    def random(self) -> float:
        """A number from 0 to below 1."""
        ...

    def new_uuid(self) -> str:
        """A new identifier, as ``uuid()`` has it."""
        ...
