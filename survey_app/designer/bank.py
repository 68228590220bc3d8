"""The question bank: core questions that are asked word for word in every version, so that years can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments import loading
from instruments.languages import gather
from instruments.yaml_reading import YamlText, read_yaml
from survey_app.designer.models import BankQuestion, InstrumentVersion
from survey_app.designer.parts import KEY, Parts, Row, free_name, kind_of, list_of, read_parts, text_of
from survey_app.errors import UserError

SHIPPED = Path(loading.__file__).parent / "question_bank.yaml"
# What a bank question may have of its own in each instrument: where it stands and when it is asked.
FREE_COLUMNS = ("relevant", "core", KEY)


class NotForTheBank(UserError):
    """A row cannot be a core question."""

    title = "This cannot be kept in the question bank"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreQuestion:
    """A question of the bank with the choices and the scale that belong to it."""

    name: str
    question: Row
    choices: tuple[Row, ...]
    scale: Row | None
    origin: str
    own: bool  # the partnership's own, not one that ships with the product

    @property
    def label(self) -> str:
        return text_of(self.question, "label") or self.name

    @property
    def kind(self) -> str:
        return kind_of(self.question)


def bank_of(session: Session, partnership_id: int) -> dict[str, CoreQuestion]:
    """The partnership's own core questions and those that ship with the product, by name."""
    found = dict(_shipped(SHIPPED, SHIPPED.stat().st_mtime_ns)) if SHIPPED.exists() else {}
    query = select(BankQuestion).where(BankQuestion.partnership_id == partnership_id).order_by(BankQuestion.name)
    for kept in session.scalars(query):
        found[kept.name] = _core(kept.name, kept.content, kept.origin, own=True)
    return found


def _core(name: str, content: Mapping[str, Any], origin: str, *, own: bool) -> CoreQuestion:
    return CoreQuestion(
        name=name, question=content["question"], choices=tuple(content.get("choices", ())), scale=content.get("scale"),
        origin=origin, own=own,
    )  # fmt: skip


@lru_cache(maxsize=4)
def _shipped(path: Path, changed: int) -> Mapping[str, CoreQuestion]:
    """The bank that ships with the product: an instrument whose every question is a core question."""
    reading = YamlText()
    read_yaml(path.read_text(encoding="utf-8"), reading)
    data = gather(reading.data)
    parts = Parts({"scales": {}, "choices": {}, **data})
    title = text_of(parts.settings, "form_title") or "Walkabout"
    found = {}
    for place in parts.walk():
        if kind_of(place.row) not in ("group", "repeat"):
            name = text_of(place.row, "name")
            found[name] = _core(name, content_of(parts, place.row), title, own=False)
    return found


def content_of(parts: Parts, row: Row) -> dict[str, Any]:
    """What makes a question comparable: its own columns, its choices and its scale."""
    kept = {column: value for column, value in row.items() if column not in FREE_COLUMNS and value not in ("", {}, [])}
    name = list_of(row)
    return {
        "question": kept,
        "choices": [dict(choice) for choice in parts.choices.get(name, [])],
        "scale": dict(parts.scales[name]) if name in parts.scales else None,
    }


def keep_from_version(
    session: Session, partnership_id: int, version: InstrumentVersion, name: str, *, actor_id: int | None
) -> BankQuestion:
    """Keep a question of a published version as a core question."""
    parts = read_parts(version.source)
    row = next((found.row for found in parts.walk() if text_of(found.row, "name") == name), None)
    if row is None or kind_of(row) in ("group", "repeat", "standard", "note"):
        raise NotForTheBank("Only a question can be a core question, not a section or a text. Choose a question.")
    if name in bank_of(session, partnership_id):
        raise NotForTheBank(f"There is a core question “{name}” already. A core question never changes.")
    origin = f"{version.instrument.title}, version {version.number}"
    kept = BankQuestion(
        partnership_id=partnership_id, name=name, content=content_of(parts, row), origin=origin[:300],
        added_by_id=actor_id,
    )  # fmt: skip
    session.add(kept)
    session.flush()
    return kept


def remove_from_bank(session: Session, partnership_id: int, name: str) -> bool:
    """Take a question out of the partnership's own bank; whether it was there."""
    kept = session.scalars(
        select(BankQuestion).where(BankQuestion.partnership_id == partnership_id, BankQuestion.name == name)
    ).first()
    if kept is None:
        return False
    session.delete(kept)
    session.flush()
    return True


def insert_core(parts: Parts, core: CoreQuestion, parent: str) -> Row:
    """Put a core question into a draft, locked, with the list that it needs."""
    if core.name in parts.names():
        raise UserError(f"The instrument has a question named “{core.name}” already. Rename or delete that one first.")
    row = {**core.question, "core": core.name}
    if core.choices:
        row["type"] = f"{core.kind} {_list_for(parts, core)}"
    return parts.insert(row, parent)


def _list_for(parts: Parts, core: CoreQuestion) -> str:
    """The list of the draft that says the same, or a new one."""
    wanted = list_of(core.question) or "choices"
    for name, rows in parts.choices.items():
        if _same_list(rows, core.choices) and _same_scale(parts.scales.get(name), core.scale):
            return name
    name = free_name(wanted, set(parts.choices))
    parts.choices[name] = [dict(choice) for choice in core.choices]
    if core.scale:
        parts.scales[name] = dict(core.scale)
    return name


def bank_differences(session: Session, partnership_id: int, parts: Parts) -> list[str]:
    """A sentence for each core question that is no longer as the bank has it."""
    locked = [found.row for found in parts.walk() if text_of(found.row, "core")]
    if not locked:
        return []
    bank = bank_of(session, partnership_id)
    return [said for row in locked if (said := _difference(parts, row, bank.get(text_of(row, "core"))))]


def _difference(parts: Parts, row: Row, core: CoreQuestion | None) -> str:
    name = text_of(row, "name")
    if core is None:
        return (
            f"“{name}” is marked as the core question “{text_of(row, 'core')}”, which the question bank does not have. "
            "Add it to the bank, or unlock it."
        )
    present = content_of(parts, row)
    wanted = {column: value for column, value in core.question.items() if value not in ("", {}, [])}
    same_columns = _without_list(present["question"]) == _without_list(wanted)
    same_list = _same_list(present["choices"], core.choices) and _same_scale(present["scale"], core.scale)
    if same_columns and same_list:
        return ""
    what = "words or settings" if not same_columns else "choices"
    return f"The {what} of the core question “{name}” differ from the question bank. Put them back, or unlock it."


def _without_list(question: Mapping[str, Any]) -> dict[str, Any]:
    """A question whatever its list is called, and in whatever languages it is there too."""
    plain = {column: value for column, value in question.items() if column not in ("translations", "type")}
    return {**plain, "type": str(question.get("type", "")).split()[:1]}


def _same_list(one: Any, other: Any) -> bool:
    def plain(rows: Any) -> list[dict[str, Any]]:
        return [{column: value for column, value in row.items() if column != "translations" and value} for row in rows]

    return plain(one) == plain(other)


def _same_scale(one: Any, other: Any) -> bool:
    """Whether two scales say the same: one without a better end may leave out that it has none."""

    def plain(scale: Any) -> dict[str, Any]:
        stated = {column: value for column, value in (scale or {}).items() if column != "translations" and value}
        return {column: value for column, value in stated.items() if (column, value) != ("direction", "none")}

    return plain(one) == plain(other)
