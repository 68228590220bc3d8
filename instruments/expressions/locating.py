"""Following location paths: steps to children and parents, and conditions in square brackets."""

from __future__ import annotations

from collections.abc import Sequence

from instruments.expressions.frame import Frame
from instruments.expressions.scope import DocumentNode
from instruments.expressions.tree import Instance, Node, Path, Root, Step
from instruments.expressions.values import Nodes, single, to_boolean


def follow(path: Path, frame: Frame) -> Nodes:
    """The nodes that a path leads to."""
    steps = path.steps
    if isinstance(path.start, Root):
        found, steps = _from_root(steps, frame)
    elif isinstance(path.start, Instance):
        found, steps = _from_list(path.start, steps, frame)
    else:
        start = frame.compute(path.start, frame)
        found = start.nodes if isinstance(start, Nodes) else ()
        found = choose(found, path.predicates, frame)
    for step in steps:
        found = _take(step, found, frame)
    return frame.nodes(found)


def choose(found: Sequence[DocumentNode], predicates: tuple[Node, ...], frame: Frame) -> Sequence[DocumentNode]:
    """The nodes for which every predicate holds; a number stands for a position, counted from 1."""
    for predicate in predicates:
        size = len(found)
        kept = []
        for position, node in enumerate(found, start=1):
            value = single(frame.compute(predicate, frame.inside(node, position, size)))
            if value == position if type(value) is float else to_boolean(value):
                kept.append(node)
        found = kept
    return found


def _take(step: Step, found: Sequence[DocumentNode], frame: Frame) -> Sequence[DocumentNode]:
    """The nodes one step further, each once."""
    reached: list[DocumentNode] = []
    for node in found:
        if step.axis == "child":
            below = frame.answers.children(node, step.name)
        elif step.axis == "parent":
            above = frame.answers.parent(node)
            # Nodes come in the order of the form, so those of one parent stand together.
            below = () if above is None or (reached and reached[-1] == above) else (above,)
        else:
            below = (node,)
        frame.work.spend(1 + len(below))
        reached.extend(choose(below, step.predicates, frame) if step.predicates else below)
    return reached


def _from_root(steps: tuple[Step, ...], frame: Frame) -> tuple[Sequence[DocumentNode], tuple[Step, ...]]:
    """An absolute path is looked at from within the entry it stands in, as is ``${name}``: so says ODK's standard.

    Its first name is that of the form and the names up to the first condition lead to the last of them.
    """
    leading = 1
    while leading < len(steps) and steps[leading].axis == "child" and steps[leading].name is not None:
        leading += 1
        if steps[leading - 1].predicates:
            break
    if leading == 1:
        return (frame.answers.root(),), steps[1:]
    last = steps[leading - 1]
    found = frame.answers.find(last.name or "", frame.current)
    frame.work.spend(len(found))
    return _choose_by_parent(found, last.predicates, frame), steps[leading:]


def _choose_by_parent(
    found: Sequence[DocumentNode], predicates: tuple[Node, ...], frame: Frame
) -> Sequence[DocumentNode]:
    """A step's conditions choose among the nodes below each parent on its own."""
    if not predicates:
        return found
    groups: list[list[DocumentNode]] = []
    before: DocumentNode | None = None
    for node in found:
        above = frame.answers.parent(node)
        if not groups or above != before:
            groups.append([])
        groups[-1].append(node)
        before = above
    return [node for group in groups for node in choose(group, predicates, frame)]


def _from_list(
    start: Instance, steps: tuple[Step, ...], frame: Frame
) -> tuple[Sequence[DocumentNode], tuple[Step, ...]]:
    """The rows of a list are its ``/root/item``."""
    if len(steps) < 2 or steps[0].name != "root" or steps[1].name != "item":
        return (), ()
    rows = frame.answers.choices(start.name)
    frame.work.spend(len(rows))
    return choose(rows, steps[1].predicates, frame), steps[2:]
