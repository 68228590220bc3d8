"""Levels of need (thresholds): one list of a partnership in numbered versions, which its instruments share.

An instrument takes the list as its choice list :data:`LIST_NAME`; each choice carries the number of the version that it
was taken from, so that an older list is seen. What is published keeps the levels that it was published with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.designer.drafts import current_parts, current_source
from survey_app.designer.models import InstrumentRecord, LevelsOfNeed
from survey_app.designer.names import choice_name_from
from survey_app.designer.parts import Parts, Row, free_name, read_parts, text_of
from survey_app.errors import UserError

LIST_NAME = "levels_of_need"
VERSION = "levels_version"  # a further column of the choices
FEWEST, MOST = 2, 12
LONGEST_LABEL, LONGEST_DESCRIPTION = 200, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelsUse:
    """An instrument that has the list, and from which version, in what is published and in the draft."""

    instrument: InstrumentRecord
    published: int | None
    draft: int | None


def versions_of(session: Session, partnership_id: int) -> list[LevelsOfNeed]:
    """All versions, the newest first."""
    return list(
        session.scalars(
            select(LevelsOfNeed)
            .where(LevelsOfNeed.partnership_id == partnership_id)
            .order_by(LevelsOfNeed.number.desc())
        )
    )


def levels_on(session: Session, partnership_id: int, day: date) -> tuple[LevelsOfNeed | None, LevelsOfNeed | None]:
    """The version in force on a day, and the one that comes after it; of two for one day, the later counts."""
    versions = versions_of(session, partnership_id)
    begun = [one for one in versions if one.in_force_from <= day]
    coming = [one for one in versions if one.in_force_from > day]
    in_force = max(begun, key=lambda one: (one.in_force_from, one.number), default=None)
    after = min(coming, key=lambda one: (one.in_force_from, -one.number), default=None)
    return in_force, after


def newest_levels(session: Session, partnership_id: int) -> LevelsOfNeed | None:
    return next(iter(versions_of(session, partnership_id)), None)


def read_levels(text: str, earlier: Sequence[dict[str, str]] = ()) -> list[dict[str, str]]:
    """A level on each line, the lowest first: ``Label: description``. A label that was there keeps its name.

    Raises UserError with the line that is wrong.
    """
    names = {level["label"].casefold(): level["name"] for level in earlier}
    taken = set(names.values())
    found: list[dict[str, str]] = []
    for number, line in enumerate((line for line in text.splitlines() if line.strip()), start=1):
        label, _, description = (" ".join(part.split()) for part in line.partition(":"))
        if not label or len(label) > LONGEST_LABEL or len(description) > LONGEST_DESCRIPTION:
            raise UserError(
                f"Level {number}: write a label of at most {LONGEST_LABEL} characters, a colon, and what it means in "
                f"at most {LONGEST_DESCRIPTION:,}.", title="The levels are not kept",
            )  # fmt: skip
        if label.casefold() in {level["label"].casefold() for level in found}:
            raise UserError(f"Level {number}: “{label}” is there twice. Keep one.", title="The levels are not kept")
        name = names.get(label.casefold()) or free_name(choice_name_from(label)[:120], taken)
        taken.add(name)
        found.append({"name": name, "label": label, "description": description})
    if not FEWEST <= len(found) <= MOST:
        raise UserError(f"Write {FEWEST} to {MOST} levels, each on a line of its own.", title="The levels are not kept")
    return found


def publish_levels(
    session: Session, partnership_id: int, text: str, *, source: str, in_force_from: date, actor_id: int | None
) -> LevelsOfNeed:
    """Keep a new version."""
    newest = newest_levels(session, partnership_id)
    levels = read_levels(text, newest.levels if newest is not None else ())
    if newest is not None and newest.levels == levels and newest.source == source:
        raise UserError(f"This is what version {newest.number} says, so there is nothing new to keep.")
    version = LevelsOfNeed(
        partnership_id=partnership_id, number=newest.number + 1 if newest is not None else 1, levels=levels,
        source=source, in_force_from=in_force_from, made_by_id=actor_id,
    )  # fmt: skip
    session.add(version)
    session.flush()
    return version


def take_levels(parts: Parts, version: LevelsOfNeed) -> None:
    """Put the levels into a draft as a list, in the place of an older one. A scale of them gets no better end."""
    parts.choices[LIST_NAME] = [
        {"name": level["name"], "label": level["label"], "columns": {VERSION: str(version.number)}}
        for level in version.levels
    ]
    parts.scales.setdefault(LIST_NAME, {"direction": "none"})["rubric"] = {
        level["name"]: level["description"] for level in version.levels if level["description"]
    }


def levels_version(choices: Sequence[Row]) -> int | None:
    """From which version a list of choices was taken; None for one that somebody wrote."""
    columns = choices[0].get("columns") if choices else None
    number = text_of(columns, VERSION) if isinstance(columns, dict) else ""
    return int(number) if number.isdecimal() else None


def uses_of(session: Session, partnership_id: int) -> list[LevelsUse]:
    """The instruments that have the list, by title."""
    records = session.scalars(
        select(InstrumentRecord)
        .where(InstrumentRecord.partnership_id == partnership_id)
        .order_by(InstrumentRecord.title)
    )
    found = []
    for record in records:
        published = read_parts(record.versions[-1].source) if record.versions else None
        draft = current_parts(record) if record.draft_source and current_source(record) else None
        has_list = [parts for parts in (published, draft) if parts is not None and LIST_NAME in parts.choices]
        if has_list:
            found.append(LevelsUse(instrument=record, published=_number(published), draft=_number(draft)))
    return found


def _number(parts: Parts | None) -> int | None:
    return levels_version(parts.choices.get(LIST_NAME, ())) if parts is not None else None
