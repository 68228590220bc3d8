"""Why each question of a form is asked now or is not, in plain words, for the panel beside the preview."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from instruments.answers import TOO_MUCH_WORK
from instruments.compiled import CompiledInstrument
from instruments.condition_words import in_words, plain_label
from instruments.expressions import Node, references
from instruments.expressions.tree import Logic
from instruments.items import Branch, Entry, Item, Section
from instruments.walking import Document, Walk

MOST_ENTRIES = 10
LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One question: whether it is asked now, and if not, why."""

    name: str
    label: str
    entry: str
    is_asked: bool
    why: str
    needs: str
    expression: str  # where the condition has no plain words


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedSection:
    """One page of the form with its questions."""

    name: str
    label: str
    asked: int
    questions: tuple[Explained, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The whole form; ``too_much`` is said where it takes too long to work out."""

    sections: tuple[ExplainedSection, ...]
    too_much: str


def explain(compiled: CompiledInstrument, document: Document) -> Explanation:
    """Every question that is shown to respondents, page by page."""
    walk = Walk(compiled, document)
    found = [_section(walk, section) for section in compiled.sections]
    return Explanation(
        sections=tuple(section for section in found if section.questions),
        too_much=TOO_MUCH_WORK if walk.work.is_cut_off else "",
    )


def _section(walk: Walk, section: Section) -> ExplainedSection:
    questions = tuple(line for item in section.items if item.question.is_seen for line in _lines(walk, item))
    return ExplainedSection(
        name=section.name, label=plain_label(section.label), asked=sum(line.is_asked for line in questions),
        questions=questions,
    )  # fmt: skip


def _lines(walk: Walk, item: Item) -> Iterator[Explained]:
    branch = walk.compiled.branches[item.name]
    label = plain_label(item.question.label or item.name)
    if not item.repeats:
        yield _line(walk, item, branch, (), label)
        return
    entries = list(walk.at.get(walk.compiled.branches[item.repeats[-1]], ()))
    for entry in entries[:MOST_ENTRIES]:
        yield _line(walk, item, branch, entry, label)
    if not entries:
        repeat = plain_label(walk.compiled.section(item.repeats[-1]).label)
        yield Explained(
            name=item.name, label=label, entry="", is_asked=False, why=f"there is no entry in ‘{repeat}’ yet", needs="",
            expression="",
        )  # fmt: skip


def _line(walk: Walk, item: Item, branch: Branch, entry: Entry, label: str) -> Explained:
    numbered = ".".join(str(number + 1) for number in entry)
    if walk.is_asked(branch, entry):
        return Explained(
            name=item.name, label=label, entry=numbered, is_asked=True, why="", needs="", expression=""
        )  # fmt: skip
    failing = [part for node in item.relevance for part in _failing(walk, node, branch, entry)]
    node = failing[0] if failing else None
    needs = (in_words(walk.compiled, node) or "") if node is not None else ""
    return Explained(
        name=item.name, label=label, entry=numbered, is_asked=False, needs=needs,
        why=_values(walk, node, branch, entry) if node is not None else "something before it is not asked",
        expression=item.question.relevant or "" if node is not None and not needs else "",
    )  # fmt: skip


def _failing(walk: Walk, node: Node, branch: Branch, entry: Entry) -> Iterator[Node]:
    """The parts of a condition that do not hold, the smallest that can be told apart."""
    if walk.holds(node, branch, entry):
        return
    if isinstance(node, Logic) and node.operator == "and":
        for operand in node.operands:
            yield from _failing(walk, operand, branch, entry)
    else:
        yield node


def _values(walk: Walk, node: Node, branch: Branch, entry: Entry) -> str:
    """What the answers are that a condition mentions."""
    said = [_value(walk, name, branch, entry) for name in references(node)]
    return " and ".join(said) or "its condition does not hold"


def _value(walk: Walk, name: str, branch: Branch, entry: Entry) -> str:
    item = walk.compiled.find(name)
    if item is None:
        return f"‘{name}’ has {len(walk.find(name, (branch, entry)))} entries"
    called = f"‘{plain_label(item.question.label or name)}’"
    spots = walk.find(name, (branch, entry))
    if not spots or not any(walk.is_asked(*spot) for spot in spots if isinstance(spot[0], Branch)):
        return f"{called} is not asked"
    answers = [walk.answer(*spot) for spot in spots]
    shown = [text for answer in answers if (text := _said(item, answer))]
    return f"{called} is {', '.join(f'‘{text}’' for text in shown[:5])}" if shown else f"{called} is not answered yet"


def _said(item: Item, answer: object) -> str:
    labels = {choice.name: plain_label(choice.label) for choice in item.choices}
    parts = answer if isinstance(answer, list) else [answer]
    text = ", ".join(labels.get(str(part), str(part)) for part in parts if part not in (None, ""))
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
