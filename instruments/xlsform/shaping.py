"""From the tree of rows to the tree of the model: loops written out, empty groups left out."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from instruments.xlsform.choice_rows import ChoiceRow, Lists
from instruments.xlsform.nodes import Node, Source, walk_all
from instruments.xlsform.reporting import Report

_SUBSTITUTE = re.compile(r"%(?:\((name|label)\)s|(%))")


def write_out_loops(nodes: list[Node], lists: Lists, report: Report) -> None:
    """Every loop as a group with a group for each choice of its list, as pyxform has it: "Other" goes with the list."""
    others = {node.data["type"].split(" ")[1] for node in walk_all(nodes) if node.data.get("or_other")}
    loops = [node for node in walk_all(nodes) if node.kind == "loop"]
    for node in reversed(loops):  # the inner ones first
        _write_out(node, node.loop in others, lists, report)


def _write_out(node: Node, with_other: bool, lists: Lists, report: Report) -> None:
    list_name = node.loop
    node.kind = node.data["type"] = "group"
    rows = [row for row in lists.get(list_name, []) if row.data["name"] != "none"]
    if with_other and rows and all(row.data["name"] != "other" for row in rows):
        rows.append(ChoiceRow({"name": "other", "label": "Other"}, node.source))
    if not rows:
        message = f"the loop goes over the list '{list_name}', which has no choices; add them to the choices sheet"
        report.error(node.source.where("type"), message, node.name)
    template, node.children = node.children, []
    for row in rows:
        texts = {key: row.data[key] for key in ("label", "translations", "image", "audio", "video") if key in row.data}
        data: dict[str, Any] = {"type": "group", "name": row.data["name"]} | copy.deepcopy(texts)
        children = [_copy(child, row.data) for child in template]
        node.children.append(Node("group", data, _no_columns(node.source), children, copied=True))


def _no_columns(source: Source) -> Source:
    return Source(source.sheet, source.row)


def _copy(node: Node, choice: Mapping[str, Any]) -> Node:
    data = {key: _fill_in(value, choice, None) for key, value in node.data.items() if key != "translations"}
    if "translations" in node.data:
        data["translations"] = {
            language: {key: _fill_in(text, choice, language) for key, text in texts.items()}
            for language, texts in node.data["translations"].items()
        }
    children = [_copy(child, choice) for child in node.children]
    return Node(node.kind, data, node.source, children, node.part_of, node.loop, copied=True)


def _fill_in(value: Any, choice: Mapping[str, Any], language: str | None) -> Any:
    """Put a choice's name or label where a loop's text has ``%(name)s`` or ``%(label)s``."""
    if not isinstance(value, str) or "%" not in value:
        return copy.deepcopy(value)
    label = choice.get("translations", {}).get(language or "", {}).get("label") or choice["label"]
    words = {"name": choice["name"], "label": label}
    return _SUBSTITUTE.sub(lambda found: words[found[1]] if found[1] else "%", value)


def leave_out_empty(nodes: list[Node], report: Report) -> list[Node]:
    """Groups and repeats without a question are left out, with a warning."""
    found = []
    for node in nodes:
        node.children = leave_out_empty(node.children, report)
        if node.data["type"] in ("group", "repeat") and not node.children:
            message = f"the {node.kind} '{node.name}' has no questions and is left out"
            report.warning(node.source.where("type"), message, node.name)
        else:
            found.append(node)
    return found
