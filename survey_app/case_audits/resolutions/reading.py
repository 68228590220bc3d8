"""The log as figures and as a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from analysis.case_resolutions import (
    LoggedDisagreement,
    LoggedStage,
    ResolutionFigures,
    resolution_figures,
)
from exports.workbook.lists import ListSheet, list_workbook
from survey_app.case_audits.models import DISPUTES, RESOLVED_AS, CaseResolution

COLUMNS = (
    ("Reference", 12), ("Raised", 12), ("By", 26), ("With", 26), ("About", 28), ("In a few words", 48),
    ("Stage reached", 28), ("Stage limit", 12), ("Ended", 12), ("Days", 8), ("How it ended", 30), ("Agreed", 40),
    ("Learning", 40),
)  # fmt: skip


def figures_of(found: Sequence[CaseResolution], *, as_of: date) -> ResolutionFigures:
    """The figures of these disagreements."""
    return resolution_figures([_logged(one) for one in found], as_of=as_of)


def days_open(resolution: CaseResolution, as_of: date) -> int:
    """Calendar days from raising it until it ended, or so far."""
    return ((resolution.closed_on or as_of) - resolution.raised_on).days


def is_late(resolution: CaseResolution, as_of: date) -> bool:
    """Whether an open disagreement is past the limit of its present stage."""
    ends_by = resolution.steps[-1].ends_by
    return resolution.is_open and ends_by is not None and as_of > ends_by


def log_workbook(found: Sequence[CaseResolution], *, partnership: str, as_of: date) -> bytes:
    """The log as a workbook."""
    head = (
        f"Case-resolution log: {partnership}",
        f"As of {as_of:%d %B %Y}. Days are calendar days, limits of stages working days.",
    )
    return list_workbook(ListSheet(name="Log", head=head, columns=COLUMNS, rows=[_row(one, as_of) for one in found]))


def _logged(one: CaseResolution) -> LoggedDisagreement:
    following = [*(step.began_on for step in one.steps[1:]), one.closed_on]
    return LoggedDisagreement(
        reference=one.reference, raised_on=one.raised_on, closed_on=one.closed_on, outcome=one.outcome,
        raised_by=one.raised_by.name, raised_with=one.raised_with.name,
        stages=[
            LoggedStage(
                name=step.name, number=step.number, began_on=step.began_on, ends_by=step.ends_by, ended_on=ended_on
            )
            for step, ended_on in zip(one.steps, following, strict=True)
        ],
    )  # fmt: skip


def _row(one: CaseResolution, as_of: date) -> tuple[str | int | None, ...]:
    step = one.steps[-1]
    return (
        one.reference, one.raised_on.isoformat(), one.raised_by.name, one.raised_with.name, DISPUTES[one.about],
        one.summary, step.name, step.ends_by.isoformat() if step.ends_by else None,
        one.closed_on.isoformat() if one.closed_on else None, days_open(one, as_of),
        RESOLVED_AS.get(one.outcome), one.outcome_words, one.learning,
    )  # fmt: skip
