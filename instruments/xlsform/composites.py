"""Our composite questions, which a workbook writes out as plain rows: put together again as they were."""

from __future__ import annotations

from collections.abc import Iterable

from instruments.grades import COMPOSITE_KINDS, expand
from instruments.model import Instrument, Question
from instruments.xlsform.nodes import Node, walk_all
from instruments.xlsform.own_columns import CONSENT_GIVEN, PART_OF
from instruments.xlsform.reporting import Report

_SHOWN = ("label", "hint")


def restore_composites(nodes: list[Node], report: Report) -> tuple[list[Node], list[Node]]:
    """The tree without the written-out parts and without the groups made for other tools; and the parts left out."""
    owners = {node.name for node in walk_all(nodes) if node.data["type"].split(" ")[0] in COMPOSITE_KINDS}
    parts: list[Node] = []
    return _restored(nodes, owners, parts, report), parts


def _restored(nodes: list[Node], owners: set[str], parts: list[Node], report: Report) -> list[Node]:
    found: list[Node] = []
    for node in nodes:
        node.children = _restored(node.children, owners, parts, report)
        if node.data["type"] == CONSENT_GIVEN:
            found.extend(node.children)
        elif node.part_of is None:
            found.append(node)
        elif node.part_of in owners:
            parts.append(node)
        else:
            message = (
                f"'{node.part_of}' is not there or is a plain question, so this row stays as it is, a plain one too"
            )
            report.warning(node.source.where(PART_OF), message, node.name)
            found.append(node)
    return found


def say_what_changed(instrument: Instrument, parts: Iterable[Node], report: Report) -> None:
    """A warning for each written-out part that someone has changed, since the parts are made anew."""
    made = {part.name: part for question in instrument.walk() for part in _parts(instrument, question)}
    for node in parts:
        part = made.get(node.name)
        if part is None:
            message = f"'{node.part_of}' has no such part; the row is left out"
            report.warning(node.source.where("name"), message, node.name)
            continue
        for key in _SHOWN:
            if node.data.get(key) != getattr(part, key):
                message = f"this row is part of '{node.part_of}' and made anew, so its {key} is not taken over"
                report.warning(node.source.where(key), message, node.name)


def _parts(instrument: Instrument, question: Question) -> Iterable[Question]:
    if question.kind not in COMPOSITE_KINDS:
        return ()
    parts = expand(question, instrument.choices_of(question), instrument.scale_of(question))
    return (part.question for part in parts)
