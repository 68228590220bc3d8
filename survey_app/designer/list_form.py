"""The form of one list of choices and its scale: read from what was posted, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from survey_app.designer.choices import choices_from_lines
from survey_app.designer.names import choice_name_from
from survey_app.designer.parts import Parts, Row, free_name, text_of
from survey_app.designer.question_saving import clean, one_line

MISSING = {"": "An answer", "not_applicable": "Not applicable", "dont_know": "Don’t know"}
DIRECTIONS = {
    "": "Not a scale",
    "best_first": "A scale with the best first",
    "best_last": "A scale with the best last",
    "none": "An ordered scale without a better end",
}
BLANK_ROWS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceLine:
    """One choice as the page shows it."""

    index: int
    name: str
    label: str
    missing: str
    exclusive: bool
    columns: str
    image: str
    rubric: str
    favourable: bool


def lines_of(parts: Parts, list_name: str) -> list[ChoiceLine]:
    """The choices of a list and what its scale says of each."""
    scale = parts.scales.get(list_name, {})
    found, chosen = scale.get("rubric"), scale.get("favourable")
    rubric = found if isinstance(found, dict) else {}
    favourable = chosen if isinstance(chosen, list) else []
    return [
        ChoiceLine(
            index=index, name=text_of(row, "name"), label=text_of(row, "label"), missing=text_of(row, "missing"),
            exclusive=row.get("exclusive") is True, columns=_columns_text(row.get("columns")),
            image=text_of(row, "image"), rubric=str(rubric.get(text_of(row, "name"), "")),
            favourable=text_of(row, "name") in favourable,
        )
        for index, row in enumerate(parts.choices.get(list_name, []))
    ]  # fmt: skip


def _columns_text(columns: Any) -> str:
    return "; ".join(f"{key}={value}" for key, value in columns.items()) if isinstance(columns, dict) else ""


def save_list(parts: Parts, list_name: str, posted: Any) -> None:
    """Write the posted rows, in their order, and the scale."""
    before = parts.choices.get(list_name, [])
    rows = list(_posted_rows(before, posted))
    _move(rows, posted.get("do", ""))
    taken = {text_of(row, "name") for row in rows}
    for row in choices_from_lines(clean(posted.get("several"))):
        row["name"] = free_name(str(row["name"]), taken)
        taken.add(str(row["name"]))
        rows.append(row)
    parts.choices[list_name] = rows
    _save_scale(parts, list_name, rows, posted)


def _posted_rows(before: list[Row], posted: Any) -> Iterator[Row]:
    numbers = [number for number in posted.getlist("row") if number.isascii() and number.isdigit() and len(number) < 6]
    taken: set[str] = set()
    for number in dict.fromkeys(numbers):
        index = int(number)
        label, name = one_line(posted.get(f"label-{index}")), "".join(clean(posted.get(f"name-{index}")).split())
        if posted.get("do") == f"remove:{index}" or posted.get(f"remove-{index}") or not (label or name):
            continue
        row = dict(before[index]) if index < len(before) else {}
        row["name"] = (name or free_name(choice_name_from(label), taken))[:200]
        taken.add(str(row["name"]))
        _set(row, "label", label)
        _set(row, "missing", posted.get(f"missing-{index}", "") if posted.get(f"missing-{index}") in MISSING else "")
        row.pop("exclusive", None)
        if posted.get(f"exclusive-{index}"):
            row["exclusive"] = True
        _set(row, "image", one_line(posted.get(f"image-{index}")))
        _set_columns(row, one_line(posted.get(f"columns-{index}")))
        yield {**row, "_number": index}


def _set(row: Row, column: str, value: str) -> None:
    row.pop(column, None)
    if value:
        row[column] = value


def _set_columns(row: Row, text: str) -> None:
    pairs = (part.partition("=") for part in text.split(";"))
    columns = {name.strip(): value.strip() for name, _, value in pairs if name.strip()}
    row.pop("columns", None)
    if columns:
        row["columns"] = columns


def _move(rows: list[Row], act: str) -> None:
    """Up or down by a button, or to the order that a script has posted; the rows lose their numbers."""
    word, _, number = act.partition(":")
    at = next((at for at, row in enumerate(rows) if str(row["_number"]) == number), None)
    target = None if at is None else {"up": at - 1, "down": at + 1}.get(word)
    if at is not None and target is not None and 0 <= target < len(rows):
        rows.insert(target, rows.pop(at))
    for row in rows:
        del row["_number"]


def _save_scale(parts: Parts, list_name: str, rows: list[Row], posted: Any) -> None:
    direction = posted.get("direction", "")
    if direction not in DIRECTIONS or "direction" not in posted:
        return
    if not direction:
        parts.scales.pop(list_name, None)
        return
    scale = dict(parts.scales.get(list_name, {})) | {"direction": direction}
    names = {f"{number}": one_line(posted.get(f"name-{number}")) for number in posted.getlist("row")}
    graded = {text_of(row, "name") for row in rows if not row.get("missing")}
    rubric = {name: clean(posted.get(f"rubric-{number}")) for number, name in names.items() if name}
    _put(scale, "rubric", {name: text for name, text in rubric.items() if text and name in graded})
    chosen = [name for number, name in names.items() if posted.get(f"favourable-{number}") and name in graded]
    _put(scale, "favourable", chosen)
    below = one_line(posted.get("action_below"))
    _put(scale, "action_below", below if below in graded else "")
    parts.scales[list_name] = scale


def _put(scale: Row, column: str, value: Any) -> None:
    scale.pop(column, None)
    if value:
        scale[column] = value
