"""Lists of choices, and the scales made of them: what the designer does with a list as a whole."""

from __future__ import annotations

from typing import Any

from survey_app.designer.kinds import WITH_LIST
from survey_app.designer.names import choice_name_from
from survey_app.designer.parts import Found, Parts, Row, free_name, kind_of, list_of, text_of
from survey_app.errors import UserError

MOST_CHOICES = 5000
# What people write for an absence, so that the designer marks it by itself.
ABSENCES = {
    "not applicable": "not_applicable", "n/a": "not_applicable", "does not apply": "not_applicable",
    "don't know": "dont_know", "don’t know": "dont_know", "not sure": "dont_know", "unsure": "dont_know",
}  # fmt: skip
EXCLUSIVES = ("none of these", "none of the above", "none")


def list_from_lines(parts: Parts, lines: str, wanted_name: str) -> str:
    """A new list with a choice to each line; its name. A list that says the very same is used instead."""
    rows = choices_from_lines(lines)
    for name, present in parts.choices.items():
        if [_said(row) for row in present] == [_said(row) for row in rows]:
            return name
    name = free_name(wanted_name, set(parts.choices))
    parts.choices[name] = rows
    return name


def _said(row: Row) -> tuple[str, str]:
    return text_of(row, "name"), text_of(row, "label")


def choices_from_lines(lines: str) -> list[Row]:
    """``Yes`` is a label with a name made of it; ``y = Yes`` gives both."""
    rows: list[Row] = []
    taken: set[str] = set()
    for line in lines.splitlines()[:MOST_CHOICES]:
        label = " ".join(line.split())
        name, given, rest = label.partition(" = ")
        if given and rest and " " not in name:
            label = rest
        else:
            name = choice_name_from(label)
        if not label:
            continue
        name = free_name(name[:120], taken)
        taken.add(name)
        rows.append(_marked({"name": name, "label": label}))
    return rows


def _marked(row: Row) -> Row:
    said = str(row["label"]).casefold()
    if said in ABSENCES:
        row["missing"] = ABSENCES[said]
    if said in EXCLUSIVES:
        row["exclusive"] = True
    return row


def users_of(parts: Parts, list_name: str) -> list[Found]:
    """The questions that offer a list."""
    return [found for found in parts.walk() if kind_of(found.row) in WITH_LIST and list_of(found.row) == list_name]


def rename_list(parts: Parts, old: str, new: str) -> None:
    """Give a list another name; the questions and the scale that use it follow."""
    if new == old:
        return
    if new in parts.choices:
        raise UserError(f"There is a list “{new}” already. Choose another name.", title="The list is not renamed")
    for found in users_of(parts, old):
        found.row["type"] = f"{kind_of(found.row)} {new}"
    tables: tuple[Any, ...] = (parts.choices, parts.scales, parts.data.get("files", {}))
    for table in tables:
        if isinstance(table, dict) and old in table:
            renamed = {new if name == old else name: value for name, value in table.items()}
            table.clear()
            table.update(renamed)


def remove_list(parts: Parts, list_name: str) -> None:
    """Remove a list that no question uses."""
    if users_of(parts, list_name):
        raise UserError(
            f"Questions use the list “{list_name}”. Give them another list first.", title="The list is not removed"
        )
    parts.choices.pop(list_name, None)
    parts.scales.pop(list_name, None)
