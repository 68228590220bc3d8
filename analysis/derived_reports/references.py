"""What every report made from reports says of the rounds that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from analysis.report import (
    Definition,
    InstrumentReference,
    PolicyStatement,
    QuestionBlock,
    ReleaseClass,
    Report,
    ResponseRate,
    Unit,
)


class ReportsRefused(ValueError):
    """These reports cannot be put together; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundReference:
    """A round as its report tells of it: what was asked, of whom, when, and how many answered."""

    slug: str
    title: str
    partnership: str
    opens_on: date | None
    closes_on: date | None
    produced_at: str
    release_class: ReleaseClass
    release_number: int | None
    unit: Unit
    instrument: InstrumentReference
    policy: PolicyStatement
    responses: int | None
    response_rate: ResponseRate


def reference_to(report: Report) -> RoundReference:
    """What a report says of its round."""
    return RoundReference(
        slug=report.slug,
        title=report.title,
        partnership=report.partnership,
        opens_on=report.opens_on,
        closes_on=report.closes_on,
        produced_at=report.produced_at,
        release_class=report.release_class,
        release_number=report.release_number,
        unit=report.unit,
        instrument=report.instrument,
        policy=report.policy,
        responses=report.responses,
        response_rate=report.response_rate,
    )


def class_of(reports: Iterable[Report]) -> ReleaseClass:
    """A report made from working papers is one itself; ReportsRefused where they are mixed with releases.

    Side by side, a working paper and a release of the same round would show what the release hides.
    """
    classes = {report.release_class for report in reports}
    if len(classes) > 1:
        raise ReportsRefused("Working papers and released reports cannot be put together: choose one kind.")
    return classes.pop() if classes else "release"


def blocks_of(report: Report) -> Iterator[QuestionBlock]:
    """Every question of a report, in form order."""
    return (block for section in report.sections for block in section.questions)


def definitions_of(reports: Iterable[Report], *more: Definition) -> tuple[Definition, ...]:
    """The terms that the reports define, each once, and further ones."""
    found = {definition.term: definition for report in reports for definition in report.definitions}
    return (*found.values(), *(one for one in more if one.term not in found))
