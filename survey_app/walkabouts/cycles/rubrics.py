"""What good looks like: a rubric in numbered versions that never change, and the one that an assessment has agreed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import event, select
from sqlalchemy.orm import Session, object_session

from survey_app.errors import UserError
from survey_app.walkabouts.cycles.standards import (
    grades_of,
    short_name,
    standards_asked,
    standards_for,
    walkabout_form,
)
from survey_app.walkabouts.models import CycleStandard, Rubric, Section11Assessment, Section11Cycle

CRITERIA = "criteria"  # beside the grades of a standard: what to look for
LONGEST = 4000

Texts = Mapping[str, Mapping[str, str]]
"""Standard → grade (or “criteria”) → text."""


class RubricRefused(UserError):
    """A rubric cannot be kept, proposed or agreed as asked; the message says why."""


class RubricChanged(RuntimeError):
    """Something tried to change a version of a rubric."""


@event.listens_for(Rubric, "before_update")
@event.listens_for(Rubric, "before_delete")
def _refuse_change(mapper: object, connection: object, target: Rubric) -> None:
    session = object_session(target)
    if session is not None and target in session.dirty and not session.is_modified(target, include_collections=False):
        return  # touched, and the same as before
    raise RubricChanged(f"version {target.number} of a rubric cannot be changed; save the next version")


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeMeaning:
    """What one grade of a standard looks like."""

    grade: str
    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricStandard:
    """One standard of a rubric: what to look for, and what each grade looks like, the best first."""

    name: str
    short: str  # "St4"
    label: str
    criteria: str
    grades: tuple[GradeMeaning, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentRubric:
    """The rubric of an assessment, as far as its standards apply. ``locked_at`` is None while it is only proposed."""

    number: int
    standards: tuple[RubricStandard, ...]
    agreed_by: str
    agreed_on: date | None
    locked_at: datetime | None

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None


def rubric_of(assessment: Section11Assessment) -> AssessmentRubric | None:
    """The version agreed for this assessment, or the one proposed; None where nothing has been proposed yet.

    It shows only the standards that apply to the agency. A later version of the cycle's rubric does not touch it.
    """
    if assessment.rubric is None:
        return None
    return AssessmentRubric(
        number=assessment.rubric.number,
        standards=_shown(assessment.cycle, standards_for(assessment), assessment.rubric.document),
        agreed_by=assessment.rubric_agreed_by,
        agreed_on=assessment.rubric_agreed_on,
        locked_at=assessment.rubric_locked_at,
    )


def rubric_standards(cycle: Section11Cycle, rubric: Rubric | None) -> tuple[RubricStandard, ...]:
    """A version of the cycle's rubric, standard by standard; without one, the instrument's own words."""
    document = rubric.document if rubric is not None else instrument_rubric(cycle)
    return _shown(cycle, cycle.standards, document)


def _shown(cycle: Section11Cycle, standards: list[CycleStandard], document: Texts) -> tuple[RubricStandard, ...]:
    grades = grades_of(cycle)
    return tuple(
        RubricStandard(
            name=standard.name,
            short=short_name(standard.name),
            label=standard.label,
            criteria=document.get(standard.name, {}).get(CRITERIA, ""),
            grades=tuple(
                GradeMeaning(grade=grade, label=label, text=document.get(standard.name, {}).get(grade, ""))
                for grade, label in grades.items()
            ),
        )
        for standard in standards
    )


def instrument_rubric(cycle: Section11Cycle) -> dict[str, dict[str, str]]:
    """The rubric and criteria of the walkabout instrument, for every standard it grades."""
    grades = grades_of(cycle)
    return {
        one.name: {CRITERIA: one.criteria, **{grade: one.rubric.get(grade, "") for grade in grades}}
        for one in standards_asked(walkabout_form(cycle))
    }


def newest_rubric(session: Session, cycle: Section11Cycle) -> Rubric | None:
    """The version with the highest number."""
    return session.scalars(select(Rubric).where(Rubric.cycle_id == cycle.id).order_by(Rubric.number.desc())).first()


def find_rubric(session: Session, cycle: Section11Cycle, number: int) -> Rubric | None:
    """One version by its number."""
    return session.scalar(select(Rubric).where(Rubric.cycle_id == cycle.id, Rubric.number == number))


def first_rubric(session: Session, cycle: Section11Cycle, *, by: int | None) -> Rubric:
    """The newest version, made from the instrument where there is none yet."""
    return newest_rubric(session, cycle) or save_rubric(session, cycle, instrument_rubric(cycle), by=by)


def save_rubric(
    session: Session, cycle: Section11Cycle, texts: Texts, *, by: int | None, based_on: int | None = None
) -> Rubric:
    """Keep the texts as the next version.

    Parameters
    ----------
    texts : mapping
        What is left out, or is as it was in the version that the writer had before them, keeps the newest words.
    based_on : int, optional
        That version's number; the newest where it is not given. What two people have both changed since is refused.
    """
    session.refresh(cycle, with_for_update={"key_share": True})  # two people who save at once get two numbers
    newest = newest_rubric(session, cycle)
    now_text = newest.document if newest is not None else instrument_rubric(cycle)
    seen = find_rubric(session, cycle, based_on) if based_on is not None else None
    edits = _edits(texts, seen.document if seen is not None else now_text, now_text)
    document = {name: {**now_text.get(name, {}), **edits.get(name, {})} for name in dict.fromkeys([*now_text, *edits])}
    if newest is not None and document == newest.document:
        raise RubricRefused(f"Nothing has changed: this is word for word version {newest.number}.")
    rubric = Rubric(
        cycle_id=cycle.id, number=newest.number + 1 if newest is not None else 1, document=document, made_by_id=by
    )
    session.add(rubric)
    session.flush()
    session.expire(cycle, ["rubrics"])
    return rubric


def _edits(texts: Texts, seen: Texts, newest: Texts) -> dict[str, dict[str, str]]:
    """What the writer has changed; refused where somebody else has changed the same text meanwhile."""
    edits: dict[str, dict[str, str]] = {}
    for name, grades in texts.items():
        for grade, typed in grades.items():
            text, before, present = _tidy(typed), seen.get(name, {}).get(grade), newest.get(name, {}).get(grade)
            if text == before:
                continue
            if before != present and text != present:
                raise RubricRefused(
                    f"{short_name(name)}: somebody has saved other words for this text meanwhile. Open the newest "
                    "version in another tab, put both together here, and save again."
                )
            edits.setdefault(name, {})[grade] = text
    return edits


def _tidy(text: str) -> str:
    tidy = text.replace("\r\n", "\n").strip()
    if len(tidy) > LONGEST:
        raise RubricRefused(f"A text of the rubric is longer than {LONGEST:,} characters. Shorten it.")
    return tidy
