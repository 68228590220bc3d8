"""Names that XLSForm takes and the model does not: given others, with a warning, wherever they are used.

XLSForm lets two groups each have a question ``name``; here every question's name is its own, since it is the key of
its answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from instruments.validation import RESERVED_NAMES
from instruments.xlsform.choice_rows import Lists
from instruments.xlsform.nodes import Node, walk_all
from instruments.xlsform.reporting import NOWHERE, Report

MAXIMUM_NAME = 120
_NOT_IN_A_NAME = re.compile(r"[^\w.-]")

Rewrite = Callable[[str], str]

# What of a row holds references to other questions.
_TEXTS = ("label", "hint", "guidance_hint", "required_message", "constraint_message", "relevant", "constraint",
          "calculation", "choice_filter", "default", "trigger", "repeat_count", "required", "read_only", "parameters",
          "appearance", "image", "audio", "video")  # fmt: skip
_EXPRESSIONS = (
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "default",
    "repeat_count",
    "required",
    "read_only",
)


def rename_questions(nodes: list[Node], lists: Lists, settings: dict[str, Any], report: Report) -> None:
    """Give every question, group and repeat a name of its own that the model takes."""
    taken: set[str] = set()
    references: dict[str, str] = {}
    kept: set[str] = set()
    _rename_within(nodes, None, taken, kept, references, report)
    found = {old: new for old, new in references.items() if old not in kept}
    if found:
        _rewrite_everywhere(nodes, lists, settings, _references_to(found))


def _rename_within(
    nodes: list[Node], parent: Node | None, taken: set[str], kept: set[str], references: dict[str, str], report: Report
) -> None:
    renamed: dict[str, str] = {}
    for node in nodes:
        old = node.name
        new = _name_for(node, parent, taken)
        taken.add(new)
        if new == old:
            kept.add(old)
            continue
        node.data["name"] = renamed[old] = new
        references.setdefault(old, new)
        if not node.copied:
            report.warning(node.source.where("name"), f"'{old}' is called '{new}' here: {_why(old)}", new)
    if renamed:
        rewrite = _steps_to(renamed)
        for node in walk_all(nodes):
            _rewrite(node.data, _EXPRESSIONS, rewrite)
    for node in nodes:
        _rename_within(node.children, node, taken, kept, references, report)


def _name_for(node: Node, parent: Node | None, taken: set[str]) -> str:
    name = _NOT_IN_A_NAME.sub("_", node.name)[:MAXIMUM_NAME]
    if name in RESERVED_NAMES or name.startswith("__") or not (name[:1].isalpha() or name[:1] == "_"):
        name = f"q_{name.lstrip('_')}"[:MAXIMUM_NAME]
    if name not in taken and not (node.copied and parent is not None and node.kind != "group"):
        return name
    base = f"{parent.name}_{name}"[: MAXIMUM_NAME - 4] if parent is not None else name[: MAXIMUM_NAME - 4]
    candidate, number = base, 2
    while candidate in taken:
        candidate, number = f"{base}_{number}", number + 1
    return candidate


def _why(old: str) -> str:
    if old in RESERVED_NAMES or old.startswith("__"):
        return "the name is kept for the form itself"
    if _NOT_IN_A_NAME.search(old) or len(old) > MAXIMUM_NAME:
        return f"a name has letters, digits, '_', '-' and '.', at most {MAXIMUM_NAME}"
    return "another question, group or repeat has this name, and each needs its own"


def _references_to(names: Mapping[str, str]) -> Rewrite:
    found = re.compile(r"\$\{\s*(" + "|".join(map(re.escape, names)) + r")\s*\}")
    return lambda text: found.sub(lambda match: f"${{{names[match[1]]}}}", text)


def _steps_to(names: Mapping[str, str]) -> Rewrite:
    """Rewrites ``../name`` and ``./name``, as the questions beside it have it."""
    found = re.compile(r"(?<=\./)(" + "|".join(map(re.escape, names)) + r")(?![\w.-])")
    return lambda text: found.sub(lambda match: names[match[1]], text)


def rename_lists(nodes: list[Node], lists: Lists, scales: dict[str, Any], report: Report) -> None:
    """Give every list a name that the model takes: one that begins with a letter."""
    renamed: dict[str, str] = {}
    for old in list(lists):
        new = _NOT_IN_A_NAME.sub("_", old)[:MAXIMUM_NAME]
        new = new if new[:1].isalpha() else f"list_{new.lstrip('_')}"
        while new != old and new in lists:
            new += "_"
        if new != old:
            renamed[old] = new
            where = lists[old][0].source.where("list_name") if lists[old] else NOWHERE
            message = f"the list '{old}' is called '{new}' here: the name of a list begins with a letter"
            report.warning(where, message)
    if not renamed:
        return
    ordered = {renamed.get(name, name): rows for name, rows in lists.items()}
    lists.clear()
    lists.update(ordered)
    for old, new in renamed.items():
        if old in scales:
            scales[new] = scales.pop(old)
    instances = re.compile(r"(?<=instance\()(\s*['\"])(" + "|".join(map(re.escape, renamed)) + r")(?=['\"])")
    for node in walk_all(nodes):
        words = node.data["type"].split(" ")
        if len(words) == 2 and words[1] in renamed:
            node.data["type"] = f"{words[0]} {renamed[words[1]]}"
        _rewrite(node.data, _EXPRESSIONS, lambda text: instances.sub(lambda m: f"{m[1]}{renamed[m[2]]}", text))


def rename_choices_in_expressions(nodes: list[Node], renamed: Mapping[str, str]) -> None:
    """Follow renamed choices into the expressions and defaults that name them."""
    if not renamed:
        return
    found = re.compile(r"(['\"])(" + "|".join(map(re.escape, renamed)) + r")\1")
    for node in walk_all(nodes):
        _rewrite(node.data, _EXPRESSIONS, lambda text: found.sub(lambda m: f"{m[1]}{renamed[m[2]]}{m[1]}", text))
        if node.data.get("default") in renamed:
            node.data["default"] = renamed[node.data["default"]]


def _rewrite_everywhere(nodes: list[Node], lists: Lists, settings: dict[str, Any], rewrite: Rewrite) -> None:
    for node in walk_all(nodes):
        _rewrite(node.data, _TEXTS, rewrite)
    for rows in lists.values():
        for row in rows:
            _rewrite(row.data, ("label",), rewrite)
    _rewrite(settings, ("instance_name",), rewrite)


def _rewrite(data: dict[str, Any], keys: tuple[str, ...], rewrite: Rewrite) -> None:
    for texts in (data, *data.get("translations", {}).values()):
        for key in keys:
            if isinstance(texts.get(key), str):
                texts[key] = rewrite(texts[key])
