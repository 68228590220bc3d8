"""What is planned and has not begun: no look yet, but no gap to draft a second time either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from analysis.programme.coverage import Assurance
from survey_app.programme.year.models import ProgrammeTopic, ScrutinyProgramme
from survey_app.programme.year.records import find_record
from survey_app.walkabouts.models import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLook:
    """A topic or a visit to come, in words, with its page."""

    says: str
    endpoint: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What is planned: of an agency, of a theme in the partnership as a whole, and of an agency on a theme."""

    of_agency: Mapping[str, PlannedLook]
    of_theme: Mapping[str, PlannedLook]
    of_pair: Mapping[tuple[str, str], PlannedLook]

    @property
    def themes(self) -> set[str]:
        """Every theme that is planned."""
        return {*self.of_theme, *(theme for _, theme in self.of_pair)}

    def n_never(self, found: Assurance) -> int:
        """Of the pairs that nobody has looked at, those that are planned."""
        return sum(pair in self.of_pair for pair in found.never)


def planned_looks(session: Session, partnership_id: int, as_of: date) -> Planned:
    """The topics that have not begun and whose last day is still to come, and visits to come; the earliest of each."""
    of_agency: dict[str, PlannedLook] = {}
    of_theme: dict[str, PlannedLook] = {}
    of_pair: dict[tuple[str, str], PlannedLook] = {}
    for name, look in _visits(session, partnership_id, as_of):
        of_agency.setdefault(name, look)
    for topic in _topics(session, partnership_id, as_of):
        look = PlannedLook(
            says=f"{topic.reference}, from {topic.starts_on:%-d %B %Y}", endpoint="programme.topic",
            values={"year": topic.programme.year, "number": topic.number},
        )  # fmt: skip
        if topic.agency is not None:
            of_agency.setdefault(topic.agency.name, look)
        if topic.theme and topic.agency is not None:
            of_pair.setdefault((topic.agency.name, topic.theme), look)
        if topic.theme:
            of_theme.setdefault(topic.theme, look)
    return Planned(of_agency=of_agency, of_theme=of_theme, of_pair=of_pair)


def _topics(session: Session, partnership_id: int, as_of: date) -> list[ProgrammeTopic]:
    rows = session.scalars(
        select(ProgrammeTopic)
        .join(ScrutinyProgramme, ScrutinyProgramme.id == ProgrammeTopic.programme_id)
        .where(
            ScrutinyProgramme.partnership_id == partnership_id, ProgrammeTopic.dropped_on.is_(None),
            ProgrammeTopic.ends_on >= as_of,
        )
        .options(selectinload(ProgrammeTopic.programme), selectinload(ProgrammeTopic.agency))
        .order_by(ProgrammeTopic.starts_on, ProgrammeTopic.id)
    )  # fmt: skip
    return [one for one in rows if not _has_begun(session, partnership_id, one, as_of)]


def _has_begun(session: Session, partnership_id: int, topic: ProgrammeTopic, as_of: date) -> bool:
    record = find_record(session, partnership_id, topic.record_type or "", topic.record_id or "", as_of)
    return record is not None and record.state in ("under way", "done")


def _visits(session: Session, partnership_id: int, as_of: date) -> list[tuple[str, PlannedLook]]:
    rows = session.scalars(
        select(Visit)
        .where(Visit.partnership_id == partnership_id, Visit.state == "planned", Visit.day >= as_of)
        .options(selectinload(Visit.agency))
        .order_by(Visit.day, Visit.id)
    )
    return [
        (one.agency.name, PlannedLook(says=f"visit on {one.day:%-d %B %Y}", endpoint="visits.show",
                                      values={"visit_id": one.id}))
        for one in rows if one.day is not None
    ]  # fmt: skip
