"""What the forms that agencies are graded with have in common: the agency, the case, the day, the grades."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.round_data import Form, ResponseRecord
from analysis.section11 import GradeScale
from instruments.items import Item
from instruments.merging import Merged

STANDARD = re.compile(r"st\d+")
VISIT_DAY, ASSESSMENT_DAY = "visit_date", "assessment_date"
AGENCY = "agency"


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedRound:
    """What was asked in a round, and its answers."""

    form: Form
    responses: Iterable[ResponseRecord]

    def documents(self) -> Iterator[tuple[ResponseRecord, Mapping[str, Any]]]:
        """Every answer with its document under the names of the form."""
        for response in self.responses:
            if isinstance(self.form, Merged):
                version = response.version if response.version is not None else self.form.versions[-1]
                yield response, self.form.translate(version, response.document)
            else:
                yield response, response.document


def standards_in(form: Form) -> dict[str, Item]:
    """The standards of Section 11 that organisations are graded on, by name; none where the form counts anything else.

    They are graded questions named ``st1``, ``st2`` …, outside repeats, in a form that counts organisations and asks
    for the agency.
    """
    if form.instrument.settings.unit != "organisations" or form.find(AGENCY) is None:
        return {}
    return {
        item.name: item
        for item in form.items
        if item.part == "grade" and not item.repeats and STANDARD.fullmatch(item.name) and item.scale is not None
    }


def is_visit(form: Form) -> bool:
    """Whether visitors give the grades, and not the agency itself."""
    return form.find(VISIT_DAY) is not None


def scale_of(item: Item) -> tuple[GradeScale, dict[str, str]]:
    """The grades of a question, the best first, and what they are called."""
    if item.scale is None:
        raise ValueError(f"'{item.name}' has no scale")
    grades = [choice for choice in item.choices if choice.missing is None]
    if item.scale.direction == "best_last":
        grades.reverse()
    best = tuple(choice.name for choice in grades)
    scale = GradeScale(
        best_to_worst=best,
        favourable=tuple(name for name in best if name in item.scale.favourable) or best[:1],
        not_applicable=tuple(choice.name for choice in item.choices if choice.missing is not None),
    )
    return scale, {choice.name: choice.label for choice in grades}


def agency_of(response: ResponseRecord, document: Mapping[str, Any], known: Mapping[str, str]) -> str | None:
    """Whose answer it is: as its invitation says, or as it was typed in; spelt like an agency that is known."""
    name = " ".join(str(response.strata.get(AGENCY) or document.get(AGENCY) or "").split())
    return known.get(name.casefold(), name) or None


def day_of(response: ResponseRecord, document: Mapping[str, Any]) -> date | None:
    """The day of the visit or of the assessment, or that on which the answer came in."""
    for name in (VISIT_DAY, ASSESSMENT_DAY):
        day = as_day(document.get(name))
        if day is not None:
            return day
    return response.received_on


def as_day(answer: object) -> date | None:
    """A day as an answers document holds it; None where there is none."""
    try:
        return date.fromisoformat(str(answer)[:10])
    except ValueError:
        return None
