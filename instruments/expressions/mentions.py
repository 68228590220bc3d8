"""What an expression depends on: the names it mentions, its own answer, chance and the clock."""

from __future__ import annotations

from collections.abc import Iterator

from instruments.expressions.tree import (
    Answer,
    Call,
    Current,
    Instance,
    Node,
    Path,
    Self,
    Text,
    name_in_text,
    parts,
    walk,
)

VOLATILE = frozenset({"now", "once", "random", "randomize", "today", "uuid"})
_OF_SELF = ("string-length", "normalize-space")


def references(node: Node) -> tuple[str, ...]:
    """The names of questions, groups and repeats that an expression depends on, each once, in the order of mention.

    Of a path they are the names of its steps. The columns of a list's rows are none, nor is a bare name that the path
    begins with, as in a choice filter: for these see :func:`bare_names`.
    """
    return tuple(dict.fromkeys(_mentioned(node, among_choices=True)))


def bare_names(node: Node) -> tuple[str, ...]:
    """The names that stand without ``${}`` or a path before them: in a choice filter, the columns of the choices."""
    return tuple(
        dict.fromkeys(
            part.steps[0].name
            for part in _outside_predicates(node)
            if isinstance(part, Path) and _is_bare(part) and part.steps[0].name is not None
        )
    )


def lists(node: Node) -> tuple[str, ...]:
    """The lists of choices that an expression reads with ``instance('list')`` or ``pulldata('list', …)``."""
    found = []
    for part in walk(node):
        if isinstance(part, Instance):
            found.append(part.name)
        if isinstance(part, Call) and part.function == "pulldata" and isinstance(part.arguments[0], Text):
            found.append(part.arguments[0].value)
    return tuple(dict.fromkeys(found))


def has_self(node: Node) -> bool:
    """Whether the expression uses the answer it belongs to: ``.``, ``current()``, or a function that reads it."""
    return any(_is_own_answer(part) for part in _outside_predicates(node)) or any(
        isinstance(part, Current) for part in _values(node)
    )


def is_volatile(node: Node) -> bool:
    """Whether the value may differ from one evaluation to the next though no answer has changed."""
    calls = (part for part in walk(node) if isinstance(part, Call) and part.function in VOLATILE)
    return any(call.function != "randomize" or len(call.arguments) == 1 for call in calls)  # a seed leaves no chance


def _is_bare(path: Path) -> bool:
    return isinstance(path.start, Self) and bool(path.steps) and path.steps[0].axis == "child"


def _is_own_answer(node: Node) -> bool:
    own = isinstance(node, Call) and (node.function == "once" or (node.function in _OF_SELF and not node.arguments))
    return own or isinstance(node, Self)


def _values(node: Node) -> Iterator[Node]:
    """All nodes but those that a path only starts from."""
    for part in walk(node):
        starts = isinstance(part, Path) and bool(part.steps)
        yield from (below for below in parts(part) if not (starts and below is part.start))  # type: ignore[union-attr]
    yield node


def _outside_predicates(node: Node) -> Iterator[Node]:
    """The node and those below it that stand neither in square brackets nor at the start of a path."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        if isinstance(current, Path):
            if not isinstance(current.start, (Self, Current)) or not current.steps:
                stack.append(current.start)
        else:
            stack.extend(reversed(parts(current)))


def _mentioned(node: Node, *, among_choices: bool) -> Iterator[str]:
    """``among_choices``: bare names are columns of a choice, as they are at the top and in brackets after a list."""
    stack: list[tuple[Node | str, bool]] = [(node, among_choices)]
    while stack:
        part, choices = stack.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, Answer):
            yield part.name
        elif isinstance(part, Path):
            rows = isinstance(part.start, Instance) or (choices and _is_bare(part))
            stack.extend((below, rows) for below in reversed(_on_the_way(part, named=not rows)))
            stack.append((part.start, choices))
        elif isinstance(part, Call) and part.function == "jr:choice-name" and isinstance(part.arguments[1], Text):
            stack.extend(((part.arguments[0], choices), (name_in_text(part.arguments[1].value), choices)))
        else:
            stack.extend((below, choices) for below in reversed(parts(part)))


def _on_the_way(path: Path, *, named: bool) -> list[Node | str]:
    """The names of a path's steps, if they are wanted, and its conditions, in the order of their mention."""
    found: list[Node | str] = [*path.predicates]
    for step in path.steps:
        if named and step.name is not None:
            found.append(step.name)
        found.extend(step.predicates)
    return found
